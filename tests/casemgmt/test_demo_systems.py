"""The demo's two API clients: a hospital that refers, and the agency's own integration."""

import pytest

from accounts.models import ApiClient
from casemgmt.demo.staff import make_api_clients, make_staff

pytestmark = pytest.mark.django_db


def test_the_hospital_decides_nothing_for_the_agency() -> None:
    _, teams = make_staff()
    systems = make_api_clients(teams)
    assert systems["demo-hospital"].application.client_id == "demo-hospital"
    assert set(systems["demo-hospital"].scopes) & {"staff:act", "people:read", "people:write", "follow-ups:write"} == set()
    assert "cases:write" in systems["demo-hospital"].scopes


def test_the_own_integration_acts_for_staff_but_changes_no_people() -> None:
    _, teams = make_staff()
    make_api_clients(teams)
    integration = ApiClient.objects.get(application__client_id="demo-integration")
    assert "staff:act" in integration.scopes
    assert "people:write" not in integration.scopes
    assert integration.team == teams["Harbor"]
