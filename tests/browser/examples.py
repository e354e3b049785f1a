"""An example of every page of the product: who looks at it, and at which address.

How to add a page
- A page of a step needs no row here: who may take the step and on what record stand in tests/doors
  (permissions.py, subjects/), and the walk asks there.
- Any other address has a row in PAGES by its URL name, with one look at it or several (filled, empty, filtered), or
  in NOT_PAGES with the reason why nobody looks at it.
- A record made by a new app belongs into `World` (world.py), so that the pages of the client are seen with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from accounts.queries.invitations import invitation_link
from followups.models import FollowUp
from tests.browser.world import World
from tests.doors.cast import ONESELF, PEOPLE
from tests.doors.permissions import REFUSED, who_may
from tests.doors.subjects import subject_of
from transitions.models import HandoverSummary, Protocol, Transition
from workflow.addresses import page_url
from workflow.steps import REGISTRY, Step


@dataclass(frozen=True)
class Look:
    """A page as one person sees it; nobody is somebody who is not signed in."""

    address: str
    person: User | None = None
    signing_in: User | None = None
    # Where the address leads, when that is not itself.
    leads_to: str = ""
    status: int = 200


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
