"""Inputs that move a follow-up: to another day, to a hold, to another person; and the nudge."""

from typing import Any, cast

from django import forms

from clients.forms.fields import long_text, safe_channels_of
from clients.models import Channel
from followups.forms.dates import due_day, due_time, moment_ahead, not_past
from followups.forms.people import TeamMemberField, of_the_team
from followups.models import FollowUp
from followups.policy.follow_ups import answers_it
from workflow.forms import StepForm


class DueForm(StepForm):
    """A day that lies ahead, and a time where it has one."""

    due_on = due_day("New day")
    due_time = due_time()

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["due_at"] = moment_ahead(self, data)
        return data


class RescheduleForm(DueForm):
    reason = long_text("Why it moves", rows=2, max_length=200)


class HoldForm(StepForm):
    """Whom it is waited for, until when, and why."""

    waiting_on = forms.CharField(
        label="Whom it is waited for", max_length=120, help_text="For example: the client, Bay Hospital."
    )
    hold_until = due_day("Wait until", help_text="It comes back to you by itself on this day, or earlier if you end the hold.")
    reason = long_text("Why it waits", rows=2, max_length=200)

    def clean_hold_until(self) -> Any:
        return not_past(self.cleaned_data["hold_until"])


class NudgeForm(StepForm):
    """How whoever is waited for was reminded. It is written down here; nothing is sent."""

    channel = forms.ChoiceField(label="How you reminded them", choices=Channel.choices)
    words = long_text("What you said", rows=2, max_length=200, required=False)

    def narrow(self) -> None:
        if isinstance(self.obj, FollowUp) and self.obj.waits_on_client:
            self.limit_choices("channel", safe_channels_of(self.obj.client))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "channel" in self.errors and isinstance(self.obj, FollowUp):
            safe = ", ".join(str(label).lower() for _, label in safe_channels_of(self.obj.client))
            self.errors["channel"] = self.error_class([f"This is not a safe way to contact this client. Safe: {safe}."])
        return data


class HandOverForm(StepForm):
    to = TeamMemberField(label="To whom", help_text="They accept or decline; until then it stays with you.")
    note = long_text("What they should know", rows=3, max_length=300)

    def narrow(self) -> None:
        if isinstance(self.obj, FollowUp):
            cast(TeamMemberField, self.fields["to"]).offer(self.obj.team_id, self._who_has_it())

    def _who_has_it(self) -> Any:
        """Whoever answers it in the owner's place can also hand it to the owner."""
        return self.actor.id if answers_it(self.actor, self.obj) else self.obj.owner_id

    def clean_to(self) -> Any:
        person = self.cleaned_data["to"]
        if isinstance(self.obj, FollowUp):
            if person.pk == self._who_has_it():
                raise forms.ValidationError(f"{person.name} has it already. Choose somebody else.")
            of_the_team(person, self.obj.team)
        return person


class AssignForm(StepForm):
    to = TeamMemberField(label="To whom", help_text="It is due from them at once; tell them.")

    def narrow(self) -> None:
        if isinstance(self.obj, FollowUp):
            cast(TeamMemberField, self.fields["to"]).offer(self.obj.team_id, self.obj.owner_id)

    def clean_to(self) -> Any:
        person = self.cleaned_data["to"]
        return person if self.actor.is_system or not isinstance(self.obj, FollowUp) else of_the_team(person, self.obj.team)


class DeclineForm(StepForm):
    reason = long_text("Why not", rows=2, max_length=200, help_text="A no never counts against anybody.")
