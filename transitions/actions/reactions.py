"""What becomes due, and what no longer is, when something happens to a transition, a clock, a contact or the client.

Each reaction runs in the transaction of the step that caused it: a discharge without its clocks, or a clock
without its follow-up, cannot exist.
"""

from typing import Any

from django.utils import timezone

from accounts.queries import the_agency
from clients.models import Case, Client, Contact
from followups.actions.due import done, drop_all, open_once
from followups.models import FollowUp
from transitions.actions.clocks import clock_not_needed, meet_clock, move_clock, reopen_clock, start_clock
from transitions.actions.death import ask_whether_the_client_died
from transitions.actions.ending import follow_on, record_death_in_transition
from transitions.actions.transitions import admit_transition, discharge_transition
from transitions.actions.unattended import WORKER
from transitions.models import Clock, Transition
from transitions.models.codes import DIED
from transitions.queries.attempts import contacts_since, counts
from transitions.queries.cases import running_case
from transitions.queries.clocks import Planned
from transitions.queries.owed import OWED
from transitions.queries.wanted import MOVES, Wanted, clocks_of, wanted_clocks
from workflow.reactions import Happening
from workflow.together import Prepared

Kind = FollowUp.Kind
C, S = Clock.Status, Transition.Status
WHY = "a reaction looks at the client's own transitions"
KINDS = {
    Clock.Evidence.CONTACT: Kind.TRANSITION_CONTACT,
    Clock.Evidence.VISIT: Kind.TRANSITION_VISIT,
    Clock.Evidence.MEDICINES: Kind.TRANSITION_MEDICINES,
}
MISSES_STAY = (S.READMITTED, S.DECEASED)
UNMET = (C.RUNNING, C.MISSED)
GOING_ON = (S.ANTICIPATED, S.ADMITTED, S.DISCHARGED, S.SETTLED)


def transition_was_opened(happening: Happening) -> None:
    """What was told with it has happened already: the same person's word takes the next steps, so that clocks start at once."""
    transition: Transition = happening.obj
    admitted_at, discharged_at = transition.admitted_at, transition.discharged_at
    if admitted_at:
        admit_transition(transition.pk, actor=happening.actor, version=transition.version, admitted_at=admitted_at)
        transition.refresh_from_db()
    if discharged_at:
        told = {name: getattr(transition, name) for name in ("to_setting", "disposition", "complexity", "told")}
        discharge_transition(
            transition.pk, actor=happening.actor, version=transition.version, discharged_at=discharged_at, **told
        )
        transition.refresh_from_db()


def transition_has_moved(happening: Happening) -> None:
    """Admitted, discharged, corrected, taken back, ended: every clock that runs is computed anew."""
    transition: Transition = happening.obj
    if transition.disposition in DIED and transition.status in (S.DISCHARGED, S.SETTLED):
        key = f"transition:{transition.pk}:death"
        ask_whether_the_client_died(transition.client, transition.facility, source_key=key, about=transition)
        record_death_in_transition(
            transition.pk, actor=WORKER, version=transition.version, reason="The facility says that the client died there."
        )
        transition.refresh_from_db()
        return
    keep_clocks(transition)


def readmission_was_taken_back(happening: Happening) -> None:
    """The later stay turned out not to have been: what was planned for home goes on."""
    _unlink(happening.obj)
    transition_has_moved(happening)


def _unlink(transition: Transition) -> None:
    for later in Transition.objects.unscoped(WHY).filter(previous=transition).order_by("id"):
        follow_on(later.pk, actor=WORKER, version=later.version, previous=None)


def discharge_was_taken_back(happening: Happening) -> None:
    """Nothing follows a discharge that was not: the later stay stands by itself, and the clocks stop."""
    _unlink(happening.obj)
    drop_all("The discharge was taken back.", source_key=f"transition:{happening.obj.pk}:death")
    transition_has_moved(happening)


def keep_clocks(transition: Transition) -> None:
    """Start what is wanted and not there, move what moved, end what no longer applies; what a person judged stays judged."""
    existing = clocks_of(transition)
    wanted = {one.key: one for one in wanted_clocks(transition, existing)}
    for key, one in wanted.items():
        _keep(transition, existing.get(key), one)
    for key, clock in existing.items():
        if key not in wanted and clock.still_owed:
            _end(transition, clock)


