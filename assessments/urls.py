"""Addresses of assessments: pages, the pages of their steps, and the API."""

from assessments.api.instruments import INSTRUMENTS
from assessments.models import Instrument
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

urlpatterns = [*step_paths(Instrument, Frame())]

RESOURCES = (INSTRUMENTS,)

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
