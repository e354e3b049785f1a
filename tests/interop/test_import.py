"""Taking patients over: the same steps and events as at intake, nobody twice, and corrections made here kept."""

from datetime import date

import pytest

from clients.actions.details import add_identifier, remove_phone
from clients.actions.people import register_client, update_client
from clients.forms.people import IdentityForm
from clients.models import Address, Client, FormerName, Identifier, Phone, SupportPerson
from interop.actions.imports import ACTOR
from interop.actions.patients import Origin, import_patient
from interop.forms.fhir_patients import patient_of
from interop.models import ImportedFile, ImportedPatient
from tests.factories.clients import make_client
from tests.interop.fhir import HOSPITAL, SSN, V2_0131, a_patient, an_identifier, ethnicity, race
from workflow.models import Event

pytestmark = pytest.mark.django_db

PHONE = {"system": "phone", "value": "617 555 0101", "use": "home"}
MOBILE = {"system": "phone", "value": "617 555 0102", "use": "mobile"}
HOME = {"use": "home", "line": ["1 Main Street"], "city": "Quincy", "state": "MA", "postalCode": "02169"}


@pytest.fixture
def take():
    """Imports one Patient after another, as of one file."""
    file = ImportedFile.objects.create(digest="0" * 64)

    def taking(fhir_id="p1", **changes):
        origin = {name: changes.pop(name) for name in ("same_person", "is_different") if name in changes}
        return import_patient(patient_of(a_patient(fhir_id, **changes)), actor=ACTOR, origin=Origin(1, file, **origin))

    return taking


def rows(model, **where):
    return model.objects.unscoped("result").filter(**where)


def the_client(result=None):
    return rows(Client, pk=result.client_id).get() if result else rows(Client).get()


def counted():
    return {
        model.__name__: rows(model).count()
        for model in (Client, Phone, Address, Identifier, FormerName, SupportPerson, Event, ImportedPatient)
    }


def happened(client):
    return [event.name for event in rows(Event, record=client.pk).order_by("position")]


RICH = {
    "identifier": [an_identifier("MRN-1"), an_identifier("123-45-6780", SSN, "SS")],
    "name": [
        {"use": "official", "family": "Delgado", "given": ["Rosa", "Inés"]},
        {"use": "usual", "given": ["Rosita"]},
        {"use": "maiden", "family": "Marín", "given": ["Rosa"]},
    ],
    "gender": "female",
    "birthDate": "1950-03",
    "telecom": [PHONE, MOBILE, {"system": "email", "value": "rosa@example.org"}],
    "address": [HOME, {"use": "old", "line": ["9 Past Lane"], "city": "Lynn"}],
    "extension": [race("2106-3", "2028-9"), ethnicity("2135-2")],
    "communication": [{"language": {"coding": [{"code": "es"}]}, "preferred": True}],
    "contact": [{
        "relationship": [{"coding": [{"system": V2_0131, "code": "C", "display": "Emergency Contact"}]}],
        "name": {"text": "Luis Delgado"}, "telecom": [{"system": "phone", "value": "617 555 0190"}],
    }],
}  # fmt: skip


