"""The records steps are taken on: how each is made in each of its states, and who sees it then.

`SUBJECTS` has one entry for each model with steps, and one by step name where a step needs its
record in a particular shape. A maker gets the cast and the wanted state and answers the record,
ready for its steps; rows are made directly, for how they came to be is tested elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import AccessToken, Agency, ApiClient, Cover, DutyShift, Membership, Team, TimeOff, User
from assessments.models import Assessment, Instrument, RiskTier, TierRule
from careplans.models import (
    Agreement,
    Barrier,
    CarePlan,
    Commitment,
    Feedback,
    Goal,
    Lesson,
    Need,
    PlanVersion,
    PrivateLink,
    Review,
)
from clients.models import (
    CapacityFinding,
    Case,
    Client,
    Consent,
    Contact,
    Document,
    EmergencyAccess,
    Note,
    RecordLink,
    RestrictedAccess,
    SupportPerson,
)
from followups.models import CalendarFeed, DeadLetter, Delivery, FollowUp, Ladder, Notification, SavedFilter
from interop.models import AdtMessage, DetailProposal
from tests.doors.cast import ONESELF, PARTNERS, PEOPLE, ROLES, SYSTEM, Cast
from tests.factories.absence import make_cover, make_shift, make_time_off
from tests.factories.accounts import give_role, make_access_token, make_api_client, make_team, make_user
from tests.factories.assessments import make_assessment, make_instrument
from tests.factories.clients import make_case, make_client, make_contact, make_note
from tests.factories.notices import make_notice, make_proposal
from tests.factories.transitions import make_protocol
from transitions.models import (
    Clock,
    Confirmation,
    HandoverSummary,
    MedicineLine,
    MedicinesWorksheet,
    Protocol,
    TeachBack,
    Transition,
)
from workflow.models import StepModel

EVERYBODY = frozenset({*ROLES, ONESELF})
# Partners the client consented to; the foreign one has every scope and no consent.
CONSENTED = frozenset(PARTNERS) - {"foreign_partner"}
# Who sees a client while a case is open, after it was closed, and before it was opened or when it was declined.
IN_WORK = frozenset({"case_manager", "supervisor", SYSTEM, *CONSENTED})
AFTERWARDS = IN_WORK | {"intake"}
BEFOREHAND = frozenset({"intake", SYSTEM, *CONSENTED})
SIGHT_OF_OFFER = {"open": IN_WORK | {"other_case_manager"}, "done": IN_WORK, "dropped": IN_WORK}
SIGHT_OF_CASE = {
    "referred": BEFOREHAND, "screening": BEFOREHAND, "declined": BEFOREHAND, "open": IN_WORK, "closed": AFTERWARDS,
}  # fmt: skip

Maker = Callable[[Cast, str], Any]


@dataclass(frozen=True)
class Subject:
    """How to make it, and who sees it: one set, or one for each state."""

    make: Maker
    seen_by: frozenset[str] | Mapping[str, Iterable[str]]
    # Whom ONESELF stands for, on records about a person who works here.
    oneself: Callable[[Any], User] | None = None

    def seen_in(self, state: str) -> frozenset[str]:
        return frozenset(self.seen_by[state]) if isinstance(self.seen_by, Mapping) else self.seen_by


def subject_of(step_name: str, model: type[StepModel]) -> Subject:
    """The step's own subject, or its model's."""
    found = SUBJECTS.get(step_name) or SUBJECTS.get(model)
    assert found, (
        f"No test knows how to make a {model.__name__} for {step_name}: add a maker for it to SUBJECTS in "
        "tests/doors/subjects.py, with who sees it in each state."
    )
    return found


def known_client(cast: Cast, case: str = "open", **fields: Any) -> Client:
    """A client with a case in this state, and a consent for each partner but the foreign one."""
    client = make_client(**fields)
    for role in sorted(CONSENTED):
        consent_for(client, cast.partners[role])
    if case:
        case_of(cast, client, case)
    return client


def consent_for(client: Client, partner: ApiClient) -> Consent:
    today = timezone.localdate()
    return Consent.objects.create(
        client=client, kind="share", grantee=partner.name, grantee_client_id=partner.pk, scope=Consent.Scope.values,
        purpose="Care together", starts_on=today, signed_on=today, method="paper",
    )  # fmt: skip


def case_of(cast: Cast, client: Client, state: str, **fields: Any) -> Case:
    """As the steps leave it: a team and a case manager once open, neither before or when declined."""
    now = timezone.now()
    if state in ("open", "closed"):
        fields = {"closed_at": now if state == "closed" else None, **fields}
        return make_case(client, cast.harbor, cast.user("case_manager"), status=state, **fields)
    return make_case(client, status=state, opened_at=None, **fields)


def _client(cast: Cast, state: str) -> Client:
    return known_client(cast, status=state)


def _restricted_client(cast: Cast, state: str) -> Client:
    """Seen by its case manager and by the one person named beside them."""
    client = known_client(cast, status=state, restricted=True)
    RestrictedAccess.objects.create(client=client, user=cast.user("other_case_manager"))
    return client


def _emergency_access(cast: Cast, state: str) -> EmergencyAccess:
    """Running, used by somebody of the team who does not see the client otherwise."""
    access: EmergencyAccess = EmergencyAccess.objects.create(
        client=known_client(cast), user=cast.user("other_case_manager"), status=state, reason_code="danger",
        explanation="A neighbour heard a fall", expires_at=timezone.now() + timedelta(minutes=60),
    )  # fmt: skip
    return access


def _client_between_cases(cast: Cast, state: str) -> Client:
    return known_client(cast, "closed", status=state)


def _case(cast: Cast, state: str) -> Case:
    return case_of(cast, known_client(cast, ""), state)


def _offered_case(cast: Cast, state: str) -> Case:
    return case_of(cast, known_client(cast, ""), state, accepted_at=None)


def _contact(cast: Cast, state: str) -> Contact:
    return make_contact(known_client(cast), cast.user("case_manager"), status=state)


def _note(cast: Cast, state: str) -> Note:
    return make_note(known_client(cast), cast.user("case_manager"), status=state)


def _support_person(cast: Cast, state: str) -> SupportPerson:
    person: SupportPerson = SupportPerson.objects.create(
        client=known_client(cast), status=state, name="Paul Hill", relationship="Brother"
    )
    return person


def _capacity(cast: Cast, state: str) -> CapacityFinding:
    finding: CapacityFinding = CapacityFinding.objects.create(
        client=known_client(cast), status=state, decision="Where to live", outcome="has_capacity", judged_on=timezone.localdate(),
        judged_by="Dr Lake",
    )  # fmt: skip
    return finding


def _consent(cast: Cast, state: str) -> Consent:
    today = timezone.localdate()
    consent: Consent = Consent.objects.create(
        client=known_client(cast), status=state, kind="services", starts_on=today, signed_on=today, method="paper"
    )
    return consent


def _document(cast: Cast, state: str) -> Document:
    document: Document = Document.objects.create(
        client=known_client(cast), status=state, title="Discharge letter", kind="discharge", file_name="letter.pdf",
        media_type="application/pdf", size=3, sha256="00" * 32, storage_key=uuid4().hex * 2, added_by_name="Case Manager",
    )  # fmt: skip
    return document


def _record_link(cast: Cast, state: str) -> RecordLink:
    link: RecordLink = RecordLink.objects.create(
        client=known_client(cast), duplicate=known_client(cast), status=state, why="Same Medicaid number"
    )
    return link


def _follow_up(cast: Cast, state: str) -> FollowUp:
    client = known_client(cast)
    follow_up: FollowUp = FollowUp.objects.create(
        client=client, status=state, kind="first_contact", title="First contact", why="A new case", owner=cast.user("case_manager"),
        team=cast.harbor, due_at=timezone.now() + timedelta(days=1), source_key=f"case:{client.pk}", object_id=client.pk,
    )  # fmt: skip
    return follow_up


def _changed(follow_up: FollowUp, **fields: Any) -> FollowUp:
    for name, value in fields.items():
        setattr(follow_up, name, value)
    follow_up.save()
    return follow_up


def _offered_follow_up(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), offered_to=cast.user("other_case_manager"), offer_note="She likes mornings.")


def _follow_up_of_nobody(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), owner=None)


def _held_follow_up(cast: Cast, state: str) -> FollowUp:
    return _changed(_follow_up(cast, state), waiting_on="Bay Hospital", hold_until=timezone.now() + timedelta(days=9))


def _moved_follow_up(cast: Cast, state: str) -> FollowUp:
    now = timezone.now()
    return _changed(_follow_up(cast, state), moved_from=now - timedelta(days=1), moved_at=now)


def _saved_filter(cast: Cast, state: str) -> SavedFilter:
    """The case manager's own; nobody else sees it."""
    saved: SavedFilter = SavedFilter.objects.create(
        user=cast.user("case_manager"), status=state, place="follow-ups", name=uuid4().hex, query="bucket=overdue"
    )
    return saved


