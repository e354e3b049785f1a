"""An example of every page of the product: who looks at it, and at which address.

How to add a page
- A page of a step needs no row here: who may take the step and on what record stand in tests/doors
  (permissions.py, subjects.py), and the walk asks there.
- Any other address has a row in PAGES by its URL name, with one look at it or several (filled, empty, filtered), or
  in NOT_PAGES with the reason why nobody looks at it.
- A record made by a new app belongs into `World`, so that the pages of the client are seen with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Agency, TimeOff, User
from accounts.queries.invitations import invitation_link
from assessments.actions.assessments import record_assessment, start_assessment
from assessments.actions.shipped import load_shipped_instruments
from assessments.models import Assessment
from careplans.actions.links import issue_link
from clients.actions.contacts import log_contact
from clients.actions.emergency import open_emergency_access
from clients.actions.links import link_records
from clients.actions.notes import add_addendum, sign_note, start_note
from clients.actions.people import set_safe_contact, update_client
from clients.models import Client, Contact, EmergencyAccess, Note
from followups.models import DeadLetter, Delivery, FollowUp, Notification
from interop.models import AdtMessage
from tests.assessments.stories import phq9
from tests.doors.cast import ONESELF, PEOPLE, Cast, make_cast
from tests.doors.inputs import input_of
from tests.doors.permissions import REFUSED, who_may
from tests.doors.subjects import Subject, known_client, subject_of
from tests.factories.absence import make_cover, make_hours, make_shift, make_time_off
from tests.factories.accounts import PASSWORD, give_second_factor, make_team, make_user
from tests.factories.careplans import make_active_plan
from tests.factories.clients import make_case, make_client
from tests.factories.notices import make_notice
from tests.factories.transitions import make_transition
from transitions.actions.confirmations import record_confirmation
from transitions.actions.medicines import add_medicine, complete_worksheet, correct_medicine, start_worksheet
from transitions.actions.protocols import load_shipped_protocols
from transitions.actions.summaries import make_summary
from transitions.actions.teach_backs import record_teach_back
from transitions.models import HandoverSummary, Protocol, Transition
from workflow.actor import Actor
from workflow.addresses import page_url
from workflow.steps import REGISTRY, Step

# Steps on a client, taken with the input of tests/doors, that leave something on every page of the record.
FILLING = (
    "client.add_phone", "client.add_address", "client.add_identifier", "client.add_former_name", "support_person.add",
    "capacity.record", "consent.record", "document.add",
)  # fmt: skip
LONG = "Calls before noon only, never on Thursdays; a long agreement that has to find its place on a small screen as well. "


@dataclass(frozen=True)
class Look:
    """A page as one person sees it; nobody is somebody who is not signed in."""

    address: str
    person: User | None = None
    signing_in: User | None = None
    # Where the address leads, when that is not itself.
    leads_to: str = ""
    status: int = 200


@dataclass
class World:
    """A team at work: one client with something of everything, cases waiting at every stage, and somebody new."""

    cast: Cast
    client: Client
    # A client nothing was recorded about yet: what the same pages say when they are empty.
    bare: Client
    contact: Contact
    note: Note
    draft: Note
    access: EmergencyAccess
    newcomer: User
    holder: User
    passkey: Authenticator
    invited: User
    private_link: str
    returned: TimeOff
    assessed: Assessment
    begun: Assessment
    notice: AdtMessage
    subjects: dict[Any, Any] = field(default_factory=dict)

    def user(self, role: str) -> User:
        return self.cast.user(role)

    def subject(self, subject: Subject, state: str) -> Any:
        """The record of a step page, made once for each state and named apart, for here nothing is undone in between."""
        if (subject.make, state) not in self.subjects:
            obj = self.subjects[subject.make, state] = subject.make(self.cast, state)
            if "name" in {field.name for field in obj._meta.concrete_fields} and not isinstance(obj, Agency):
                type(obj)._base_manager.filter(pk=obj.pk).update(name=f"{obj.name}, {state or 'new'}")
        return self.subjects[subject.make, state]


def make_world() -> World:
    cast = make_cast()
    client = known_client(cast, preferred_name="Rosalind-Josephine", pronouns="she/her", interpreter_needed=True, language="es")
    worker = cast.actor("case_manager")
    _fill(cast, client)
    log_contact(client.pk, actor=worker, result="no_answer", channel="phone", summary=LONG)
    contact = log_contact(client.pk, actor=worker, result="reached", channel="office_visit", minutes=40, summary=LONG)
    note = start_note(client.pk, actor=worker, contact=contact.pk, body=LONG * 3)
    note = sign_note(note.pk, actor=worker, version=note.version, body=LONG * 3)
    add_addendum(note.pk, actor=worker, version=note.version, body=LONG)
    other = log_contact(client.pk, actor=worker, result="reached", channel="phone")
    draft = start_note(client.pk, actor=worker, contact=other.pk, body="She said")
    start_note(client.pk, actor=worker, body="A call with the clinic")
    plan, _, _ = make_active_plan(client, worker)
    link = issue_link(plan.pk, actor=worker, purpose="agree", channel="office_visit").shown_once["link"]
    load_shipped_instruments()
    told = {"instrument": "phq-9", "mode": "client", "answers": {**phq9(*[2] * 9), "difficulty": "LA6573-5"}}
    record_assessment(client.pk, actor=worker, **told)
    assessed = record_assessment(client.pk, actor=worker, **told)
    begun = start_assessment(client.pk, actor=worker, instrument="phq-9")
    load_shipped_protocols()
    moved = make_transition(client, worker, "2026-01-16 16:50", "2026-01-12 08:00", told=LONG[:300])
    make_summary(moved.pk, actor=worker, recipient="Bay Hospital", purpose="treatment")
    record_confirmation(moved.pk, actor=worker, party="receiver", confirmed=False, why_not=LONG[:300])
    _medicines(moved, worker)
    missing = {"topic": "equipment", "arranged": "no", "understood": "not_yet", "client_words": LONG[:300], "missing": LONG[:200]}
    record_teach_back(moved.pk, actor=worker, remedy="promise", due_on="2031-01-05", **missing)
    record_teach_back(moved.pk, actor=worker, topic="help", arranged="yes", understood="not_checked", why_not=LONG[:300])
    _waiting_work(cast)
    bare = make_client(birth_date=None)
    make_case(bare, cast.harbor, cast.user("case_manager"))
    holder = make_user("case_manager", cast.harbor, name="Holder of a second factor", password=PASSWORD)
    give_second_factor(holder)
    passkey_owner = make_user("case_manager", cast.harbor, name="Owner of a passkey", password=PASSWORD)
    return World(
        cast=cast, client=client, bare=bare, assessed=assessed, begun=begun, contact=contact, note=note, draft=draft, access=_emergency(cast),
        newcomer=make_user("case_manager", make_team("A team without work"), name="Newcomer"), holder=holder, returned=_absences(cast, client),
        notice=make_notice("waiting_for_match", {"more": f"DG1|1||I50.9^{LONG}"}),
        private_link=link[link.index("/p/") :], passkey=_passkey(passkey_owner), invited=make_user("case_manager", cast.harbor),
    )  # fmt: skip


def _fill(cast: Cast, client: Client) -> None:
    worker = cast.actor("case_manager")
    for name in FILLING:
        step = REGISTRY[name]
        version = None if step.step.creates else Client.objects.visible_to(worker).get(pk=client.pk).version
        step(client.pk, actor=worker, version=version, **input_of(step.step, cast, client))
    now = Client.objects.visible_to(worker).get(pk=client.pk)
    careful = {"may_phone": True, "safe_from": "09:00", "safe_until": "12:00", "safe_contact_note": LONG, "code_word": "harbor"}
    set_safe_contact(client.pk, actor=worker, version=now.version, **careful)
    update_client(client.pk, actor=worker, version=now.version + 1, **_known_of(now))
    duplicate = known_client(cast, "closed", given_name=client.given_name, family_name=client.family_name)
    link_records(client.pk, actor=cast.actor("supervisor"), version=now.version + 2, duplicate=duplicate.pk, why="Same person")


def _known_of(client: Client) -> dict[str, Any]:
    names = ("given_name", "family_name", "preferred_name", "pronouns", "language", "interpreter_needed")
    return {**{name: getattr(client, name) for name in names}, "birth_date": date(1959, 3, 14), "disability": "Uses a walker"}


def _waiting_work(cast: Cast) -> None:
    """For Today, Team and Intake: an unanswered offer, a case nobody has, a referral, lost touch, an urgent one."""
    long_ago = timezone.now() - timedelta(days=90)
    worker = cast.user("case_manager")
    make_case(team=cast.harbor, urgency="urgent", need=LONG)
    make_case(team=cast.harbor, case_manager=worker, opened_at=long_ago, tier=4)
    make_case(team=cast.harbor, case_manager=worker, accepted_at=None, need=LONG, tier=3)
    for hours, urgency in ((-30, "routine"), (1, "urgent"), (300, "routine")):
        FollowUp.objects.create(
            client=known_client(cast, safe_contact_note=LONG), kind="first_contact", title="First contact", why=LONG, owner=worker,
            team=cast.harbor, urgency=urgency, due_at=timezone.now() + timedelta(hours=hours), source_key=str(hours), object_id=uuid4(),
        )  # fmt: skip
        _told_of(cast, hours)
    make_case(make_client(preferred_name="Bo"), status="referred", opened_at=None, source_name=LONG[:90], need=LONG)


def _told_of(cast: Cast, hours: int) -> None:
    """Told, held for the morning, and failed for good."""
    due = FollowUp.objects.unscoped("a test made it").get(source_key=str(hours))
    Notification.objects.create(key=f"told {hours}", user=cast.user("case_manager"), follow_up=due, rung="due")
    later = timezone.now() + timedelta(hours=10)
    planned = {"rung": "due", "lane": "default", "due_at": later, "wakes_at": later, "recipient": cast.user("case_manager")}
    Delivery.objects.create(
        key=f"held {hours}", follow_up=due, to="owner", channel="in_app", deferred_until=later, held_because="Outside the hours.",
        **planned,
    )  # fmt: skip
    failed = Delivery.objects.create(key=f"failed {hours}", follow_up=due, to="owner", channel="email", state="dead", **planned)
    DeadLetter.objects.create(delivery=failed, why="The mail server does not know this address.", attempts=12)


def _absences(cast: Cast, client: Client) -> TimeOff:
    """Somebody back with a summary, somebody away and covered by them, one planned, a rota with gaps."""
    worker, colleague, now = cast.user("case_manager"), cast.user("other_case_manager"), timezone.now()
    make_hours(
        worker, *((weekday, starts, ends) for weekday in range(5) for starts, ends in (("08:00", "12:30"), ("13:00", "16:00")))
    )
    make_cover(colleague, worker, note=LONG)
    soon = make_time_off(worker, now + timedelta(days=7), now + timedelta(days=12))
    make_cover(
        worker,
        make_user("case_manager", cast.harbor, name="Colleague of a long name-and-name"),
        soon,
        status="proposed",
        note=LONG,
    )
    make_shift(colleague, cast.harbor)
    make_shift(worker)
    line = {"at": now.isoformat(), "event": "contact.logged", "by": "Devon Clark"}
    lines = [{**line, "client": str(client.pk)}, {**line, "client": str(uuid4())}]
    told = {"clients": 2, "counts": [["contact.logged", 2], ["note.signed", 1]], "lines": lines}
    ago = now - timedelta(days=20)
    return make_time_off(worker, ago, ago + timedelta(days=9), status="ended", summary=told)


def _emergency(cast: Cast) -> EmergencyAccess:
    hidden = make_client(restricted=True)
    make_case(hidden, cast.harbor, cast.user("case_manager"))
    access: EmergencyAccess = open_emergency_access(
        actor=cast.actor("other_case_manager"), client=hidden.pk, reason_code="danger", explanation=LONG
    )
    return access


def _passkey(owner: User) -> Authenticator:
    data = {"name": "Key on the key ring", "credential": {}}
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)


def _at(role: str, name: str, query: str = "", **more: Callable[[World], Any]) -> Callable[[World], Look]:
    """A page without a record, or with the ids its address names."""

    def look(world: World) -> Look:
        address = reverse(name, kwargs={key: find(world) for key, find in more.items()})
        return Look(address + query, world.newcomer if role == "newcomer" else world.user(role))

    return look


def _of_client(name: str, query: str = "", role: str = "case_manager", **more: Callable[[World], Any]) -> Callable[[World], Look]:
    return _at(role, name, query, pk=lambda world: world.client.pk, **more)


def _filled_and_bare(name: str) -> list[Callable[[World], Look]]:
    return [_of_client(name), _at("case_manager", name, pk=lambda world: world.bare.pk)]


def _of_access(world: World) -> Any:
    return world.access.pk


def _assessed(world: World) -> Any:
    return world.assessed.pk


def _medicines(moved: Transition, worker: Actor) -> None:
    """A completed list with one medicine of each outcome, one of them still asked about."""
    sheet = start_worksheet(moved.pk, actor=worker)
    taken = {"before": "20 mg, one in the morning", "at_discharge": "40 mg", "now": "40 mg", "comment": LONG[:300]}
    asked = {"question": "Go on with it?", "ask_whom": "Dr Lake"}
    for outcome in ("kept", "changed", "unclear"):
        add_medicine(sheet.pk, actor=worker, medicine=f"Furosemide {outcome}", outcome=outcome, **taken, **asked)
    add_medicine(sheet.pk, actor=worker, medicine="Ibuprofen", before="400 mg", outcome="stopped")
    done = complete_worksheet(
        sheet.pk, actor=worker, version=sheet.version, profession="nurse", reconciled_with="client", sources=LONG[:300],
        unclear_stays=True,
    )  # fmt: skip
    line = done.lines.unscoped("an example").filter(medicine="Furosemide kept").get()
    correct_medicine(
        line.pk, actor=worker, version=line.version, medicine=line.medicine, outcome="kept", now="40 mg", reason=LONG[:300]
    )


def _summarized(world: World) -> Any:
    return HandoverSummary.objects.unscoped("an example names it").get(transition_id=_moved(world)).pk


def _moved(world: World) -> Any:
    return Transition.objects.unscoped("an example names it").get(client=world.client, facility="Bay Hospital").pk


def _begun(world: World) -> Any:
    return world.begun.pk


def _moving_several(world: World) -> Look:
    """Two of one's own, to be rescheduled."""
    person = world.user("case_manager")
    rows = FollowUp.objects.unscoped("an example names them").filter(owner=person, status="open", kind="first_contact")[:2]
    return Look(f"{reverse('follow_ups_move')}?verb=reschedule&" + "&".join(f"row={row.pk}" for row in rows), person)


