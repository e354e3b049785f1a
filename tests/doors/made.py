"""What lists and pages show, made as many times as asked; each answers the record that the page's address holds.

Records are made by `subjects/`; where several hang on one client, one is made there and copied here.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from accounts.models import AccessToken, Agency, AgencyClosure, ApiClient, Cover, DutyShift, Team, TimeOff
from assessments.models import Assessment, Instrument, RiskTier, TierRule
from careplans.models import CarePlan, Commitment, Feedback, Goal, Lesson, Need, Review
from clients.models import (
    CapacityFinding,
    Client,
    Consent,
    Contact,
    Document,
    EmergencyAccess,
    Note,
    RecordLink,
    SupportPerson,
)
from clients.queries.disclosures import note_reading
from followups.models import DeadLetter, FollowUp, Ladder, Notification, SavedFilter
from interop.models import AdtMessage
from tests.doors.cast import Cast
from tests.doors.inputs import input_of
from tests.doors.subjects import SUBJECTS, case_of, known_client
from tests.factories.absence import make_cover, make_time_off
from tests.factories.accounts import give_role, make_access_token, make_api_client, make_team, make_user
from tests.factories.assessments import make_instrument
from tests.factories.clients import make_contact, make_note
from tests.factories.transitions import make_protocol
from transitions.models import Clock, Confirmation, HandoverSummary, MedicineLine, Protocol, TeachBack, Transition
from workflow.actor import system_actor
from workflow.identifiers import new_id
from workflow.models import Event
from workflow.steps import REGISTRY

ROSA = {"given_name": "Rosa", "family_name": "Delgado"}
NIGHT = system_actor("night work")


def one_of(model: Any, state: str) -> Callable[..., Any]:
    """A maker of single records, for an address that holds one."""
    return lambda cast, count=1: SUBJECTS[model].make(cast, state)


def many_of(model: Any, state: str) -> Callable[[Cast, int], Any]:
    """So many records, each about a client of its own."""

    def make(cast: Cast, count: int) -> None:
        for _ in range(count):
            SUBJECTS[model].make(cast, state)

    return make


def copies(record: Any, count: int, **changed: Callable[[], Any]) -> None:
    """The record and so many more of its like, until there are `count`."""
    fields = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.primary_key}
    for _ in range(count - 1):
        type(record)._base_manager.create(id=new_id(), **{**fields, **{name: make() for name, make in changed.items()}})


def moved(record: Any, client: Client) -> Any:
    record.client_id = client.pk
    record.save()
    return record


def client(cast: Cast, count: int = 1) -> Client:
    return known_client(cast, **ROSA)


def clients(cast: Cast, count: int) -> None:
    for _ in range(count):
        known_client(cast, **ROSA)


open_cases = clients
follow_ups = many_of(FollowUp, "open")
saved_filters = many_of(SavedFilter, "kept")
promises = many_of(Commitment, "accepted")
lessons = many_of(Lesson, "shared")
notifications, dead_letters = many_of(Notification, "unread"), many_of(DeadLetter, "open")


def ladders(cast: Cast, count: int) -> None:
    for number in range(count):
        _one_ladder(cast, number)


notices, notice = many_of(AdtMessage, "waiting_for_match"), one_of(AdtMessage, "waiting_for_match")
emergency_accesses = many_of(EmergencyAccess, "given")
emergency_access = one_of(EmergencyAccess, "given")
contact = one_of(Contact, "recorded")
assessment, draft_assessment = one_of(Assessment, "completed"), one_of(Assessment, "draft")
draft, note = one_of(Note, "draft"), one_of(Note, "signed")


def document(cast: Cast, count: int = 1) -> Any:
    """Added by its step, so that there is a file to fetch."""
    known = client(cast)
    return REGISTRY["document.add"](known.pk, actor=NIGHT, **input_of(REGISTRY["document.add"].step, cast, known))


def referrals(cast: Cast, count: int) -> None:
    for _ in range(count):
        known_client(cast, "referred", **ROSA)


def timeline(cast: Cast, count: int = 1) -> Client:
    """A client to whom something happened so many times."""
    known = client(cast)
    for version in range(1, count + 1):
        REGISTRY["client.add_phone"](known.pk, actor=NIGHT, version=version, kind="home", number=f"617 555 {version:04}")
    return known


def event(cast: Cast, count: int = 1) -> Event:
    return Event.objects.unscoped("a test made it").get(record=timeline(cast).pk)  # type: ignore[no-any-return]  # typed loosely


def client_with_cases(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    for number in range(2, count + 1):
        case_of(cast, known, "closed", number=number)
    return known


def client_with_contacts(cast: Cast, count: int = 1) -> Client:
    """Half of them with their note, and as many notes by themselves."""
    known, author = client(cast), cast.user("case_manager")
    for number in range(count):
        made = make_contact(known, author)
        if number % 2:
            make_note(known, author, contact=made, status="signed")
        make_note(known, author, status="signed")
    return known


def client_with_support(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    copies(moved(SUBJECTS[SupportPerson].make(cast, "current"), known), count)
    copies(moved(SUBJECTS[CapacityFinding].make(cast, "recorded"), known), count)
    return known


def client_with_consents(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    copies(moved(SUBJECTS[Consent].make(cast, "active"), known), count)
    return known


def client_with_documents(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    copies(moved(SUBJECTS[Document].make(cast, "kept"), known), count, storage_key=lambda: uuid4().hex)
    return known


def client_with_links(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    link = moved(SUBJECTS[RecordLink].make(cast, "linked"), known)
    copies(link, count, duplicate_id=lambda: known_client(cast, **ROSA).pk)
    return known


def client_with_plan(cast: Cast, count: int = 1) -> Client:
    """Its plan in force with so many goals and promises, needs, reviews and words of the client."""
    plan = SUBJECTS[CarePlan].make(cast, "active")
    known = Client.objects.unscoped("a test made it").get(pk=plan.client_id)
    for made, state in ((Goal, "accepted"), (Commitment, "accepted"), (Review, "held"), (Feedback, "given")):
        record = SUBJECTS[made].make(cast, state)
        record.plan_id = plan.pk
        copies(moved(record, known), count)
    copies(moved(SUBJECTS[Need].make(cast, "accepted"), known), count)
    return known


def client_with_transitions(cast: Cast, count: int = 1) -> Client:
    record = SUBJECTS[Transition].make(cast, "discharged")
    copies(record, count)
    return Client.objects.unscoped("a test made it").get(pk=record.client_id)  # type: ignore[no-any-return]  # typed loosely


def transition(cast: Cast, count: int = 1) -> Transition:
    """One with so many clocks, confirmations and stays that follow."""
    clock: Clock = SUBJECTS[Clock].make(cast, "running")
    copies(clock, count, protocol_id=lambda: make_protocol().pk)
    said = SUBJECTS[Confirmation].make(cast, "recorded")
    said.transition_id = clock.transition_id
    copies(moved(said, clock.client), count)
    return clock.transition


def medicines(cast: Cast, count: int = 1) -> Transition:
    """A completed worksheet with so many lines."""
    line: MedicineLine = SUBJECTS["medicine.correct"].make(cast, "current")
    copies(line, count, thread=new_id)
    return line.transition


def teach_back(cast: Cast, count: int = 1) -> Transition:
    """One topic checked so many times."""
    check: TeachBack = SUBJECTS[TeachBack].make(cast, "recorded")
    copies(check, count)
    return check.transition


def summary(cast: Cast, count: int = 1) -> HandoverSummary:
    made: HandoverSummary = SUBJECTS[HandoverSummary].make(cast, "made")
    copies(made, count)
    return made


def summarized(cast: Cast, count: int = 1) -> Transition:
    return summary(cast, count).transition


protocols, protocol = many_of(Protocol, "published"), one_of(Protocol, "published")


def client_with_assessments(cast: Cast, count: int = 1) -> Client:
    """Completed ones of one instrument, so that they have a course over time."""
    record = assessment(cast)
    known = Client.objects.unscoped("a test made it").get(pk=record.client_id)
    copies(record, count)
    return known


def assessed_twice(cast: Cast, count: int = 1) -> Assessment:
    record: Assessment = assessment(cast)
    copies(record, max(count, 2))
    return record


def client_with_tier(cast: Cast, count: int = 1) -> Client:
    tier = SUBJECTS[RiskTier].make(cast, "overridden")
    tier.grounds = [{"words": f"ground {number}", "points": 1, "factors": []} for number in range(count)]
    tier.save()
    return Client.objects.unscoped("a test made it").get(pk=tier.client_id)


def tier_rule(cast: Cast, number: int) -> TierRule:
    definition: dict[str, Any] = {"weights": {}, "tiers": {}}
    return TierRule.objects.create(status="replaced", edition=number + 1, definition=definition, why="Ours", adopted_by_name="A")


def tier_rules(cast: Cast, count: int) -> None:
    for number in range(count):
        tier_rule(cast, number)


def instruments(cast: Cast, count: int) -> None:
    for _ in range(count):
        make_instrument()


def instrument(cast: Cast, count: int = 1) -> Instrument:
    return make_instrument()


def client_with_everything(cast: Cast, count: int = 1) -> Client:
    """What the overview gathers: contacts, support people, phones, addresses, other names, what is due."""
    known = client_with_contacts(cast, count)
    copies(moved(SUBJECTS[SupportPerson].make(cast, "current"), known), count)
    copies(moved(SUBJECTS[FollowUp].make(cast, "open"), known), count, source_key=lambda: uuid4().hex)
    for number in range(count):
        known.phones.create(number=f"617 555 {number:04}")
        known.addresses.create(city="Boston")
        known.former_names.create(use="maiden", family_name="Reyes")
    return known


def own_time_off(cast: Cast, count: int = 1) -> None:
    """Of the case manager: so many planned, each covered, and as many of others that they cover."""
    for _ in range(count):
        off = make_time_off(cast.user("case_manager"), status="planned")
        make_cover(cast.user("case_manager"), cast.user("other_case_manager"), off)
        make_cover(make_user("case_manager", cast.harbor), cast.user("case_manager"))


def returned_time_off(cast: Cast, count: int = 1) -> TimeOff:
    """Of the case manager, with so many things that happened to clients meanwhile."""
    line = {"at": "2031-05-01T12:00:00+00:00", "event": "contact.logged", "by": "Devon"}
    summary = {
        "clients": count, "counts": [["contact.logged", count]],
        "lines": [{**line, "client": str(client(cast).pk)} for _ in range(count)],
    }  # fmt: skip
    return make_time_off(cast.user("case_manager"), status="ended", summary=summary)


absences = many_of(Cover, "begun")
shifts = many_of(DutyShift, "planned")


def access_tokens(cast: Cast, count: int) -> None:
    for number in range(count):
        make_access_token(cast.user("case_manager"), f"token {number}")


def people(cast: Cast, count: int) -> None:
    for _ in range(count):
        give_role(make_user("case_manager", cast.harbor), "privacy_officer")


def person_with_roles(cast: Cast, count: int = 1) -> Any:
    person = make_user()
    for number in range(count):
        give_role(person, "intake", make_team())
        make_access_token(person, f"token {number}")
    return person


def teams(cast: Cast, count: int) -> None:
    for _ in range(count):
        make_user("case_manager", make_team())


def team_with_people(cast: Cast, count: int = 1) -> Any:
    team = make_team()
    for _ in range(count):
        make_user("case_manager", team)
    return team


def agency_with_closures(cast: Cast, count: int) -> None:
    for number in range(count):
        AgencyClosure.objects.create(agency=cast.agency, day=f"2031-05-{number + 1:02}", name="Retreat")


def api_clients(cast: Cast, count: int) -> None:
    for _ in range(count):
        make_api_client("cases:read", team=cast.harbor)


def api_client(cast: Cast, count: int = 1) -> Any:
    return cast.partners["partner"]


def readings(cast: Cast, count: int) -> None:
    for role in ("case_manager", "partner"):
        for _ in range(count):
            note_reading(cast.actor(role), [client(cast)], "overview")


def readings_of_one(cast: Cast, count: int = 1) -> Client:
    known = client(cast)
    for number in range(count):
        note_reading(cast.actor("partner").because(f"reason {number}"), [known], "api:clients")
    return known


def _one_ladder(cast: Cast, number: int) -> Ladder:
    """One is current for each kind; the others were given up."""
    kinds = FollowUp.Kind.values
    return Ladder.objects.create(kind=kinds[number % len(kinds)], status="current" if number < len(kinds) else "reset")


# Records of which `subjects/` can make only one at a time; the number makes each another.
REPEATED: dict[Any, Callable[[Cast, int], Any]] = {
    AccessToken: lambda cast, number: make_access_token(cast.user("administrator"), f"token {number}"),
    Agency: lambda cast, number: cast.agency,
    ApiClient: lambda cast, number: make_api_client("cases:read", team=cast.harbor),
    Ladder: _one_ladder,
    Team: lambda cast, number: make_team(),
    TierRule: tier_rule,
}
