"""Steps on the client record: registering, changing, details, safe contact, death."""

from collections.abc import Mapping
from typing import Any

from clients.actions import details
from clients.forms.fields import e164
from clients.forms.people import IdentityForm, RecordDeathForm, RegisterClientForm, SafeContactForm
from clients.models import Client
from clients.policy import people as policy
from clients.queries.matching import CERTAIN, LIKELY, Match, Sought, possible_matches
from clients.queries.names import index_names, other_names
from workflow.events import changed_fields
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

ACTIVE = Client.Status.ACTIVE
SCOPE = "clients:write"

REGISTER = Step(
    name="client.register", event="client.registered", label="Register a client", done="Client registered.",
    model=Client, target=ACTIVE, may=policy.may_register, form=RegisterClientForm, scope=SCOPE,
)  # fmt: skip

IDENTITY = tuple(IdentityForm.base_fields)


@REGISTER.rule
def register_client(nothing: None, taken: Taken) -> Client:
    """Start a record once the possible duplicates were looked at; a second record splits a person's story."""
    _look_for_duplicates(taken)
    client = Client(**{name: taken.data[name] for name in IDENTITY})
    client.registered_by_client_id = taken.actor.id if taken.actor.is_api_client else None
    index_names(client)
    for rule in ("may_voicemail", "may_text"):
        if taken.data[rule] is not None:
            setattr(client, rule, taken.data[rule])
    client.safe_contact_note = taken.data["safe_contact_note"]
    taken.then(lambda: details.add_first_details(client, taken.data))
    return client


def _look_for_duplicates(taken: Taken) -> None:
    """The same number is the same person; a likely match wants a look before a second record is made."""
    matches = possible_matches(taken.actor, sought_from(taken.data))
    if certain := next((match for match in matches if match.level == CERTAIN), None):
        raise StepRefused(f"A record with this identifier exists. {_where_instead(certain)}")
    likely = [match for match in matches if match.level == LIKELY]
    if likely and not taken.data["duplicates_checked"]:
        raise StepRefused(
            f"{len(likely)} record{'s' if len(likely) > 1 else ''} may be the same person. Look at the possible matches: use one of "
            "them, or confirm that this is a different person."
        )


def _where_instead(match: Match) -> str:
    """The record to use: the one found, or the one it is linked to."""
    if match.kept:
        return f"It is a duplicate, linked to {match.kept.words}. Use that one instead of making another."
    return "Use that record instead of making a second one."


def sought_from(data: Mapping[str, Any]) -> Sought:
    return Sought(
        given_name=data.get("given_name") or "", family_name=data.get("family_name") or "", birth_date=data.get("birth_date"),
        phone=e164(data.get("phone") or ""), identifier_value=data.get("identifier_value") or "",
        identifier_issuer=data.get("identifier_issuer") or "",
    )  # fmt: skip


UPDATE = Step(
    name="client.update", event="client.updated", label="Edit details", done="Details saved.",
    model=Client, source=Client.Status.values, may=policy.may_change_client, form=IdentityForm, edits=True, scope=SCOPE,
)  # fmt: skip


@UPDATE.rule
def update_client(client: Client, taken: Taken) -> None:
    """Keep the record right; the log names which fields changed, never the old values."""
    taken.notes["fields"] = changed_fields(client, dict(taken.data))
    index_names(client, other_names(client))


SET_SAFE_CONTACT = Step(
    name="client.set_safe_contact", event="client.safe_contact_set", label="Safe-contact rules", done="Safe-contact rules saved.",
    model=Client, source=Client.Status.values, may=policy.may_change_client, form=SafeContactForm, edits=True, scope=SCOPE,
)  # fmt: skip


@SET_SAFE_CONTACT.rule
def set_safe_contact(client: Client, taken: Taken) -> None:
    """Say how the client can be reached without putting them in danger; from now on the server enforces it."""
    taken.notes["fields"] = changed_fields(client, dict(taken.data))


RECORD_DEATH = Step(
    name="client.record_death", event="client.death_recorded", label="Record a death", done="Death recorded.",
    model=Client, source={ACTIVE}, target=Client.Status.DECEASED, may=policy.may_change_client, form=RecordDeathForm,
    scope=SCOPE, danger=True,
)  # fmt: skip


@RECORD_DEATH.rule
def record_death(client: Client, taken: Taken) -> None:
    """Record that the client has died, so that nobody calls the family about an appointment."""
    client.deceased_on = taken.data["deceased_on"]
