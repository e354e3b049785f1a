"""What partners see of a client's documents, and what they may do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clients.actions.documents import withdraw_document
from clients.models import Document
from tests.clients.documents.keeping import BOTH, add, rows
from tests.factories.accounts import make_actor, make_api_actor
from workflow.refusals import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def consent(client, partner, **fields):
    given = {
        "kind": "share",
        "scope": ["documents"],
        "starts_on": date(2020, 1, 1),
        "signed_on": date(2020, 1, 1),
        "method": "paper",
    }
    return client.consents.unscoped("given").create(
        client=client, grantee_client_id=partner.id, grantee="Hospital", **{**given, **fields}
    )


def seen_by(partner):
    return set(Document.objects.visible_to(partner))


def test_a_partner_reads_documents_only_while_the_client_consents_to_it(rosa, maria):
    partner = make_api_actor(*BOTH)
    document = add(rosa, make_actor(maria))
    given = consent(rosa, partner, scope=["demographics"])
    assert seen_by(partner) == set()
    for fields in (
        {"scope": ["documents"], "ends_on": timezone.localdate() - timedelta(days=1)},
        {"scope": ["documents"], "ends_on": None, "starts_on": timezone.localdate() + timedelta(days=1)},
        {"scope": ["documents"], "starts_on": date(2020, 1, 1), "status": "revoked"},
        {"scope": ["documents"], "status": "active", "kind": "messages"},
    ):
        client_row = given.__class__.objects.unscoped("changed").filter(pk=given.pk)
        client_row.update(**fields)
        assert seen_by(partner) == set(), fields
    client_row.update(kind="share")
    assert seen_by(partner) == {document}
    assert seen_by(make_api_actor(*BOTH)) == set()
    withdraw_document(document.pk, actor=make_actor(maria), version=1, reason="Belongs to a neighbour")
    assert seen_by(partner) == set()


def test_part_2_records_need_a_consent_of_their_own(rosa, maria):
    partner = make_api_actor(*BOTH)
    ordinary = add(rosa, make_actor(maria))
    part_2 = add(rosa, make_actor(maria), substance_use=True)
    consent(rosa, partner)
    assert seen_by(partner) == {ordinary}
    consent(rosa, partner, kind="sud", scope=[])
    assert seen_by(partner) == {ordinary, part_2}


def test_a_consent_for_substance_use_records_lets_nothing_else_out(rosa, maria):
    partner = make_api_actor(*BOTH)
    add(rosa, make_actor(maria))
    part_2 = add(rosa, make_actor(maria), substance_use=True)
    consent(rosa, partner, kind="sud")
    assert seen_by(partner) == {part_2}


def test_a_partner_always_reads_and_withdraws_what_it_added(rosa, maria):
    partner = make_api_actor(*BOTH)
    consent(rosa, partner, scope=["demographics"])
    own = add(rosa, partner, substance_use=True)
    others = add(rosa, make_actor(maria))
    assert (own.added_by_client_id, own.added_by_name) == (partner.id, "Partner hospital")
    assert seen_by(partner) == {own}
    with pytest.raises(NotFound):
        withdraw_document(others.pk, actor=partner, version=1, reason="x")
    assert withdraw_document(own.pk, actor=partner, version=1, reason="Wrong client").status == "withdrawn"


def test_a_partner_withdraws_nobody_elses(rosa, maria):
    partner = make_api_actor(*BOTH)
    consent(rosa, partner)
    document = add(rosa, make_actor(maria))
    with pytest.raises(NotAllowed):
        withdraw_document(document.pk, actor=partner, version=1, reason="x")


def test_without_the_scope_a_partner_adds_nothing(rosa):
    partner = make_api_actor("documents:read", "clients:read")
    consent(rosa, partner)
    with pytest.raises(NotAllowed, match="documents:write"):
        add(rosa, partner)
    assert rows() == []
