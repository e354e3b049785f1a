"""Hand-over summaries: what was handed to whom, for what and on what ground, exactly as it left."""

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models import Client, Consent, SupportPerson
from clients.models.support import ClientPart
from transitions.models.transitions import Transition
from workflow.actor import Actor
from workflow.sealed import SealedTextField

PART_2_NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


class HandoverSummary(ClientPart):
    """One page made for one recipient. What it says is kept sealed, for it is what was disclosed."""

    collection = "handover-summaries"

    class Status(models.TextChoices):
        MADE = "made", "Made"

    class Purpose(models.TextChoices):
        TREATMENT = "treatment", "Treatment"
        COORDINATION = "coordination", "Coordination of care"

    class Section(models.TextChoices):
        """Parts of the page; each needs its own part of a consent."""

        WHO = "who", "The client"
        STAY = "stay", "What happened"
        MEDICINES = "medicines", "Medicines"
        NEXT = "next", "What comes next"
        CHECKED = "checked", "Checked with the client by teach-back"
        PLAN = "plan", "What matters to the client, and what was promised"
        PEOPLE = "people", "People around the client"
        RISK = "risk", "Risk"
        CALL = "call", "Whom to call"

    class Unmarked(models.TextChoices):
        """What becomes of words that look like substance use treatment and that nobody has marked."""

        LEAVE_OUT = "leave_out", "Leave it out"
        SEND = "send", "Send it: none of it comes from a substance use treatment programme"

    status = models.CharField(max_length=20, choices=Status, default=Status.MADE, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="summaries")
    recipient = models.CharField("for", max_length=200)
    purpose = models.CharField(max_length=20, choices=Purpose)
    basis = models.CharField("on what ground", max_length=300)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    support_person = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of a facility of the client's care, to which nobody has to consent.
    treating = models.BooleanField(default=False, editable=False)
    sections = ArrayField(models.CharField(max_length=10, choices=Section), default=list)
    # Consents to protected records it was made under: each has to last as long as it is handed out.
    kinds = ArrayField(models.CharField(max_length=20, choices=Consent.Kind), default=list, blank=True, editable=False)
    left_out = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    unmarked = models.CharField("what is not marked", max_length=10, choices=Unmarked, blank=True)
    # What was left out and why, for whoever sees the client; it never leaves with the page.
    sealed_withheld = SealedTextField(default="[]", editable=False)
    sealed = SealedTextField(default="[]", editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by_name = models.CharField(max_length=120, editable=False)

    # Why it is not handed out again, once somebody looked.
    ended: str

    class Meta:
        verbose_name = "hand-over summary"
        verbose_name_plural = "hand-over summaries"
        indexes = (models.Index(fields=("client", "-id"), name="summary_client_newest"),)

    def __str__(self) -> str:
        return f"Hand-over summary for {self.recipient}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from transitions.policy.transitions import summary_visibility

        return summary_visibility(actor)

    @property
    def notice(self) -> str:
        """What goes with records of substance use treatment that a consent let out (42 CFR 2.32)."""
        return PART_2_NOTICE if Consent.Kind.SUD in self.kinds else ""

    @property
    def content(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.sealed)
        return found

    @property
    def withheld(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(self.sealed_withheld)
        return [{**one, "title": str(self.Section(one["section"]).label)} for one in found]

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/transitions/{self.transition_id}/summary/{self.pk}/"
