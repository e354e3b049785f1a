"""Domains of need, with the codes partners know them by."""

from django.db import models


class Domain(models.TextChoices):
    """The HL7 SDOH Clinical Care categories (SDOHCC-CodeSystemTemporaryCodes), then clinical domains of our own (`x-`)."""

    FOOD = "food-insecurity", "Food"
    HOUSING = "housing-instability", "Housing instability"
    HOMELESSNESS = "homelessness", "Homelessness"
    INADEQUATE_HOUSING = "inadequate-housing", "Inadequate housing"
    TRANSPORT = "transportation-insecurity", "Transport"
    FINANCES = "financial-insecurity", "Money"
    HARDSHIP = "material-hardship", "Material hardship"
    EDUCATION = "educational-attainment", "Education"
    EMPLOYMENT = "employment-status", "Employment"
    VETERAN = "veteran-status", "Veteran status"
    STRESS = "stress", "Stress"
    SOCIAL = "social-connection", "Social connection"
    PARTNER_VIOLENCE = "intimate-partner-violence", "Intimate partner violence"
    ELDER_ABUSE = "elder-abuse", "Elder abuse"
    HEALTH_LITERACY = "personal-health-literacy", "Health literacy"
    INSURANCE = "health-insurance-coverage-status", "Health insurance"
    MEDICAL_COSTS = "medical-cost-burden", "Medical costs"
    DIGITAL_LITERACY = "digital-literacy", "Digital literacy"
    DIGITAL_ACCESS = "digital-access", "Digital access"
    UTILITIES = "utility-insecurity", "Utilities"
    LANGUAGE = "language-access", "Language access"
    INCARCERATION = "incarceration-status", "Incarceration"
    OTHER_SOCIAL = "sdoh-category-unspecified", "Another social need"
    MEDICINES = "x-medicines", "Medicines"
    FALLS = "x-falls", "Falls and mobility"
    DIABETES = "x-diabetes", "Diabetes"
    DEPRESSION = "x-depression", "Depression and mood"
    ANXIETY = "x-anxiety", "Anxiety"
    SUBSTANCE_USE = "x-substance-use", "Alcohol and substance use"
    DAILY_LIVING = "x-daily-living", "Daily living"
    CAREGIVER = "x-caregiver", "Caregiver strain"
    POST_DISCHARGE = "x-post-discharge", "After a hospital stay"
    CHRONIC_CONDITION = "x-chronic-condition", "Another long-term condition"
    SAFETY = "x-safety", "Safety"


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
