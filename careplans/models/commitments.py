"""Commitments: one row for every promise, whoever made it."""

from django.db import models

from accounts.models import ApiClient, User
from careplans.models.codes import OwnerKind
from careplans.models.goals import Goal, PlanPart
from careplans.models.plans import CarePlan
from clients.models import Client, SupportPerson
from workflow.actor import Actor


class Commitment(PlanPart):
    """Who promised what by when, what was expected, what follows from a miss, and what came of it."""

    collection = "commitments"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        KEPT = "kept", "Kept"
        MISSED = "missed", "Missed"
        RENEGOTIATED = "renegotiated", "Renegotiated"
        RELEASED = "released", "Released"

    class Every(models.TextChoices):
        ONCE = "", "Once"
        DAY = "day", "Every day"
        WEEK = "week", "Every week"
        TWO_WEEKS = "two_weeks", "Every two weeks"
        MONTH = "month", "Every month"

    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    # An index below begins with it.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="commitments", editable=False, db_index=False)
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="commitments", editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="commitments", null=True, blank=True)
    owner_kind = models.CharField("whose promise", max_length=20, choices=OwnerKind)
    support_person = models.ForeignKey(SupportPerson, on_delete=models.PROTECT, related_name="commitments", null=True, blank=True)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="commitments", null=True, blank=True)
    partner = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="commitments", null=True, blank=True)
    partner_name = models.CharField("partner's name", max_length=120, blank=True)
    what = models.CharField("what is promised", max_length=300)
    due_on = models.DateField("by when")
    every = models.CharField("how often", max_length=12, choices=Every, blank=True)
    until = models.DateField("until", null=True, blank=True)
    expectation = models.CharField("what was expected, as spoken", max_length=300, blank=True)
    consequence = models.CharField("what follows if it is missed, as agreed", max_length=300, blank=True)
    accepted_on = models.DateField(null=True, blank=True, editable=False)
    decline_reason = models.CharField(max_length=300, blank=True, editable=False)
    settled_on = models.DateField("kept or missed on", null=True, blank=True, editable=False)
    evidence = models.CharField("how we know", max_length=300, blank=True)
    in_the_way = models.TextField("what got in the way", blank=True)
    changes_next = models.TextField("what changes next", blank=True)
    released_reason = models.CharField(max_length=300, blank=True, editable=False)
    # A renegotiated or repeated promise is a new row that names the one before it: history is never rewritten.
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True, editable=False
    )
    series = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "commitment"
        constraints = (
            models.CheckConstraint(
                name="a_promise_has_its_owner",
                condition=models.Q(owner_kind=OwnerKind.CLIENT)
                | models.Q(owner_kind=OwnerKind.SUPPORT_PERSON, support_person__isnull=False)
                | models.Q(owner_kind__in=(OwnerKind.CASE_MANAGER, OwnerKind.WORKER), worker__isnull=False)
                | (models.Q(owner_kind=OwnerKind.PARTNER) & (models.Q(partner__isnull=False) | ~models.Q(partner_name=""))),
            ),
            models.UniqueConstraint(fields=("previous",), name="one_promise_follows_another"),
        )
        indexes = (
            # The ledger of a caseload or a team is counted from this index alone.
            models.Index(
                fields=("client", "-id"), include=("owner_kind", "status", "due_on", "settled_on"), name="commitment_ledger"
            ),
            models.Index(
                fields=("-settled_on", "-id"), include=("client",), condition=models.Q(status="missed"), name="commitment_missed"
            ),
            models.Index(fields=("plan", "status"), name="commitment_plan_status"),
            models.Index(fields=("due_on",), condition=models.Q(status="accepted"), name="commitment_open_due"),
            models.Index(fields=("partner", "status"), name="commitment_partner_status"),
            models.Index(fields=("settled_on",), name="commitment_settled"),
        )

    def __str__(self) -> str:
        return self.what

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from careplans.policy.sight import commitment_visibility

        return commitment_visibility(actor)

    @property
    def owner_name(self) -> str:
        """For pages that fetched the owner; the client is named by the page itself."""
        if self.owner_kind == OwnerKind.SUPPORT_PERSON and self.support_person:
            return self.support_person.name
        if self.worker:
            return self.worker.name
        return self.partner.name if self.partner else self.partner_name

    @property
    def is_others(self) -> bool:
        """Not the agency's own: looked after, and nobody's lateness here."""
        return self.owner_kind not in (OwnerKind.CASE_MANAGER, OwnerKind.WORKER)

    def get_absolute_url(self) -> str:
        return f"/clients/{self.client_id}/plan/#commitment-{self.pk}"
