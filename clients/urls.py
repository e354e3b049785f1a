"""Addresses of clients: pages, the pages of their steps, and the API."""

from django.urls import path

from clients.api.cases import CASES
from clients.models import Case, Client
from clients.pages.cases import cases
from clients.pages.frame import client_frame
from clients.pages.overview import cases_of_client, overview, timeline_page
from workflow.api import api_urls
from workflow.pages import step_paths

STEP_PAGES = [
    *step_paths(Client, client_frame("overview")),
    *step_paths(Case, client_frame("cases")),
]

urlpatterns = [
    path("cases/", cases, name="cases"),
    path("clients/<uuid:pk>/", overview, name="client"),
    path("clients/<uuid:pk>/timeline/", timeline_page, name="client_timeline"),
    path("clients/<uuid:pk>/cases/", cases_of_client, name="client_cases"),
    *STEP_PAGES,
]

RESOURCES = (CASES,)

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
