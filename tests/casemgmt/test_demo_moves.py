"""The demo's moves between settings are in every state a visitor may meet, told by the same steps as real ones."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.queries import the_agency
from assessments.models import Assessment
from casemgmt.demo.moves import tell_of_moves
from casemgmt.demo.notices import tell_of_notices
from casemgmt.demo.screenings import use_instruments
from casemgmt.demo.staff import make_api_clients, make_staff
from casemgmt.demo.stories import Teller
from interop.models import AdtMessage
from tests.factories.clients import make_case, make_client
from transitions.models import Clock, MedicineLine, Transition
from transitions.queries.owed import what_a_case_owes

pytestmark = pytest.mark.django_db
WHY = "a test looks at the demo"


def test_one_stay_is_scored_one_by_half_and_one_step_was_missed_with_nobody_saying_why() -> None:
    people, teams = make_staff()
    teller = Teller(people, teams, random.Random(1), the_agency().zone)
    use_instruments(teller)
    long_ago = timezone.now() - timedelta(days=90)
    make_api_clients(teams)
    for number, name in enumerate(("maria",) * 10 + ("devon",) * 12):
        client = make_client(given_name=f"Name{number}", family_name=f"Family{number}", birth_date=date(1950, 1, 1 + number))
        make_case(client, teams["Harbor"], people[name], opened_at=long_ago, accepted_at=long_ago)
    tell_of_moves(teller)
    taken = Assessment.objects.unscoped(WHY).order_by("status", "instrument_key")
    assert [(one.status, one.instrument_key) for one in taken] == [
        ("completed", "hospital-score"),
        ("completed", "lace-index"),
        ("draft", "lace-index"),
    ]
    moves = {move.status: move for move in Transition.objects.unscoped(WHY).order_by("id")}
    assert set(moves) == set(Transition.Status.values)
    protected = Transition.objects.unscoped(WHY).get(substance_use=True)
    assert MedicineLine.objects.unscoped(WHY).get(substance_use=True).transition_id == protected.pk
    assert what_a_case_owes(moves["settled"].case) == ""
    missed = Clock.objects.unscoped(WHY).filter(status="missed")
    assert {(clock.key, clock.reason, clock.transition_id) for clock in missed} >= {("contact", "", moves["discharged"].pk)}
    tell_of_notices(teller)
    notices = AdtMessage.objects.unscoped(WHY).values_list("control_id", "status")
    assert {name: status for name, status in notices if name != "DEMO-A31"} == {
        "DEMO-A01": "applied",
        "DEMO-A03": "waiting_for_match",
    }
