"""Settings of care, and where a stay ended (UB-04 form locator 17, with labels of our own)."""

from django.db import models


class Setting(models.TextChoices):
    HOSPITAL = "hospital", "Hospital, inpatient"
    PSYCHIATRIC = "psychiatric", "Psychiatric hospital"
    REHABILITATION = "rehabilitation", "Inpatient rehabilitation"
    LONG_TERM_HOSPITAL = "long_term_hospital", "Long-term care hospital"
    SNF = "snf", "Skilled nursing facility"
    OBSERVATION = "observation", "Hospital, observation or partial hospitalisation"
    EMERGENCY = "emergency", "Emergency department"
    OUTPATIENT = "outpatient", "Outpatient"
    NURSING_HOME = "nursing_home", "Nursing home"
    ASSISTED_LIVING = "assisted_living", "Assisted living"
    REST_HOME = "rest_home", "Rest home or domiciliary"
    HOME = "home", "Home"
    HOSPICE = "hospice", "Hospice"
    SHELTER = "shelter", "Shelter"
    PRISON = "prison", "Prison or jail"
    NO_PLACE = "no_place", "No fixed place"
    OTHER = "other", "Another place"


class Disposition(models.TextChoices):
    """Patient discharge status of UB-04; the codes are the standard's, the words ours."""

    HOME = "01", "Home, on their own"
    OTHER_HOSPITAL = "02", "Another hospital"
    SNF = "03", "Skilled nursing facility"
    CUSTODIAL = "04", "Facility for custodial care"
    CANCER_OR_CHILDREN = "05", "Cancer centre or children's hospital"
    HOME_HEALTH = "06", "Home, with home health care"
    AGAINST_ADVICE = "07", "Left against advice"
    DIED = "20", "Died"
    LAW = "21", "Court or police custody"
    STILL_THERE = "30", "Still there"
    DIED_HOME = "40", "Died at home"
    DIED_FACILITY = "41", "Died in a facility"
    DIED_UNKNOWN = "42", "Died, place unknown"
    FEDERAL = "43", "Federal hospital"
    HOSPICE_HOME = "50", "Home, with hospice"
    HOSPICE = "51", "Hospice facility"
    SWING_BED = "61", "Swing bed of the same hospital"
    REHABILITATION = "62", "Inpatient rehabilitation"
    LONG_TERM_HOSPITAL = "63", "Long-term care hospital"
    MEDICAID_NURSING = "64", "Nursing home under Medicaid"
    PSYCHIATRIC = "65", "Psychiatric hospital"
    CRITICAL_ACCESS = "66", "Critical access hospital"
    OTHER_PLACE = "70", "Another health care place"
    HOME_RETURNING = "81", "Home, readmission planned"
    HOME_HEALTH_RETURNING = "86", "Home health care, readmission planned"


class Complexity(models.TextChoices):
    """Of the decisions to be made (CPT 99495 moderate, 99496 high)."""

    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"


DIED = frozenset({Disposition.DIED, Disposition.DIED_HOME, Disposition.DIED_FACILITY, Disposition.DIED_UNKNOWN})

D, S = Disposition, Setting
LEADS_TO: dict[str, Setting] = {
    D.HOME: S.HOME, D.HOME_HEALTH: S.HOME, D.AGAINST_ADVICE: S.HOME, D.HOME_RETURNING: S.HOME, D.HOME_HEALTH_RETURNING: S.HOME,
    D.OTHER_HOSPITAL: S.HOSPITAL, D.CANCER_OR_CHILDREN: S.HOSPITAL, D.FEDERAL: S.HOSPITAL, D.CRITICAL_ACCESS: S.HOSPITAL,
    D.SNF: S.SNF, D.SWING_BED: S.SNF, D.CUSTODIAL: S.NURSING_HOME, D.MEDICAID_NURSING: S.NURSING_HOME, D.LAW: S.PRISON,
    D.HOSPICE_HOME: S.HOSPICE, D.HOSPICE: S.HOSPICE, D.REHABILITATION: S.REHABILITATION,
    D.LONG_TERM_HOSPITAL: S.LONG_TERM_HOSPITAL, D.PSYCHIATRIC: S.PSYCHIATRIC, D.OTHER_PLACE: S.OTHER,
}  # fmt: skip
