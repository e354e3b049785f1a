"""Naming the record exactly, and who may open one in an emergency."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import Agency
from clients.actions.details import add_identifier
from clients.actions.emergency import NO_MATCH, open_emergency_access
from tests.clients.emergency_access.opening import NOON, ROSA, WHY, a_restricted_client, accesses, confirmed, opened, sees
from tests.factories.accounts import make_actor, make_api_actor, make_team, make_user
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.identifiers import new_id
from workflow.refusals import InvalidInput, NotAllowed, StepRefused

pytestmark = pytest.mark.django_db


def test_both_names_and_the_birth_date_open_the_record_for_an_hour():
    who = cast()
    client = a_restricted_client(who)
    with time_machine.travel(NOON + timedelta(days=365), tick=False):
        access = opened(who)
        assert (access.client, access.user, access.status) == (client, who.people["devon"], "given")
        assert access.expires_at == datetime.now(UTC) + timedelta(minutes=60)
        assert sees(who.people["devon"], client) is True


def test_the_agency_decides_how_long():
    who = cast()
    a_restricted_client(who)
    Agency.objects.update(emergency_access_minutes=15)
    with time_machine.travel(NOON + timedelta(days=365), tick=False):
        assert opened(who).expires_at == datetime.now(UTC) + timedelta(minutes=15)


def test_a_whole_number_names_the_record_however_it_is_typed():
    who = cast()
    client = an_accepted_case(who).client
    add_identifier(client.pk, actor=who.maria, version=1, kind="MR", issuer="Harbor General", value="HG-4711 22")
    assert opened(who, identifier="hg471122").client == client


def test_a_known_id_names_the_record():
    who = cast()
    client = a_restricted_client(who)
    assert opened(who, client=str(client.pk)).client == client


@pytest.mark.parametrize(
    "named",
    [
        {"client": str(new_id())},
        {"identifier": "HG-4711 2"},
        {**ROSA, "birth_date": "1950-03-05"},
        {**ROSA, "given_name": "Ros"},
        {**ROSA, "family_name": "Delgadillo"},
        {**ROSA, "client": str(new_id())},
    ],
    ids=["another id", "part of a number", "another day", "part of a name", "another name", "right name, wrong id"],
)
def test_what_is_not_exact_and_what_is_absent_get_the_same_sentence(named):
    who = cast()
    client = a_restricted_client(who)
    add_identifier(client.pk, actor=who.maria, version=2, kind="MR", issuer="Harbor General", value="HG-4711 22")
    with pytest.raises(StepRefused) as refusal:
        open_emergency_access(actor=confirmed(who.devon), **named, **WHY)
    assert str(refusal.value) == NO_MATCH
    assert accesses() == 0


@pytest.mark.parametrize("missing", ["given_name", "family_name", "birth_date"])
def test_half_a_name_is_not_enough_to_ask(missing):
    who = cast()
    a_restricted_client(who)
    with pytest.raises(InvalidInput) as refusal:
        open_emergency_access(actor=confirmed(who.devon), **{k: v for k, v in ROSA.items() if k != missing}, **WHY)
    assert refusal.value.errors == {"__all__": ["Give the whole number, or both names and the birth date."]}


def test_two_records_of_the_same_name_and_day_want_a_number():
    who = cast()
    a_restricted_client(who)
    a_client(who.ines)
    with pytest.raises(StepRefused) as refusal:
        opened(who)
    assert str(refusal.value) == "More than one record matches. Give a number as well."


def test_a_record_one_sees_needs_no_emergency():
    who = cast()
    a_restricted_client(who)
    with pytest.raises(StepRefused) as refusal:
        opened(who, by="maria")
    assert str(refusal.value).startswith("You can see this record already")
    assert accesses() == 0


def test_another_team_s_client_opens_as_well():
    who = cast()
    client = an_accepted_case(who).client
    elsewhere = make_user("case_manager", make_team("Hillside"))
    open_emergency_access(actor=make_actor(elsewhere, confirmed=True), **ROSA, **WHY)
    assert sees(elsewhere, client) is True


# Who may


@pytest.mark.parametrize("role", ["case_manager", "supervisor", "intake"])
def test_staff_who_work_with_clients_may(role):
    a_restricted_client(cast())
    user = make_user(role, make_team("Hillside"))
    open_emergency_access(actor=make_actor(user, confirmed=True), **ROSA, **WHY)
    assert accesses() == 1


@pytest.mark.parametrize("role", ["privacy_officer", "administrator", None])
def test_others_may_not_and_learn_nothing(role):
    a_restricted_client(cast())
    actor = make_actor(make_user(role), confirmed=True)
    for named in (ROSA, {**ROSA, "family_name": "Nobody"}):
        with pytest.raises(NotAllowed) as refusal:
            open_emergency_access(actor=actor, **named, **WHY)
        assert str(refusal.value) == "Only case managers, supervisors and intake workers can open a record in an emergency."
    assert accesses() == 0


def test_a_partner_system_never_may():
    a_restricted_client(cast())
    with pytest.raises(NotAllowed):
        open_emergency_access(actor=confirmed(make_api_actor("clients:write", "staff:act")), **ROSA, **WHY)
    assert accesses() == 0


def test_whoever_has_not_just_confirmed_who_they_are_is_told_to():
    who = cast()
    a_restricted_client(who)
    with pytest.raises(StepRefused) as refusal:
        open_emergency_access(actor=who.devon, **ROSA, **WHY)
    assert str(refusal.value).startswith("Confirm first that it is you")
    assert accesses() == 0