def test_a_patient_becomes_a_client_with_every_detail_by_the_steps_of_intake(take):
    result = take(**RICH)
    client = the_client(result)
    assert (result.outcome, result.remarks, client.status) == ("created", [], "active")
    assert {name: getattr(client, name) for name in IdentityForm.base_fields} == {
        "given_name": "Rosa", "middle_name": "Inés", "family_name": "Delgado", "suffix": "", "preferred_name": "Rosita", "pronouns": "",
        "birth_date": date(1950, 3, 1), "birth_precision": "month", "gender": "female", "gender_identity": "",
        "race": ["2028-9", "2106-3"], "ethnicity": "2135-2", "disability": "", "language": "es", "interpreter_needed": False,
        "email": "rosa@example.org",
    }  # fmt: skip
    assert [(i.kind, i.issuer, i.value, i.ending) for i in rows(Identifier).order_by("kind")] == [
        ("MR", HOSPITAL, "MRN-1", ""), ("SS", SSN, "123-45-6780", "6780"),
    ]  # fmt: skip
    assert [(p.kind, p.number, p.e164) for p in rows(Phone).order_by("e164")] == [
        ("home", "617 555 0101", "+16175550101"), ("mobile", "617 555 0102", "+16175550102"),
    ]  # fmt: skip
    assert {(a.use, a.street, a.city, a.subdivision, a.postal_code, a.confidential) for a in rows(Address)} == {
        ("home", "1 Main Street", "Quincy", "MA", "02169", False), ("old", "9 Past Lane", "Lynn", "", "", False),
    }  # fmt: skip
    assert [(n.use, str(n)) for n in rows(FormerName)] == [("maiden", "Rosa Marín")]
    assert [(s.name, s.relationship, s.phone, s.emergency_contact, s.may_know) for s in rows(SupportPerson)] == [
        ("Luis Delgado", "Emergency Contact", "617 555 0190", True, [])
    ]
    assert happened(client) == [
        "client.registered", "client.identifier_added", "client.former_name_added", "client.phone_added",
        "client.address_added", "support_person.added",
    ]  # fmt: skip
    events = rows(Event, record=client.pk)
    assert {(e.actor_kind, e.actor_name, e.channel, e.reason) for e in events} == {
        ("system", "FHIR import", "command", "Patients imported from a file")
    }
    assert len({e.correlation for e in events}) == 1
    assert client.search_text == "rosa ines delgado rosita rosa marin"


def test_the_same_patient_again_changes_nothing_at_all(take):
    take(**RICH)
    before = counted()
    result = take(**RICH)
    assert (result.outcome, result.client_id) == ("unchanged", the_client().pk)
    assert counted() == before


def test_what_the_source_changed_is_brought_up_to_date(take):
    client = the_client(take(**RICH))
    moved = [{**HOME, "use": "old"}, {**HOME, "line": ["2 New Street"]}]
    changed = {
        **RICH,
        "gender": "other",
        "birthDate": "1950-03-04",
        "telecom": [*RICH["telecom"], {**PHONE, "value": "617 555 0177"}],
    }
    result = take(**{**changed, "address": moved})
    client.refresh_from_db()
    assert (result.outcome, result.remarks) == ("updated", [])
    assert (client.gender, client.birth_date, client.birth_precision) == ("other", date(1950, 3, 4), "day")
    assert sorted(p.number for p in rows(Phone)) == ["617 555 0101", "617 555 0102", "617 555 0177"]
    assert sorted((a.use, a.street) for a in rows(Address)) == [
        ("home", "2 New Street"),
        ("old", "1 Main Street"),
        ("old", "9 Past Lane"),
    ]
    assert rows(Client).count() == 1
    assert take(**{**changed, "address": moved}).outcome == "unchanged"


def test_a_new_family_name_leaves_the_old_one_findable(take):
    client = the_client(take())
    take(name=[{"family": "Marsh", "given": ["Rosa"]}])
    client.refresh_from_db()
    assert client.family_name == "Marsh"
    assert [(n.use, n.family_name) for n in rows(FormerName)] == [("old", "Delgado")]
    assert "delgado" in client.search_text


def test_what_a_worker_corrected_stays_and_the_difference_is_told(take):
    client = the_client(take(gender="female", telecom=[PHONE]))
    update_client(client.pk, actor=ACTOR, version=client.version, **{**IdentityForm.current(client), "gender": "other"})
    result = take(gender="male", telecom=[PHONE], birthDate="1950-03-05")
    client.refresh_from_db()
    assert (result.outcome, client.gender, client.birth_date) == ("updated", "other", date(1950, 3, 5))
    assert result.remarks == ["Gender: the source differs from the record, which was left as it is. Look which is right."]


def test_a_phone_taken_away_because_it_was_unsafe_does_not_come_back(take):
    client = the_client(take(telecom=[PHONE, MOBILE]))
    unsafe = rows(Phone, number="617 555 0102").get()
    remove_phone(client.pk, actor=ACTOR, version=client.version, entry=unsafe.pk)
    result = take(telecom=[PHONE, MOBILE], gender="female")
    assert (result.outcome, [p.number for p in rows(Phone)]) == ("updated", ["617 555 0101"])


