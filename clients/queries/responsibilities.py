"""What still hangs on a person or a team: accounts asks before it lets them go."""

from accounts.models import Team, User
from clients.models import Case
from clients.policy.sight import RUNNING

WHY = "nobody may leave clients behind, whoever asks"


def cases_left_with(person: User, team: Team | None) -> str:
    """In a sentence, the running cases this person is case manager of (in one team, or in all)."""
    cases = Case.objects.unscoped(WHY).filter(case_manager=person, status__in=RUNNING)
    count = (cases.filter(team=team) if team else cases).count()
    return (
        f"{person.name} still has {_cases(count)}. A supervisor has to assign {_them(count)} to somebody else first."
        if count
        else ""
    )


def cases_left_in(team: Team) -> str:
    count = Case.objects.unscoped(WHY).filter(team=team, status__in=RUNNING).count()
    return (
        f"This team still has {_cases(count)}. Close {_them(count)} or move {_them(count)} to another team first."
        if count
        else ""
    )


def _cases(count: int) -> str:
    return f"{count} running case{'s' if count > 1 else ''}"


def _them(count: int) -> str:
    return "them" if count > 1 else "it"
