"""Steps of a role: granting and ending it."""

from accounts.forms.people import GrantRoleForm, ReasonForm
from accounts.models import Agency, Membership, TeamRole, User
from accounts.policy import ADMINISTRATOR, may_administer, why_stay
from workflow.actor import NOBODY, Actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

ACTIVE = Membership.Status.ACTIVE
SCOPE = "people:write"


def _still_here(actor: Actor, person: User) -> str:
    return "" if person.is_active else f"{person.name} is deactivated. Reactivate them first."


GRANT = Step(
    name="role.grant", event="role.granted", label="Grant a role", done="Role granted.", model=Membership, target=ACTIVE,
    parent=User, parent_field="user", may=may_administer, ready=_still_here, form=GrantRoleForm, scope=SCOPE,
)  # fmt: skip


@GRANT.rule
def grant_role(person: User, taken: Taken) -> Membership:
    """Give somebody a role, in one team or (privacy officer, administrator) in the whole agency; it counts at once."""
    role, team = taken.data["role"], taken.data["team"]
    taken.notes.update(role=role, team=str(team.pk) if team else None)
    return Membership(user=person, role=role, team=team)


END = Step(
    name="role.end", event="role.ended", label="End this role", done="Role ended.", model=Membership, source={ACTIVE},
    target=Membership.Status.ENDED, may=may_administer, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@END.rule
def end_role(membership: Membership, taken: Taken) -> None:
    """Take a role away; its rights end with the next click. Cases are handed over first, so that no client is left alone."""
    taken.actor = taken.actor.because(taken.data["reason"])
    if membership.role == TeamRole.CASE_MANAGER and (why_not := why_stay(membership.user, membership.team)):
        raise StepRefused(why_not)
    if membership.role == ADMINISTRATOR:
        keep_an_administrator(without_role=membership)
    membership.ended_at = taken.now
    taken.notes.update(role=membership.role, team=str(membership.team_id) if membership.team_id else None)


def keep_an_administrator(*, without_user: User | None = None, without_role: Membership | None = None) -> None:
    """Refuse to leave the agency without an administrator; two who step down at once are asked one after the other."""
    list(Agency.objects.select_for_update())
    held = Membership.objects.filter(role=ADMINISTRATOR, status=ACTIVE, user__status=User.Status.ACTIVE)
    left = held.exclude(user=without_user).exclude(pk=without_role.pk if without_role else NOBODY)
    if held.exists() and not left.exists():
        raise StepRefused("This is the last administrator. Make somebody else administrator first.")
