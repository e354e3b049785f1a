"""Addresses of accounts: home, one's own settings, the agency's settings, their step pages, the API and its tokens."""

from django.urls import path

from accounts.actions.access_tokens import create_access_token
from accounts.actions.api_clients import rotate_secret
from accounts.actions.people import reset_second_factor
from accounts.api.absence import COVERS, DUTY_SHIFTS, TIME_OFF
from accounts.api.me import MeDoor
from accounts.api.oauth2 import TokenDoor
from accounts.api.people import MEMBERSHIPS, PEOPLE, TEAMS
from accounts.api.settings import ACCESS_TOKENS, AGENCY, API_CLIENTS
from accounts.models import AccessToken, Agency, ApiClient, Cover, DutyShift, Membership, Team, TimeOff, User
from accounts.pages import settings
from accounts.pages.confirming import confirm_first
from accounts.pages.duty import duty
from accounts.pages.me import home, me
from accounts.pages.people import people, person
from accounts.pages.sessions import session_extend
from accounts.pages.time_off import my_hours, my_time_off, team_absences, time_off
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

MODELS = (User, Membership, Team, Agency, ApiClient, AccessToken, TimeOff, Cover, DutyShift)
STEP_PAGES = [route for model in MODELS for route in step_paths(model, Frame())]

urlpatterns = [
    path("", home, name="home"),
    path("me/", me, name="me"),
    path("me/hours/", my_hours, name="my_hours"),
    path("me/time-off/", my_time_off, name="my_time_off"),
    path("me/time-off/<uuid:pk>/", time_off, name="time_off"),
    path("team/time-off/", team_absences, name="team_time_off"),
    path("me/session/", session_extend, name="session_extend"),
    path("settings/people/", people, name="people"),
    path("settings/people/<uuid:pk>/", person, name="person"),
    path("settings/teams/", settings.teams, name="teams"),
    path("settings/teams/<uuid:pk>/", settings.team, name="settings_team"),
    path("settings/duty/", duty, name="duty"),
    path("settings/agency/", settings.agency, name="agency"),
    path("settings/api-clients/", settings.api_clients, name="api_clients"),
    path("settings/api-clients/<uuid:pk>/", settings.api_client, name="api_client"),
    path("oauth2/token", TokenDoor.as_view(), name="oauth2_token"),
    path("oauth2/token/", TokenDoor.as_view()),
    *confirm_first(STEP_PAGES, create_access_token, rotate_secret, reset_second_factor),
]

RESOURCES = (PEOPLE, TEAMS, MEMBERSHIPS, AGENCY, API_CLIENTS, ACCESS_TOKENS, TIME_OFF, COVERS, DUTY_SHIFTS)

api_urlpatterns = [
    path("me/", MeDoor.as_view(), name="api-me"),
    *[route for resource in RESOURCES for route in api_urls(resource)],
]
