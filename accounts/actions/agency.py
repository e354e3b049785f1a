"""Steps of the agency: its settings and the days it is closed."""

from accounts.forms.agency import AgencyForm, ClosureForm, RemoveClosureForm
from accounts.models import Agency, AgencyClosure
from accounts.policy import may_administer
from workflow.events import changed_fields
from workflow.steps import Step, Taken

CURRENT = Agency.Status.CURRENT
SCOPE = "people:write"

UPDATE = Step(
    name="agency.update", event="agency.updated", label="Change settings", done="Settings saved.", model=Agency, source={CURRENT},
    may=may_administer, form=AgencyForm, scope=SCOPE, edits=True,
)  # fmt: skip


@UPDATE.rule
def update_agency(agency: Agency, taken: Taken) -> None:
    """Set the agency's name, calendar and clocks; what is already due keeps its date, so that no promise moves unseen."""
    taken.notes["changed"] = changed_fields(agency, dict(taken.data))


ADD_CLOSURE = Step(
    name="agency.add_closure", event="agency.closure_added", label="Add a closed day", done="Closed day added.", model=Agency,
    source={CURRENT}, may=may_administer, form=ClosureForm, scope=SCOPE,
)  # fmt: skip


@ADD_CLOSURE.rule
def add_closure(agency: Agency, taken: Taken) -> None:
    """Enter a day the agency is closed; it no longer counts as a business day."""
    AgencyClosure.objects.create(agency=agency, day=taken.data["day"], name=taken.data["name"])
    taken.notes["day"] = taken.data["day"].isoformat()


REMOVE_CLOSURE = Step(
    name="agency.remove_closure", event="agency.closure_removed", label="Remove a closed day", done="Closed day removed.", model=Agency,
    source={CURRENT}, may=may_administer, form=RemoveClosureForm, scope=SCOPE,
)  # fmt: skip


@REMOVE_CLOSURE.rule
def remove_closure(agency: Agency, taken: Taken) -> None:
    """Open on a day that was entered as closed; it counts as a business day again."""
    agency.closures.filter(day=taken.data["day"]).delete()
    taken.notes["day"] = taken.data["day"].isoformat()
