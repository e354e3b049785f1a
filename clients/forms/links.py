"""Inputs about links between records."""

from dataclasses import replace

from django import forms

from clients.forms.fields import long_text
from clients.models import Client
from workflow.actor import Actor
from workflow.forms import StepForm, VisibleChoice


class OrdinaryChoice(VisibleChoice):
    """Another record, among those the actor sees without an emergency."""

    def open_to(self, actor: Actor) -> None:
        super().open_to(replace(actor, opened=frozenset()))


class LinkForm(StepForm):
    duplicate = OrdinaryChoice(
        Client, label="The duplicate", widget=forms.HiddenInput,
        error_messages={
            "required": "Choose the other record first.",
            "invalid_choice": "There is no such record, or it is not yours to see.",
        },
    )  # fmt: skip
    why = long_text(
        "Why they are the same person", rows=2, max_length=300, help_text="For example: same Medicaid number, maiden name."
    )
