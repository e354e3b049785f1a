"""Codes of FHIR Patients in ours: race, ethnicity, identifier types, languages, uses."""

from clients.models.codes import AddressUse, Ethnicity, IdentifierKind, Language, NameUse, PhoneKind, Race

# CDC Race and Ethnicity code system (2.16.840.1.113883.6.238): the detailed races stand below their OMB category in
# runs of numbers; the digit after the hyphen is a check digit.
RACES_FROM = (
    (1002, Race.AMERICAN_INDIAN), (2028, Race.ASIAN), (2054, Race.BLACK), (2076, Race.PACIFIC_ISLANDER), (2106, Race.WHITE),
    (2131, Race.OTHER),
)  # fmt: skip
LAST_RACE = 2132
LATER_RACES = {"2500-7": Race.PACIFIC_ISLANDER}
HISPANIC_FROM, HISPANIC_TO = 2135, 2185


def race_of(code: str) -> str:
    """Our race for an OMB or detailed code; empty for a code that is no race."""
    if code in Race.values:
        return code
    if code in LATER_RACES:
        return LATER_RACES[code]
    number = _number(code)
    if not RACES_FROM[0][0] <= number <= LAST_RACE:
        return ""
    return [race for start, race in RACES_FROM if start <= number][-1].value


def ethnicity_of(code: str) -> str:
    if code in Ethnicity.values:
        return code
    return Ethnicity.HISPANIC.value if HISPANIC_FROM <= _number(code) <= HISPANIC_TO else ""


def _number(code: str) -> int:
    digits, hyphen, check = code.partition("-")
    whole = hyphen and digits.isascii() and digits.isdecimal() and len(digits) == 4 and check.isdecimal()
    return int(digits) if whole else 0


NAME_USES = {"maiden": NameUse.MAIDEN, "old": NameUse.FORMER, "nickname": NameUse.ALIAS}
PHONE_KINDS = {"mobile": PhoneKind.MOBILE, "home": PhoneKind.HOME, "work": PhoneKind.WORK}
ADDRESS_USES = {
    "home": AddressUse.HOME, "temp": AddressUse.TEMPORARY, "old": AddressUse.OLD, "billing": AddressUse.MAILING, "": AddressUse.HOME,
}  # fmt: skip

# Systems that say by themselves what kind of number it is, where the type is missing.
KIND_OF_SYSTEM = {
    "http://hl7.org/fhir/sid/us-ssn": IdentifierKind.SOCIAL_SECURITY,
    "urn:oid:2.16.840.1.113883.4.1": IdentifierKind.SOCIAL_SECURITY,
    "http://hl7.org/fhir/sid/us-mbi": IdentifierKind.MEDICARE,
    "http://hl7.org/fhir/sid/us-medicare": IdentifierKind.MEDICARE,
    "urn:oid:2.16.840.1.113883.4.927": IdentifierKind.MEDICARE,
}
NO_NUMBER = {"UNKNOWN", "NONE", "NA", "NULL", "UNK", "123456789"}

# Tags other systems use for languages we offer under another one: ISO 639-2 codes, varieties of Chinese, Filipino.
LANGUAGES = {
    "eng": Language.ENGLISH, "spa": Language.SPANISH, "chi": Language.CHINESE, "zho": Language.CHINESE, "cmn": Language.CHINESE,
    "yue": Language.CHINESE, "vie": Language.VIETNAMESE, "kor": Language.KOREAN, "tgl": Language.TAGALOG, "fil": Language.TAGALOG,
    "rus": Language.RUSSIAN, "ara": Language.ARABIC, "hat": Language.HAITIAN_CREOLE, "por": Language.PORTUGUESE,
    "fra": Language.FRENCH, "fre": Language.FRENCH, "pol": Language.POLISH, "deu": Language.GERMAN, "ger": Language.GERMAN,
    "hin": Language.HINDI,
}  # fmt: skip


def language_of(tag: str, words: str = "") -> str:
    """Our language for a BCP 47 tag such as en-US, or for its name; empty when it is none of those offered."""
    tag = tag.replace("_", "-").lower()
    first = tag.partition("-")[0]
    if tag in ("sgn-ase", "sgn-us", "ase"):
        return Language.SIGN.value
    if first in Language.values and first != Language.OTHER:
        return first
    if first in LANGUAGES:
        return LANGUAGES[first].value
    names = {label.lower(): value for value, label in Language.choices}
    return names.get(words.lower(), "") if not first else ""


COUNTRIES = {"USA": "US", "UNITED STATES": "US", "UNITED STATES OF AMERICA": "US"}

# HL7 v2 table 0131: contacts that are organisations, not people who stand by the client.
ORGANISATION_CONTACTS = {"E", "F", "I", "S"}
EMERGENCY_CONTACTS = {"C", "EP"}
