"""Inputs about people and their roles."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.forms.fields import reason_field, team_field, time_zone_field
from accounts.models import Role, TeamRole, User
from accounts.queries import holds_role
from workflow.forms import StepForm


class PersonForm(StepForm):
    """Who somebody is; the e-mail address is what they sign in with."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail", max_length=254)
    job_title = forms.CharField(label="Job title", max_length=120, required=False)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exclude(pk=getattr(self.obj, "pk", None)).exists():
            raise forms.ValidationError("Somebody already signs in with this address.")
        return email


class UpdatePersonForm(PersonForm):
    phone = forms.CharField(label="Work phone", max_length=40, required=False)


class RoleForm(StepForm):
    """A role, with its team if it is a team's."""

    role = forms.ChoiceField(label="Role", choices=Role)
    team = team_field(
        required=False, empty_label="The whole agency", help_text="Needed for case managers, supervisors and intake workers."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, team = data.get("role"), data.get("team")
        if role in TeamRole.values and team is None and "team" not in self.errors:
            self.add_error("team", "Choose the team; this role is held in one team.")
        if role is not None and role not in TeamRole.values and team is not None:
            self.add_error("team", "This role is held in the whole agency; leave the team empty.")
        return data


class AddPersonForm(PersonForm, RoleForm):
    """A new person starts with one role; more can be granted later."""


class GrantRoleForm(RoleForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        team = data.get("team")
        if not self.errors and holds_role(self.obj.pk, data["role"], team):
            self.add_error("role", f"{self.obj.name} already has this role here.")
        return data


class ReasonForm(StepForm):
    reason = reason_field(help_text="Kept in the log.")


class PreferencesForm(StepForm):
    """What people set for themselves."""

    name = forms.CharField(label="Name", max_length=120)
    phone = forms.CharField(label="Work phone", max_length=40, required=False)
    time_zone = time_zone_field()
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES)
    shortcuts_on = forms.BooleanField(label="Keyboard shortcuts", required=False)
