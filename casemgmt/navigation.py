"""The main navigation: which places a person's roles open."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Place(NamedTuple):
    name: str
    label: Promise
    icon: str
    roles: frozenset[str]
    key: str = ""


class Link(NamedTuple):
    label: Promise
    url: str
    icon: str
    key: str
    current: bool


CASEWORK = frozenset({"case_manager", "supervisor", "intake"})
ADMINISTRATORS = frozenset({"administrator"})

PLACES = (
    Place("today", _("Today"), "sun", frozenset({"case_manager"}), "t"),
    Place("team", _("Team"), "people", frozenset({"supervisor"}), "m"),
    Place("intake", _("Intake"), "inbox", frozenset({"intake", "supervisor"}), "i"),
    Place("adt", _("Notices"), "hospital", frozenset({"intake", "supervisor"})),
    Place("clients", _("Clients"), "person-lines-fill", CASEWORK, "c"),
    Place("transitions", _("Transitions"), "signpost-2", frozenset({"case_manager", "supervisor"})),
    Place("ledger", _("Promises"), "journal-check", frozenset({"case_manager", "supervisor"}), "r"),
    Place("audit", _("Audit"), "shield-check", frozenset({"privacy_officer"}), "a"),
    Place("people", _("People"), "person-badge", ADMINISTRATORS, "p"),
    Place("teams", _("Teams"), "diagram-3", ADMINISTRATORS),
    Place("duty", _("Duty"), "telephone", ADMINISTRATORS | {"supervisor"}),
    Place("api_clients", _("API clients"), "plug", ADMINISTRATORS),
    Place("instruments", _("Instruments"), "clipboard-check", ADMINISTRATORS),
    Place("protocols", _("Protocols"), "signpost-split", ADMINISTRATORS),
    Place("tier_rule", _("Risk tier"), "bar-chart-steps", ADMINISTRATORS),
    Place("reminders", _("Reminders"), "bell", ADMINISTRATORS),
    Place("deliveries", _("Deliveries"), "envelope-exclamation", ADMINISTRATORS),
    Place("agency", _("Agency"), "building", ADMINISTRATORS),
)


def links(request: HttpRequest) -> list[Link]:
    """The places of this request's actor, the present one marked."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    return [_link(place, url, request) for place in PLACES if _opens(place, actor) and (url := address(place.name))]


def may_search_clients(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and any(actor.has(role) for role in CASEWORK)


def address(name: str) -> str:
    """The URL of a named place; an app that is not installed has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _opens(place: Place, actor: Any) -> bool:
    return any(actor.has(role) for role in place.roles)


def _link(place: Place, url: str, request: HttpRequest) -> Link:
    return Link(place.label, url, place.icon, place.key, request.path.startswith(url))
