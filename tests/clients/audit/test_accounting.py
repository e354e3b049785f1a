"""The accounting of disclosures."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clients.models import Consent
from clients.queries.accounting import accounting
from tests.clients.audit.looking import a_reading, officer, text
from tests.factories.accounts import make_actor, make_api_client, make_team, make_user
from tests.factories.clients import make_case, make_client
from tests.followups.stories import a_client, an_accepted_case, cast
from workflow.identifiers import new_id
from workflow.spreadsheets import safe_cell

pytestmark = pytest.mark.django_db


def agreed_with(client: Any, partner: Any) -> None:
    today = timezone.localdate()
    Consent.objects.create(
        client=client, kind="share", grantee_client_id=partner.pk, scope=["cases"], purpose="Billing together", method="paper",
        starts_on=today, signed_on=today,
    )  # fmt: skip


def lines_of(client: Any) -> list[tuple[Any, ...]]:
    found = accounting(make_actor("privacy_officer"), client.pk)
    return [(line.recipient, line.what, line.times, line.accountable) for line in found]


def test_what_partners_read_is_accounted_for_unless_consent_or_referral_covers_it():
    who = cast()
    client = an_accepted_case(who).client
    plan, hospital, stranger = (make_api_client("clients:read", name=name) for name in ("Plan", "Hospital", "Stranger"))
    agreed_with(client, plan)
    make_case(client, status="closed", number=2, referred_by_client_id=hospital.pk)
    for partner in (plan, hospital, stranger):
        for _ in range(2):
            a_reading(
                client, actor_kind="api_client", actor_id=partner.pk, actor_name=partner.name, channel="api", view="api:cases"
            )
    a_reading(client, view="overview")
    assert sorted(lines_of(client)) == [
        ("Hospital", "Cases and referrals", 2, False),
        ("Plan", "Cases and referrals", 2, False),
        ("Stranger", "Cases and referrals", 2, True),
    ]
    [covered] = [line for line in accounting(make_actor("privacy_officer"), client.pk) if line.recipient == "Plan"]
    assert covered.purpose == "Billing together" and "164.528(a)(1)(iv)" in covered.basis


def test_a_consent_that_began_later_or_ended_earlier_covers_nothing():
    who = cast()
    client = an_accepted_case(who).client
    plan = make_api_client("clients:read", name="Plan")
    agreed_with(client, plan)
    a_reading(
        client,
        actor_kind="api_client",
        actor_id=plan.pk,
        actor_name="Plan",
        view="api:cases",
        at=timezone.now() - timedelta(days=9),
    )
    assert lines_of(client) == [("Plan", "Cases and referrals", 1, True)]


def test_it_reaches_six_years_back_and_names_the_first_and_the_last_of_a_series():
    cast()
    client, plan = make_client(), new_id()
    given = {"actor_kind": "api_client", "actor_id": plan, "actor_name": "Plan", "view": "api:clients"}
    days = (3000, 2100, 5)
    for ago in days:
        a_reading(client, **given, at=timezone.now() - timedelta(days=ago))
    [line] = accounting(make_actor("privacy_officer"), client.pk)
    assert (line.times, (timezone.now() - line.first).days, (timezone.now() - line.last).days) == (2, 2100, 5)


def test_somebody_else_s_readings_are_not_in_it():
    cast()
    client, other = make_client(), make_client()
    a_reading(other, actor_kind="api_client", actor_name="Plan", view="api:clients")
    assert lines_of(client) == []
    assert "Nothing left the agency" in text(officer(), f"/audit/records/{client.pk}/accounting/")


def test_the_csv_has_the_fields_of_the_rule_and_runs_nothing():
    cast()
    client = make_client()
    a_reading(client, actor_kind="api_client", actor_name="=HYPERLINK(1)", view="api:clients", reason="@SUM(A1)")
    answer = officer().get(f"/audit/records/{client.pk}/accounting.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="accounting-of-disclosures-{client.pk}.csv"'
    [head, row] = csv.reader(io.StringIO(answer.content.decode()))
    assert head == [
        "first", "last", "times", "recipient", "address", "what was disclosed", "purpose", "basis", "to be accounted for",
    ]  # fmt: skip
    assert row[2:] == [
        "1", "'=HYPERLINK(1)", "", "Name, birth date, contact details and identifiers", "'@SUM(A1)", "No consent or referral on file",
        "yes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("plain", "plain"), (None, ""), (7, "7")],
)
def test_cells_that_could_run_get_an_apostrophe(value, cell):
    assert safe_cell(value) == cell


def test_the_privacy_officer_reviews_accesses_of_clients_without_any_team():
    from dataclasses import replace

    from clients.actions.emergency import open_emergency_access
    from clients.actions.restriction import restrict_client

    who = cast()
    client = a_client(who.ines)
    restrict_client(client.pk, actor=who.ines, version=1, reason="Safety")
    elsewhere = make_user("case_manager", make_team("Hillside"), name="Tomas")
    actor = replace(make_actor(elsewhere), confirmed=True)
    open_emergency_access(actor=actor, client=client.pk, reason_code="danger", explanation="Fire")
    page = text(officer(), "/emergency-accesses/")
    assert "Tomas" in page and "Rosa" not in page
