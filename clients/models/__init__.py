"""The tables of clients, one module a noun."""

from clients.models.access import Disclosure, EmergencyAccess, RecordLink, RestrictedAccess
from clients.models.cases import Case
from clients.models.codes import Channel
from clients.models.consents import Consent
from clients.models.contacts import Addendum, Contact, Note
from clients.models.documents import Document
from clients.models.people import Address, Client, FormerName, Identifier, Phone
from clients.models.support import CapacityFinding, SupportPerson

__all__ = [
    "Addendum",
    "Address",
    "CapacityFinding",
    "Case",
    "Channel",
    "Client",
    "Consent",
    "Contact",
    "Disclosure",
    "Document",
    "EmergencyAccess",
    "FormerName",
    "Identifier",
    "Note",
    "Phone",
    "RecordLink",
    "RestrictedAccess",
    "SupportPerson",
]
