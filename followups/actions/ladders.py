"""Steps of the ladders of reminders: the agency's own instead of ours, changed, and ours again."""

from accounts.policy import may_administer
from followups.forms.ladders import AddLadderForm, ChangeLadderForm
from followups.models import Ladder
from workflow.events import changed_fields
from workflow.steps import Step, Taken

CURRENT, SCOPE = Ladder.Status.CURRENT, "people:write"

ADD = Step(
    name="ladder.add", event="ladder.added", label="Choose reminders", done="Reminders saved.", model=Ladder, target=CURRENT,
    may=may_administer, form=AddLadderForm, scope=SCOPE, help="They hold for what is opened or moved from now on.",
)  # fmt: skip


@ADD.rule
def add_ladder(_: None, taken: Taken) -> Ladder:
    """Choose when this kind of work reminds whom; what is planned already stays, so that nothing rings twice."""
    taken.notes["kind"] = taken.data["kind"]
    return Ladder(**taken.data)


CHANGE = Step(
    name="ladder.change", event="ladder.changed", label="Change reminders", done="Reminders saved.", model=Ladder, source={CURRENT},
    may=may_administer, form=ChangeLadderForm, scope=SCOPE, edits=True,
)  # fmt: skip


@CHANGE.rule
def change_ladder(ladder: Ladder, taken: Taken) -> None:
    """Change when this kind of work reminds whom, for what is opened or moved from now on."""
    taken.notes.update(kind=ladder.kind, changed=changed_fields(ladder, dict(taken.data)))


RESET = Step(
    name="ladder.reset", event="ladder.was_reset", label="Back to the usual", done="The usual reminders hold again.", model=Ladder,
    source={CURRENT}, target=Ladder.Status.RESET, may=may_administer, scope=SCOPE,
)  # fmt: skip


@RESET.rule
def reset_ladder(ladder: Ladder, taken: Taken) -> None:
    """Give up the agency's own choice for this kind of work; the usual reminders hold again."""
    taken.notes["kind"] = ladder.kind
