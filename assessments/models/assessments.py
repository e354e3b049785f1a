"""Assessments: the answers of one client to one edition of an instrument, and what followed from them."""

from typing import Any

from django.db import models

from accounts.models import User
from assessments.models.instruments import Instrument
from clients.models import Case, Client
from clients.models.codes import Language
from clients.models.people import OfClient
from clients.models.support import ClientPart
from workflow.actor import Actor


class Assessment(ClientPart):
    """One questionnaire taken once. Answers stay tied to the edition they were given to.

    `answers` holds per linkId `{"value": code, list of codes, number or text, "at": moment}` or
    `{"absent": FHIR data-absent reason, "at": moment}`; `scores`, `flags` and `band` are always computed.
    """

    collection = "assessments"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMPLETED = "completed", "Completed"
        AMENDED = "amended", "Amended"
        ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    class Occasion(models.TextChoices):
        INITIAL = "initial", "Initial"
        YEARLY = "yearly", "Yearly reassessment"
        TRANSITION = "transition", "After a move between settings of care"
        CHANGE = "change", "After a change in the client's situation"
        PROGRESS = "progress", "To see progress"
        OTHER = "other", "Other"

    class Mode(models.TextChoices):
        CLIENT = "client", "The client answered alone"
        INTERVIEW = "interview", "Asked in an interview"
        OBSERVED = "observed", "Rated by the worker"

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="assessments")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments", null=True, blank=True)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="assessments")
    instrument_key = models.SlugField(max_length=80, editable=False)
    occasion = models.CharField(max_length=20, choices=Occasion, default=Occasion.OTHER)
    mode = models.CharField("how it was taken", max_length=20, choices=Mode, default=Mode.INTERVIEW)
    language = models.CharField(max_length=20, choices=Language, default=Language.ENGLISH)
    interpreter_used = models.BooleanField("with an interpreter", default=False)
    interpreter = models.CharField("name or number of the interpreter", max_length=120, blank=True)
    assessed_on = models.DateField("taken on")

    answers = models.JSONField(default=dict, blank=True)
    scores = models.JSONField(default=dict, blank=True, editable=False)
    total = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True, editable=False)
    band = models.CharField(max_length=80, blank=True, editable=False)
    flags = models.JSONField(default=list, blank=True, editable=False)
    raised = models.JSONField(default=list, blank=True, editable=False)
    conclusions = models.JSONField(default=dict, blank=True)

    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="assessments")
    author_name = models.CharField(max_length=120, editable=False)
    author_client_id = models.UUIDField(null=True, editable=False)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    completed_by_name = models.CharField(max_length=120, blank=True, editable=False)
    amended_at = models.DateTimeField(null=True, blank=True, editable=False)
    error_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "assessment"
        indexes = (
            models.Index(fields=("client", "-id"), name="assessment_client_newest"),
            models.Index(fields=("client", "instrument_key", "assessed_on"), name="assessment_trend"),
            models.Index(fields=("case", "instrument_key"), name="assessment_case"),
        )

    def __str__(self) -> str:
        return f"{self.instrument_key}, {self.get_status_display().lower()}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from assessments.policy.assessments import assessment_visibility

        return assessment_visibility(actor)

    def get_absolute_url(self) -> str:
        """A draft is gone on with; what is completed is read."""
        own = f"/clients/{self.client_id}/assessments/{self.pk}/"
        return f"{own}sections/1/" if self.status == self.Status.DRAFT else own

    @property
    def is_final(self) -> bool:
        return self.status in (self.Status.COMPLETED, self.Status.AMENDED)


class Amendment(OfClient):
    """What a completed assessment said before it was amended, why and by whom; written once."""

    append_only = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="amendments")
    reason = models.CharField(max_length=300)
    before: Any = models.JSONField()
    author_name = models.CharField(max_length=120)
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"Amended by {self.author_name}"
