"""Addresses of assessments: the client's pages, paper, the instruments, the pages of their steps, and the API."""

from django.urls import path

from assessments.api.assessments import ASSESSMENTS
from assessments.api.instruments import INSTRUMENTS
from assessments.api.tiers import RISK_TIERS, TIER_RULES
from assessments.models import Assessment, Instrument, RiskTier, TierRule
from assessments.pages import reading, taking, tiers
from assessments.pages.instruments import instrument, instruments
from clients.pages.frame import client_frame
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

OF_CLIENT = "clients/<uuid:pk>/assessments"
ONE = f"{OF_CLIENT}/<uuid:assessment_id>"

urlpatterns = [
    path(f"{OF_CLIENT}/", reading.assessments, name="client_assessments"),
    path(f"{OF_CLIENT}/over-time/<slug:key>/", reading.over_time, name="assessments_over_time"),
    path(f"{OF_CLIENT}/comparison/<slug:key>/", reading.comparison, name="assessment_comparison"),
    path(f"{ONE}/", reading.assessment, name="client_assessment"),
    path(f"{ONE}/sections/<int:number>/", taking.section, name="assessment_section"),
    path(f"{ONE}/autosave/", taking.autosave, name="assessment_autosave"),
    path(f"{ONE}/print/", reading.printed, name="assessment_print"),
    path("instruments/<str:name>/blank/", reading.blank, name="instrument_blank"),
    path("settings/instruments/", instruments, name="instruments"),
    path("settings/instruments/<uuid:pk>/", instrument, name="instrument"),
    path("clients/<uuid:pk>/tier/", tiers.client_tier, name="client_tier"),
    path("settings/risk-tier/", tiers.tier_rule, name="tier_rule"),
    *step_paths(Instrument, Frame()),
    *step_paths(TierRule, Frame()),
    *step_paths(RiskTier, client_frame("overview")),
    *step_paths(Assessment, client_frame("assessments")),
]

RESOURCES = (INSTRUMENTS, ASSESSMENTS, RISK_TIERS, TIER_RULES)

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
