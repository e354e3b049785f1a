"""Which addresses there are beside those of steps, who may open them, and what everybody else is answered.

How to add an address
* A page: a row in `PAGES` under its URL name. `opens` names the people who get 200 (words of
  `cast.PEOPLE`); `otherwise` is what the others get: 404 where there may be somebody to hide, 403
  where the place itself is no secret. `also` names what single roles get instead, as a redirect.
  `make` (see `made.py`) makes so many lines of what the page lists, and answers the record its
  address holds; the page is then opened with 3 and with 30 of them and its queries are counted.
* An address that only takes a POST: `method="post"`, with what is `sent`.
* A list of the API and its records need no row: who sees them stands in `subjects/`. Other
  addresses of the API: `API`.
* An address open to everybody without signing in: `PUBLIC`, with the reason.

An address that stands nowhere fails tests/doors/test_urls.py. Steps have their own table, `permissions.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.doors import made
from tests.doors.cast import PEOPLE, Cast

EVERYBODY = " ".join(PEOPLE)
STAFF = "case_manager other_case_manager supervisor other_supervisor intake"
SUPERVISORS = "supervisor other_supervisor"
# On the page of a client with an open case in Harbor.
IN_WORK = "case_manager supervisor"
PRIVACY, ADMINISTRATOR = "privacy_officer", "administrator"


@dataclass(frozen=True)
class Address:
    """One row: who gets 200, what the others get, and how what it shows is made."""

    opens: str = ""
    otherwise: int = 404
    make: Callable[[Cast, int], Any] | None = None
    also: Mapping[int, str] = field(default_factory=dict)
    method: str = "get"
    sent: Mapping[str, Any] = field(default_factory=dict)
    good: int = 200
    # What the address holds of the made record; its id unless told otherwise.
    holds: Callable[[Any], dict[str, Any]] = lambda record: {"pk": record.pk}

    def status_for(self, role: str) -> int:
        if role in self.opens.split():
            return self.good
        return next((status for status, roles in self.also.items() if role in roles.split()), self.otherwise)


def of_client(make: Callable[[Cast, int], Any] = made.client, **more: Any) -> Address:
    return Address(IN_WORK, 404, make, **more)


def settings(make: Callable[[Cast, int], Any]) -> Address:
    return Address(ADMINISTRATOR, 403, make)


def audit(make: Callable[[Cast, int], Any], **more: Any) -> Address:
    return Address(PRIVACY, 403, make, **more)


def within(name: str) -> Callable[[Any], dict[str, Any]]:
    """For `/clients/<pk>/things/<name>/`: the thing, and its client."""
    return lambda record: {"pk": record.client_id, name: record.pk}


def by_instrument(record: Any) -> dict[str, Any]:
    return {"pk": record.client_id, "key": record.instrument_key}


PAGES: dict[str, Address] = {
    "home": Address(otherwise=302),
    "me": Address(EVERYBODY, make=made.access_tokens),
    "my_hours": Address(EVERYBODY),
    "my_time_off": Address(EVERYBODY, make=made.own_time_off),
    "time_off": Address(f"case_manager supervisor {ADMINISTRATOR}", 404, made.returned_time_off),
    "team_time_off": Address(SUPERVISORS, 403, made.absences),
    "duty": Address(f"{SUPERVISORS} {ADMINISTRATOR}", 403, made.shifts),
    "session_extend": Address(EVERYBODY, method="post"),
    "usersessions_list": Address(EVERYBODY),
    # Lists of work: everybody has one, and it holds only what they see.
    "today": Address(EVERYBODY, make=made.follow_ups),
    "follow_ups": Address(EVERYBODY, make=made.follow_ups),
    "follow_ups_move": Address(EVERYBODY),
    "calendar": Address(EVERYBODY, make=made.follow_ups),
    "saved_filters": Address(EVERYBODY, make=made.saved_filters),
    "cases": Address(EVERYBODY, make=made.open_cases),
    "clients": Address(EVERYBODY, make=made.clients),
    "intake": Address("intake " + EVERYBODY, make=made.referrals),
    "ledger": Address(EVERYBODY, make=made.promises),
    "lessons": Address(EVERYBODY, make=made.lessons),
    "notifications": Address(EVERYBODY, make=made.notifications),
    "notifications_badge": Address(EVERYBODY, make=made.notifications),
    "notifications_read_all": Address(EVERYBODY, method="post", good=302),
    "team_load_csv": Address(SUPERVISORS, 403, made.open_cases),
    "transition_measures": Address(SUPERVISORS, 403, made.client_with_transitions),
    "transition_measures_list": Address(SUPERVISORS, 403, made.client_with_transitions),
    "transition_measures_csv": Address(SUPERVISORS, 403, made.client_with_transitions),
    "adt": Address(f"intake {SUPERVISORS}", 404, made.notices),
    "adt_message": Address(f"intake {SUPERVISORS}", 404, made.notice),
    "team": Address(SUPERVISORS, 403, made.open_cases),
    "intake_new": Address(STAFF, 403),
    "client_search": Address(EVERYBODY, method="post", make=made.clients, sent={"q": "Delgado"}),
    "client_matches": Address(EVERYBODY, method="post", make=made.clients, sent={"given_name": "Rosa", "family_name": "Delgado"}),
    "emergency_sought": Address(EVERYBODY, method="post", sent={"family_name": "Delgado"}, good=302),
    "emergency_accesses": Address(f"{STAFF} {PRIVACY}", 403, made.emergency_accesses),
    "emergency_access": Address(f"supervisor {PRIVACY}", 404, made.emergency_access, {302: "other_case_manager"}),
    # One client.
    "client": of_client(made.client_with_everything),
    "client_timeline": of_client(made.timeline),
    "client_cases": of_client(made.client_with_cases),
    "client_contacts": of_client(made.client_with_contacts),
    "client_note_for": Address("", 404, made.contact, {302: IN_WORK}, holds=within("contact_id")),
    "client_note": of_client(made.note, holds=within("note_id")),
    "note_autosave": Address(
        "case_manager",
        404,
        made.draft,
        {400: "supervisor"},
        "post",
        {"body": "Typed", "version": "1"},
        303,
        holds=within("note_id"),
    ),
    "client_support": of_client(made.client_with_support),
    "client_consents": of_client(made.client_with_consents),
    "client_duplicates": Address("supervisor", 404, made.client_with_links, {403: "case_manager"}),
    "client_documents": of_client(made.client_with_documents),
    "client_document_file": of_client(made.document, holds=within("document_id")),
    "client_plan": of_client(made.client_with_plan),
    "client_plan_print": of_client(made.client_with_plan),
    "client_agreement": of_client(made.client_with_plan),
    "client_reviews": of_client(made.client_with_plan),
    "client_ledger": of_client(made.client_with_plan),
    "transitions": Address(EVERYBODY, make=made.client_with_transitions),
    "transition_risk": of_client(made.transition, holds=within("transition_id")),
    "client_transitions": of_client(made.client_with_transitions),
    "client_transition": of_client(made.transition, holds=within("transition_id")),
    "client_teach_back": of_client(made.teach_back, holds=within("transition_id")),
    "client_medicines": of_client(made.medicines, holds=within("transition_id")),
    "client_medicines_print": of_client(made.medicines, holds=within("transition_id")),
    "handover_summary": of_client(made.summarized, holds=within("transition_id")),
    "handover_summary_for": of_client(
        made.summary, holds=lambda one: {"pk": one.client_id, "transition_id": one.transition_id, "summary_id": one.pk}
    ),
    "client_assessments": of_client(made.client_with_assessments),
    "client_assessment": of_client(made.assessment, holds=within("assessment_id")),
    "assessment_section": of_client(
        made.draft_assessment, holds=lambda record: {"pk": record.client_id, "assessment_id": record.pk, "number": 1}
    ),
    "assessment_autosave": of_client(made.draft_assessment, method="post", holds=within("assessment_id")),
    "assessment_print": of_client(made.assessment, holds=within("assessment_id")),
    "assessments_over_time": of_client(made.assessed_twice, holds=by_instrument),
    "assessment_comparison": of_client(made.assessed_twice, holds=by_instrument),
    "client_tier": of_client(made.client_with_tier),
    "instrument_blank": Address(EVERYBODY, make=made.instrument, holds=lambda record: {"name": record.key}),
    # The agency's settings.
    "reminders": settings(made.ladders),
    "deliveries": settings(made.dead_letters),
    "instruments": settings(made.instruments),
    "instrument": settings(made.instrument),
    "protocols": settings(made.protocols),
    "protocol": settings(made.protocol),
    "tier_rule": settings(made.tier_rules),
    "people": settings(made.people),
    "person": settings(made.person_with_roles),
    "teams": settings(made.teams),
    "settings_team": settings(made.team_with_people),
    "agency": settings(made.agency_with_closures),
    "api_clients": settings(made.api_clients),
    "api_client": settings(made.api_client),
    # The audit: ids and kinds, no client content.
    "audit": audit(made.readings),
    "audit_changes": audit(made.timeline),
    "audit_find": audit(made.client, method="post", sent={**made.ROSA, "birth_date": "1950-01-01"}, good=302),
    "audit_integrity": audit(made.timeline),
    "audit_record": audit(made.timeline),
    "audit_verify": audit(made.timeline, method="post"),
    "audit_accounting": audit(made.readings_of_one),
    "audit_accounting_csv": audit(made.readings_of_one),
}

# Addresses of the API that belong to no collection; everybody who is signed in or has a token may ask.
API: dict[str, Address] = {
    "api-me": Address(EVERYBODY),
    "api-clients-match": Address(
        STAFF, 403, method="post", make=made.clients, sent={"given_name": "Rosa", "family_name": "Delgado"}
    ),
    # For hospitals' systems alone; what they send and are answered stands in tests/interop/test_adt_door.py.
    "hl7-adt": Address("", 403, method="post"),
    "api-follow_ups-move": Address(
        EVERYBODY, method="post", sent={"verb": "take_back", "items[0]id": str(UUID(int=1)), "items[0]version": 1}
    ),
    "api-transitions-by-risk": Address(EVERYBODY, make=made.client_with_transitions, holds=lambda record: {}),
    "api-transitions-risk": of_client(made.transition),
    "api-transitions-measures": Address(SUPERVISORS, 403, made.client_with_transitions),
    "api-transitions-measures-list": Address(SUPERVISORS, 403, made.client_with_transitions, holds=lambda record: {}),
    "api-documents-file": of_client(made.document),
    "api-clients-timeline": of_client(made.timeline),
    "api-events": Address(EVERYBODY),
    "api-events-detail": Address(f"{IN_WORK} {PRIVACY}", 404, made.event),
}

PUBLIC: dict[str, str] = {
    "livez": "Whether the process lives; asks nothing of the database.",
    "readyz": "Whether the database answers and is migrated; tells nothing about anybody.",
    "status": "Whether what is due gets done; numbers and times only.",
    "metrics": "Figures of waiting work and answer times; outside the demo only for whoever holds its token.",
    "schema": "What the API offers, the same for everybody.",
    "api-docs": "The same, to read.",
    "api-problems": "What each error of the API means.",
    "oauth2_token": "Where a system shows its secret to get a token.",
    "calendar_feed": "What is due, in neutral words, for a calendar programme: the secret in the address is the key.",
    "private_link": "The client's own door: the secret in the address is the key, and it is asked for once more.",
    "account_login": "Where people sign in.",
    "account_logout": "Signing out when nobody is signed in.",
    "account_inactive": "Told to somebody whose account was deactivated.",
    "account_signup": "Says that there is no sign-up.",
    "account_reset_password": "Asking for a link by e-mail.",
    "account_reset_password_done": "Says that an e-mail is on its way, to whoever asks.",
    "account_reset_password_from_key": "Choosing a password with a link from an e-mail.",
    "account_reset_password_from_key_done": "Says that the password was changed.",
    "account_confirm_email": "A link from an e-mail.",
    "account_email_verification_sent": "Says that an e-mail is on its way.",
    "account_confirm_login_code": "A step of signing in; without one it leads back to the sign-in.",
    "mfa_authenticate": "The second factor, on the way in; without a first one it leads back.",
    "mfa_login_webauthn": "Signing in with a passkey.",
}