def test_a_confidential_address_stays_confidential_when_its_use_changes(take):
    take(address=[HOME])
    rows(Address).update(confidential=True, substitute="PO Box 9")
    take(address=[{**HOME, "use": "old"}])
    address = rows(Address).get()
    assert (address.use, address.confidential, address.substitute) == ("old", True, "PO Box 9")


def test_a_client_registered_here_is_found_by_the_identifier_and_only_completed(take):
    known = register_client(actor=ACTOR, given_name="Rosa", family_name="Delgado", birth_date="1950-03-04", gender="other")
    known = add_identifier(known.pk, actor=ACTOR, version=known.version, kind="MR", issuer=HOSPITAL, value="mrn p1")
    result = take(gender="female", telecom=[PHONE], extension=[race("2106-3")])
    known.refresh_from_db()
    assert (result.outcome, result.client_id) == ("updated", known.pk)
    assert (known.gender, known.race, [p.number for p in rows(Phone)]) == ("other", ["2106-3"], ["617 555 0101"])
    assert result.remarks == ["Gender: the source differs from the record, which was left as it is. Look which is right."]
    assert rows(Identifier).count() == 1


def test_the_same_number_from_another_issuer_is_somebody_else(take):
    first = take("p1", identifier=[an_identifier("1001", "https://a.example")])
    second = take(
        "p2",
        identifier=[an_identifier("1001", "https://b.example")],
        name=[{"family": "Okafor", "given": ["Chidi"]}],
        birthDate="1971-08-09",
    )
    assert (first.outcome, second.outcome) == ("created", "created")
    assert rows(Client).count() == 2


def test_a_likeness_by_name_and_birth_date_is_for_a_person_to_decide(take):
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1950, 3, 4))
    before = counted()
    result = take("p7")
    assert (result.outcome, result.client_id) == ("matched", known.pk)
    assert result.why == (
        f"Same name, Same birth date: may be /clients/{known.pk}/. If it is the same person, add the identifier to that record and "
        "import again; if not, import again with --different and this id."
    )
    assert counted() == before


def test_once_a_person_has_said_they_differ_a_record_of_their_own_is_made(take):
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1950, 3, 4))
    result = take("p7", is_different=True)
    assert result.outcome == "created"
    assert result.client_id != known.pk


def test_a_likeness_is_found_among_any_number_of_people_of_that_name(take):
    for year in range(1900, 1990):
        make_client(given_name="Rosa", family_name="Delgado", birth_date=date(year, 7, 1))
    known = make_client(given_name="Rosa", family_name="Delgado", birth_date=date(1995, 3, 4))
    result = take(birthDate="1995-03-04")
    assert (result.outcome, result.client_id) == ("matched", known.pk)


def test_a_national_number_known_from_another_source_is_for_a_person_to_decide(take):
    known = register_client(
        actor=ACTOR, given_name="R.", family_name="Delgado-Ruiz", identifier_kind="SS", identifier_issuer="told by herself",
        identifier_value="123456780",
    )  # fmt: skip
    result = take(identifier=[an_identifier("123-45-6780", SSN, "SS")])
    assert (result.outcome, result.client_id) == ("matched", known.pk)
    assert result.why.startswith("Same national number, written down from another source: may be /clients/")
    assert take(identifier=[an_identifier("123-45-6780", SSN, "SS")], is_different=True).outcome == "created"


def test_a_number_told_by_the_client_is_for_a_person_to_decide(take):
    known = register_client(
        actor=ACTOR, given_name="Rosa", family_name="Delgado", identifier_kind="MR", identifier_value="mrn-p1",
    )  # fmt: skip
    result = take()
    assert (result.outcome, result.client_id) == ("matched", known.pk)
    assert result.why.startswith("Same identifier, Same name: may be /clients/")
    assert take(is_different=True).outcome == "created"


