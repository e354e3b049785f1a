"""Cases: one episode each, from referral through screening and work to closing."""

from django.db import models
from django.utils import timezone

from accounts.models import Team, User
from clients.models.people import Client
from clients.models.support import ClientPart

TIERS = [(n, f"Tier {n}") for n in range(1, 5)]


class Case(ClientPart):
    """One episode of case management; a client who comes back gets a new one."""

    collection = "cases"

    class Status(models.TextChoices):
        REFERRED = "referred", "Referred"
        SCREENING = "screening", "Screening"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        DECLINED = "declined", "Declined"

    class Source(models.TextChoices):
        SELF = "self", "Client or family"
        HOSPITAL = "hospital", "Hospital"
        HEALTH_PLAN = "health_plan", "Health plan"
        PRIMARY_CARE = "primary_care", "Primary care"
        COMMUNITY = "community", "Community organisation"
        COURT = "court", "Court or corrections"
        INTERNAL = "internal", "Another team of the agency"
        OTHER = "other", "Other"

    class Urgency(models.TextChoices):
        URGENT = "urgent", "Urgent"
        SOON = "soon", "Soon"
        ROUTINE = "routine", "Routine"

    # Urgent, soon, routine: the codes stand in this order backwards through the alphabet.
    BY_URGENCY = ("-urgency", "referred_on", "id")

    class DeclineReason(models.TextChoices):
        NOT_ELIGIBLE = "not_eligible", "Not eligible"
        CLIENT_DECLINED = "client_declined", "Client declined"
        SERVED_ELSEWHERE = "served_elsewhere", "Served elsewhere"
        NO_CAPACITY = "no_capacity", "No capacity"
        UNABLE_TO_REACH = "unable_to_reach", "Unable to reach"
        DUPLICATE = "duplicate", "Duplicate referral"
        OTHER = "other", "Other"

    class ClosingReason(models.TextChoices):
        """Closure reasons after the CMSA standards."""

        GOALS_MET = "goals_met", "Goals met"
        CLIENT_DECLINED = "client_declined", "Client declined or withdrew"
        UNABLE_TO_REACH = "unable_to_reach", "Unable to reach"
        MOVED = "moved", "Moved or lost eligibility"
        TRANSFERRED = "transferred", "Transferred to another programme or case manager"
        NEEDS_CHANGED = "needs_changed", "Needs exceed or no longer need the service"
        DECEASED = "deceased", "Death"
        SAFETY = "safety", "Safety or conduct"
        OTHER = "other", "Other"

    class Outcome(models.TextChoices):
        MET = "met", "Needs met"
        PARTLY_MET = "partly_met", "Needs partly met"
        NOT_MET = "not_met", "Needs not met"
        UNKNOWN = "unknown", "Not known"

    class Change(models.TextChoices):
        """What makes a case manager look again (re-tier and reassess after these)."""

        ADMISSION = "admission", "Admitted to a hospital"
        DISCHARGE = "discharge", "Discharged from a hospital or facility"
        EMERGENCY = "emergency", "Visit to an emergency department"
        HOUSING = "housing", "Lost their home, or may lose it"
        CAREGIVER = "caregiver", "Lost a caregiver"
        HEALTH = "health", "Health has changed"
        INCOME = "income", "Lost income or benefits"
        OTHER = "other", "Another change"

    status = models.CharField(max_length=20, choices=Status, default=Status.REFERRED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField("episode", default=1, editable=False)
    programme = models.CharField(max_length=80, default="Case management")
    # Each has an index below that begins with it; a second one would only make every change dearer.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases", null=True, blank=True, db_index=False)
    case_manager = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases", null=True, blank=True, db_index=False)
    # On what grounds, in a line; how long an override of it counts, and which tier counts afterwards.
    tier = models.PositiveSmallIntegerField(null=True, blank=True, choices=TIERS)
    tier_words = models.CharField(max_length=300, blank=True, editable=False)
    tier_until = models.DateField(null=True, blank=True, editable=False)
    tier_then = models.PositiveSmallIntegerField(null=True, blank=True, choices=TIERS, editable=False)

    referred_on = models.DateField()
    source = models.CharField("referral source", max_length=20, choices=Source)
    source_name = models.CharField("referred by", max_length=160, blank=True)
    source_contact = models.CharField("how to reach the referrer", max_length=160, blank=True)
    source_reference = models.CharField("referrer's own number", max_length=80, blank=True)
    referred_by_client_id = models.UUIDField(null=True, blank=True, editable=False)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    need = models.TextField("what is asked for")

    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_reason = models.CharField(max_length=20, choices=ClosingReason, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    closing_summary = models.TextField(blank=True)
    previous_case = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, editable=False)

    # How many notes of it nobody has signed yet: counted for a list, or when first asked.
    drafts: int

    class Meta:
        verbose_name = "case"
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(status__in=("referred", "screening", "open")),
                name="one_running_case_a_client",
                violation_error_message="This client already has a referral or an open case.",
            ),
        )
        indexes = (
            # Who sees whom is asked on every page: these two answer it without touching a case.
            models.Index(fields=("case_manager", "status"), include=("client",), name="case_manager_clients"),
            models.Index(fields=("team", "status"), include=("client",), name="case_team_clients"),
            # A team's load is counted from this index alone.
            models.Index(
                fields=("team", "case_manager"),
                include=("id", "client", "status", "accepted_at", "opened_at", "tier", "tier_until", "tier_then"),
                condition=models.Q(status="open"),
                name="case_load_of_team",
            ),
            # Intake sees whoever has none: asked for one client after the other.
            models.Index(fields=("client",), condition=models.Q(status="open"), name="case_open_of_client"),
            models.Index(fields=("status", "id"), name="case_status"),
            models.Index(fields=("referred_by_client_id",), name="case_partner"),
            # Intake's worklist as intake reads it.
            models.Index(
                fields=("-urgency", "referred_on", "id"),
                condition=models.Q(status__in=("referred", "screening")),
                name="case_to_screen",
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.number}"

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/"

    @property
    def tier_today(self) -> int | None:
        """The tier that counts: an override whose last day has passed no longer does, swept away or not."""
        ended = self.tier_until is not None and self.tier_until < timezone.localdate()
        return self.tier_then if ended else self.tier

    @property
    def tier_label(self) -> str:
        return f"Tier {self.tier_today}" if self.tier_today else ""

    @property
    def awaits_acceptance(self) -> bool:
        return self.status == self.Status.OPEN and self.case_manager_id is not None and self.accepted_at is None
