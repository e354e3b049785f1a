"""Inputs about the risk tier: a person's own judgement for a time, and the agency's points."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from assessments.models.tiers import TIERS
from assessments.queries.tier_rule import current_rule, factors
from clients.forms.fields import day_field
from workflow.forms import StepForm

# Our own: whoever still thinks so after half a year says so again.
LONGEST_DAYS = 183
MOST_POINTS, HIGHEST_THRESHOLD = 20, 100


class OverrideTierForm(StepForm):
    """Another tier than the rule's, why, and until when; without an end nobody would look at it again."""

    tier = forms.TypedChoiceField(label="Tier", choices=TIERS, coerce=int)
    reason = forms.CharField(label="Why", max_length=300, help_text="What the rule cannot know. It stands beside the tier.")
    until = day_field("Until", help_text="The last day it counts; at most six months from now.")

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("This day has passed. Choose the last day the override should count.")
        if day > today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError("At most six months: choose an earlier day, and look at it again then.")
        return day


class AdoptRuleForm(StepForm):
    """Points for each factor and the thresholds; what is left empty stays as it is now."""

    # Filled below, with a field for each factor of the rule.
    groups: ClassVar[tuple[Any, ...]] = ()

    why = forms.CharField(label="Why it is changed", max_length=300)
    tier_2_from = forms.IntegerField(label="Tier 2 from", min_value=1, max_value=HIGHEST_THRESHOLD, required=False)
    tier_3_from = forms.IntegerField(label="Tier 3 from", min_value=1, max_value=HIGHEST_THRESHOLD, required=False)
    tier_4_from = forms.IntegerField(label="Tier 4 from", min_value=1, max_value=HIGHEST_THRESHOLD, required=False)

    def narrow(self) -> None:
        """Opens with what is in force."""
        rule = current_rule()
        for factor in factors():
            self.fields[factor.key].initial = rule.weights[factor.key]
        for tier, least in rule.thresholds.items():
            self.fields[f"tier_{tier}_from"].initial = least

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, field in self.fields.items():
            if name not in self.errors and data.get(name) is None:
                data[name] = field.initial
        limits = [limit for tier in (2, 3, 4) if (limit := data.get(f"tier_{tier}_from")) is not None]
        if len(limits) == 3 and not limits[0] < limits[1] < limits[2]:
            self.add_error("tier_4_from", "Each tier needs more points than the one below it. Let the three numbers rise.")
        return data


for _factor in factors():
    # Points never below 0: more of anything must not lower a tier.
    AdoptRuleForm.base_fields[_factor.key] = forms.IntegerField(
        label=_factor.label, min_value=0, max_value=MOST_POINTS, required=False, help_text=_factor.basis
    )
SECTIONS = tuple(dict.fromkeys(factor.section for factor in factors()))
AdoptRuleForm.groups = (
    ("", ("why",)),
    ("Thresholds, in points", ("tier_2_from", "tier_3_from", "tier_4_from")),
    *[(section, tuple(factor.key for factor in factors() if factor.section == section)) for section in SECTIONS],
)
