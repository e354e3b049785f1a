"""The log holds whatever time zone the moment of an event was given in."""

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from casemgmt.demo.clock import at
from clients.actions.people import register_client
from tests.factories.accounts import make_actor, make_agency, make_team
from workflow.chain import faults, hash_of
from workflow.models import Event

pytestmark = pytest.mark.django_db

BOSTON = ZoneInfo("America/New_York")


def test_an_event_written_under_a_local_clock_reads_back_unaltered() -> None:
    make_agency()
    with at(datetime(2026, 7, 14, 10, 30, tzinfo=BOSTON)):
        client = register_client(actor=make_actor("intake", make_team()), given_name="Ada", family_name="Byron")
    event = Event.objects.unscoped("the test reads the log").get(record=client.pk)
    assert event.at.isoformat() == "2026-07-14T14:30:00+00:00"
    assert event.hash == hash_of(event)
    assert list(faults()) == []


def test_verify_events_says_that_the_log_holds() -> None:
    make_agency()
    register_client(actor=make_actor("intake", make_team()), given_name="Ada", family_name="Byron")
    said = StringIO()
    call_command("verify_events", stdout=said)
    assert said.getvalue().strip() == "The log holds. No checkpoint yet."
