"""Steps of what a hospital says differently about a client: proposed, overtaken, taken over or left by a person."""

import json
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.queries.agency import the_agency
from clients.actions.details import add_address, add_former_name, add_phone
from clients.actions.people import update_client
from clients.forms.people import IdentityForm
from clients.models import Client
from clients.models.codes import BirthPrecision
from followups.actions.due import business_deadline, done, drop_all, open_once
from followups.models import FollowUp
from interop.actions.differences import differing, mark, newest_word, without_decided
from interop.forms.proposals import AcceptForm, LeaveForm, ProposeForm
from interop.models import AdtMessage, DetailProposal
from interop.models.proposals import Said
from interop.policy import proposals as policy
from interop.queries.proposals import Record, decided_marks, open_proposal, record_of
from transitions.queries.cases import running_case
from workflow.actor import system_actor
from workflow.steps import Step, Taken

S = DetailProposal.Status
SCOPE = "clients:write"
GATE = system_actor("hospital notices")
WHY = "a proposal is about the client as they stand now"
LISTS = ("phone", "address")
ASK_FIRST = "As a hospital has it. Ask the client whether it is safe."
# A changed number or address is no emergency, and old a week later it has already misled somebody.
DAYS = 2

PROPOSE = Step(
    name="detail_proposal.propose", event="detail_proposal.proposed", label="Propose a change", done="A hospital has other details of the client.",
    model=DetailProposal, target=S.OPEN, parent=Client, parent_field="client", may=policy.may_propose, form=ProposeForm, scope=SCOPE,
)  # fmt: skip


@PROPOSE.rule
def propose_change(client: Client, taken: Taken) -> DetailProposal:
    """What a hospital has of the client is often newer than ours, and as often wrong: nothing changes until a person has compared."""
    said: Said = json.loads(taken.data["said"])
    notice: AdtMessage = taken.data["notice"]
    taken.notes["fields"] = list(said)
    return DetailProposal(
        client=client, notice=notice, source=notice.sending_facility, said=taken.data["said"],
        marks=[mark(name, value) for name, values in said.items() for value in values],
    )  # fmt: skip


OVERTAKE = Step(
    name="detail_proposal.overtake", event="detail_proposal.overtaken", label="Overtaken", done="Overtaken by a later notice.",
    model=DetailProposal, source={S.OPEN}, target=S.REPLACED, may=policy.may_propose, scope=SCOPE,
)  # fmt: skip


@OVERTAKE.rule
def overtake_proposal(proposal: DetailProposal, taken: Taken) -> None:
    """A later word of the hospital, or the record itself, has made it pointless: nobody compares what no longer holds."""


ACCEPT = Step(
    name="detail_proposal.accept", event="detail_proposal.accepted", label="Compare and take over", done="Taken over into the record.",
    model=DetailProposal, source={S.OPEN}, target=S.ACCEPTED, may=policy.may_decide, form=AcceptForm, scope=SCOPE,
    help="Ask the client where you can. A phone number or an address comes beside those on record; take away there what is no longer right.",
)  # fmt: skip


@ACCEPT.rule
def accept_proposal(proposal: DetailProposal, taken: Taken) -> None:
    """Field by field, by the same steps as a change by hand; whoever takes it over answers for it."""
    chosen = taken.data["fields_taken"]
    proposal.taken_over = chosen
    taken.notes["fields"] = list(chosen)
    values = {name: values for name, values in proposal.values.items() if name in chosen}
    taken.then(lambda: _take_over(proposal, values, taken))


def _take_over(proposal: DetailProposal, said: Said, taken: Taken) -> None:
    client: Any = Client.objects.unscoped(WHY).get(pk=proposal.client_id)
    record = record_of(client)
    identity = {name: values[0] for name, values in said.items() if name not in LISTS}
    if identity:
        client = _change_identity(client, identity, taken)
    for phone in said.get("phone", ()):
        client = add_phone(client.pk, actor=taken.actor, version=client.version, **phone, **_safety(record))
    for address in said.get("address", ()):
        client = add_address(
            client.pk, actor=taken.actor, version=client.version, **address, confidential=record.has_confidential_address
        )
    done(_due(proposal.client_id), "Compared with what the hospital has.")


def _change_identity(client: Client, identity: dict[str, Any], taken: Taken) -> Client:
    if "birth_date" in identity:
        identity["birth_precision"] = BirthPrecision.DAY
    before = client.family_name
    now: Client = update_client(
        client.pk, actor=taken.actor, version=client.version, **{**IdentityForm.current(client), **identity}
    )
    if "family_name" in identity:
        now = add_former_name(now.pk, actor=taken.actor, version=now.version, use="old", family_name=before)
    return now


def _safety(record: Record) -> dict[str, Any]:
    """No new number is safer than the client's own rules; of a client in danger nobody uses one before asking them."""
    if record.is_guarded:
        return {"calls_allowed": False, "voicemail_allowed": False, "texts_allowed": False, "note": ASK_FIRST}
    rules = record.client
    return {"calls_allowed": rules.may_phone, "voicemail_allowed": rules.may_voicemail, "texts_allowed": rules.may_text}


LEAVE = Step(
    name="detail_proposal.reject", event="detail_proposal.rejected", label="Leave the record as it is", done="The record stays as it is.",
    model=DetailProposal, source={S.OPEN}, target=S.REJECTED, may=policy.may_decide, form=LeaveForm, scope=SCOPE,
    help="The same difference is not asked about again.",
)  # fmt: skip


@LEAVE.rule
def reject_proposal(proposal: DetailProposal, taken: Taken) -> None:
    """The hospital is not always right; why the record was left stays readable."""
    proposal.why = taken.data["why"]
    taken.then(lambda: done(_due(proposal.client_id), "Compared: the record is right."))


def _due(client_id: UUID) -> str:
    return f"hospital-details:{client_id}"


def compare_with_hospitals(client_id: UUID) -> None:
    """Propose what the newest words of the hospitals have differently, instead of what was proposed before.

    A function of the notices taken for this client, of the record, and of what was decided: their order of arrival does not matter.
    """
    client = Client.objects.unscoped(WHY).select_for_update(of=("self",), no_key=True).get(pk=client_id)
    said, newest = newest_word(client_id)
    if client.status == Client.Status.DECEASED:
        said = {}
    left = without_decided(differing(record_of(client), said), decided_marks(client_id))
    before = open_proposal(client_id)
    if before is not None and before.values != left:
        overtake_proposal(before.pk, actor=GATE, version=before.version)
        before = None
    if not left or newest is None:
        drop_all("Nothing differs any more.", source_key=_due(client_id))
    elif before is None:
        proposal = propose_change(client_id, actor=GATE, notice=newest, said=json.dumps(left, sort_keys=True))
        _ask_somebody(client, proposal)


def _ask_somebody(client: Client, proposal: DetailProposal) -> None:
    """Whoever works with the client; of nobody's client intake sees it among the notices."""
    case = running_case(client)
    if case is None:
        return
    fields = ", ".join(proposal.field_labels).lower()
    open_once(
        _due(client.pk), FollowUp.Kind.COMPARE, client, about=proposal, case=case, owner=case.case_manager, team=case.team,
        why=f"{proposal.source or 'A hospital'} has other details: {fields}. Compare them on the client's page."[:300],
        due_at=business_deadline(the_agency(), timezone.now(), DAYS),
    )  # fmt: skip
