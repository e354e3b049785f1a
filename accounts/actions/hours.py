"""The step of one's working hours."""

from accounts.forms.hours import HoursForm
from accounts.models import User, WorkingHours
from accounts.policy.absence import know_teams, may_plan_for
from workflow.steps import Step, Taken

SET_HOURS = Step(
    name="person.set_hours", event="person.hours_set", label="Set working hours", done="Working hours saved.", model=User,
    source={User.Status.ACTIVE}, may=may_plan_for, foresee=know_teams, form=HoursForm, scope="people:write", edits=True,
    help="By the clock in your own time zone. Leave the whole week empty for the agency's office hours, Monday to Friday.",
)  # fmt: skip


@SET_HOURS.rule
def set_hours(person: User, taken: Taken) -> None:
    """Say when somebody works: outside these hours reminders wait until the next start, and what is urgent goes to whoever is on duty."""
    person.working_hours.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(user=person, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in taken.data["week"]
    )
    taken.notes["spans"] = len(taken.data["week"])