def _account(name: str, query: str = "", **kwargs: Any) -> Callable[[World], Look]:
    """A page of one's own account, as somebody with a password and an authenticator app sees it."""
    return lambda world: Look(reverse(name, kwargs=kwargs) + query, world.holder)


def _entrance(name: str, **kwargs: Any) -> Callable[[World], Look]:
    return lambda world: Look(reverse(name, kwargs=kwargs))


def _passkey_page(name: str) -> Callable[[World], Look]:
    return lambda world: Look(reverse(name, kwargs={"pk": world.passkey.pk}), world.passkey.user)


def _invitation(world: World) -> Look:
    """Its secret leaves the address at once."""
    link = invitation_link(world.invited)
    path = link[link.index("/accounts/") :]
    return Look(path, leads_to=f"{path.partition('-')[0]}-set-password/")


def _notice(world: World) -> Look:
    return Look(reverse("adt_message", args=[world.notice.pk]), world.cast.user("intake"))


PAGES: dict[str, list[Callable[[World], Look]]] = {
    "today": [_at("case_manager", "today"), _at("newcomer", "today")],
    "notifications": [_at("case_manager", "notifications"), _at("newcomer", "notifications")],
    "reminders": [_at("administrator", "reminders")],
    "deliveries": [_at("administrator", "deliveries")],
    "adt": [_at("intake", "adt"), _at("intake", "adt", "?status=applied")],
    "adt_message": [_notice],
    "team": [_at("supervisor", "team"), _at("other_supervisor", "team")],
    "transition_measures": [_at("supervisor", "transition_measures"), _at("other_supervisor", "transition_measures", "?by=tier")],
    "transition_measures_list": [_at("supervisor", "transition_measures_list", "?met=open&by=")],
    "follow_ups": [_at("case_manager", "follow_ups"), _at("newcomer", "follow_ups", "?bucket=overdue")],
    "follow_ups_move": [_at("case_manager", "follow_ups_move"), _moving_several],
    "calendar": [_at("case_manager", "calendar"), _at("newcomer", "calendar", "?from=2026-01-05")],
    "saved_filters": [_at("case_manager", "saved_filters")],
    "intake": [_at("intake", "intake"), _at("other_supervisor", "intake")],
    "intake_new": [_at("intake", "intake_new")],
    "cases": [_at("supervisor", "cases"), _at("newcomer", "cases", "?state=open")],
    "clients": [_at("case_manager", "clients"), _at("newcomer", "clients")],
    "client": [*_filled_and_bare("client"), _of_client("client", role="supervisor")],
    "client_timeline": [_of_client("client_timeline"), _of_client("client_timeline", "?kind=follow-ups")],
    "client_cases": _filled_and_bare("client_cases"),
    "client_contacts": [*_filled_and_bare("client_contacts"), _of_client("client_contacts", "?shown=attempts", "supervisor")],
    "client_note": [
        _of_client("client_note", note_id=lambda world: world.note.pk),
        _of_client("client_note", note_id=lambda world: world.draft.pk),
        _of_client("client_note", role="supervisor", note_id=lambda world: world.draft.pk),
        _of_client("client_note", note_id=lambda world: uuid4()),
    ],
    "client_support": _filled_and_bare("client_support"),
    "client_consents": _filled_and_bare("client_consents"),
    "client_documents": _filled_and_bare("client_documents"),
    "client_duplicates": [_of_client("client_duplicates", role="supervisor")],
    **{name: _filled_and_bare(name) for name in ("client_plan", "client_agreement", "client_reviews", "client_ledger")},
    "client_plan_print": [_of_client("client_plan_print")],
    "transitions": [_at("case_manager", "transitions"), _at("newcomer", "transitions")],
    "transition_risk": [_of_client("transition_risk", transition_id=_moved)],
    "client_transitions": _filled_and_bare("client_transitions"),
    "client_transition": [_of_client("client_transition", transition_id=_moved)],
    **{
        name: [_of_client(name, transition_id=_moved)]
        for name in ("client_medicines", "client_medicines_print", "client_teach_back")
    },
    "handover_summary": [_of_client("handover_summary", transition_id=_moved)],
    "handover_summary_for": [_of_client("handover_summary_for", transition_id=_moved, summary_id=_summarized)],
    "protocols": [_at("administrator", "protocols")],
    "protocol": [_at("administrator", "protocol", pk=lambda world: Protocol.objects.get(key="tcm").pk)],
    "client_assessments": _filled_and_bare("client_assessments"),
    "client_assessment": [
        _of_client("client_assessment", assessment_id=_assessed),
        _of_client("client_assessment", assessment_id=_begun),
    ],
    "assessment_section": [_of_client("assessment_section", assessment_id=_begun, number=lambda world: 1)],
    "assessment_print": [_of_client("assessment_print", assessment_id=_assessed)],
    "assessments_over_time": [_of_client("assessments_over_time", key=lambda world: world.assessed.instrument_key)],
    "assessment_comparison": [_of_client("assessment_comparison", key=lambda world: world.assessed.instrument_key)],
    "instrument_blank": [
        lambda world: Look(reverse("instrument_blank", args=[world.assessed.instrument_key]), world.user("case_manager"))
    ],
    "instruments": [_at("administrator", "instruments")],
    "instrument": [_at("administrator", "instrument", pk=lambda world: world.assessed.instrument_id)],
    "client_tier": [_of_client("client_tier")],
    "tier_rule": [_at("administrator", "tier_rule")],
    "ledger": [_at("case_manager", "ledger"), _at("supervisor", "ledger", "?scope=team"), _at("newcomer", "ledger")],
    "lessons": [_at("case_manager", "lessons")],
    "emergency_accesses": [
        _at("supervisor", "emergency_accesses"),
        _at("privacy_officer", "emergency_accesses", "?status=reviewed"),
    ],
    "emergency_access": [
        _at("supervisor", "emergency_access", pk=_of_access),
        lambda world: Look(world.access.client.get_absolute_url(), world.user("other_case_manager")),
    ],
    "audit": [_at("privacy_officer", "audit")],
    "audit_changes": [_at("privacy_officer", "audit_changes")],
    "audit_integrity": [_at("privacy_officer", "audit_integrity")],
    "audit_record": [_of_client("audit_record", role="privacy_officer")],
    "audit_accounting": [_of_client("audit_accounting", role="privacy_officer")],
    "private_link": [
        lambda world: Look(world.private_link),
        lambda world: Look(f"{world.private_link}?lang=es"),
        lambda world: Look("/p/no-such-link/", status=404),
    ],
    "my_hours": [_at("case_manager", "my_hours"), _at("newcomer", "my_hours")],
    "my_time_off": [_at("case_manager", "my_time_off"), _at("newcomer", "my_time_off")],
    "time_off": [
        _at("case_manager", "time_off", pk=lambda world: world.returned.pk),
        _at("supervisor", "time_off", pk=lambda world: world.returned.pk),
    ],
    "team_time_off": [_at("supervisor", "team_time_off"), _at("other_supervisor", "team_time_off")],
    "duty": [_at("supervisor", "duty"), _at("administrator", "duty")],
    "me": [_at("case_manager", "me"), _at("administrator", "me")],
    "people": [_at("administrator", "people"), _at("administrator", "people", "?text=nobody")],
    "person": [_at("administrator", "person", pk=lambda world: world.user("supervisor").pk)],
    "teams": [_at("administrator", "teams")],
    "settings_team": [_at("administrator", "settings_team", pk=lambda world: world.cast.harbor.pk)],
    "agency": [_at("administrator", "agency")],
    "api_clients": [_at("administrator", "api_clients")],
    "api_client": [_at("administrator", "api_client", pk=lambda world: world.cast.partners["partner"].pk)],
    "account_login": [_entrance("account_login")],
    "api-problems": [_entrance("api-problems")],
    "account_inactive": [_entrance("account_inactive")],
    "account_signup": [_entrance("account_signup")],
    "account_reset_password": [_entrance("account_reset_password")],
    "account_reset_password_done": [_entrance("account_reset_password_done")],
    "account_reset_password_from_key": [_entrance("account_reset_password_from_key", uidb36="a", key="b"), _invitation],
    "account_reset_password_from_key_done": [_entrance("account_reset_password_from_key_done")],
    "account_logout": [_account("account_logout")],
    "account_reauthenticate": [_account("account_reauthenticate")],
    "account_email": [_account("account_email")],
    "account_change_password": [_account("account_change_password")],
    "account_set_password": [lambda world: Look(reverse("account_set_password"), world.newcomer)],
    "mfa_index": [_account("mfa_index"), lambda world: Look(reverse("mfa_index"), world.newcomer)],
    "mfa_authenticate": [lambda world: Look(reverse("mfa_authenticate"), signing_in=world.holder)],
    "mfa_reauthenticate": [_account("mfa_reauthenticate")],
    "mfa_activate_totp": [lambda world: Look(reverse("mfa_activate_totp"), world.newcomer)],
    "mfa_deactivate_totp": [_account("mfa_deactivate_totp")],
    "mfa_generate_recovery_codes": [_account("mfa_generate_recovery_codes")],
    "mfa_list_webauthn": [lambda world: Look(reverse("mfa_list_webauthn"), world.passkey.user)],
    "mfa_add_webauthn": [_account("mfa_add_webauthn")],
    "mfa_edit_webauthn": [_passkey_page("mfa_edit_webauthn")],
    "mfa_remove_webauthn": [_passkey_page("mfa_remove_webauthn")],
    "usersessions_list": [_account("usersessions_list")],
}

