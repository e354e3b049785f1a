"""Steps of record links: said to be one person, and taken back, without losing anything of either record."""

from django.db import connection

from clients.forms.links import LinkForm
from clients.forms.people import ReasonForm
from clients.models import Client, RecordLink
from clients.policy import links as policy
from clients.queries.links import duplicates_kept_with, kept_record
from workflow.actor import Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

LINKED = RecordLink.Status.LINKED
SCOPE = "clients:write"
# Any number that nobody else locks by; links are rare, so all of them may wait for one another.
LINKING = 7_140_226


def _is_no_duplicate(actor: Actor, client: Client) -> str:
    kept = kept_record(actor, client)
    return (
        f"This record is itself a duplicate, linked to {kept.words}. Link to that one, or undo that link first." if kept else ""
    )


LINK = Step(
    name="record_link.link", event="record_link.linked", label="Link a duplicate record", done="Records linked.",
    model=RecordLink, target=LINKED, parent=Client, parent_field="client", may=policy.may_link, ready=_is_no_duplicate,
    form=LinkForm, scope=SCOPE,
    help="Both records stay as they are. New work goes to this one, and its timeline shows both. It can be undone.",
)  # fmt: skip


@LINK.rule
def link_records(kept: Client, taken: Taken) -> RecordLink:
    """Say that two records are one person, so that their story is read together; merging could never be taken back."""
    duplicate = taken.data["duplicate"]
    if duplicate == kept:
        raise StepRefused("This is the same record. Choose the other one.")
    _one_at_a_time()
    if refusal := _is_no_duplicate(taken.actor, kept) or _cannot_become_one(taken.actor, duplicate):
        raise StepRefused(refusal)
    return RecordLink(client=kept, duplicate=duplicate, why=taken.data["why"])


def _one_at_a_time() -> None:
    """Two links made at the same moment could form a chain or a circle that neither of them sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING])


def _cannot_become_one(actor: Actor, duplicate: Client) -> str:
    """No chains: whoever reads a duplicate is one step away from the record that counts."""
    if already := kept_record(actor, duplicate):
        return f"The record of {duplicate.name} is already linked to {already.words}. Undo that link first."
    if own := duplicates_kept_with(duplicate):
        records = "1 record is" if own == 1 else f"{own} records are"
        return f"{records} linked to the record of {duplicate.name}. Keep that one instead, or undo those links first."
    return ""


UNDO = Step(
    name="record_link.undo", event="record_link.undone", label="Undo the link", done="Link undone.", model=RecordLink,
    source={LINKED}, target=RecordLink.Status.UNDONE, may=policy.may_undo, form=ReasonForm, scope=SCOPE, danger=True,
    help="Both records go on by themselves, each with all it has.",
)  # fmt: skip


@UNDO.rule
def undo_link(link: RecordLink, taken: Taken) -> None:
    """Take back what was a mistake: two people must never be read as one."""
    link.undone_reason = taken.data["reason"]