def _end(transition: Transition, clock: Clock) -> None:
    """What was missed before the client came back or died stays a miss that reminds nobody; the rest is no longer needed."""
    why = _why_ended(transition)
    if clock.status == C.MISSED and transition.status in MISSES_STAY:
        drop_all(why, source_key=_key(clock))
    else:
        clock_not_needed(clock.pk, actor=WORKER, version=clock.version, reason=why)


def _keep(transition: Transition, clock: Clock | None, wanted: Wanted) -> None:
    plan: dict[str, Any] = {"opens_on": wanted.plan.opens_on, "due_at": wanted.plan.due_at}
    if clock is None:
        clock = start_clock(transition.pk, actor=WORKER, protocol=wanted.protocol, key=wanted.step["key"], **plan)
    elif clock.status == C.NOT_NEEDED and clock.ended_by_itself:
        clock = reopen_clock(clock.pk, actor=WORKER, version=clock.version, reason="The transition goes on.")
        _met_by_earlier_contact(clock)
    elif clock.status == C.MISSED and clock.still_owed:
        clock = _missed_no_longer(clock, wanted.plan)
    if clock.status in UNMET and (clock.opens_on, clock.due_at) != (plan["opens_on"], plan["due_at"]):
        move_clock(clock.pk, actor=WORKER, version=clock.version, **plan)


def _missed_no_longer(clock: Clock, plan: Planned) -> Clock:
    """With its last moment put right there may be time left; if not, it is still somebody's to do."""
    if plan.due_at > timezone.now():
        return reopen_clock(clock.pk, actor=WORKER, version=clock.version, reason="Its last moment was put right.")
    _open(clock)
    return clock


def _why_ended(transition: Transition) -> str:
    if transition.status in MOVES:
        return "What was corrected no longer asks for it."
    return transition.standing


def clock_was_started(happening: Happening) -> None:
    """Somebody owns each step; what has been done before we heard of the discharge counts at once."""
    clock: Clock = happening.obj
    _open(clock)
    _met_by_earlier_contact(clock)


def clock_has_moved(happening: Happening) -> None:
    """Its follow-up is due at the new time, with reminders of its own."""
    clock: Clock = happening.obj
    drop_all("Computed anew.", source_key=_key(clock))
    if clock.still_owed:
        _open(clock)


def visit_was_booked(happening: Happening) -> None:
    """Its follow-up stands on the day of the appointment, and asks whether the visit took place."""
    clock: Clock = happening.obj
    drop_all("Booked." if clock.booked_for else "Not booked any more.", source_key=_key(clock))
    if clock.status == C.RUNNING or clock.booked_for:
        _open(clock)


def clock_runs_again(happening: Happening) -> None:
    clock: Clock = happening.obj
    _open(clock)
    # Running again because the transition goes on or was put right, all its clocks are computed anyway.
    if not happening.actor.is_system:
        _move_what_follows(clock)


def clock_was_met(happening: Happening) -> None:
    clock: Clock = happening.obj
    done(_key(clock), "Met, late." if clock.late else "Met.")
    _move_what_follows(clock)


def clock_has_ended(happening: Happening) -> None:
    """Missed or not needed: it reminds nobody any more."""
    clock: Clock = happening.obj
    drop_all(f"{clock.get_status_display()}: {clock.reason}"[:300], source_key=_key(clock))


def _move_what_follows(clock: Clock) -> None:
    """Medicines are reconciled by the visit: once it has a date, so have they."""
    if any(step.get("by") == clock.key for step in clock.protocol.steps):
        keep_clocks(Transition.objects.unscoped(WHY).select_related("client").get(pk=clock.transition_id))


def contact_was_logged(happening: Happening) -> None:
    """A two-way contact after the discharge meets the contact clock, late or not; a failed attempt never does."""
    contact: Contact = happening.obj
    if contact.reached and _OWING_A_CONTACT.rows(record=contact.client_id):
        for clock in _contact_clocks(contact, status__in=UNMET):
            _met_by(clock, contact)


