"""The rule of the risk tier in its editions, and the tier of each case with its grounds."""

from datetime import date
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from clients.models import Case, Client
from clients.models.support import ClientPart
from workflow.actor import Actor
from workflow.models import OpenModel

TIERS = [(1, "Tier 1"), (2, "Tier 2"), (3, "Tier 3"), (4, "Tier 4")]
NOTHING_COUNTS = "nothing on record counts any more"
ONE_OF_THEM = (MinValueValidator(1), MaxValueValidator(4))


class TierRule(OpenModel):
    """One edition of the agency's own points and thresholds; what is counted, and why, stands in tier_rule.json."""

    collection = "tier-rules"

    class Status(models.TextChoices):
        CURRENT = "current", "In force"
        REPLACED = "replaced", "Replaced"

    status = models.CharField(max_length=20, choices=Status, default=Status.CURRENT, editable=False)
    edition = models.PositiveIntegerField(editable=False, unique=True)
    # {"weights": {factor: points}, "tiers": {"2": points, "3": points, "4": points}}
    definition = models.JSONField(editable=False)
    why = models.CharField("why it was changed", max_length=300)
    adopted_by_name = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = "tier rule"
        ordering = ("-edition",)
        constraints = (
            models.UniqueConstraint(fields=("status",), condition=models.Q(status="current"), name="one_tier_rule_in_force"),
        )

    def __str__(self) -> str:
        return f"Edition {self.edition}"

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        """How a tier comes about is no secret among those who are signed in."""
        return models.Q()

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return "/settings/risk-tier/"


class RiskTier(ClientPart):
    """The tier of one case as the rule finds it, on what grounds, and a person's own judgement in its place for a time.

    `Case.tier` is what others read; it is set from here.
    """

    collection = "risk-tiers"

    class Status(models.TextChoices):
        COMPUTED = "computed", "By the rule"
        OVERRIDDEN = "overridden", "Overridden"

    status = models.CharField(max_length=20, choices=Status, default=Status.COMPUTED, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="risk_tiers", editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="risk_tier", editable=False)
    # What intake thought before anything was assessed: no lower than that until something is.
    estimate = models.PositiveSmallIntegerField(null=True, blank=True, editable=False, choices=TIERS)
    computed = models.PositiveSmallIntegerField("by the rule", null=True, blank=True, editable=False, choices=TIERS)
    points = models.PositiveSmallIntegerField(default=0, editable=False)
    # [{"words", "points", "factors": [key, …]}], the weightiest first.
    grounds = models.JSONField(default=list, editable=False, blank=True)
    rule_edition = models.PositiveIntegerField("edition of the rule", default=0, editable=False)
    computed_at = models.DateTimeField(editable=False)
    # Since when the rule finds this tier, or finds nothing any more; unknown for what it found before this was kept.
    computed_since = models.DateField(null=True, blank=True, editable=False)
    # When something it counts gets too old, or an override ends: the sweep looks again.
    look_again_on = models.DateField(null=True, blank=True, editable=False)
    override_tier = models.PositiveSmallIntegerField(
        "overridden to", null=True, blank=True, choices=TIERS, validators=ONE_OF_THEM
    )
    override_reason = models.CharField("why", max_length=300, blank=True)
    override_until = models.DateField("until", null=True, blank=True)
    overridden_by_name = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = "risk tier"
        constraints = (
            models.CheckConstraint(
                name="an_override_has_its_reason_and_end",
                condition=models.Q(status="computed")
                | (models.Q(override_tier__isnull=False, override_until__isnull=False) & ~models.Q(override_reason="")),
            ),
        )
        indexes = (models.Index(fields=("look_again_on",), name="risk_tier_look_again"),)

    def __str__(self) -> str:
        return self.words

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from assessments.policy.tiers import tier_visibility

        return tier_visibility(actor)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/tier/"

    def overridden_on(self, day: date) -> bool:
        """An override counts up to and including its last day, whether or not anything has swept it away since."""
        return self.status == self.Status.OVERRIDDEN and self.override_until is not None and day <= self.override_until

    @property
    def is_overridden(self) -> bool:
        return self.overridden_on(timezone.localdate())

    @property
    def tier(self) -> int | None:
        return self.override_tier if self.is_overridden else self.computed

    @property
    def has_lapsed(self) -> bool:
        """There was a tier once, and nothing on record counts towards one any more."""
        return self.computed is None and self.computed_since is not None

    @property
    def computed_words(self) -> str:
        """What the rule found, in a line: “PHQ-9 16, two admissions”."""
        if self.computed is None:
            return NOTHING_COUNTS if self.has_lapsed else "nothing assessed yet"
        return ", ".join(ground["words"] for ground in self.grounds) or "nothing known that raises it"

    @property
    def words(self) -> str:
        """The tier with its grounds: “Tier 3: PHQ-9 16, two admissions”."""
        if self.is_overridden:
            return f"Tier {self.override_tier}: {self.override_reason} (until {self.override_until:%b %-d, %Y})"
        if self.has_lapsed:
            return f"No tier now: {NOTHING_COUNTS}"
        return f"Tier {self.computed}: {self.computed_words}" if self.computed else "No tier yet: nothing assessed"
