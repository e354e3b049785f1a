"""Instruments: taken in, published for good, switched on by somebody who read the terms."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from assessments.actions.instruments import (
    import_instrument,
    publish_instrument,
    replace_draft,
    retire_instrument,
    switch_off_instrument,
    switch_on_instrument,
)
from assessments.actions.shipped import load_shipped_instruments
from assessments.models import Instrument
from assessments.queries.instruments import in_use, instrument_named
from tests.assessments.shipped import KEYS
from tests.assessments.test_definitions import choice, ours
from tests.factories.accounts import make_actor
from workflow.models import Event
from workflow.refusals import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db


def published(actor: Any, given: dict[str, Any]) -> Instrument:
    draft = import_instrument(actor=actor, definition=given)
    return publish_instrument(draft.pk, actor=actor, version=draft.version)  # type: ignore[no-any-return]  # a step returns its model


def test_the_shipped_instruments_come_published_and_the_unconfirmed_ones_switched_off() -> None:
    load_shipped_instruments()
    off = set(Instrument.objects.filter(switched_on=False).values_list("key", flat=True))
    assert set(Instrument.objects.values_list("key", flat=True)) == set(KEYS)
    assert off == {"ahc-hrsn-core", "ahc-hrsn-supplemental", "asq", "gds-15", "hunger-vital-sign", "oasis-adl-iadl"}
    assert set(Instrument.objects.values_list("status", "origin")) == {("published", "shipped")}
    assert set(in_use().values_list("key", flat=True)) == set(KEYS) - off


def test_loading_twice_changes_nothing() -> None:
    call_command("load_instruments", verbosity=0)
    before = list(Instrument.objects.order_by("pk").values_list("pk", "version"))
    call_command("load_instruments", verbosity=0)
    assert list(Instrument.objects.order_by("pk").values_list("pk", "version")) == before


def test_only_an_administrator_imports() -> None:
    for role in ("case_manager", "supervisor", "privacy_officer"):
        with pytest.raises(NotAllowed):
            import_instrument(actor=make_actor(role), definition=ours(choice("q1")))
    assert not Instrument.objects.exists()


def test_an_import_is_a_draft_that_nobody_can_start_yet() -> None:
    draft = import_instrument(actor=make_actor("administrator"), definition=ours(choice("q1")))
    assert (draft.status, draft.origin, draft.key, draft.edition, draft.in_use) == ("draft", "imported", "test", "1", False)


def test_a_wrong_import_is_refused_with_every_reason_and_keeps_nothing() -> None:
    with pytest.raises(InvalidInput) as refused:
        import_instrument(actor=make_actor("administrator"), definition=ours(choice("q1"), choice("q1", help="<i>x</i>")))
    assert refused.value.errors == {"definition": ["q1: Plain text is needed, without HTML: “<i>x</i>”."]}
    assert not Instrument.objects.exists()


def test_the_same_edition_cannot_come_in_twice() -> None:
    admin = make_actor("administrator")
    import_instrument(actor=admin, definition=ours(choice("q1")))
    with pytest.raises(InvalidInput) as refused:
        import_instrument(actor=admin, definition=ours(choice("q2")))
    assert "This edition of the instrument is here already" in str(refused.value.errors)
    assert Instrument.objects.count() == 1


def test_a_draft_is_corrected_by_importing_it_again_and_a_published_one_is_not() -> None:
    admin = make_actor("administrator")
    draft = import_instrument(actor=admin, definition=ours(choice("q1")))
    corrected = replace_draft(draft.pk, actor=admin, version=1, definition=ours(choice("q2")))
    assert corrected.definition["item"][0]["linkId"] == "q2"
    live = publish_instrument(draft.pk, actor=admin, version=corrected.version)
    with pytest.raises(WrongState):
        replace_draft(draft.pk, actor=admin, version=live.version, definition=ours(choice("q3")))


def test_the_database_itself_keeps_a_published_definition() -> None:
    live = published(make_actor("administrator"), ours(choice("q1")))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Instrument.objects.filter(pk=live.pk).update(definition={})
    live.refresh_from_db()
    assert live.definition["item"][0]["linkId"] == "q1"


def test_what_wants_confirming_is_switched_on_only_by_somebody_who_read_the_terms() -> None:
    admin = make_actor("administrator")
    live = published(admin, ours(choice("q1"), releaseGate="Read the sheet."))
    with pytest.raises(InvalidInput) as refused:
        switch_on_instrument(live.pk, actor=admin, version=live.version)
    assert refused.value.errors == {"terms_read": ["Before this instrument is used: Read the sheet."]}
    on = switch_on_instrument(live.pk, actor=admin, version=live.version, terms_read=True)
    assert on.in_use
    assert (on.terms_read_by_id, on.terms_read_by_name) == (admin.id, admin.name)
    off = switch_off_instrument(on.pk, actor=admin, version=on.version)
    assert not off.in_use


def test_a_new_edition_retires_the_one_before_and_stays_on_under_the_same_terms() -> None:
    admin = make_actor("administrator")
    first = published(admin, ours(choice("q1"), releaseGate="Read the sheet."))
    switch_on_instrument(first.pk, actor=admin, version=first.version, terms_read=True)
    second = published(admin, ours(choice("q1"), choice("q2"), version="2", releaseGate="Read the sheet."))
    first.refresh_from_db()
    assert (first.status, first.switched_on, second.status, second.switched_on) == ("retired", False, "published", True)
    third = published(admin, ours(choice("q1"), version="3", releaseGate="Read the new sheet."))
    assert not third.switched_on
    assert instrument_named("test") == third
    assert instrument_named(str(first.pk)) == first


def test_retiring_is_on_the_record() -> None:
    admin = make_actor("administrator")
    live = published(admin, ours(choice("q1")))
    retire_instrument(live.pk, actor=admin, version=live.version)
    told = (
        Event.objects.unscoped("a test reads the log").filter(record=live.pk).order_by("position").values_list("name", flat=True)
    )
    assert list(told) == ["instrument.imported", "instrument.published", "instrument.retired"]
