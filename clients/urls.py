"""Addresses of clients: pages, the pages of their steps, and the API."""

from clients.api.cases import CASES
from clients.models import Case, Client
from clients.pages.frame import client_frame
from workflow.api import api_urls
from workflow.pages import step_paths

STEP_PAGES = [
    *step_paths(Client, client_frame("overview")),
    *step_paths(Case, client_frame("cases")),
]

urlpatterns = [*STEP_PAGES]

RESOURCES = (CASES,)

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
