"""Who can owe something in a plan, and how much a goal weighs; domains of need stand in assessments.models.domains."""

from django.db import models


class OwnerKind(models.TextChoices):
    """Who can owe something in a plan; everybody's promises stand in one list."""

    CLIENT = "client", "Client"
    SUPPORT_PERSON = "support_person", "Support person"
    CASE_MANAGER = "case_manager", "Case manager"
    WORKER = "worker", "Another worker"
    PARTNER = "partner", "Partner"


class Importance(models.IntegerChoices):
    """Weights of goal attainment scaling, 1 to 3 for importance and for difficulty (standards: GAS weights)."""

    A_LITTLE = 1, "A little"
    MODERATELY = 2, "Moderately"
    VERY = 3, "Very"
