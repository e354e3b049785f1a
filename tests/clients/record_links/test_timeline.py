"""The timelines of linked records, and what is refused on a duplicate."""

import pytest

from clients.actions.cases import decline_referral, refer_client, reopen_case
from clients.actions.links import undo_link
from clients.actions.people import register_client
from clients.models import Case, Client, Disclosure
from clients.queries.timeline import entries, timeline
from tests.clients.record_links.linking import REFERRAL, link
from tests.factories.accounts import make_actor, make_api_actor, make_team, make_user
from tests.factories.clients import make_case
from workflow.chain import faults
from workflow.models import Event
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


def told(actor, client) -> list[str]:
    """What stands on the timeline, oldest first, without what became due."""
    events = timeline(actor, client).exclude(object_type="followups.followup").order_by("id")
    return [entry.label for entry in entries(list(events))]


def test_both_timelines_tell_the_link_and_its_end_and_both_chains_hold(rosa, again, ines):
    made = link(rosa, again, ines)
    actor = make_actor(ines)
    assert (told(actor, rosa), told(actor, again)) == (["Records linked"], ["Records linked"])
    undo_link(made.pk, actor=actor, version=1, reason="Sisters")
    assert told(actor, rosa) == told(actor, again) == ["Records linked", "Link undone"]
    written = Event.objects.unscoped("result").filter(object_id=made.pk).order_by("id").values_list("name", "record", "position")
    assert list(written) == [
        ("record_link.linked", rosa.pk, 1), ("record_link.linked", again.pk, 1),
        ("record_link.undone", rosa.pk, 2), ("record_link.undone", again.pk, 2),
    ]  # fmt: skip
    assert list(faults()) == []


def test_the_kept_timeline_reads_the_duplicates_too_until_the_link_is_undone(rosa, again, ines):
    actor = make_actor(ines)
    case = refer_client(again.pk, actor=actor, **REFERRAL)
    decline_referral(case.pk, actor=actor, version=1, decline_reason="duplicate")
    assert told(actor, rosa) == []
    made = link(rosa, again, ines)
    assert told(actor, rosa) == ["Referral received", "Referral declined", "Records linked"]
    undo_link(made.pk, actor=actor, version=1, reason="Sisters")
    assert told(actor, rosa) == ["Records linked", "Link undone"]
    assert told(actor, again) == ["Referral received", "Referral declined", "Records linked", "Link undone"]


def test_reading_the_kept_timeline_is_a_reading_of_the_duplicate_too(rosa, again, ines, browser):
    link(rosa, again, ines)
    browser.get(f"/clients/{rosa.pk}/timeline/")
    read = Disclosure.objects.unscoped("result").filter(view="timeline").values_list("clients", flat=True)
    assert sorted(read) == sorted([[rosa.pk], [again.pk]])


def test_a_duplicates_events_stay_hidden_from_whoever_does_not_see_the_duplicate(rosa, again, ines):
    actor = make_actor(ines)
    refer_client(again.pk, actor=actor, **REFERRAL)
    link(rosa, again, ines)
    maria = make_user("case_manager")
    make_case(rosa, make_team(), maria)
    assert told(make_actor(maria), rosa) == ["Records linked"]


# Referring and registering


def test_a_referral_on_a_duplicate_is_refused_and_told_where_to_go(rosa, again, ines):
    link(rosa, again, ines)
    with pytest.raises(StepRefused) as refusal:
        refer_client(again.pk, actor=make_actor(ines), **REFERRAL)
    assert str(refusal.value) == "This record is a duplicate, linked to the record of Rosa Delgado. Use that one."
    assert Case.objects.unscoped("result").count() == 0
    assert refer_client(rosa.pk, actor=make_actor(ines), **REFERRAL).status == "referred"


def test_what_is_told_of_the_kept_record_depends_on_who_asks(rosa, again, ines):
    link(rosa, again, ines)
    make_case(rosa, make_team("Harbor"), make_user("case_manager"))

    def told_to(actor):
        with pytest.raises(StepRefused) as refusal:
            refer_client(again.pk, actor=actor, **REFERRAL)
        return str(refusal.value)

    assert told_to(make_actor(ines)) == "This record is a duplicate, linked to the record of Rosa Delgado. Ask your supervisor."
    Client.objects.unscoped("restricted").filter(pk=rosa.pk).update(restricted=True)
    hidden = "This record is a duplicate, linked to a record you may not see."
    assert told_to(make_actor(ines)) == f"{hidden} Ask your supervisor."
    partner = make_api_actor("cases:write", "clients:read")
    Client.objects.unscoped("registered").filter(pk=again.pk).update(registered_by_client_id=partner.id, restricted=False)
    Client.objects.unscoped("opened").filter(pk=rosa.pk).update(restricted=False)
    assert told_to(partner) == f"{hidden} Ask the agency which one to use."


def test_a_duplicates_closed_case_is_not_reopened_there(rosa, again, ines):
    case = make_case(again, make_team(), status="closed")
    link(rosa, again, ines)
    with pytest.raises(StepRefused, match="linked to the record of Rosa Delgado"):
        reopen_case(case.pk, actor=make_actor(ines), **REFERRAL)
    assert Case.objects.unscoped("result").count() == 1


def test_registering_somebody_known_under_a_duplicate_leads_to_the_kept_record(rosa, ines):
    actor = make_actor(ines)
    who = {"given_name": "Rose", "family_name": "Ruiz", "identifier_kind": "MA", "identifier_issuer": "MassHealth"}
    known = register_client(actor=actor, **who, identifier_value="100-200")
    link(rosa, known, ines)
    with pytest.raises(StepRefused) as refusal:
        register_client(actor=actor, **who, identifier_value="100200")
    assert str(refusal.value) == (
        "A record with this identifier exists. It is a duplicate, linked to the record of Rosa Delgado. Use that one instead of "
        "making another."
    )