def _calendar_feed(cast: Cast, state: str) -> CalendarFeed:
    """The case manager's own; there is one at most that counts."""
    CalendarFeed.objects.unscoped("a test makes room").filter(user=cast.user("case_manager")).update(status="revoked")
    feed: CalendarFeed = CalendarFeed.objects.create(user=cast.user("case_manager"), status=state, fingerprint=uuid4().hex)
    return feed


def _repeating_follow_up(cast: Cast, state: str) -> FollowUp:
    today = timezone.localdate()
    rhythm = {"repeat_every": 1, "repeat_unit": "week", "repeat_from": today, "repeat_until": today + timedelta(days=300)}
    return _changed(_follow_up(cast, state), kind="own", **rhythm)


def _person(cast: Cast, state: str) -> User:
    """A colleague nobody depends on."""
    return make_user("privacy_officer", status=state, name="Pat Colleague", password="a password of their own")


def _invited_person(cast: Cast, state: str) -> User:
    return make_user("privacy_officer", status=state)


def _person_with_second_factor(cast: Cast, state: str) -> User:
    from tests.factories.accounts import give_second_factor

    person = _person(cast, state)
    give_second_factor(person)
    return person


def _membership(cast: Cast, state: str) -> Membership:
    membership = give_role(make_user(), "intake", cast.harbor)
    Membership.objects.filter(pk=membership.pk).update(status=state)
    membership.refresh_from_db()
    return membership


