"""Sealed values: only a key of the ring opens them, nothing altered opens, and search goes by the blind index."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Identifier
from tests.factories.accounts import make_agency
from tests.factories.clients import make_client
from workflow.sealed import CannotOpen, blind_index, seal, unseal

OLD, NEW, OTHER = (f"{name}:{byte * 32}" for name, byte in (("2025", "a1"), ("2026", "b2"), ("2026", "c3")))


@pytest.fixture(autouse=True)
def one_key(settings: Any) -> None:
    settings.SEALING_KEYS = [OLD]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_is_sealed_opens_to_the_same_text(text: str) -> None:
    assert unseal(seal(text)) == text


def test_a_sealed_value_names_its_key_and_shows_nothing_of_the_text() -> None:
    sealed = seal("123-45-6789")
    name, _, body = sealed.partition(":")
    assert (name, len(bytes.fromhex(body))) == ("2025", 12 + len("123-45-6789") + 16)
    assert b"123-45-6789" not in bytes.fromhex(body)
    assert seal("123-45-6789") != sealed, "each sealing has a nonce of its own"


def test_nothing_stays_nothing() -> None:
    assert (seal(""), unseal("")) == ("", "")


def test_after_a_rotation_the_new_key_seals_and_both_open(settings: Any) -> None:
    before = seal("Elm Street 5")
    settings.SEALING_KEYS = [NEW, OLD]
    after = seal("Elm Street 5")
    assert (before[:5], after[:5]) == ("2025:", "2026:")
    assert (unseal(before), unseal(after)) == ("Elm Street 5", "Elm Street 5")


def test_without_its_key_a_value_stays_shut_and_the_error_says_which_key(settings: Any) -> None:
    sealed = seal("Elm Street 5")
    settings.SEALING_KEYS = [NEW]
    with pytest.raises(CannotOpen, match=r"sealed with key '2025' cannot be opened; is that key in CASEMGMT_SEALING_KEYS\?"):
        unseal(sealed)


def test_another_key_under_the_same_name_does_not_open_it(settings: Any) -> None:
    settings.SEALING_KEYS = [NEW]
    sealed = seal("Elm Street 5")
    settings.SEALING_KEYS = [OTHER]
    with pytest.raises(CannotOpen):
        unseal(sealed)


def test_a_value_under_another_keys_name_does_not_open(settings: Any) -> None:
    """The name is sealed with the value, so that it cannot be exchanged."""
    settings.SEALING_KEYS = [f"one:{'a1' * 32}", f"two:{'a1' * 32}"]
    sealed = seal("Elm Street 5")
    with pytest.raises(CannotOpen):
        unseal(sealed.replace("one:", "two:"))


def test_no_altered_byte_opens() -> None:
    name, _, body = seal("Elm").partition(":")
    raw = bytes.fromhex(body)
    for place in range(len(raw)):
        altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(CannotOpen):
            unseal(f"{name}:{altered.hex()}")
    for shorter in (raw[:-1], raw[:12], raw[:5]):
        with pytest.raises(CannotOpen):
            unseal(f"{name}:{shorter.hex()}")


@pytest.mark.parametrize("nonsense", ["x", "2025:", "2025:zz", "Elm Street 5", ":", "::::"])
def test_what_was_never_sealed_does_not_open(nonsense: str) -> None:
    with pytest.raises(CannotOpen):
        unseal(nonsense)


def test_the_blind_index_is_the_same_after_a_rotation_and_another_for_another_text(settings: Any) -> None:
    before = blind_index("A1234567")
    assert (len(before), blind_index("A1234567"), blind_index("A1234568") == before) == (64, before, False)
    settings.SEALING_KEYS = [NEW, OLD]
    assert blind_index("A1234567") == before
    settings.SEALING_KEYS = [NEW]
    assert blind_index("A1234567") != before, "without the key nobody can compute it"


@pytest.mark.django_db
def test_a_sealed_field_is_sealed_in_the_table_and_plain_in_python() -> None:
    make_agency()
    made = Identifier.objects.create(client=make_client(), kind="MR", issuer="Bay Hospital", value="A-1234567", value_index="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM clients_identifier WHERE id = %s", [made.pk])
        [stored] = cursor.fetchone()
    assert stored.startswith("2025:")
    assert "1234567" not in stored
    assert Identifier.objects.unscoped("result").get(pk=made.pk).value == "A-1234567"


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["value", "value__icontains", "value__in", "value__gt"])
def test_a_sealed_field_cannot_be_searched(lookup: str) -> None:
    with pytest.raises(TypeError, match="value is sealed and cannot be searched; use its blind index"):
        Identifier.objects.unscoped("trying to").filter(**{lookup: ["A"] if lookup.endswith("in") else "A"}).count()


@pytest.mark.django_db
def test_whether_a_sealed_field_is_empty_can_be_asked() -> None:
    assert Identifier.objects.unscoped("result").filter(value__isnull=True).count() == 0
