"""Several lists in one query: the same objects as one query each would have given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Team, User
from clients.models import Address, Case, Client, Contact, Note
from tests.factories.accounts import make_actor, make_team, make_user
from tests.factories.clients import make_case, make_client, make_contact, make_note
from tests.followups.stories import an_accepted_case, cast
from workflow.models import Event
from workflow.scoping import UnscopedQuery
from workflow.together import Prepared, together

pytestmark = pytest.mark.django_db
WHY = "the test compares two ways to read"


def values(obj: Any) -> dict[str, Any]:
    return {field.attname: getattr(obj, field.attname) for field in obj._meta.concrete_fields}


def types(obj: Any) -> dict[str, type]:
    return {name: type(value) for name, value in values(obj).items()}


@pytest.mark.parametrize("model", [Client, Case, Contact, Note, Address, Event, User, Team])
def test_each_field_comes_back_as_the_driver_would_have_given_it(model: Any) -> None:
    who = cast()
    case = an_accepted_case(who)
    contact = make_contact(case.client, who.people["maria"], minutes=12)
    make_note(case.client, who.people["maria"], contact=contact, body='Said: "it’s fine" – {not json}\n')
    Address.objects.create(client=case.client, street="12 Harbor Street", city="Lynn")
    rows = model.objects.unscoped(WHY) if hasattr(model.objects, "unscoped") else model.objects.all()
    [found] = together(rows.order_by("pk"))
    plain = list(rows.order_by("pk"))
    assert found == plain
    assert [values(obj) for obj in found] == [values(obj) for obj in plain]
    assert [types(obj) for obj in found] == [types(obj) for obj in plain]


def test_any_number_of_lists_costs_one_query() -> None:
    case = make_case(make_client())
    with CaptureQueriesContext(connection) as captured:
        clients, cases, teams = together(
            Client.objects.unscoped(WHY).all(), Case.objects.unscoped(WHY).filter(pk=case.pk), Team.objects.all()
        )
    assert (clients, cases, teams) == ([case.client], [case], [])
    assert len(captured) == 1


def test_joined_records_are_there_without_another_query() -> None:
    maria = make_user("case_manager", name="Maria")
    make_case(make_client(family_name="Delgado"), make_team("Harbor"), maria)
    [[case]] = together(Case.objects.unscoped(WHY).select_related("client", "case_manager", "team"))
    with CaptureQueriesContext(connection) as captured:
        assert (case.client.family_name, case.case_manager.name, case.team.name) == ("Delgado", "Maria", "Harbor")
    assert len(captured) == 0


def test_annotations_slices_order_and_columns_work_as_they_do_alone() -> None:
    for n in range(4):
        make_client(family_name=f"Family {n}", birth_date=date(1950, 1, n + 1))
    rows = Client.objects.unscoped(WHY).order_by("-family_name")
    dates, annotated, counted, pairs = together(
        rows.values_list("birth_date", flat=True)[:2],
        rows.annotate(word=Value("here"))[1:2],
        rows.order_by().values("status").annotate(how_many=Count("pk")).values_list("how_many", flat=True),
        rows.values("family_name", "id")[:1],
    )
    assert dates == [date(1950, 1, 4), date(1950, 1, 3)]
    assert [(client.family_name, client.word) for client in annotated] == [("Family 2", "here")]
    assert counted == [4]
    assert (pairs[0]["family_name"], type(pairs[0]["id"])) == ("Family 3", UUID)


def test_only_some_columns_leave_the_others_to_be_read_later() -> None:
    make_client(family_name="Delgado", pronouns="she")
    [[client]] = together(Client.objects.unscoped(WHY).only("family_name"))
    assert client.get_deferred_fields() >= {"pronouns", "birth_date"}
    assert (client.family_name, client.pronouns) == ("Delgado", "she")


def test_times_are_aware_and_names_keep_their_accents() -> None:
    client = make_client(given_name="José", family_name="Núñez")
    [[found]] = together(Client.objects.unscoped(WHY).filter(pk=client.pk))
    assert isinstance(found.created_at, datetime)
    assert found.created_at.utcoffset() is not None
    assert (found.name, found.created_at) == ("José Núñez", client.created_at)


def test_what_can_have_no_rows_is_not_asked() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert together(Client.objects.unscoped(WHY).filter(pk__in=[]), Team.objects.none()) == [[], []]
        assert together() == []
    assert len(captured) == 0


def test_a_locked_list_stays_locked() -> None:
    make_client()
    with pytest.raises(UnscopedQuery):
        together(Team.objects.all(), Client.objects.all())


def test_it_shows_what_the_actor_sees_and_no_more() -> None:
    team = make_team()
    maria = make_user("case_manager", team)
    own = make_client()
    make_case(own, team, maria)
    make_case(make_client(), team, make_user("case_manager", team))
    assert together(Client.objects.visible_to(make_actor(maria))) == [[own]]


def _of_client(actor: Any, client_id: UUID) -> list[Any]:
    BUILT.append(client_id)
    return [Client.objects.visible_to(actor).filter(pk=client_id), Case.objects.visible_to(actor).filter(client_id=client_id)]


BUILT: list[UUID] = []


def test_prepared_lists_make_their_sql_once_for_each_person_and_ask_for_any_record() -> None:
    maria, devon = make_user("case_manager", name="Maria"), make_user("case_manager", name="Devon")
    own, other, strange = (make_case(make_client(), make_team(f"Team {n}"), maria if n < 2 else devon) for n in range(3))
    prepared, actor = Prepared(_of_client), make_actor(maria)
    BUILT.clear()
    assert prepared.ask(actor, record=own.client_id) == [[own.client], [own]]
    assert prepared.ask(actor, record=other.client_id) == [[other.client], [other]]
    assert prepared.ask(actor, record=strange.client_id) == [[], []]
    assert len(BUILT) == 1
    assert prepared.ask(make_actor(devon), record=own.client_id) == [[], []]
    assert len(BUILT) == 2


def test_what_a_prepared_list_showed_is_no_longer_shown_once_the_right_has_gone() -> None:
    maria = make_user("case_manager", name="Maria")
    case, prepared = make_case(make_client(), make_team("Harbor"), maria), Prepared(_of_client)
    assert prepared.ask(make_actor(maria), record=case.client_id)[0] == [case.client]
    Case.objects.unscoped(WHY).update(case_manager=None)
    assert prepared.ask(make_actor(maria), record=case.client_id) == [[], []]


def test_a_single_list_can_be_kept_and_locks_its_rows() -> None:
    first, second = make_client(family_name="First"), make_client(family_name="Second")
    prepared = Prepared(lambda pk: [Client.objects.unscoped(WHY).select_for_update().filter(pk=pk)])
    assert prepared.rows(record=first.pk) == [first]
    [again] = prepared.rows(record=second.pk)
    assert values(again) == values(second)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time DESC, name DESC LIMIT 1")
        assert cursor.fetchone()[0].endswith("FOR UPDATE")
    assert prepared.rows(record=UUID(int=0)) == []


def test_another_key_than_an_id_has_a_stand_in_of_its_own() -> None:
    make_client(family_name="Delgado")
    prepared = Prepared(lambda name: [Client.objects.unscoped(WHY).filter(family_name=name)], stand_in="a family name")
    assert prepared.rows(record="Delgado")[0].family_name == "Delgado"
    assert prepared.rows(record="a family name") == []


def test_sql_that_names_a_moment_is_not_kept() -> None:
    prepared = Prepared(lambda pk: [Client.objects.unscoped(WHY).filter(pk=pk, created_at__lt=timezone.now())])
    with pytest.raises(ValueError, match="names a moment"):
        prepared.rows(record=UUID(int=0))


def test_one_prepared_question_serves_lists_of_any_length() -> None:
    first, second, _ = make_client(family_name="Abel"), make_client(family_name="Bell"), make_client(family_name="Cole")
    prepared = Prepared(lambda ids: [Client.objects.unscoped(WHY).filter(pk__among=ids).order_by("family_name")])
    assert prepared.rows(record=[first.pk, second.pk]) == [first, second]
    assert prepared.ask(record=[second.pk]) == [[second]]
    assert prepared.ask(record=[]) == [[]]
