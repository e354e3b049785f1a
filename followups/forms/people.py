"""A colleague of the team: offered in a list, and judged by a sentence when somebody else is named."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import Team, User
from followups.queries.people import members_of, works_in
from workflow.actor import NOBODY


class TeamMemberField(forms.ModelChoiceField):
    """Any active person can be named; the list holds the team, and the form says who is not of it."""

    default_error_messages = {"invalid_choice": "Choose somebody who works here."}  # Django's own pattern for fields

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.filter(status=User.Status.ACTIVE), **options)

    def offer(self, team_id: UUID | None, but: UUID | None = None) -> None:
        people = members_of(team_id).exclude(pk=but or NOBODY).values_list("pk", "name") if team_id else []
        self.widget.choices = [("", self.empty_label), *people]


def of_the_team(person: User, team: Team | None) -> User:
    """The person, if they work in this team; refused by name otherwise."""
    if team is None:
        raise forms.ValidationError("This belongs to no team yet, so nobody else can be asked.")
    if not works_in(person, team.pk):
        raise forms.ValidationError(f"{person.name} does not work in {team.name}. Choose somebody of that team.")
    return person