def test_an_identifier_on_somebody_elses_record_is_refused(take):
    known = the_client(take())
    result = take(name=[{"family": "Okafor", "given": ["Chidi"]}], birthDate="1971-08-09")
    known.refresh_from_db()
    assert result.outcome == "refused"
    assert result.why == (
        f"One of its identifiers is on /clients/{known.pk}/, where neither name nor birth date agree. Find out whose number it is."
    )
    assert known.family_name == "Delgado"


def test_identifiers_on_two_records_are_refused(take):
    take("p1")
    take("p2", name=[{"family": "Okafor", "given": ["Chidi"]}], birthDate="1971-08-09")
    before = counted()
    result = take("p3", identifier=[an_identifier("MRN-p1"), an_identifier("MRN-p2")])
    assert result.outcome == "refused"
    assert result.why.startswith("Its identifiers are on 2 records: /clients/")
    assert result.why.endswith(". Link those records first.")
    assert counted() == before


def test_a_patient_without_identifiers_is_known_again_by_its_content(take):
    assert take(identifier=None).outcome == "created"
    assert take(identifier=None).outcome == "unchanged"
    assert take(identifier=None, gender="female").outcome == "matched"
    assert rows(Client).count() == 1


@pytest.mark.parametrize(
    ("said", "day"), [({"deceasedBoolean": True}, None), ({"deceasedDateTime": "2020-05-06"}, date(2020, 5, 6))]
)
def test_a_death_is_recorded_once(take, said, day):
    take()
    assert take(**said).outcome == "updated"
    client = the_client()
    assert (client.status, client.deceased_on) == ("deceased", day)
    assert take(**said, gender="female").outcome == "updated"
    assert happened(client).count("client.death_recorded") == 1


CONTACT = {
    "name": {"text": "Luis Delgado"},
    "relationship": [{"text": "son"}],
    "telecom": [{"system": "phone", "value": "617 555 0190"}],
}


def test_a_contact_follows_the_source_until_somebody_changes_it_here(take):
    take(contact=[CONTACT])
    moved = {**CONTACT, "telecom": [{"system": "phone", "value": "617 555 0191"}]}
    assert take(contact=[moved]).outcome == "updated"
    assert [(s.name, s.phone, s.version) for s in rows(SupportPerson)] == [("Luis Delgado", "617 555 0191", 2)]
    rows(SupportPerson).update(phone="617 555 0192")
    result = take(contact=[CONTACT, {"name": {"text": "Mona Hill"}}])
    assert result.outcome == "updated"
    assert sorted((s.name, s.phone) for s in rows(SupportPerson)) == [("Luis Delgado", "617 555 0192"), ("Mona Hill", "")]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"birthDate": "2999-01-01"}, "Birth date: The birth date lies in the future. Check the year."),
        ({"birthDate": "1700-01-01"}, "Birth date: The birth date is more than 130 years ago. Check the year."),
        ({"name": [{"family": "D" * 101, "given": ["Rosa"]}]}, "Family name: Ensure this value has at most 100 characters (it has 101)."),
        ({"deceasedDateTime": "2999-01-01"}, "Date of death: The date of death lies in the future. Check the year."),
    ],
)  # fmt: skip
def test_what_the_steps_refuse_leaves_nothing_half_written(take, changes, why):
    before = counted()
    result = take(**{**RICH, **changes})
    assert (result.outcome, result.why) == ("refused", why)
    assert counted() == before


def test_markup_is_kept_as_text(take):
    client = the_client(take(name=[{"family": "<script>alert(1)</script>", "given": ['"><img src=x onerror=alert(1)>']}]))
    assert client.legal_name == '"><img src=x onerror=alert(1)> <script>alert(1)</script>'


def test_a_language_that_came_by_its_tag_survives_the_edit_form(take):
    client = the_client(take(communication=[{"language": {"coding": [{"code": "so"}], "text": "Somali"}}]))
    form = IdentityForm(IdentityForm.current(client), actor=ACTOR, obj=client)
    assert ("so", "so") in form.fields["language"].choices
    update_client(client.pk, actor=ACTOR, version=client.version, **{**IdentityForm.current(client), "pronouns": "she"})
    client.refresh_from_db()
    assert (client.language, client.pronouns) == ("so", "she")
