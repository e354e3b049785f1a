"""Inputs of reviews, lessons and feedback."""

from typing import Any

from django import forms

from careplans.forms.plans import not_past
from careplans.forms.widgets import ProgressWidget
from careplans.models import Feedback, Goal, GoalProgress
from careplans.models.goals import LEVELS
from clients.forms.fields import day_field, long_text, not_in_future
from clients.models import SupportPerson
from workflow.forms import StepForm

WHY = "the goals of the plan that is reviewed"


class PlanReviewForm(StepForm):
    due_on = day_field("When")
    reason = forms.CharField(
        label="Why now", max_length=200, required=False, help_text="For example: the client asked, or something changed."
    )

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"], "The day of the review")


class NoteReviewForm(StepForm):
    """What a planned review tells the plan."""

    review_on = day_field("Next review")


class HoldReviewForm(StepForm):
    """How far each goal is, and what was learned."""

    held_on = day_field("Held on", required=False, help_text="Today, if left empty.")
    participants = forms.CharField(label="Who took part", max_length=300)
    progress = forms.JSONField(
        label="Progress",
        widget=ProgressWidget,
        help_text='One entry a goal: {"goal": id, "level": −2 to 2 or null, "achievement": code, "note": text}.',
    )
    learned = long_text("What was learned", rows=4, max_length=4000)
    next_review_on = day_field("Next review", required=False, help_text="Left empty, the agency's own rule sets it.")

    def narrow(self) -> None:
        self.fields["progress"].widget.goals = self._goals()

    def clean_held_on(self) -> Any:
        return not_in_future(self.cleaned_data["held_on"], "The day of the review")

    def clean_next_review_on(self) -> Any:
        return not_past(self.cleaned_data["next_review_on"], "The next review")

    def clean_progress(self) -> list[dict[str, Any]]:
        """Every living goal once, each with an achievement; a goal with levels also gets its level."""
        given = self.cleaned_data["progress"]
        if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
            raise forms.ValidationError("Send a list with one entry for each goal.")
        goals = {str(goal.pk): goal for goal in self._goals()}
        named = [str(entry.get("goal")) for entry in given]
        if sorted(named) != sorted(goals):
            raise forms.ValidationError(f"Each of the plan's {len(goals)} open goals needs one entry, and no other goal has one.")
        return [_entry(entry, goals[str(entry["goal"])]) for entry in given]

    def _goals(self) -> list[Goal]:
        if self.obj is None:
            return []
        return list(
            Goal.objects.unscoped(WHY)
            .filter(plan_id=self.obj.plan_id, status__in=("proposed", "accepted"))
            .order_by("rank", "id")
        )


def _entry(entry: dict[str, Any], goal: Goal) -> dict[str, Any]:
    achievement, level = entry.get("achievement"), entry.get("level")
    if achievement not in GoalProgress.Achievement.values:
        raise forms.ValidationError(f"Say how far “{goal}” is: one of {', '.join(GoalProgress.Achievement.values)}.")
    if level is not None and level not in dict(LEVELS):
        raise forms.ValidationError(f"The level of “{goal}” is a number from −2 to 2.")
    if goal.has_levels and level is None:
        raise forms.ValidationError(f"Choose the level reached for “{goal}”.")
    return {"goal": goal, "achievement": achievement, "level": level, "note": str(entry.get("note") or "")[:300]}


class CancelReviewForm(StepForm):
    reason = forms.CharField(label="Why", max_length=200)


class ShareLessonForm(StepForm):
    domains = forms.JSONField(required=False)
    words = long_text("Lesson", max_length=1000)


class WithdrawLessonForm(StepForm):
    reason = forms.CharField(label="Why", max_length=200)


class FeedbackForm(StepForm):
    """What the client or family says of our help, or what we say back."""

    words = long_text("In their words", rows=3, max_length=4000)
    useful = forms.TypedChoiceField(
        label="How useful is our help",
        choices=[("", "No answer"), *Feedback.Useful.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    direction = forms.ChoiceField(label="From whom", choices=Feedback.Direction, required=False)
    support_person = forms.ModelChoiceField(
        label="Which support person", queryset=SupportPerson.objects.none(), required=False, empty_label="The client"
    )

    def narrow(self) -> None:
        if self.obj is not None:
            people = SupportPerson.objects.unscoped(WHY).filter(client_id=self.obj.client_id, status=SupportPerson.Status.CURRENT)
            self.limit("support_person", people)

    def clean_direction(self) -> str:
        return self.cleaned_data["direction"] or Feedback.Direction.FROM_CLIENT


class AnswerFeedbackForm(StepForm):
    answer = long_text("Our answer", rows=3, max_length=4000)
