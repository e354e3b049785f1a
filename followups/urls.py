"""Addresses of follow-ups: Today, Team, the lists, the pages of their steps, and the API."""

from django.urls import path

from clients.pages.frame import client_frame
from followups.api import FOLLOW_UPS
from followups.models import FollowUp
from followups.pages.lists import follow_ups
from followups.pages.team import team
from followups.pages.today import today
from workflow.api import api_urls
from workflow.pages import step_paths

urlpatterns = [
    path("today/", today, name="today"),
    path("team/", team, name="team"),
    path("follow-ups/", follow_ups, name="follow_ups"),
    *step_paths(FollowUp, client_frame("overview")),
]

api_urlpatterns = api_urls(FOLLOW_UPS)
