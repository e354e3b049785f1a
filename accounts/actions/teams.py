"""Steps of a team: creating, renaming, closing."""

from accounts.forms.teams import TeamForm
from accounts.models import Team
from accounts.policy import may_administer, why_stay_open
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

ACTIVE = Team.Status.ACTIVE
SCOPE = "people:write"

CREATE = Step(
    name="team.create", event="team.created", label="Create a team", done="Team created.", model=Team, target=ACTIVE,
    may=may_administer, form=TeamForm, scope=SCOPE,
)  # fmt: skip


@CREATE.rule
def create_team(_: None, taken: Taken) -> Team:
    """A team shares clients and a supervisor; people join it by being granted a role in it."""
    return Team(name=taken.data["name"])


RENAME = Step(
    name="team.rename", event="team.renamed", label="Rename", done="Team renamed.", model=Team, source={ACTIVE},
    may=may_administer, form=TeamForm, scope=SCOPE, edits=True,
)  # fmt: skip


@RENAME.rule
def rename_team(team: Team, taken: Taken) -> None:
    """Give the team another name; its people and its cases stay."""
    team.name = taken.data["name"]


CLOSE = Step(
    name="team.close", event="team.closed", label="Close the team", done="Team closed.", model=Team, source={ACTIVE},
    target=Team.Status.CLOSED, may=may_administer, scope=SCOPE, danger=True,
)  # fmt: skip


@CLOSE.rule
def close_team(team: Team, taken: Taken) -> None:
    """Close a team nobody works in any more; its closed cases keep its name."""
    if why_not := why_stay_open(team):
        raise StepRefused(why_not)