def _team(cast: Cast, state: str) -> Team:
    return make_team("Lakeside", status=state)


def _agency(cast: Cast, state: str) -> Agency:
    return cast.agency


def _agency_with_closure(cast: Cast, state: str) -> Agency:
    cast.agency.closures.create(day="2031-05-01", name="Retreat")
    return cast.agency


def _api_client(cast: Cast, state: str) -> ApiClient:
    return make_api_client("cases:read", name="County registry", status=state)


def _access_token(cast: Cast, state: str) -> AccessToken:
    return make_access_token(_person(cast, "active"), status=state)


def _assessment(cast: Cast, state: str) -> Assessment:
    """Answered by the case manager, and so complete but for the last step."""
    return _of_case(cast, state, answers={"q1": {"value": True, "at": "2026-01-31T12:00:00Z"}})


def _alarming_assessment(cast: Cast, state: str) -> Assessment:
    return _of_case(cast, state, flags=[{"id": "danger", "severity": "urgent", "title": "In danger"}])


def _of_case(cast: Cast, state: str, **fields: Any) -> Assessment:
    client = known_client(cast)
    user = cast.user("case_manager")
    return make_assessment(client, status=state, author=user, author_name=user.name, **fields)


def _safety_flag(cast: Cast, state: str) -> FollowUp:
    follow_up = _follow_up(cast, state)
    follow_up.kind = FollowUp.Kind.SAFETY_FLAG
    follow_up.save()
    return follow_up


