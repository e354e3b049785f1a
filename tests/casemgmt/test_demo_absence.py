"""The demo agency shows hours, time off, covers and duty in the states a visitor may meet them."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Cover, DutyShift, TimeOff, User
from accounts.queries import active_teams, actor_for
from accounts.queries.duty_gaps import duty_ahead

pytestmark = pytest.mark.django_db


def test_the_demo_has_somebody_away_a_cover_to_come_a_return_to_read_and_a_rota_with_one_gap(settings: Any) -> None:
    settings.DEMO = True
    call_command("load_demo_agency", clients=2, verbosity=0)
    people = {person.email.split("@")[0]: person for person in User.objects.all()}
    states = {off.user.email.split("@")[0]: off.status for off in TimeOff._base_manager.select_related("user")}
    assert states == {"maria": "planned", "lena": "begun", "devon": "ended"}
    assert sorted(Cover._base_manager.values_list("status", flat=True)) == ["accepted", "begun", "returned"]
    assert people["lena"].pk in actor_for(people["tomas"], "web").acts_for
    assert people["maria"].working_hours.count() == 8
    gaps = [rota.gaps for rota in duty_ahead(active_teams(), timezone.now()).rotas]
    assert [len(found) for found in gaps] == [1, 1]
    assert DutyShift.objects.count() >= 13