MACHINES = "answers machines"
ONLY_POST = "takes what a form sends; the answer is seen where the form is"
LEADS_ON = "only leads on to another page"
NOT_PAGES: dict[str, str] = {
    "livez": MACHINES, "readyz": MACHINES, "status": MACHINES, "metrics": MACHINES, "schema": MACHINES, "oauth2_token": MACHINES,
    "session_extend": MACHINES, "hl7-adt": MACHINES, "note_autosave": MACHINES,
    "assessment_autosave": MACHINES, "mfa_login_webauthn": MACHINES, "mfa_reauthenticate_webauthn": MACHINES,
    "mfa_download_recovery_codes": "a text file", "client_document_file": "the file itself",
    "client_search": ONLY_POST, "client_matches": ONLY_POST, "emergency_sought": ONLY_POST, "audit_find": ONLY_POST, "audit_verify": ONLY_POST,
    "team_load_csv": "a file for a spreadsheet", "calendar_feed": "a file for a calendar programme", "audit_accounting_csv": "a file for a spreadsheet",
    "transition_measures_csv": "a file for a spreadsheet",
    "home": LEADS_ON, "client_note_for": LEADS_ON,
    "mfa_view_recovery_codes": "codes are shown once, when they are made",
    "account_confirm_email": "addresses are confirmed by the administrator", "account_email_verification_sent": "the same",
    "account_confirm_login_code": "nobody signs in with a mailed code",
    "notifications_badge": "a fragment of every page", "notifications_read_all": ONLY_POST,
    "api-docs": "the browsable documentation, Swagger's own page",
}  # fmt: skip


