"""The hand-over summary: what it says, for whom it may be made, what stays out of it, and who is told of it."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import Agency, User
from clients.actions.consents import revoke_consent
from clients.actions.contacts import log_contact
from clients.models import Address, Client, Consent, Disclosure, Phone, SupportPerson
from clients.queries.accounting import accounting
from followups.actions.own import add_follow_up
from followups.models import FollowUp
from tests.doors.cast import browser_of
from tests.factories.transitions import at, fresh, make_transition
from transitions.actions.medicines import add_medicine, complete_worksheet, start_worksheet
from transitions.actions.summaries import make_summary
from transitions.actions.teach_backs import mark_teach_back_error, record_teach_back
from transitions.forms.summaries import MakeSummaryForm
from transitions.models import HandoverSummary, TeachBack, Transition
from transitions.models.summaries import PART_2_NOTICE
from transitions.queries.covering import recipients
from transitions.queries.protection import BY_AUTHOR, BY_WORDS
from workflow.actor import Actor, system_actor
from workflow.refusals import InvalidInput, StepRefused

pytestmark = pytest.mark.django_db
ENDED = "The consent to hand out Substance use treatment (42 CFR Part 2) has ended. Make a new one; it leaves that out."
SUD = "Substance use treatment (42 CFR Part 2)"


@pytest.fixture(autouse=True)
def friday_before_the_holiday() -> Any:
    with time_machine.travel(at("2026-01-16 16:55"), tick=False) as clock:
        yield clock


@pytest.fixture
def move(maria: Actor, rosa: Client) -> Transition:
    told = [
        {"code": "I50.9", "words": "Heart failure"},
        {"code": "F11.20", "words": "Dependence"},
        {"code": "", "words": "Alcohol withdrawal"},
    ]
    return make_transition(rosa, maria, "2026-01-16 09:00", "2026-01-12 08:00", diagnoses=told, disposition="01")


def consent(client: Client, grantee: str, kind: str = "share", **fields: Any) -> Consent:
    told = {
        "scope": ["demographics", "cases"], "information": "All", "purpose": "Coordination", "starts_on": date(2026, 1, 1),
        "signed_on": date(2026, 1, 1), "method": "paper", "told_of_rights": True,
    }  # fmt: skip
    made: Consent = Consent.objects.create(client=client, kind=kind, grantee=grantee, **{**told, **fields})
    return made


def made(
    move: Transition, maria: Actor, recipient: str = "Bay Hospital", purpose: str = "treatment", unmarked: str = "leave_out"
) -> HandoverSummary:
    found: HandoverSummary = make_summary(move.pk, actor=maria, recipient=recipient, purpose=purpose, unmarked=unmarked)
    return found


def lines(summary: HandoverSummary, section: str) -> dict[str, str]:
    return {line["label"]: line["words"] for part in summary.content if part["key"] == section for line in part["lines"]}


def empty(summary: HandoverSummary, section: str) -> str:
    [part] = [part for part in summary.content if part["key"] == section]
    return str(part.get("empty", ""))


def test_the_facility_has_it_for_treatment_without_what_is_protected(maria: Actor, move: Transition) -> None:
    summary = made(move, maria)
    assert (summary.basis, summary.left_out) == ("Treatment, by a provider of the client's care: 45 CFR 164.506(c)", [SUD])
    assert lines(summary, "stay") == {
        "At": "Bay Hospital", "From": "Hospital, inpatient", "To": "Home", "Admitted": "Jan 12, 2026, 8:00 AM",
        "Discharged": "Jan 16, 2026, 9:00 AM", "Where the stay ended": "Home, on their own", "Diagnoses": "Heart failure I50.9",
    }  # fmt: skip
    assert lines(summary, "next")["Interactive contact"] == "by Jan 21, 2026, 11:59 PM: Case manager"
    assert lines(summary, "call")["Case manager"] == "Maria Lopez"


def test_the_agencys_own_paperwork_is_not_handed_on(maria: Actor, rosa: Client, move: Transition) -> None:
    log_contact(rosa.pk, actor=maria, result="reached", channel="phone", minutes=5, summary="At home")
    due_on = date(2026, 1, 20).isoformat()
    add_follow_up(rosa.pk, actor=maria, title="Bring the papers", due_on=due_on)
    kinds = set(FollowUp.objects.unscoped("test").filter(client=rosa, status="open").values_list("kind", flat=True))
    assert kinds >= {"write_note", "own"}
    told = lines(made(move, maria), "next")
    assert ("Write the note" in told, "Added by hand" in told) == (False, True)


def test_a_consent_of_its_own_opens_substance_use_records_and_a_deficient_one_does_not(
    maria: Actor, rosa: Client, move: Transition
) -> None:
    sud = consent(rosa, "Bay Hospital", "sud", purpose="")
    assert made(move, maria).left_out == [SUD]
    Consent.objects.unscoped("test").filter(pk=sud.pk).update(purpose="Treatment")
    opened = made(move, maria)
    assert (opened.left_out, lines(opened, "stay")["Diagnoses"]) == (
        [],
        "Heart failure I50.9; Dependence F11.20; Alcohol withdrawal",
    )


def test_words_alone_only_warn_and_whoever_sends_decides(maria: Actor, move: Transition) -> None:
    with pytest.raises(InvalidInput) as asked:
        made(move, maria, unmarked="")
    assert "nobody has marked it: What happened: Diagnoses. Leave it out, or send it" in asked.value.errors["unmarked"][0]
    sent = made(move, maria, unmarked="send")
    assert (sent.left_out, sent.withheld, sent.unmarked) == ([], [], "send")
    assert lines(sent, "stay")["Diagnoses"] == "Heart failure I50.9; Dependence F11.20; Alcohol withdrawal"
    [left] = made(move, maria).withheld
    assert (left["title"], left["label"], left["why"]) == ("What happened", "Diagnoses", BY_WORDS)


def test_what_its_author_marked_is_left_out_whatever_its_words_and_the_sender_sees_why(
    maria: Actor, maria_user: User, rosa: Client, move: Transition
) -> None:
    sheet = start_worksheet(move.pk, actor=maria)
    add_medicine(sheet.pk, actor=maria, medicine="Gabapentin", now="300 mg", outcome="added", substance_use=True)
    add_medicine(sheet.pk, actor=maria, medicine="Naloxone spray", now="If needed", outcome="added")
    complete_worksheet(
        sheet.pk, actor=maria, version=sheet.version, profession="nurse", reconciled_with="client", sources="Discharge letter"
    )
    summary = made(move, maria, unmarked="send")
    assert lines(summary, "medicines") == {"Naloxone spray": "If needed, added"}
    assert [(one["label"], one["kind"], one["why"]) for one in summary.withheld] == [("Gabapentin", "sud", BY_AUTHOR)]
    assert "Gabapentin" not in summary.sealed
    browser = browser_of(maria_user)
    assert (
        "Its author marked it as a record of substance use treatment" in browser.get(summary.get_absolute_url()).content.decode()
    )
    assert browser.get(f"/api/v1/handover-summaries/{summary.pk}/").json()["withheld"][0]["label"] == "Gabapentin"
    consent(rosa, "Bay Hospital", "sud")
    assert "Gabapentin" in lines(made(move, maria), "medicines")


@pytest.mark.parametrize("marked_by", ["author", "agency"])
def test_nothing_of_a_stay_in_such_a_programme_leaves_without_that_consent(maria: Actor, rosa: Client, marked_by: str) -> None:
    Agency.objects.update(part_2_programmes="Sunrise  center\n" if marked_by == "agency" else "")
    stay = make_transition(rosa, maria, "2026-01-16 09:00", facility="Sunrise Center", substance_use=marked_by == "author")
    consent(rosa, "Hill Clinic")
    summary = made(stay, maria, "Hill Clinic", "coordination", unmarked="")
    assert [section["key"] for section in summary.content if section["lines"]] == ["who", "call"]
    assert {one["section"] for one in summary.withheld} == {"stay", "next"}
    assert "Sunrise" not in summary.sealed


def test_nothing_of_a_case_in_such_a_programme_leaves_without_that_consent(maria: Actor, rosa: Client, move: Transition) -> None:
    Agency.objects.update(part_2_programmes="case management")
    with pytest.raises(StepRefused, match="Case management is on the agency's list"):
        made(move, maria)
    assert not HandoverSummary.objects.unscoped("test").exists()
    consent(rosa, "Bay Hospital", "sud")
    assert made(move, maria).left_out == []


@pytest.mark.parametrize("shared", [False, True])
def test_revoking_the_part_2_consent_alone_ends_the_earlier_print_and_the_body_of_the_api(
    maria: Actor, maria_user: User, rosa: Client, move: Transition, shared: bool
) -> None:
    if shared:
        consent(rosa, "Bay Hospital")
    plain, sud = made(move, maria), consent(rosa, "Bay Hospital", "sud")
    opened, browser = made(move, maria), browser_of(maria_user)
    assert (plain.kinds, opened.kinds) == ([], ["sud"])
    page, without = (browser.get(one.get_absolute_url()).content.decode() for one in (opened, plain))
    assert "Dependence F11.20; Alcohol withdrawal" in page
    assert (PART_2_NOTICE in page, PART_2_NOTICE in without) == (True, False)
    assert in_the_api(browser, opened) == ("", True)
    revoke_consent(sud.pk, actor=maria, version=sud.version, reason="The client asked.")
    printed = browser.get(opened.get_absolute_url()).content.decode()
    assert ENDED in printed
    assert [word in printed for word in ("F11.20", "Dependence", "Alcohol", "Heart failure")] == [False] * 4
    assert in_the_api(browser, opened) == (ENDED, False)
    assert "Heart failure I50.9" in browser.get(plain.get_absolute_url()).content.decode()
    assert in_the_api(browser, plain) == ("", True)


def in_the_api(browser: Browser, summary: HandoverSummary) -> tuple[str, bool]:
    """Why it has ended, and whether it still says anything; the same in the list and at its own address."""
    one = browser.get(f"/api/v1/handover-summaries/{summary.pk}/").json()
    listed = browser.get(f"/api/v1/handover-summaries/?transition={summary.transition_id}").json()["results"]
    same = next(row for row in listed if row["id"] == one["id"])
    assert (same["ended"], same["content"]) == (one["ended"], one["content"])
    return one["ended"], bool(one["content"])


def test_without_a_consent_it_is_refused_and_nothing_is_kept(maria: Actor, rosa: Client, move: Transition) -> None:
    consent(rosa, "Hill Clinic", ends_on=date(2026, 1, 15))
    for recipient, purpose in (("Hill Clinic", "treatment"), ("Bay Hospital", "coordination")):
        with pytest.raises(StepRefused, match=f"no consent “To share information” in force for {recipient}"):
            made(move, maria, recipient, purpose)
    assert not HandoverSummary.objects.unscoped("test").exists()
    assert not Disclosure.objects.unscoped("test").filter(actor_kind="recipient").exists()


def test_a_consent_opens_its_own_parts_alone(maria: Actor, rosa: Client, move: Transition) -> None:
    consent(rosa, "Hill Clinic")
    assert made(move, maria, "hill clinic", "coordination").sections == ["call", "checked", "medicines", "next", "stay", "who"]


def test_a_support_person_has_what_they_may_know_and_an_unsafe_one_nothing(maria: Actor, rosa: Client, move: Transition) -> None:
    SupportPerson.objects.create(client=rosa, name="Ana Hill", relationship="Daughter", may_know=["appointments"])
    assert made(move, maria, "Ana Hill", "coordination").sections == ["call", "next", "who"]
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(unsafe_people="Ana")
    with pytest.raises(StepRefused, match="Ana Hill"):
        made(move, maria, "Ana Hill", "coordination")


def test_nobody_treats_a_restricted_client_without_their_consent(maria: Actor, rosa: Client, move: Transition) -> None:
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(restricted=True)
    with pytest.raises(StepRefused, match="no consent"):
        made(move, maria)


def test_no_address_and_no_unsafe_number_stands_on_it(maria: Actor, rosa: Client, move: Transition) -> None:
    Address.objects.create(client=rosa, street="12 Hidden Lane", confidential=True)
    Phone.objects.create(client=rosa, number="617 555 0190", calls_allowed=False)
    summary = made(move, maria)
    assert ("Hidden" in summary.sealed, "0190" in summary.sealed) == (False, False)


def test_each_one_stands_in_the_accounting_and_protected_ones_are_accountable(
    maria: Actor, rosa: Client, move: Transition
) -> None:
    made(move, maria)
    consent(rosa, "Bay Hospital", "sud")
    made(move, maria)
    officer = system_actor("audit")
    told = [(line.recipient, line.times, line.accountable) for line in accounting(officer, rosa.pk)]
    assert sorted(told, key=lambda one: one[2]) == [("Bay Hospital", 1, False), ("Bay Hospital", 1, True)]


def test_reconciled_medicines_are_handed_over_but_those_of_substance_use_treatment(maria: Actor, move: Transition) -> None:
    sheet = start_worksheet(move.pk, actor=maria)
    add_medicine(sheet.pk, actor=maria, medicine="Furosemide", before="20 mg", now="40 mg", outcome="changed")
    add_medicine(sheet.pk, actor=maria, medicine="Ibuprofen", before="400 mg", outcome="stopped")
    add_medicine(sheet.pk, actor=maria, medicine="Methadone", before="30 mg", now="30 mg", outcome="kept")
    draft = made(move, maria)
    assert (lines(draft, "medicines"), empty(draft, "medicines")) == ({}, "Not reconciled yet.")
    complete_worksheet(
        sheet.pk, actor=maria, version=sheet.version, profession="nurse", reconciled_with="client", sources="Discharge letter"
    )
    reconciled = made(move, maria)
    assert lines(reconciled, "medicines") == {"Furosemide": "40 mg, changed", "Ibuprofen": "stopped"}
    assert empty(reconciled, "medicines") == ""


def taught(move: Transition, maria: Actor, topic: str, understood: str = "yes", arranged: str = "yes", **said: str) -> TeachBack:
    found: TeachBack = record_teach_back(move.pk, actor=maria, topic=topic, understood=understood, arranged=arranged, **said)
    return found


def test_gaps_of_teach_back_and_warning_signs_in_the_clients_words_are_handed_over_the_newest_of_a_topic_alone(
    maria: Actor, maria_user: User, move: Transition
) -> None:
    missing = {"remedy": "follow_up", "due_on": "2026-01-20"}
    taught(move, maria, "equipment", "not_yet", "no", missing="A scale at home", **missing)
    taught(move, maria, "transport", "not_yet", "no", missing="A ride on Monday", **missing)
    taught(move, maria, "transport", client_words="My son drives me")
    taught(move, maria, "warning_signs", client_words="Two pounds overnight: I call")
    taught(move, maria, "help", "not_checked", why_not="She was asleep")
    wrong = taught(move, maria, "appointments", "not_yet")
    mark_teach_back_error(wrong.pk, actor=maria, version=wrong.version, reason="Another client")
    taught(move, maria, "medicines", "not_yet", "no", missing="Methadone for Sunday", **missing)
    summary = made(move, maria)
    assert lines(summary, "checked") == {
        "Equipment": "Missing: A scale at home. Not yet understood", "Warning signs": "“Two pounds overnight: I call”",
        "Who helps at home": "Not checked: She was asleep",
    }  # fmt: skip
    assert [word in summary.sealed for word in ("Methadone", "A ride", "My son", "Not yet understood. ")] == [False] * 4
    assert summary.left_out == [SUD]
    browser = browser_of(maria_user)
    printed = browser.get(summary.get_absolute_url()).content.decode()
    assert ("Missing: A scale at home" in printed, "Methadone" in printed) == (True, False)
    own = browser.get(f"/clients/{move.client_id}/transitions/{move.pk}/summary/").content.decode()
    assert "Missing: Methadone for Sunday" in own
    sections = browser.get(f"/api/v1/handover-summaries/{summary.pk}/").json()["content"]
    assert next(part["title"] for part in sections if part["key"] == "checked") == "Checked with the client by teach-back"


def test_what_a_support_person_may_know_of_appointments_says_nothing_of_teach_back(
    maria: Actor, rosa: Client, move: Transition
) -> None:
    SupportPerson.objects.create(client=rosa, name="Ana Hill", relationship="Daughter", may_know=["appointments"])
    taught(move, maria, "warning_signs", client_words="Two pounds overnight")
    assert "Two pounds" not in made(move, maria, "Ana Hill", "coordination").sealed


def test_the_names_to_choose_from_are_those_it_may_be_made_for(maria: Actor, rosa: Client, move: Transition) -> None:
    consent(rosa, "Hill Clinic")
    consent(rosa, "Ended Clinic", ends_on=date(2026, 1, 15))
    consent(rosa, "Sober House", "sud")
    for name, may_know in (("Ana Hill", ["health"]), ("Rick Stone", ["health"]), ("Joe Lake", [])):
        SupportPerson.objects.create(client=rosa, name=name, relationship="Family", may_know=may_know)
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(unsafe_people="Rick")
    shown = MakeSummaryForm(actor=maria, obj=fresh(move))["recipient"].as_widget()
    assert re.findall(r'<option value="([^"]+)"', shown) == ["Bay Hospital", "Hill Clinic", "Ana Hill"]
    assert 'list="id_recipient-names"' in shown
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(restricted=True)
    assert recipients(fresh(move), date(2026, 1, 16)) == ("Hill Clinic", "Ana Hill")


def test_of_a_marked_stay_no_line_says_that_nobody_marked_it(maria: Actor, maria_user: User, rosa: Client) -> None:
    opioids = [{"code": "F11.20", "words": "Opioid dependence"}]
    marked = make_transition(rosa, maria, "2026-01-14 09:00", facility="Cove", substance_use=True, diagnoses=opioids)
    page = browser_of(maria_user).get(f"{marked.get_absolute_url()}summary/").content.decode()
    assert "Its author marked the stay as substance use treatment (42 CFR Part 2)." in page
    assert "Opioid dependence F11.20" in page and "nobody has marked it" not in page
