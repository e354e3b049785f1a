"""Addresses of assessments: pages, the pages of their steps, and the API."""

from assessments.api.assessments import ASSESSMENTS
from assessments.api.instruments import INSTRUMENTS
from assessments.models import Assessment, Instrument
from clients.pages.frame import client_frame
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

urlpatterns = [*step_paths(Instrument, Frame()), *step_paths(Assessment, client_frame("assessments"))]

RESOURCES = (INSTRUMENTS, ASSESSMENTS)

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