def all_names() -> list[str]:
    """The name of every address but those of the API, in the order of the URLconf."""
    return [name for route, name in _routes(get_resolver()) if name and not route.startswith("api/v1/")]


def _routes(resolver: URLResolver, before: str = "") -> Iterable[tuple[str, str]]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield route, found.name or ""
        else:
            yield from _routes(found, route)


def looks_at(name: str, world: World) -> list[Look]:
    """Every example of the address of this name."""
    if name.startswith("step-"):
        return _looks_at_step(REGISTRY[name.removeprefix("step-")].step, world)
    return [example(world) for example in PAGES[name]]


def _looks_at_step(step: Step, world: World) -> list[Look]:
    """As the first of the people who may take it, on a record it can be taken on; what only a system takes has no look."""
    people = [role for role in (*PEOPLE, ONESELF) if role in who_may(step.name)]
    if step.subject is None or not people:
        return [Look(page_url(step, None), world.user(people[0]))] if people else []
    subject = subject_of(step.name, step.subject)
    for state in step.subject.states():
        able = [role for role in people if role in subject.seen_in(state)]
        if able and (step.creates or state in step.source) and state not in REFUSED.get(step.name, {}):
            obj = world.subject(subject, state)
            person = subject.oneself(obj) if able[0] == ONESELF and subject.oneself else world.user(able[0])
            return [Look(page_url(step, obj.pk), person)]
    raise AssertionError(f"Nobody sees a record on which {step.name} can be taken: look at its row in tests/doors.")
