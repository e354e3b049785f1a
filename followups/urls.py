"""Addresses of follow-ups: Today, Team, the lists, notifications, the settings of reminders, the pages of steps, and the API."""

from django.urls import path

from clients.pages.frame import client_frame
from followups.api import CALENDAR_FEEDS, DEAD_LETTERS, FOLLOW_UPS, LADDERS, NOTIFICATIONS, SAVED_FILTERS
from followups.api.move import MoveDoor
from followups.models import CalendarFeed, DeadLetter, FollowUp, Ladder, Notification, SavedFilter
from followups.pages.calendar import calendar, feed
from followups.pages.lists import follow_ups
from followups.pages.move import move
from followups.pages.notifications import badge, notifications, read_all
from followups.pages.saved_filters import saved_filters
from followups.pages.settings import deliveries, reminders
from followups.pages.team import load_csv, team
from followups.pages.today import today
from workflow.api import api_urls
from workflow.pages import Frame, step_paths

urlpatterns = [
    path("today/", today, name="today"),
    path("team/", team, name="team"),
    path("team/load.csv", load_csv, name="team_load_csv"),
    path("follow-ups/", follow_ups, name="follow_ups"),
    path("follow-ups/move/", move, name="follow_ups_move"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/feed/<str:secret>.ics", feed, name="calendar_feed"),
    path("saved-filters/", saved_filters, name="saved_filters"),
    path("notifications/", notifications, name="notifications"),
    path("notifications/badge/", badge, name="notifications_badge"),
    path("notifications/read-all/", read_all, name="notifications_read_all"),
    path("settings/reminders/", reminders, name="reminders"),
    path("settings/deliveries/", deliveries, name="deliveries"),
    *step_paths(FollowUp, client_frame("overview")),
    *[route for model in (Notification, Ladder, DeadLetter, SavedFilter, CalendarFeed) for route in step_paths(model, Frame())],
]

RESOURCES = (FOLLOW_UPS, NOTIFICATIONS, LADDERS, DEAD_LETTERS, SAVED_FILTERS, CALENDAR_FEEDS)

api_urlpatterns = [
    path("follow-ups/move/", MoveDoor.as_view(), name="api-follow_ups-move"),
    *[route for resource in RESOURCES for route in api_urls(resource)],
]
