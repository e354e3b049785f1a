"""Addresses of transitions: the client's moves, the protocols, the pages of their steps, and the API."""

from django.urls import path

from clients.pages.frame import client_frame
from transitions.api.measures import MeasureListDoor, MeasuresDoor
from transitions.api.resources import RESOURCES
from transitions.api.risk import ByRiskDoor, RiskDoor
from transitions.models import (
    Clock,
    Confirmation,
    HandoverSummary,
    MedicineLine,
    MedicinesWorksheet,
    Protocol,
    TeachBack,
    Transition,
)
from transitions.pages import client, measures, medicines, protocols, risk, summaries, teach_back
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

RECORDS = (Transition, Clock, Confirmation, HandoverSummary, MedicinesWorksheet, MedicineLine, TeachBack)

urlpatterns = [
    path("transitions/", risk.risk_list, name="transitions"),
    path("clients/<uuid:pk>/transitions/", client.transitions, name="client_transitions"),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/", client.transition, name="client_transition"),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/summary/", summaries.summary, name="handover_summary"),
    path(
        "clients/<uuid:pk>/transitions/<uuid:transition_id>/summary/<uuid:summary_id>/",
        summaries.summary_for,
        name="handover_summary_for",
    ),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/medicines/", medicines.medicines, name="client_medicines"),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/medicines/print/", medicines.printed, name="client_medicines_print"),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/teach-back/", teach_back.teach_back, name="client_teach_back"),
    path("transitions/measures/", measures.measures, name="transition_measures"),
    path("transitions/measures/list/", measures.measures_list, name="transition_measures_list"),
    path("transitions/measures.csv", measures.measures_csv, name="transition_measures_csv"),
    path("clients/<uuid:pk>/transitions/<uuid:transition_id>/risk/", risk.risk, name="transition_risk"),
    path("settings/protocols/", protocols.protocols, name="protocols"),
    path("settings/protocols/<uuid:pk>/", protocols.protocol, name="protocol"),
    *[route for model in RECORDS for route in step_paths(model, client_frame("transitions"))],
    *step_paths(Protocol, Frame()),
]

api_urlpatterns = [
    path("transitions/by-risk/", ByRiskDoor.as_view(), name="api-transitions-by-risk"),
    path("transitions/<uuid:pk>/risk/", RiskDoor.as_view(), name="api-transitions-risk"),
    path("transitions/measures/", MeasuresDoor.as_view(), name="api-transitions-measures"),
    path("transitions/measures/list/", MeasureListDoor.as_view(), name="api-transitions-measures-list"),
    *[route for resource in RESOURCES for route in api_urls(resource)],
]
