"""The address of a step on the pages: found once, and then written with each record's own id."""

from uuid import UUID

from django.urls import reverse, set_script_prefix

from clients.actions.contacts import log_contact
from clients.actions.people import register_client
from workflow.addresses import page_url

ONE, TWO = UUID(int=7), UUID(int=8)


def test_each_record_has_its_own_address() -> None:
    found = [page_url(log_contact.step, one) for one in (ONE, TWO, ONE)]
    assert found == [reverse("step-contact.log", kwargs={"pk": one}) for one in (ONE, TWO, ONE)]


def test_a_step_below_nothing_has_one_address() -> None:
    assert page_url(register_client.step, None) == reverse("step-client.register")


def test_an_address_follows_the_place_the_product_is_served_from() -> None:
    plain = page_url(log_contact.step, ONE)
    set_script_prefix("/care/")
    try:
        assert page_url(log_contact.step, ONE) == f"/care{plain}"
    finally:
        set_script_prefix("/")
