"""Steps on the support system and on capacity findings."""

from clients.forms.people import ReasonForm
from clients.forms.support import CapacityForm, SupportPersonForm
from clients.models import CapacityFinding, Client, SupportPerson
from clients.policy.support import may_keep_record
from workflow.events import changed_fields
from workflow.steps import Step, Taken

SCOPE = "support:write"
CURRENT = SupportPerson.Status.CURRENT

ADD = Step(
    name="support_person.add", event="support_person.added", label="Add a support person", done="Support person added.",
    model=SupportPerson, target=CURRENT, parent=Client, parent_field="client", may=may_keep_record, form=SupportPersonForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_support_person(client: Client, taken: Taken) -> SupportPerson:
    """Know who stands by the client, and what each of them may know: nobody is told more than the client wants."""
    return SupportPerson(client=client, **taken.data)


UPDATE = Step(
    name="support_person.update", event="support_person.updated", label="Edit", done="Support person saved.", model=SupportPerson,
    source={CURRENT}, may=may_keep_record, form=SupportPersonForm, edits=True, scope=SCOPE,
)  # fmt: skip


@UPDATE.rule
def update_support_person(person: SupportPerson, taken: Taken) -> None:
    """Keep it right; a representative counts only with evidence on file."""
    taken.notes["fields"] = changed_fields(person, dict(taken.data))


END = Step(
    name="support_person.end", event="support_person.ended", label="No longer a support person", done="Support person ended.",
    model=SupportPerson, source={CURRENT}, target=SupportPerson.Status.ENDED, may=may_keep_record, form=ReasonForm, scope=SCOPE,
    danger=True,
)  # fmt: skip


@END.rule
def end_support_person(person: SupportPerson, taken: Taken) -> None:
    """From now on they are told nothing; what was shared before stays on record."""
    person.ended_reason = taken.data["reason"]


RECORD_CAPACITY = Step(
    name="capacity.record", event="capacity.recorded", label="Record a capacity finding", done="Capacity finding recorded.",
    model=CapacityFinding, target=CapacityFinding.Status.RECORDED, parent=Client, parent_field="client", may=may_keep_record,
    form=CapacityForm, scope=SCOPE,
)  # fmt: skip


@RECORD_CAPACITY.rule
def record_capacity(client: Client, taken: Taken) -> CapacityFinding:
    """One decision at one time, with the client's own view: lacking capacity for one decision never blocks another."""
    return CapacityFinding(client=client, **taken.data)


MARK_CAPACITY_ERROR = Step(
    name="capacity.mark_error", event="capacity.error_marked", label="Entered in error", done="Marked as entered in error.",
    model=CapacityFinding, source={CapacityFinding.Status.RECORDED}, target=CapacityFinding.Status.ENTERED_IN_ERROR,
    may=may_keep_record, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@MARK_CAPACITY_ERROR.rule
def mark_capacity_error(finding: CapacityFinding, taken: Taken) -> None:
    """A wrong finding stays readable and binds nobody."""
    taken.notes["reason_given"] = bool(taken.data["reason"])
