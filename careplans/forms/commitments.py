"""Inputs about promises."""

from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import ApiClient, User
from careplans.forms.plans import not_past
from careplans.models import Barrier, CarePlan, Commitment, Goal
from careplans.models.codes import OwnerKind
from clients.forms.fields import day_field, long_text, not_in_future
from clients.models import SupportPerson
from workflow.forms import StepForm

WHY = "the people and goals of the plan the promise belongs to"
WORKERS = (OwnerKind.CASE_MANAGER, OwnerKind.WORKER)
# The field that says who it is, by the kind of owner.
NAMED_BY: dict[str, str] = {OwnerKind.SUPPORT_PERSON: "support_person", **dict.fromkeys(WORKERS, "worker")}


class CommitmentForm(StepForm):
    """Who promises what by when; what is expected and what follows from a miss are said before, not after."""

    owner_kind = forms.ChoiceField(label="Whose promise", choices=OwnerKind)
    support_person = forms.ModelChoiceField(label="Which support person", queryset=SupportPerson.objects.none(), required=False)
    worker = forms.ModelChoiceField(label="Which worker", queryset=User.objects.none(), required=False)
    partner = forms.ModelChoiceField(
        label="Which partner", queryset=ApiClient.objects.none(), required=False, empty_label="One without a system of its own"
    )
    partner_name = forms.CharField(label="Partner's name", max_length=120, required=False)
    what = forms.CharField(label="What is promised", max_length=300)
    due_on = day_field("By when")
    every = forms.ChoiceField(label="How often", choices=Commitment.Every, required=False)
    until = day_field("Until", required=False)
    goal = forms.ModelChoiceField(
        label="For the goal", queryset=Goal.objects.none(), required=False, empty_label="No goal in particular"
    )
    expectation = forms.CharField(label="What is expected, as spoken", max_length=300, required=False)
    consequence = forms.CharField(label="What follows if it is missed, as agreed", max_length=300, required=False)

    groups = (
        ("", ("owner_kind", "what", "due_on", "goal")),
        ("Who, if not the client or you", ("support_person", "worker", "partner", "partner_name")),
        ("Spoken beforehand", ("expectation", "consequence", "every", "until")),
    )

    def narrow(self) -> None:
        if self.obj is None:
            return
        plan = self.obj if isinstance(self.obj, CarePlan) else self.obj.plan
        choices: dict[str, Any] = {
            "support_person": SupportPerson.objects.unscoped(WHY).filter(
                client_id=plan.client_id, status=SupportPerson.Status.CURRENT
            ),
            "worker": User.objects.filter(Q(status=User.Status.ACTIVE)).order_by("name"),
            "partner": ApiClient.objects.filter(status=ApiClient.Status.ACTIVE),
            "goal": Goal.objects.unscoped(WHY).filter(plan=plan, status__in=(Goal.Status.PROPOSED, Goal.Status.ACCEPTED)),
        }
        for name, rows in choices.items():
            if name in self.fields:
                self.limit(name, rows)

    def clean_due_on(self) -> Any:
        unchanged = isinstance(self.obj, Commitment) and self.cleaned_data["due_on"] == self.obj.due_on
        return self.cleaned_data["due_on"] if unchanged else not_past(self.cleaned_data["due_on"], "The day it is promised for")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_owner(data)
        until, due = data.get("until"), data.get("due_on")
        if until and not data.get("every"):
            self.add_error("every", "Say how often, or leave “until” empty.")
        if until and due and until < due:
            self.add_error("until", "It would end before it is due for the first time.")
        return data

    def _check_owner(self, data: dict[str, Any]) -> None:
        """Exactly the owner that was chosen: a leftover of another kind would name two people for one promise."""
        kind = data.get("owner_kind")
        if kind == OwnerKind.CASE_MANAGER and not data.get("worker") and self.actor.is_person:
            data["worker"] = User.objects.filter(pk=self.actor.id).first()
        needed = NAMED_BY.get(kind or "")
        if needed and not data.get(needed):
            self.add_error(needed, "Choose who promises it.")
        if kind == OwnerKind.PARTNER and not (data.get("partner") or data.get("partner_name")):
            self.add_error("partner_name", "Name the partner who promises it.")
        keep = {needed, *(("partner", "partner_name") if kind == OwnerKind.PARTNER else ())}
        for name in ("support_person", "worker", "partner", "partner_name"):
            if name not in keep:
                data[name] = "" if name == "partner_name" else None


class AcceptCommitmentForm(StepForm):
    accepted_on = day_field("Said so on", required=False, help_text="Today, if left empty.")

    def clean_accepted_on(self) -> Any:
        return not_in_future(self.cleaned_data["accepted_on"], "The day of the answer")


class DeclineCommitmentForm(StepForm):
    reason = forms.CharField(label="Why, if they said", max_length=300, required=False)


class KeepForm(StepForm):
    settled_on = day_field("Kept on", required=False, help_text="Today, if left empty.")
    evidence = forms.CharField(label="How we know", max_length=300, required=False)

    def clean_settled_on(self) -> Any:
        return not_in_future(self.cleaned_data["settled_on"], "The day it was kept")


class MissForm(StepForm):
    """Never only a red flag: what got in the way and what changes next are the answer to a miss."""

    AFTERWARDS = (
        ("", "Nothing more"),
        ("barrier", "Make what got in the way a barrier of the goal"),
        ("revision", "Change the plan: the client is asked again"),
    )

    in_the_way = long_text("What got in the way", rows=2, max_length=2000)
    changes_next = long_text("What changes next", rows=2, max_length=2000)
    afterwards = forms.ChoiceField(label="And then", choices=AFTERWARDS, required=False)
    barrier_kind = forms.ChoiceField(label="Kind of barrier", choices=[("", "–"), *Barrier.Kind.choices], required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("afterwards") == "barrier" and not data.get("barrier_kind"):
            self.add_error("barrier_kind", "Choose the kind of barrier.")
        if data.get("afterwards") == "barrier" and self.obj is not None and self.obj.goal_id is None:
            self.add_error(
                "afterwards", "This promise belongs to no goal, so it has no place for a barrier. Change the plan instead."
            )
        return data


class RenegotiateForm(StepForm):
    """The same promise on new terms; the old one stays on record as it was."""

    why = forms.CharField(label="Why it changes", max_length=300)
    what = forms.CharField(label="What is promised now", max_length=300, required=False, help_text="As before, if left empty.")
    due_on = day_field("By when now")
    expectation = forms.CharField(label="What is expected, as spoken", max_length=300, required=False)
    consequence = forms.CharField(label="What follows if it is missed, as agreed", max_length=300, required=False)

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"], "The new day")


class ReleaseForm(StepForm):
    reason = forms.CharField(label="Why it is no longer needed", max_length=300)


class FollowingForm(StepForm):
    """A promise that follows another: only its day and what changed; the terms come from the one before."""

    previous = forms.ModelChoiceField(queryset=Commitment.objects.unscoped("named by the step that it follows from"))
    due_on = day_field("By when")
    what = forms.CharField(max_length=300, required=False)
    expectation = forms.CharField(max_length=300, required=False)
    consequence = forms.CharField(max_length=300, required=False)
