"""Password rules: length by second factor, common ones, words about the person and the agency."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from tests.factories.accounts import give_second_factor, make_agency, make_user

pytestmark = pytest.mark.django_db

TOO_SHORT = "Use at least 15 characters; a short sentence is easy to remember."
TOO_SHORT_WITH_FACTOR = "Use at least 8 characters; a short sentence is easy to remember."
COMMON = "This password is too common."
ABOUT_YOU = "This is too close to your name, your e-mail address or the agency's name."


def complaints(password: str, user: User | None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.parametrize(
    ("password", "alone", "beside"),
    [
        ("quiet-rivers-be", [], []),
        ("quiet-rivers-b", [TOO_SHORT], []),
        ("river-be", [TOO_SHORT], []),
        ("river-b", [TOO_SHORT], [TOO_SHORT_WITH_FACTOR]),
        ("passwordpassword", [], []),
        ("baseball", [TOO_SHORT, COMMON], [COMMON]),
        ("123456789987654321", [COMMON], [COMMON]),
        ("marialopez2026!!", [ABOUT_YOU], [ABOUT_YOU]),
        ("Harbor-Lighthouse-1", [ABOUT_YOU], [ABOUT_YOU]),
        ("casemgmtcasemgmt", [ABOUT_YOU], [ABOUT_YOU]),
        ("Maria walks along the quiet river", [], []),
        ("x" * 256, [], []),
        ("x" * 257, ["Use at most 256 characters."], ["Use at most 256 characters."]),
    ],
)
def test_a_password_is_judged_with_and_without_a_second_factor(password: str, alone: list[str], beside: list[str]) -> None:
    make_agency(name="Harbor Care")
    user = make_user(name="Maria Lopez", email="maria.lopez@lighthouse.example")
    assert complaints(password, user) == alone
    give_second_factor(user)
    assert complaints(password, user) == beside


def test_somebody_not_yet_known_needs_the_longer_password() -> None:
    assert complaints("river-be", None) == [TOO_SHORT]
