"""Addresses of clients: pages, the pages of their steps, and the API."""

from django.urls import path

from clients.actions.emergency import open_emergency_access
from clients.api.cases import CASES
from clients.api.clients import CLIENTS
from clients.api.contacts import CONTACTS, NOTES
from clients.api.documents import DOCUMENTS, FileDoor
from clients.api.emergency import EMERGENCY_ACCESSES
from clients.api.events import EVENTS, TimelineDoor
from clients.api.links import RECORD_LINKS
from clients.api.match import MatchDoor
from clients.api.support import SUPPORT
from clients.models import (
    CapacityFinding,
    Case,
    Client,
    Consent,
    Contact,
    Document,
    EmergencyAccess,
    Note,
    RecordLink,
    SupportPerson,
)
from clients.pages import audit, audit_records, emergency
from clients.pages.cases import cases
from clients.pages.contacts import autosave, contacts, note, note_for
from clients.pages.documents import document_file, documents
from clients.pages.frame import client_frame
from clients.pages.intake import intake, new_referral
from clients.pages.links import duplicates, link_frame
from clients.pages.overview import cases_of_client, overview, timeline_page
from clients.pages.search import clients, matches, search
from clients.pages.support import consents_page, support
from workflow.addresses import page_name
from workflow.api import api_urls
from workflow.pages import step_paths

STEP_PAGES = [
    *step_paths(Client, client_frame("overview")),
    *step_paths(Case, client_frame("cases")),
    *step_paths(Contact, client_frame("contacts")),
    *step_paths(Note, client_frame("contacts")),
    *step_paths(SupportPerson, client_frame("support")),
    *step_paths(CapacityFinding, client_frame("support")),
    *step_paths(Consent, client_frame("consents")),
    *step_paths(Document, client_frame("documents")),
    *[route for route in step_paths(EmergencyAccess, emergency.FRAME) if route.name != page_name(open_emergency_access.step)],
    *step_paths(RecordLink, link_frame()),
]

urlpatterns = [
    path("intake/", intake, name="intake"),
    path("intake/new/", new_referral, name="intake_new"),
    path("cases/", cases, name="cases"),
    path("clients/", clients, name="clients"),
    path("clients/search/", search, name="client_search"),
    path("clients/matches/", matches, name="client_matches"),
    path(
        "clients/emergency/",
        emergency.EmergencyPage.as_view(bound=open_emergency_access),
        name=page_name(open_emergency_access.step),
    ),
    path("clients/emergency/sought/", emergency.sought, name="emergency_sought"),
    path("emergency-accesses/", emergency.emergency_accesses, name="emergency_accesses"),
    path("emergency-accesses/<uuid:pk>/", emergency.emergency_access, name="emergency_access"),
    path("audit/", audit.readings, name="audit"),
    path("audit/changes/", audit.changes, name="audit_changes"),
    path("audit/find/", audit_records.find, name="audit_find"),
    path("audit/integrity/", audit_records.integrity, name="audit_integrity"),
    path("audit/records/<uuid:pk>/", audit_records.record, name="audit_record"),
    path("audit/records/<uuid:pk>/verify/", audit_records.verify, name="audit_verify"),
    path("audit/records/<uuid:pk>/accounting/", audit_records.accounting_page, name="audit_accounting"),
    path("audit/records/<uuid:pk>/accounting.csv", audit_records.accounting_csv, name="audit_accounting_csv"),
    path("clients/<uuid:pk>/", overview, name="client"),
    path("clients/<uuid:pk>/timeline/", timeline_page, name="client_timeline"),
    path("clients/<uuid:pk>/cases/", cases_of_client, name="client_cases"),
    path("clients/<uuid:pk>/contacts/", contacts, name="client_contacts"),
    path("clients/<uuid:pk>/contacts/<uuid:contact_id>/note/", note_for, name="client_note_for"),
    path("clients/<uuid:pk>/notes/<uuid:note_id>/", note, name="client_note"),
    path("clients/<uuid:pk>/notes/<uuid:note_id>/autosave/", autosave, name="note_autosave"),
    path("clients/<uuid:pk>/support/", support, name="client_support"),
    path("clients/<uuid:pk>/consents/", consents_page, name="client_consents"),
    path("clients/<uuid:pk>/duplicates/", duplicates, name="client_duplicates"),
    path("clients/<uuid:pk>/documents/", documents, name="client_documents"),
    path("clients/<uuid:pk>/documents/<uuid:document_id>/file/", document_file, name="client_document_file"),
    *STEP_PAGES,
]

RESOURCES = (CLIENTS, CASES, CONTACTS, NOTES, *SUPPORT, DOCUMENTS, EMERGENCY_ACCESSES, RECORD_LINKS, EVENTS)

api_urlpatterns = [
    path("clients/match/", MatchDoor.as_view(), name="api-clients-match"),
    path("clients/<uuid:pk>/timeline/", TimelineDoor.as_view(), name="api-clients-timeline"),
    path("documents/<uuid:pk>/file/", FileDoor.as_view(), name="api-documents-file"),
    *[route for resource in RESOURCES for route in api_urls(resource)],
]
