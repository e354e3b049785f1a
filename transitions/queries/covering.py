"""What may be handed to whom: by the client's consent, to whoever treats them, or to somebody they let know.

HIPAA lets a provider of the client's care have what treatment needs without consent (45 CFR 164.506(c)); records of
substance use treatment (42 CFR Part 2) and of victim services (VAWA) never leave without a consent of their own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import formats, timezone

from clients.models import Client, Consent, SupportPerson
from transitions.models import HandoverSummary, Transition
from workflow.actor import Actor
from workflow.together import together

WHY = "which consents cover a recipient"
Section, PURPOSES = HandoverSummary.Section, HandoverSummary.Purpose.values
Scope, Know = Consent.Scope, SupportPerson.Shareable

NAMES = {Consent.Kind.SUD: "Substance use treatment (42 CFR Part 2)", Consent.Kind.VICTIM_SERVICES: "Victim services (VAWA)"}

# Whom to call at the agency names nobody but the agency's own people.
FREE = frozenset({Section.CALL})
BY_SCOPE = {
    Scope.DEMOGRAPHICS: {Section.WHO}, Scope.CASES: {Section.STAY, Section.MEDICINES, Section.NEXT, Section.CHECKED}, Scope.SUPPORT: {Section.PEOPLE},
    Scope.ASSESSMENTS: {Section.RISK}, Scope.PLAN: {Section.PLAN},
}  # fmt: skip
# What others told about themselves is not the client's to give to yet others.
BY_KNOWING = {
    Know.APPOINTMENTS: {Section.NEXT},
    Know.PLAN: {Section.PLAN},
    Know.HEALTH: {Section.STAY, Section.MEDICINES, Section.CHECKED, Section.RISK},
}


@dataclass(frozen=True)
class Known:
    """Consents and people of several clients, so that many summaries are looked at again in two queries."""

    consents: Sequence[Consent]
    people: Sequence[SupportPerson]


@dataclass(frozen=True)
class Covered:
    """What a recipient may have; with `missing` they may have nothing, and it says which consent is not there."""

    recipient: str = ""
    sections: frozenset[str] = frozenset()
    basis: str = ""
    missing: str = ""
    kinds: frozenset[str] = field(default_factory=frozenset)
    consent: Consent | None = None
    support_person: SupportPerson | None = None
    treating: bool = False


def covered(transition: Transition, recipient: str, purpose: str, today: date, known: Known | None = None) -> Covered:
    """`recipient` is the facility of the transition, a support person's name, or whom a consent was given to, as written there."""
    client, name = transition.client, " ".join(recipient.split())
    known = known or known_of([client.pk])
    mine = [one for one in known.consents if one.client_id == client.pk and one.in_force_on(today)]
    given = [consent for consent in mine if consent.grantee.casefold() == name.casefold()]
    kinds = frozenset(consent.kind for consent in given if not why_deficient(consent))
    share = next((consent for consent in given if consent.kind == Consent.Kind.SHARE), None)
    if share is not None:
        return Covered(name, _of_consent(share), f"Consent of {formats.date_format(share.signed_on)}", kinds=kinds, consent=share)
    if (
        name.casefold() == transition.facility.casefold()
        and purpose == HandoverSummary.Purpose.TREATMENT
        and not client.restricted
    ):
        return Covered(
            name, frozenset(Section.values), "Treatment, by a provider of the client's care: 45 CFR 164.506(c)", kinds=kinds, treating=True
        )  # fmt: skip
    return _by_knowing(client, name, kinds, known) or Covered(name, missing=_missing(name, client))


def known_of(clients: Collection[UUID]) -> Known:
    consents, people = together(
        Consent.objects.unscoped(WHY).filter(client_id__in=clients, status=Consent.Status.ACTIVE).order_by("-signed_on", "-id"),
        SupportPerson.objects.unscoped(WHY).filter(client_id__in=clients, status=SupportPerson.Status.CURRENT).order_by("id"),
    )
    return Known(consents, people)


def why_ended(summary: HandoverSummary, today: date, known: Known | None = None) -> str:
    """Why a summary is not handed out again; empty while every ground it was made on lasts, protected kinds included."""
    cover = covered(summary.transition, summary.recipient, summary.purpose, today, known)
    if cover.missing:
        return cover.missing
    ended = [NAMES[Consent.Kind(kind)] for kind in summary.kinds if kind not in cover.kinds]
    if ended:
        return f"The consent to hand out {' and '.join(ended)} has ended. Make a new one; it leaves that out."
    return "The consent covers less than it did. Make a new one." if set(summary.sections) - cover.sections else ""


def with_ends(actor: Actor, summaries: Sequence[HandoverSummary]) -> None:
    """Each with why it is not handed out again, for all of them in one query."""
    known, today = known_of({one.client_id for one in summaries}), timezone.localdate()
    for one in summaries:
        one.transition.client = one.client
        one.ended = why_ended(one, today, known)


def why_deficient(consent: Consent) -> str:
    """Which element of 42 CFR 2.31(a) a consent lacks; a deficient one opens no protected record."""
    wanted = {"what information": consent.information, "the purpose": consent.purpose, "the rights told": consent.told_of_rights}
    lacking = [name for name, given in wanted.items() if not given]
    return f"It does not say {', '.join(lacking)}." if consent.kind == Consent.Kind.SUD and lacking else ""


def _of_consent(consent: Consent) -> frozenset[str]:
    return FREE.union(*(BY_SCOPE.get(Scope(scope), set()) for scope in consent.scope))


def _by_knowing(client: Client, name: str, kinds: frozenset[str], known: Known) -> Covered | None:
    named = [one for one in known.people if one.client_id == client.pk and one.name.casefold() == name.casefold()]
    person = next(iter(named), None)
    if person is None or not person.may_know or is_unsafe(client, person.name):
        return None
    sections = FREE.union({Section.WHO}, *(BY_KNOWING.get(Know(part), set()) for part in person.may_know))
    return Covered(person.name, sections, "The client lets them know: 45 CFR 164.510(b)", kinds=kinds, support_person=person)


def recipients(transition: Transition, today: date) -> tuple[str, ...]:
    """Names a summary can be made for, for one purpose or the other, each as it is written where it comes from."""
    known = known_of([transition.client_id])
    written = [transition.facility, *(one.grantee for one in known.consents), *(one.name for one in known.people)]
    names = dict.fromkeys(" ".join(name.split()) for name in written if name.strip())
    return tuple(name for name in names if any(not covered(transition, name, one, today, known).missing for one in PURPOSES))


def is_unsafe(client: Client, name: str) -> bool:
    """Named among those who must not know; part of a name is enough to be careful."""
    return any(part in client.unsafe_people.casefold().split() for part in name.casefold().split())


def _missing(name: str, client: Client) -> str:
    treats = "" if client.restricted else " The facility of this transition may have it for treatment without one."
    return f"There is no consent “To share information” in force for {name}. Record one on the client's consents first.{treats}"
