"""What a notice was taken for, and somebody looks at all the same."""

from django.utils import timezone

from accounts.queries.agency import the_agency
from clients.models import Client
from followups.actions.due import business_deadline, open_once
from followups.models import FollowUp
from interop.actions.matching import index_of
from interop.forms.hl7_notices import OWN_KINDS, Number
from interop.forms.hl7_received import read
from interop.models import AdtMessage
from transitions.queries.cases import running_case

WHY = "a hospital gives one person one number"
# The clocks run already; what was taken for the wrong person's must not stay there for long.
DAYS = 1


def ask_about_two_numbers(client: Client, learnt: list[Number], notice: AdtMessage) -> None:
    """Of two numbers of one hospital either both are this client's, and it has two records of them, or one is another person's.

    Name and birth date are the same, so the notice counts: a clock that never started harms more than one taken back. A person looks.
    """
    case = running_case(client)
    if case is None:
        return
    told = read(notice)
    together = [index_of(number) for number in told.numbers] if told else []
    for issuer in sorted(
        {number.issuer for number in learnt if number.kind in OWN_KINDS and _has_another(client, number, together)}
    ):
        open_once(
            f"hospital-numbers:{client.pk}:{issuer.casefold()}"[:120], FollowUp.Kind.TWO_NUMBERS, client, about=notice, case=case,
            owner=case.case_manager, team=case.team, due_at=business_deadline(the_agency(), timezone.now(), DAYS),
            why=f"{issuer[:60]} has notices about this name and birth date under two numbers. Ask whether both stays were this client's. "
            "What was not is taken back at the notice by intake or a supervisor.",
        )  # fmt: skip


def _has_another(client: Client, number: Number, together: list[str]) -> bool:
    """Besides those that the hospital itself writes side by side."""
    others = client.hospital_numbers.unscoped(WHY).filter(ended_at__isnull=True, issuer__iexact=number.issuer)
    return bool(others.exclude(value_index__in=together).exists())
