"""Addresses of interop: where hospitals send their notices, and what became of them."""

from django.urls import path

from clients.pages.frame import client_frame
from interop.api.adt import AdtDoor
from interop.api.notices import ADT_MESSAGES
from interop.api.proposals import DETAIL_PROPOSALS
from interop.models import AdtMessage, DetailProposal
from interop.pages.notices import notice, notices
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

# Apart, so that the project can put it first: at hundreds of messages a second, trying all other addresses before it would show.
door = path("hl7/v2/adt", AdtDoor.as_view(), name="hl7-adt")

urlpatterns = [
    path("adt/", notices, name="adt"),
    path("adt/<uuid:pk>/", notice, name="adt_message"),
    *step_paths(AdtMessage, Frame()),
    *step_paths(DetailProposal, client_frame("overview")),
]

api_urlpatterns = [*api_urls(ADT_MESSAGES), *api_urls(DETAIL_PROPOSALS)]
