"""What may be handed to whom: by the client's consent, to whoever treats them, or to somebody they let know.

HIPAA lets a provider of the client's care have what treatment needs without consent (45 CFR 164.506(c)); records of
substance use treatment (42 CFR Part 2) and of victim services (VAWA) never leave without a consent of their own.
"""

from dataclasses import dataclass, field
from datetime import date

from clients.models import Client, Consent, SupportPerson
from transitions.models import HandoverSummary, Transition

WHY = "which consents cover a recipient"
Section = HandoverSummary.Section
Scope, Know = Consent.Scope, SupportPerson.Shareable

# Whom to call at the agency names nobody but the agency's own people.
FREE = frozenset({Section.CALL})
BY_SCOPE = {
    Scope.DEMOGRAPHICS: {Section.WHO}, Scope.CASES: {Section.STAY, Section.MEDICINES, Section.NEXT}, Scope.SUPPORT: {Section.PEOPLE},
    Scope.ASSESSMENTS: {Section.RISK}, Scope.PLAN: {Section.PLAN},
}  # fmt: skip
# What others told about themselves is not the client's to give to yet others.
BY_KNOWING = {
    Know.APPOINTMENTS: {Section.NEXT},
    Know.PLAN: {Section.PLAN},
    Know.HEALTH: {Section.STAY, Section.MEDICINES, Section.RISK},
}


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


def covered(transition: Transition, recipient: str, purpose: str, today: date) -> Covered:
    """`recipient` is the facility of the transition, a support person's name, or whom a consent was given to, as written there."""
    client, name = transition.client, " ".join(recipient.split())
    given = [consent for consent in _consents(client, today) if consent.grantee.casefold() == name.casefold()]
    kinds = frozenset(consent.kind for consent in given if not why_deficient(consent))
    share = next((consent for consent in given if consent.kind == Consent.Kind.SHARE), None)
    if share is not None:
        return Covered(name, _of_consent(share), f"Consent of {share.signed_on:%d %b %Y}", kinds=kinds, consent=share)
    if (
        name.casefold() == transition.facility.casefold()
        and purpose == HandoverSummary.Purpose.TREATMENT
        and not client.restricted
    ):
        return Covered(
            name, frozenset(Section.values), "Treatment, by a provider of the client's care: 45 CFR 164.506(c)", kinds=kinds, treating=True
        )  # fmt: skip
    return _by_knowing(client, name, kinds) or Covered(name, missing=_missing(name, client))


def _consents(client: Client, today: date) -> list[Consent]:
    rows = Consent.objects.unscoped(WHY).filter(client=client, status=Consent.Status.ACTIVE).order_by("-signed_on", "-id")
    return [consent for consent in rows if consent.in_force_on(today)]


def why_deficient(consent: Consent) -> str:
    """Which element of 42 CFR 2.31(a) a consent lacks; a deficient one opens no protected record."""
    wanted = {"what information": consent.information, "the purpose": consent.purpose, "the rights told": consent.told_of_rights}
    lacking = [name for name, given in wanted.items() if not given]
    return f"It does not say {', '.join(lacking)}." if consent.kind == Consent.Kind.SUD and lacking else ""


def _of_consent(consent: Consent) -> frozenset[str]:
    return FREE.union(*(BY_SCOPE.get(Scope(scope), set()) for scope in consent.scope))


def _by_knowing(client: Client, name: str, kinds: frozenset[str]) -> Covered | None:
    people = SupportPerson.objects.unscoped(WHY).filter(client=client, status=SupportPerson.Status.CURRENT, name__iexact=name)
    person = people.order_by("id").first()
    if person is None or not person.may_know or is_unsafe(client, person.name):
        return None
    sections = FREE.union({Section.WHO}, *(BY_KNOWING.get(Know(part), set()) for part in person.may_know))
    return Covered(person.name, sections, "The client lets them know: 45 CFR 164.510(b)", kinds=kinds, support_person=person)


def is_unsafe(client: Client, name: str) -> bool:
    """Named among those who must not know; part of a name is enough to be careful."""
    return any(part in client.unsafe_people.casefold().split() for part in name.casefold().split())


def _missing(name: str, client: Client) -> str:
    treats = "" if client.restricted else " The facility of this transition may have it for treatment without one."
    return f"There is no consent “To share information” in force for {name}. Record one on the client's consents first.{treats}"
