"""Systems that call the API: partners and the agency's own integrations."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import Application

from accounts.models.people import Team
from workflow.actor import Actor
from workflow.models import OpenModel


class Scope(models.TextChoices):
    """What an API client may be granted: an area and reading or writing it."""

    CLIENTS_READ = "clients:read", "Clients: read"
    CLIENTS_WRITE = "clients:write", "Clients: change"
    CASES_READ = "cases:read", "Cases: read"
    CASES_WRITE = "cases:write", "Cases: refer and change"
    CONTACTS_READ = "contacts:read", "Contacts and notes: read"
    CONTACTS_WRITE = "contacts:write", "Contacts and notes: write"
    SUPPORT_READ = "support:read", "Support system: read"
    SUPPORT_WRITE = "support:write", "Support system: change"
    CONSENTS_READ = "consents:read", "Consents: read"
    CONSENTS_WRITE = "consents:write", "Consents: record"
    DOCUMENTS_READ = "documents:read", "Documents: read"
    DOCUMENTS_WRITE = "documents:write", "Documents: add"
    FOLLOW_UPS_READ = "follow-ups:read", "Follow-ups: read"
    FOLLOW_UPS_WRITE = "follow-ups:write", "Follow-ups: change"
    ASSESSMENTS_READ = "assessments:read", "Assessments: read"
    ASSESSMENTS_WRITE = "assessments:write", "Assessments: take and change"
    INSTRUMENTS_READ = "instruments:read", "Instruments: read"
    INSTRUMENTS_WRITE = "instruments:write", "Instruments: import and switch on"
    PLANS_READ = "plans:read", "Needs, plans and commitments: read"
    PLANS_WRITE = "plans:write", "Needs, plans and commitments: change"
    TRANSITIONS_READ = "transitions:read", "Transitions: read"
    TRANSITIONS_WRITE = "transitions:write", "Transitions: send notices and change"
    EVENTS_READ = "events:read", "Events: read"
    PEOPLE_READ = "people:read", "People and teams: read"
    PEOPLE_WRITE = "people:write", "People and teams: change"
    STAFF_ACT = "staff:act", "Act in place of staff: only for the agency's own integrations"


class ApiClient(OpenModel):
    """One calling system, its OAuth2 credentials and the scopes it was granted."""

    collection = "api-clients"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DISABLED = "disabled", "Disabled"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    name = models.CharField(max_length=120, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope))
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="api_client", editable=False)

    # DRF asks the principal of a request; a system that authenticated counts as signed in.
    is_authenticated = True

    class Meta:
        verbose_name = "API client"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from accounts.policy import api_client_visibility

        return api_client_visibility(actor)

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return f"/settings/api-clients/{self.pk}/"
