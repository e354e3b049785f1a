"""Domains of need a screening answer can point to, with the codes partners know them by."""

SDOH_SYSTEM = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"

# HL7 SDOH Clinical Care categories (value set SDOHCC-ValueSetSDOHCategory, 2026-08-21).
SOCIAL_DOMAINS = {
    "food-insecurity": "Food Insecurity",
    "housing-instability": "Housing Instability",
    "homelessness": "Homelessness",
    "inadequate-housing": "Inadequate Housing",
    "transportation-insecurity": "Transportation Insecurity",
    "financial-insecurity": "Financial Insecurity",
    "material-hardship": "Material Hardship",
    "educational-attainment": "Educational Attainment",
    "employment-status": "Employment Status",
    "veteran-status": "Veteran Status",
    "stress": "Stress",
    "social-connection": "Social Connection",
    "intimate-partner-violence": "Intimate Partner Violence",
    "elder-abuse": "Elder Abuse",
    "personal-health-literacy": "Personal Health Literacy",
    "health-insurance-coverage-status": "Health Insurance Coverage Status",
    "medical-cost-burden": "Medical Cost Burden",
    "digital-literacy": "Digital Literacy",
    "digital-access": "Digital Access",
    "utility-insecurity": "Utility Insecurity",
    "language-access": "Language Access",
    "incarceration-status": "Incarceration Status",
    "sdoh-category-unspecified": "SDOH Category Unspecified",
}

# Clinical domains of our own; the prefix keeps them apart from coded ones.
CLINICAL_DOMAINS = {
    "x-medicines": "Medicines",
    "x-falls": "Falls and mobility",
    "x-diabetes": "Diabetes",
    "x-depression": "Depression and mood",
    "x-anxiety": "Anxiety",
    "x-substance-use": "Alcohol and substance use",
    "x-daily-living": "Daily living",
    "x-caregiver": "Caregiver strain",
    "x-post-discharge": "After a hospital stay",
    "x-chronic-condition": "Another long-term condition",
    "x-safety": "Safety",
}

DOMAINS = {**SOCIAL_DOMAINS, **CLINICAL_DOMAINS}