def _risk_tier(cast: Cast, state: str) -> RiskTier:
    """Nothing was assessed; an override that counts where it is overridden."""
    return _tier_with_override(cast, state, 30)


def _expired_tier(cast: Cast, state: str) -> RiskTier:
    return _tier_with_override(cast, state, -1)


def _tier_with_override(cast: Cast, state: str, days: int) -> RiskTier:
    client = known_client(cast)
    until = timezone.localdate() + timedelta(days=days)
    override = (
        {"override_tier": 4, "override_reason": "Sleeps in her car", "override_until": until} if state == "overridden" else {}
    )
    tier: RiskTier = RiskTier.objects.create(
        client=client, case=client.cases.unscoped("a test looks").get(), status=state, computed_at=timezone.now(), **override
    )
    return tier


def _tier_rule(cast: Cast, state: str) -> TierRule:
    definition = {"weights": {}, "tiers": {"2": 2, "3": 5, "4": 9}}
    return TierRule.objects.create(status=state, edition=1, definition=definition, why="Ours", adopted_by_name="Administrator")


def _instrument(cast: Cast, state: str) -> Instrument:
    return make_instrument(status=state, switched_on=False, release_gate="Read the terms.")


def _instrument_in_use(cast: Cast, state: str) -> Instrument:
    return make_instrument(status=state, switched_on=state == "published")


ASSIGNED = frozenset({"case_manager", "other_case_manager", SYSTEM})


def _need(cast: Cast, state: str) -> Need:
    need: Need = Need.objects.create(
        client=known_client(cast), status=state, domain="housing-instability", title="Behind on rent"
    )
    return need


def _plan(cast: Cast, state: str) -> CarePlan:
    """As it stands in that state: put to the client and agreed to once it left the draft."""
    asked = 0 if state == "draft" else 1
    client = known_client(cast)
    plan: CarePlan = CarePlan.objects.create(
        client=client,
        case=client.cases.unscoped("a test looks").get(),
        status=state,
        title="At home",
        proposed_revision=asked,
        agreed_revision=asked if state == "active" else 0,
    )
    goal, promise = _goal_in(plan, "proposed"), _promise_in(plan, "proposed")
    lines = [_line("goal", goal.pk), _line("commitment", promise.pk)]
    if not asked:
        return plan
    PlanVersion.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, lines=lines, proposed_at=timezone.now(), proposed_by_name="Case Manager"
    )
    return plan


def _line(kind: str, key: Any) -> dict[str, str]:
    return {"kind": kind, "id": str(key), "words": "x", "detail": "", "owner_kind": "client", "owner": "", "due": "2031-05-01"}


def _agreed_plan(cast: Cast, state: str) -> CarePlan:
    plan = _plan(cast, state)
    _answer_to(plan)
    return plan


def _changed_plan(cast: Cast, state: str) -> CarePlan:
    plan = _plan(cast, state)
    CarePlan.objects.unscoped("a test changes it").filter(pk=plan.pk).update(revision=2)
    plan.refresh_from_db()
    return plan


def _finished_plan(cast: Cast, state: str) -> CarePlan:
    plan: CarePlan = CarePlan.objects.create(client=known_client(cast), status=state, title="At home", proposed_revision=1)
    return plan


def _goal_in(plan: CarePlan, state: str) -> Goal:
    levels = dict.fromkeys(("level_minus2", "level_minus1", "level_0", "level_plus1", "level_plus2"), "x")
    goal: Goal = Goal.objects.create(
        client_id=plan.client_id, plan=plan, status=state, client_words="A warm meal", measure="Meals", target_date="2031-05-01",
        no_barriers=True, baseline=-1, **levels,
    )  # fmt: skip
    return goal


def _promise_in(plan: CarePlan, state: str) -> Commitment:
    promise: Commitment = Commitment.objects.create(
        client_id=plan.client_id, plan=plan, status=state, owner_kind="client", what="Call", due_on=timezone.localdate()
    )
    return promise