def contact_was_an_error(happening: Happening) -> None:
    """What the mistaken contact met runs again, unless another contact meets it."""
    contact: Contact = happening.obj
    for clock in _contact_clocks(contact, status=C.MET, contact_id=contact.pk):
        _met_by_earlier_contact(
            reopen_clock(clock.pk, actor=WORKER, version=clock.version, reason="The contact was entered in error.")
        )


# Asked at every contact, and nearly always there is none: so first without what belongs to a clock.
_OWING_A_CONTACT = Prepared(
    lambda client: [Clock.objects.unscoped(WHY).filter(client_id=client, evidence_asked=Clock.Evidence.CONTACT, status__in=UNMET)]
)


def _contact_clocks(contact: Contact, **which: Any) -> list[Clock]:
    rows = Clock.objects.unscoped(WHY).filter(
        client_id=contact.client_id, evidence_asked=Clock.Evidence.CONTACT, transition__status__in=MOVES, **which
    )
    return list(rows.select_related("transition", "protocol", "client").order_by("id"))


def _met_by_earlier_contact(clock: Clock) -> None:
    if clock.evidence_asked != Clock.Evidence.CONTACT or clock.transition.discharged_at is None:
        return
    now = timezone.now()
    for contact in contacts_since(clock.client_id, clock.transition.discharged_at):
        # Whoever tells a story of the past may come before what was logged since.
        if contact.at <= now and _met_by(clock, contact):
            clock.refresh_from_db()
            return


def _met_by(clock: Clock, contact: Contact) -> bool:
    if not contact.reached or not counts(clock, contact, the_agency().zone):
        return False
    told = f"{contact.get_channel_display()} with {contact.get_party_display().lower()}, logged by {contact.author_name}"
    meet_clock(clock.pk, actor=WORKER, version=clock.version, met_at=contact.at, evidence=told, contact=contact.pk)
    return True


def client_died(happening: Happening) -> None:
    """Every transition ends and every reminder with it, at once."""
    client: Client = happening.obj
    for transition in Transition.objects.unscoped(WHY).filter(client=client, status__in=GOING_ON).order_by("id"):
        record_death_in_transition(transition.pk, actor=WORKER, version=transition.version, reason="The client has died.")
        drop_all("The client has died.", source_key=f"transition:{transition.pk}:death")


def case_was_assigned(happening: Happening) -> None:
    """Whoever takes the case takes its clocks: what still runs is on their list."""
    case: Case = happening.obj
    rows = Clock.objects.unscoped(WHY).filter(OWED, client_id=case.client_id, transition__status__in=MOVES)
    for clock in rows.select_related("transition", "client").order_by("id"):
        drop_all("The case has a new case manager.", source_key=_key(clock))
        _open(clock)


def _key(clock: Clock) -> str:
    return f"transition:{clock.transition_id}:{clock.protocol.key}:{clock.key}"


def _case_of(transition: Transition) -> Case | None:
    return running_case(transition.client)


def _open(clock: Clock) -> None:
    """On the case manager's list; what sender or receiver owe is looked after there and never the worker's own lateness."""
    case = _case_of(clock.transition)
    waits = {Clock.Owner.SENDER: clock.transition.facility, Clock.Owner.RECEIVER: "Receiver"}
    own = clock.owner_role != Clock.Owner.TEAM
    open_once(
        _key(clock), KINDS.get(Clock.Evidence(clock.evidence_asked), Kind.TRANSITION_STEP), clock.client, about=clock, case=case,
        why=_why(clock), due_at=clock.booked_for or clock.due_at, remind_client=clock.remind_client, team=case.team if case else None,
        owner=case.case_manager if case and own else None, waiting_on=waits.get(Clock.Owner(clock.owner_role), ""),
    )  # fmt: skip


def _why(clock: Clock) -> str:
    booked = f"Booked with {clock.booked_with}. Say whether it took place. " if clock.booked_for else ""
    return f"{booked}{clock.title}: {clock.transition.facility}"[:300]
