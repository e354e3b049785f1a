"""The follow-up somebody adds by hand: once, or again and again until a day."""

from typing import Any, cast

from django import forms

from accounts.models import TeamRole, User
from clients.forms.fields import long_text
from clients.policy.cases import stands_in_for_staff
from followups.forms.dates import due_day, due_time, moment_ahead, not_past
from followups.forms.people import TeamMemberField, of_the_team
from followups.models import FollowUp
from followups.policy.repeating import LONGEST, occurrence_day
from followups.queries.people import case_of
from workflow.forms import StepForm


class AddFollowUpForm(StepForm):
    """What is to be done, by when; the rest has an answer of its own when left empty."""

    title = forms.CharField(label="What is to be done", max_length=120)
    due_on = due_day()
    due_time = due_time()
    why = long_text("Why", rows=2, max_length=300, required=False, help_text="For whoever reads it next, or stands in for you.")
    urgency = forms.ChoiceField(label="Urgency", choices=FollowUp.Urgency, initial=FollowUp.Urgency.ROUTINE, required=False)
    owner = TeamMemberField(
        label="Whose it is", required=False, empty_label="Mine",
        help_text="For a colleague only if you supervise the team; else add it as yours and hand it over.",
    )  # fmt: skip
    remind_client = forms.BooleanField(
        label="Remind the client too", required=False,
        help_text="The day before and on the day: only with their consent to messages, on a channel and at an hour that are safe.",
    )  # fmt: skip
    repeat_every = forms.IntegerField(label="Repeat every", min_value=1, max_value=365, required=False)
    repeat_unit = forms.ChoiceField(
        label="Days, weeks or months", choices=[("", "Not repeated"), *FollowUp.Unit.choices], required=False
    )
    repeat_until = due_day("Repeat until", required=False)

    folded = ("Repeat it",)
    groups = (
        ("", ("title", "due_on", "due_time", "why", "urgency", "owner", "remind_client")),
        ("Repeat it", ("repeat_every", "repeat_unit", "repeat_until")),
    )

    def narrow(self) -> None:
        self.case = case_of(self.obj) if self.obj is not None else None
        cast(TeamMemberField, self.fields["owner"]).offer(self._team_supervised(), self.actor.id)

    def _team_supervised(self) -> Any:
        team_id = self.case.team_id if self.case else None
        return team_id if team_id in self.actor.teams(TeamRole.SUPERVISOR) else None

    def clean_owner(self) -> User | None:
        """Nobody finds work on their list unasked, but from their own supervisor."""
        person: User | None = self.cleaned_data["owner"]
        if person is None and not self.actor.is_person and not (self.case and self.case.case_manager_id):
            raise forms.ValidationError("Say whose it is: the client has no case manager it could go to.")
        if person is None or person.pk == self.actor.id or self.actor.is_system:
            return person
        of_the_team(person, self.case.team if self.case else None)
        if self._team_supervised() is None and not stands_in_for_staff(self.actor):
            raise forms.ValidationError("Only a supervisor puts work on a colleague's list. Add it as yours, then hand it over.")
        return person

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    def clean_urgency(self) -> str:
        return self.cleaned_data["urgency"] or FollowUp.Urgency.ROUTINE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["due_at"] = moment_ahead(self, data)
        if any(data.get(name) for name in ("repeat_every", "repeat_unit", "repeat_until")):
            self._check_rhythm(data)
        return data

    def _check_rhythm(self, data: dict[str, Any]) -> None:
        """A series without an end stands on somebody's list for ever, and one that never repeats misleads."""
        if not data.get("repeat_every"):
            self._say("repeat_every", "Say how often: a number from 1 to 365.")
        if not data.get("repeat_unit"):
            self._say("repeat_unit", "Choose days, weeks or months.")
        if not data.get("repeat_until"):
            self._say("repeat_until", "Say until when it repeats; without an end it would stand on the list for ever.")
        if not self.errors:
            self._check_end(data)

    def _say(self, field: str, sentence: str) -> None:
        if field not in self.errors:
            self.add_error(field, sentence)

    def _check_end(self, data: dict[str, Any]) -> None:
        second = occurrence_day(data["due_on"], data["repeat_every"], data["repeat_unit"], 2)
        if data["repeat_until"] < second:
            self.add_error(
                "repeat_until",
                f"It would never repeat: the second time is {second:%B %-d, %Y}, after this end. Choose a later end.",
            )
        elif data["repeat_until"] > data["due_on"] + LONGEST:
            self.add_error("repeat_until", "Choose an end within two years; look then whether it is still needed.")
