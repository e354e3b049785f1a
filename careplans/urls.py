"""Addresses of careplans: the API so far."""

from careplans.api.resources import RESOURCES
from workflow.api import api_urls

urlpatterns: list[object] = []

api_urlpatterns = [route for resource in RESOURCES for route in api_urls(resource)]
