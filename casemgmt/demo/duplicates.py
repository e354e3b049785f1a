"""The demo's duplicate: registered twice, first linked to the wrong record, then to the right one."""

from django.utils import timezone

from casemgmt.demo.clock import at
from casemgmt.demo.stories import Teller
from clients.actions.cases import decline_referral, refer_client
from clients.actions.links import link_records, undo_link
from clients.actions.people import register_client
from clients.models import Case, Client

WHY = "the demo looks for clients whose stories fit"


def tell_of_duplicates(teller: Teller) -> None:
    """Of two clients with a waiting referral, one was registered twice; a demo of a few clients may have none."""
    waiting = (
        Case.objects.unscoped(WHY)
        .filter(status=Case.Status.REFERRED, number=1)
        .select_related("client")
        .order_by("referred_on", "id")
    )
    found = [case.client for case in waiting[:2]]
    if len(found) == 2:
        _linked(teller, kept=found[0], mistaken=found[1], duplicate=_registered_again(teller, found[0]))


def _registered_again(teller: Teller, kept: Client) -> Client:
    """By phone, with a birth year that was misheard."""
    ines = teller.actor("ines")
    born = kept.birth_date.replace(year=kept.birth_date.year + 1) if kept.birth_date else None
    with at(teller.moment(1)):
        again: Client = register_client(
            actor=ines, given_name=kept.given_name, family_name=kept.family_name, birth_date=born, duplicates_checked=True,
            phone="617 555 0999", phone_kind="home",
        )  # fmt: skip
        case = refer_client(
            again.pk, actor=ines, source="self", source_name="The client", urgency="routine", need="Help with meals."
        )
        decline_referral(case.pk, actor=ines, version=case.version, decline_reason="duplicate")
    return again


def _linked(teller: Teller, *, kept: Client, mistaken: Client, duplicate: Client) -> None:
    ines = teller.actor("ines")
    with at(timezone.now()):
        wrong = link_records(mistaken.pk, actor=ines, duplicate=duplicate.pk, why="Called back from the same number.")
        undo_link(wrong.pk, actor=ines, version=1, reason="Only shares the phone: a neighbour who calls for both.")
        link_records(kept.pk, actor=ines, duplicate=duplicate.pk, why="Same name, and the license shows the other birth year.")
