"""Taking a step: the order of the checks, what a refusal leaves behind (nothing), and what a step does."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from clients.models import Client, Phone
from tests.factories.accounts import make_actor, make_agency, make_api_actor
from tests.factories.clients import make_case, make_client
from tests.workflow.probes import Probe
from workflow import reactions
from workflow.actor import system_actor
from workflow.kernel import one_cause
from workflow.models import Event, Outbox
from workflow.refusals import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refusal,
    Stale,
    StepRefused,
    VersionMissing,
    WrongState,
)
from workflow.steps import REGISTRY, offer, offered

pytestmark = pytest.mark.django_db

NIGHT = system_actor("night work")


@pytest.fixture
def client_record() -> Client:
    make_agency()
    return make_client()


def stored(client: Client) -> dict[str, Any]:
    """Everything a step on a client could have changed."""
    return {
        "client": Client.objects.unscoped("result").filter(pk=client.pk).values().get(),
        "phones": Phone.objects.unscoped("result").count(),
        "events": Event.objects.unscoped("result").count(),
        "outbox": Outbox.objects.count(),
    }


def test_the_checks_come_in_one_order_and_the_first_that_fails_is_told(client_record: Client) -> None:
    """Everything is wrong at first; each right answer uncovers the next refusal."""
    probe = Probe(may=False, ready="Not yet.", refuse="Not like this.")
    step = probe.step(source={"deceased"}, target="active")
    hidden = make_actor("case_manager")
    before = stored(client_record)

    def refused(actor: Any, **given: Any) -> type[Refusal]:
        with pytest.raises(Refusal) as refusal:
            step(client_record.pk, actor=actor, **given)
        return refusal.type

    assert refused(hidden, version=9, word="") is NotFound
    assert refused(NIGHT, version=9, word="") is NotAllowed
    probe.may = True
    assert refused(NIGHT, word="") is VersionMissing
    assert refused(NIGHT, version=9, word="") is Stale
    assert refused(NIGHT, version=1, word="") is WrongState
    assert stored(client_record) == before
    Client.objects.unscoped("set-up").filter(pk=client_record.pk).update(status="deceased")
    before = stored(client_record)
    with pytest.raises(StepRefused, match=r"^Not yet\.$"):
        step(client_record.pk, actor=NIGHT, version=1, word="")
    probe.ready = ""
    assert refused(NIGHT, version=1, word="") is InvalidInput
    assert probe.rule_ran == 0
    with pytest.raises(StepRefused, match=r"^Not like this\.$"):
        step(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert (probe.rule_ran, stored(client_record)) == (1, before)
    probe.refuse = ""
    taken = step(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert (taken.status, taken.version, taken.preferred_name) == ("active", 2, "hello")
    after = stored(client_record)
    assert (after["client"]["status"], after["client"]["version"], after["client"]["preferred_name"]) == ("active", 2, "hello")
    assert (after["phones"], after["events"]) == (1, 1)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound, 404), (NotAllowed, 403), (VersionMissing, 428), (Stale, 412), (WrongState, 409), (Conflict, 409),
        (StepRefused, 422), (InvalidInput, 400),
    ],
)  # fmt: skip
def test_each_refusal_has_its_status(refusal: type[Refusal], status: int) -> None:
    assert refusal.status == status


def test_absent_and_hidden_are_refused_in_the_same_words(client_record: Client) -> None:
    nobody = make_actor("case_manager")
    words = set()
    for pk in (client_record.pk, uuid4(), None):
        with pytest.raises(NotFound) as refusal:
            Probe().step()(pk, actor=nobody, version=1, word="x")
        words.add(str(refusal.value))
    assert words == {"There is no such record, or it is not yours to see."}


def test_permission_is_asked_only_about_records_one_sees(client_record: Client) -> None:
    probe = Probe()
    with pytest.raises(NotFound):
        probe.step()(client_record.pk, actor=make_actor("case_manager"), version=1, word="x")
    assert probe.actors == []


def test_an_actor_is_mandatory(client_record: Client) -> None:
    with pytest.raises(TypeError, match="actor"):
        Probe().step()(client_record.pk, version=1, word="x")


def test_an_api_client_needs_the_steps_scope_whatever_the_policy_says(client_record: Client) -> None:
    partner = make_api_actor("clients:read")
    make_case(client_record, referred_by_client_id=partner.id)
    with pytest.raises(NotAllowed, match="lacks the scope clients:write"):
        Probe().step()(client_record.pk, actor=partner, version=1, word="x")


def test_a_field_that_is_not_known_is_refused_and_named(client_record: Client) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Probe().step()(client_record.pk, actor=NIGHT, version=1, word="x", wrod="y")
    assert refusal.value.errors == {"wrod": ["This field is not known here."]}


def test_the_event_tells_who_did_what_and_from_where_to_where(client_record: Client) -> None:
    ines = make_actor("intake", request_id="r-1").because("she asked")
    Probe().step()(client_record.pk, actor=ines, version=1, word="hello")
    event = Event.objects.unscoped("result").get()
    assert (event.name, event.step, event.before, event.after, event.version) == (
        "client.probed", "client.probe", "active", "deceased", 2,
    )  # fmt: skip
    assert (event.actor_kind, event.actor_id, event.actor_name, event.channel) == ("user", ines.id, ines.name, "web")
    assert (event.reason, event.request_id, event.data) == ("she asked", "r-1", {"word": "hello"})
    assert (event.record, event.object_type, event.object_id) == (client_record.pk, "clients.client", client_record.pk)


def test_a_quiet_step_changes_the_record_and_tells_nothing(client_record: Client) -> None:
    taken = Probe().step(quiet=True)(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert (taken.version, Event.objects.unscoped("result").count()) == (2, 0)


def test_without_a_target_the_state_stays(client_record: Client) -> None:
    taken = Probe().step(target=None)(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert (taken.status, taken.version) == ("active", 2)


def test_what_the_model_itself_refuses_stands_at_the_field_of_the_form(client_record: Client) -> None:
    probe = Probe()
    bound = probe.step()
    bound.rule = lambda client, taken: setattr(client, "gender", "no such code")
    before = stored(client_record)
    with pytest.raises(InvalidInput) as refusal:
        bound(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert refusal.value.errors == {"__all__": ["Value 'no such code' is not a valid choice."]}
    assert stored(client_record) == before


def test_what_the_database_refuses_is_a_conflict_and_leaves_nothing(client_record: Client) -> None:
    bound = Probe().step()

    def twice(client: Client, taken: Any) -> None:
        client.phones.create(number="1")
        raise IntegrityError("unique")

    bound.rule = twice
    before = stored(client_record)
    with pytest.raises(Conflict, match="Reload the page"):
        bound(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert stored(client_record) == before


def test_an_accident_in_the_rule_leaves_nothing(client_record: Client) -> None:
    bound = Probe().step()

    def accident(client: Client, taken: Any) -> None:
        client.phones.create(number="1")
        taken.then(lambda: client.phones.create(number="2"))
        raise ZeroDivisionError

    bound.rule = accident
    before = stored(client_record)
    with pytest.raises(ZeroDivisionError):
        bound(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert stored(client_record) == before


def test_work_for_afterwards_runs_once_the_record_is_stored_and_shares_its_fate(client_record: Client) -> None:
    bound = Probe().step()
    seen: list[int] = []

    def rule(client: Client, taken: Any) -> None:
        taken.then(lambda: seen.append(Client.objects.unscoped("result").get(pk=client.pk).version))

    bound.rule = rule
    bound(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert seen == [2]

    def failing(client: Client, taken: Any) -> None:
        taken.then(lambda: 1 / 0)

    bound.rule = failing
    Client.objects.unscoped("set-up").filter(pk=client_record.pk).update(status="active")
    with pytest.raises(ZeroDivisionError):
        bound(client_record.pk, actor=NIGHT, version=2, word="hello")
    assert stored(client_record)["client"]["version"] == 2


def test_what_must_follow_at_once_shares_the_steps_fate(client_record: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def listen(happening: Any) -> None:
        heard.append((happening.event.name, happening.obj.pk, happening.actor))
        if len(heard) == 2:
            raise ValueError("the reaction failed")

    monkeypatch.setitem(reactions._REACTIONS, "client.probed", (listen,))
    step = Probe().step(target=None)
    step(client_record.pk, actor=NIGHT, version=1, word="hello")
    assert heard == [("client.probed", client_record.pk, NIGHT)]
    before = stored(client_record)
    with pytest.raises(ValueError, match="the reaction failed"):
        step(client_record.pk, actor=NIGHT, version=2, word="again")
    assert stored(client_record) == before


def test_steps_within_one_cause_share_its_correlation(client_record: Client) -> None:
    step = Probe().step(target=None)
    with one_cause() as cause:
        step(client_record.pk, actor=NIGHT, version=1, word="a")
        step(client_record.pk, actor=NIGHT, version=2, word="b")
    step(client_record.pk, actor=NIGHT, version=3, word="c")
    first, second, third = Event.objects.unscoped("result").order_by("position").values_list("correlation", flat=True)
    assert (first, second) == (cause, cause)
    assert third != cause


def test_an_offer_names_what_taking_it_would_refuse(client_record: Client) -> None:
    probe = Probe(may=False, ready="Not yet.")
    step = probe.step().step
    for change, status, reason in (
        ({}, 403, "Not for you."),
        ({"may": True}, 422, "Not yet."),
        ({"ready": ""}, 200, ""),
    ):
        for name, value in change.items():
            setattr(probe, name, value)
        found = offer(step, NIGHT, client_record)
        assert (found.status, found.reason, found.allowed, found.permitted) == (status, reason, status == 200, status != 403)
    elsewhere = offer(probe.step(source={"deceased"}).step, NIGHT, client_record)
    assert (elsewhere.status, elsewhere.reason) == (409, "Not while this client is active; “deceased” is needed.")


def test_a_record_offers_its_own_steps_and_what_is_made_below_it(client_record: Client) -> None:
    names = {found.step.name for found in offered(NIGHT, client_record)}
    assert {"client.update", "case.refer", "contact.log", "note.start"} <= names
    assert not any(name.startswith(("note.sign", "client.register")) for name in names)


def test_a_name_is_declared_once() -> None:
    bound = REGISTRY["team.rename"]
    with pytest.raises(ValueError, match=r"team\.rename is declared twice"):
        bound.step.rule(bound.rule)


def test_every_event_somebody_listens_to_is_told_by_a_step() -> None:
    told = {bound.step.event for bound in REGISTRY.values() if not bound.step.quiet}
    assert reactions.wired_events() - told - {"*"} == set()


def test_each_step_tells_an_event_of_its_own() -> None:
    events = [bound.step.event for bound in REGISTRY.values()]
    assert sorted(events) == sorted(set(events))