def _answer_to(plan: CarePlan, state: str = "recorded") -> Agreement:
    answer: Agreement = Agreement.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, status=state, answer="agreed", method="spoken", given_on=timezone.localdate(),
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return answer


def _review_of(cast: Cast, state: str) -> Review:
    plan = _plan(cast, "active")
    review: Review = Review.objects.create(client_id=plan.client_id, plan=plan, status=state, due_on=timezone.localdate())
    return review


def _feedback_of(cast: Cast, state: str) -> Feedback:
    plan = _plan(cast, "active")
    given: Feedback = Feedback.objects.create(
        client_id=plan.client_id, plan=plan, status=state, words="Thank you", given_by_name="Rosa"
    )
    return given


def _link_to(cast: Cast, state: str) -> PrivateLink:
    plan = _plan(cast, "proposed")
    link: PrivateLink = PrivateLink.objects.create(
        client_id=plan.client_id, plan=plan, revision=1, status=state, channel="email", fingerprint=f"print of {plan.pk}",
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return link


def _link_by_email(cast: Cast, state: str) -> PrivateLink:
    """To a client who agreed to messages and reads e-mail safely."""
    link = _link_to(cast, state)
    Client.objects.unscoped("a test changes it").filter(pk=link.client_id).update(email="rosa@home.example")
    today = timezone.localdate()
    Consent.objects.create(client_id=link.client_id, kind="messages", starts_on=today, signed_on=today, method="paper")
    return link


def _barrier_of(cast: Cast, state: str) -> Barrier:
    plan = _plan(cast, "active")
    goal = plan.goals.unscoped("a test looks").get()
    barrier: Barrier = Barrier.objects.create(
        client_id=plan.client_id, plan=plan, goal=goal, status=state, kind="transport", description="No bus"
    )
    return barrier


def _colleague(cast: Cast, state: str) -> User:
    """Somebody of the team, whose supervisor may plan for them."""
    return make_user("case_manager", cast.harbor, status=state, name="Pat Colleague", password="a password of their own")


def _time_off(cast: Cast, state: str) -> TimeOff:
    now = timezone.now()
    starts_at = now + timedelta(days=1) if state == "planned" else now - timedelta(days=1)
    return make_time_off(_colleague(cast, "active"), starts_at, now + timedelta(days=3), status=state)


def _time_off_that_has_come(cast: Cast, state: str) -> TimeOff:
    return make_time_off(_colleague(cast, "active"), status=state)


def _cover(cast: Cast, state: str) -> Cover:
    return make_cover(_colleague(cast, "active"), cast.user("case_manager"), status=state)


def _duty_shift(cast: Cast, state: str) -> DutyShift:
    return make_shift(_colleague(cast, "active"), cast.harbor, status=state)


def _lesson(cast: Cast, state: str) -> Lesson:
    return Lesson.objects.create(status=state, words="Ask early.", domains=["food-insecurity"])


def _notification(cast: Cast, state: str) -> Notification:
    made: Notification = Notification.objects.create(
        key=f"test:{uuid4()}", user=cast.user("case_manager"), follow_up=_follow_up(cast, "open"), rung="due", status=state
    )
    return made


def _ladder(cast: Cast, state: str) -> Ladder:
    return Ladder.objects.create(kind=FollowUp.Kind.ASSESS, status=state)


def _delivery(cast: Cast, state: str) -> Delivery:
    now = timezone.now()
    made: Delivery = Delivery.objects.create(
        key=f"test:{uuid4()}", rung="notice", to="person", channel="email", recipient=cast.user("case_manager"), lane="bulk", due_at=now,
        wakes_at=now, state=state,
    )  # fmt: skip
    return made


def _dead_letter(cast: Cast, state: str) -> DeadLetter:
    delivery = _delivery(cast, "dead" if state == "open" else "waiting")
    made: DeadLetter = DeadLetter.objects.create(
        delivery=delivery, status=state, why="The mail server does not know it.", attempts=12
    )
    return made


def _notice(cast: Cast, state: str) -> AdtMessage:
    return make_notice(status=state)


def _proposed_link(cast: Cast, state: str) -> AdtMessage:
    """A merge of two records that were worked with once."""
    kept, given_up = known_client(cast, "closed"), known_client(cast, "closed")
    return make_notice(status=state, event_code="A40", client=kept, prior_client=given_up)


def _matched_notice(cast: Cast, state: str) -> AdtMessage:
    """About somebody who was worked with once."""
    return make_notice(status=state, client=known_client(cast, "closed"))


def _proposal(cast: Cast, state: str) -> DetailProposal:
    """Of details of somebody who is worked with."""
    return make_proposal(known_client(cast), status=state)


# The partner that sent it, and nobody else of the partners.
SENT = frozenset({"case_manager", "supervisor", "partner", "integration", SYSTEM})


def _transition(cast: Cast, state: str) -> Transition:
    """With the moments its state has; sent by the partner."""
    now = timezone.now().replace(microsecond=0)
    moments: dict[str, Any] = {}
    if state not in ("anticipated", "cancelled"):
        moments["admitted_at"] = now - timedelta(days=9)
    if state in ("discharged", "settled", "readmitted", "deceased"):
        moments["discharged_at"] = now - timedelta(days=3)
    made: Transition = Transition.objects.create(
        client=known_client(cast), status=state, facility="Bay Hospital", opened_by_name="Partner",
        opened_by_client_id=cast.partners["partner"].pk, **moments,
    )  # fmt: skip
    return made


def _handed_over(cast: Cast, state: str) -> Transition:
    transition = _transition(cast, state)
    for party in Confirmation.Party.values:
        _confirmation_of(transition, party)
    return transition


def _confirmation_of(transition: Transition, party: str = "sender", state: str = "recorded") -> Confirmation:
    made: Confirmation = Confirmation.objects.create(
        client_id=transition.client_id, transition=transition, status=state, party=party, confirmed=True, said_at=timezone.now(),
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return made


def _owing(cast: Cast, state: str) -> Transition:
    return _clock(cast, "running", state).transition


def _run_out(cast: Cast, state: str) -> Clock:
    clock = _clock(cast, state)
    clock.due_at = timezone.now() - timedelta(hours=1)
    clock.save(update_fields=["due_at"])
    return clock


def _clock(cast: Cast, state: str, of: str = "discharged") -> Clock:
    transition, protocol = _transition(cast, of), make_protocol()
    made: Clock = Clock.objects.create(
        client_id=transition.client_id, transition=transition, protocol=protocol, key="contact", title="Contact", status=state,
        evidence_asked="visit", opens_on=timezone.localdate() - timedelta(days=3), due_at=timezone.now() + timedelta(days=1),
        booked_for=timezone.now() + timedelta(hours=20), booked_with="Dr Lake",
    )  # fmt: skip
    return made


def _worksheet(cast: Cast, state: str) -> MedicinesWorksheet:
    transition, done = _transition(cast, "discharged"), {}
    if state == "completed":
        now = timezone.now()
        done = {"reconciled_by": "Case Manager", "profession": "nurse", "reconciled_at": now, "reconciled_with": "client"}
    made: MedicinesWorksheet = MedicinesWorksheet.objects.create(
        client_id=transition.client_id, transition=transition, status=state, started_by_name="Case Manager", **done
    )
    return made


def _teach_back(cast: Cast, state: str) -> TeachBack:
    transition = _transition(cast, "discharged")
    made: TeachBack = TeachBack.objects.create(
        client_id=transition.client_id, transition=transition, status=state, topic="transport", arranged="yes", understood="not_yet",
        recorded_by_name="Case Manager",
    )  # fmt: skip
    return made


def _medicine(cast: Cast, state: str, of: str = "draft") -> MedicineLine:
    sheet = _worksheet(cast, of)
    made: MedicineLine = MedicineLine.objects.create(
        client_id=sheet.client_id, transition_id=sheet.transition_id, worksheet=sheet, status=state, medicine="Furosemide",
        before="20 mg", now="20 mg", outcome="kept", written_by_name="Case Manager",
    )  # fmt: skip
    return made


def _summary(cast: Cast, state: str) -> HandoverSummary:
    transition = _transition(cast, "discharged")
    made: HandoverSummary = HandoverSummary.objects.create(
        client_id=transition.client_id, transition=transition, status=state, recipient="Bay Hospital", purpose="treatment", basis="Treatment",
        treating=True, sections=["call"], made_at=timezone.now(), made_by_name="Case Manager",
    )  # fmt: skip
    return made


ADMINISTRATORS = frozenset({"administrator", SYSTEM})
# A notice about nobody yet is for those who take people in.
DECIDERS_OF_NOTICES = frozenset({"intake", "supervisor", "other_supervisor", "integration", SYSTEM})

SUBJECTS: dict[type[StepModel] | str, Subject] = {
    Client: Subject(_client, IN_WORK),
    Case: Subject(_case, SIGHT_OF_CASE),
    Contact: Subject(_contact, IN_WORK),
    Note: Subject(_note, IN_WORK),
    SupportPerson: Subject(_support_person, IN_WORK),
    CapacityFinding: Subject(_capacity, IN_WORK),
    Consent: Subject(_consent, IN_WORK),
    # A withdrawn document may have been another client's: no partner sees it any more, but the one that added it.
    Document: Subject(_document, {"kept": IN_WORK, "withdrawn": IN_WORK - {"partner", "partner_without_scope"}}),
    # Why two records are one person is written for staff; partners see no links.
    RecordLink: Subject(_record_link, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    EmergencyAccess: Subject(_emergency_access, frozenset({"other_case_manager", "supervisor", "privacy_officer", SYSTEM})),
    FollowUp: Subject(_follow_up, IN_WORK),
    Notification: Subject(_notification, frozenset({"case_manager", SYSTEM})),
    Ladder: Subject(_ladder, EVERYBODY),
    DeadLetter: Subject(_dead_letter, ADMINISTRATORS),
    AdtMessage: Subject(_notice, DECIDERS_OF_NOTICES),
    "adt_message.take_back": Subject(_matched_notice, frozenset({"case_manager", "supervisor", "intake", "integration", SYSTEM})),
    "adt_message.link": Subject(_proposed_link, frozenset({"case_manager", "supervisor", "intake", "integration", SYSTEM})),
    # What one partner says is not shown to another.
    DetailProposal: Subject(_proposal, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    Need: Subject(_need, IN_WORK),
    CarePlan: Subject(_plan, IN_WORK),
    Goal: Subject(lambda cast, state: _goal_in(_plan(cast, "draft"), state), IN_WORK),
    Barrier: Subject(_barrier_of, IN_WORK),
    Commitment: Subject(lambda cast, state: _promise_in(_plan(cast, "active"), state), IN_WORK),
    Agreement: Subject(lambda cast, state: _answer_to(_plan(cast, "proposed"), state), IN_WORK),
    PrivateLink: Subject(_link_to, IN_WORK),
    Review: Subject(_review_of, IN_WORK),
    Feedback: Subject(_feedback_of, IN_WORK),
    Lesson: Subject(
        _lesson,
        frozenset({"case_manager", "other_case_manager", "supervisor", "other_supervisor", "intake", "integration", SYSTEM}),
    ),
    Transition: Subject(_transition, SENT),
    "transition.settle": Subject(_handed_over, SENT),
    HandoverSummary: Subject(_summary, SENT - {"partner"}),
    "transition.end_clocks": Subject(_owing, SENT),
    "clock.expire": Subject(_run_out, SENT),
    Clock: Subject(_clock, SENT),
    Confirmation: Subject(lambda cast, state: _confirmation_of(_transition(cast, "discharged"), state=state), SENT),
    TeachBack: Subject(_teach_back, SENT),
    MedicinesWorksheet: Subject(_worksheet, SENT),
    MedicineLine: Subject(_medicine, SENT),
    "medicine.correct": Subject(lambda cast, state: _medicine(cast, state, "completed"), SENT),
    Protocol: Subject(lambda cast, state: make_protocol(status=state), EVERYBODY),
    User: Subject(_person, EVERYBODY, oneself=lambda person: person),
    Membership: Subject(_membership, EVERYBODY),
    Team: Subject(_team, EVERYBODY),
    Agency: Subject(_agency, EVERYBODY),
    Assessment: Subject(_assessment, IN_WORK),
    # The grounds tell what was answered: for those who work with the client.
    RiskTier: Subject(_risk_tier, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    "risk_tier.expire_override": Subject(_expired_tier, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
    TierRule: Subject(_tier_rule, EVERYBODY),
    "assessment.raise_flag": Subject(_alarming_assessment, IN_WORK),
    "follow_up.acknowledge": Subject(_safety_flag, IN_WORK),
    # An offer opens it, and its client, to the colleague who is asked; while it is open.
    "follow_up.accept": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.decline": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.take_back": Subject(_offered_follow_up, SIGHT_OF_OFFER),
    "follow_up.assign": Subject(_follow_up_of_nobody, IN_WORK),
    "follow_up.end_hold": Subject(_held_follow_up, IN_WORK),
    "follow_up.nudge": Subject(_held_follow_up, IN_WORK),
    "follow_up.move_back": Subject(_moved_follow_up, IN_WORK),
    CalendarFeed: Subject(_calendar_feed, frozenset({"case_manager", SYSTEM})),
    SavedFilter: Subject(_saved_filter, frozenset({"case_manager", SYSTEM})),
    "follow_up.repeat": Subject(_repeating_follow_up, IN_WORK),
    Instrument: Subject(_instrument, EVERYBODY),
    "instrument.switch_off": Subject(_instrument_in_use, EVERYBODY),
    ApiClient: Subject(_api_client, ADMINISTRATORS),
    AccessToken: Subject(_access_token, ADMINISTRATORS | {ONESELF}, oneself=lambda token: token.user),
    # A client with a running case takes no second referral.
    "case.refer": Subject(_client_between_cases, AFTERWARDS),
    "client.assign_person": Subject(_restricted_client, ASSIGNED),
    "client.lift_restriction": Subject(_restricted_client, ASSIGNED),
    "client.unassign_person": Subject(_restricted_client, ASSIGNED),
    "case.accept_assignment": Subject(_offered_case, SIGHT_OF_CASE),
    "case.decline_assignment": Subject(_offered_case, SIGHT_OF_CASE),
    # A client has one living plan.
    "care_plan.draft": Subject(_client, IN_WORK),
    "care_plan.activate": Subject(_agreed_plan, IN_WORK),
    "care_plan.complete": Subject(_finished_plan, IN_WORK),
    "care_plan.propose_again": Subject(_changed_plan, IN_WORK),
    TimeOff: Subject(_time_off, ADMINISTRATORS | {"supervisor", ONESELF}, oneself=lambda off: off.user),
    Cover: Subject(_cover, frozenset({"case_manager", "supervisor", ONESELF, SYSTEM}), oneself=lambda cover: cover.away),
    DutyShift: Subject(_duty_shift, frozenset({*PEOPLE, SYSTEM, ONESELF}), oneself=lambda shift: shift.person),
    "time_off.begin": Subject(_time_off_that_has_come, ADMINISTRATORS | {"supervisor", ONESELF}, oneself=lambda off: off.user),
    "time_off.plan": Subject(_colleague, EVERYBODY, oneself=lambda person: person),
    "person.set_hours": Subject(_colleague, EVERYBODY, oneself=lambda person: person),
    "private_link.send": Subject(_link_by_email, IN_WORK),
    "person.invite": Subject(_invited_person, EVERYBODY, oneself=lambda person: person),
    "person.reset_second_factor": Subject(_person_with_second_factor, EVERYBODY, oneself=lambda person: person),
    "agency.remove_closure": Subject(_agency_with_closure, EVERYBODY),
}
