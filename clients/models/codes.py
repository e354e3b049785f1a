"""Coded values of the client record, with the code systems they come from."""

from django.db import models


class Race(models.TextChoices):
    """OMB race categories, CDC Race and Ethnicity code system (as in US Core)."""

    AMERICAN_INDIAN = "1002-5", "American Indian or Alaska Native"
    ASIAN = "2028-9", "Asian"
    BLACK = "2054-5", "Black or African American"
    PACIFIC_ISLANDER = "2076-8", "Native Hawaiian or Other Pacific Islander"
    WHITE = "2106-3", "White"
    OTHER = "2131-1", "Other race"
    ASKED_UNKNOWN = "ASKU", "Asked but unknown or declined"
    UNKNOWN = "UNK", "Unknown"


class Ethnicity(models.TextChoices):
    """OMB ethnicity categories, CDC Race and Ethnicity code system (as in US Core)."""

    HISPANIC = "2135-2", "Hispanic or Latino"
    NOT_HISPANIC = "2186-5", "Not Hispanic or Latino"
    ASKED_UNKNOWN = "ASKU", "Asked but unknown or declined"
    UNKNOWN = "UNK", "Unknown"


class Gender(models.TextChoices):
    """FHIR administrative gender."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


class BirthPrecision(models.TextChoices):
    DAY = "day", "Exact date"
    MONTH = "month", "Month and year only"
    YEAR = "year", "Year only"
    ESTIMATED = "estimated", "Estimated"


class IdentifierKind(models.TextChoices):
    """HL7 v2 table 0203."""

    MEDICAL_RECORD = "MR", "Medical record number"
    SOCIAL_SECURITY = "SS", "Social Security number"
    MEDICARE = "MC", "Medicare number"
    MEDICAID = "MA", "Medicaid number"
    DRIVERS_LICENSE = "DL", "Driver's license"
    PASSPORT = "PPN", "Passport number"
    MEMBER = "MB", "Health plan member number"
    OTHER = "U", "Other identifier"


# FHIR's names for national numbers.
ISSUERS = {
    "http://hl7.org/fhir/sid/us-ssn": "Social Security Administration",
    "urn:oid:2.16.840.1.113883.4.1": "Social Security Administration",
    "http://hl7.org/fhir/sid/us-mbi": "Medicare",
    "http://hl7.org/fhir/sid/us-medicare": "Medicare",
    "urn:oid:2.16.840.1.113883.4.927": "Medicare",
}


class AddressUse(models.TextChoices):
    HOME = "home", "Home"
    MAILING = "mailing", "Mailing"
    TEMPORARY = "temp", "Temporary"
    OLD = "old", "Former"


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", "Mobile"
    HOME = "home", "Home"
    WORK = "work", "Work"
    OTHER = "other", "Other"


class NameUse(models.TextChoices):
    MAIDEN = "maiden", "Birth or maiden name"
    FORMER = "old", "Former name"
    ALIAS = "nickname", "Also known as"


class Language(models.TextChoices):
    """BCP 47 tags of the languages offered first; any other goes in as its tag by import."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"
    CHINESE = "zh", "Chinese"
    VIETNAMESE = "vi", "Vietnamese"
    KOREAN = "ko", "Korean"
    TAGALOG = "tl", "Tagalog"
    RUSSIAN = "ru", "Russian"
    ARABIC = "ar", "Arabic"
    HAITIAN_CREOLE = "ht", "Haitian Creole"
    PORTUGUESE = "pt", "Portuguese"
    FRENCH = "fr", "French"
    POLISH = "pl", "Polish"
    GERMAN = "de", "German"
    HINDI = "hi", "Hindi"
    SIGN = "ase", "American Sign Language"
    OTHER = "und", "Another language"


class Channel(models.TextChoices):
    """How a client can be contacted; safe-contact rules speak of these."""

    PHONE = "phone", "Phone call"
    VOICEMAIL = "voicemail", "Voicemail"
    SMS = "sms", "Text message"
    EMAIL = "email", "E-mail"
    POST = "post", "Letter"
    HOME_VISIT = "home_visit", "Home visit"
    OFFICE_VISIT = "office_visit", "Office visit"
    VIDEO = "video", "Video call"
    COMMUNITY = "community", "In the community"
