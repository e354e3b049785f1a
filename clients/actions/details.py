"""Steps on a client's phones, addresses, identifiers and former names."""

from collections.abc import Mapping
from typing import Any

from clients.forms.fields import e164
from clients.forms.people import AddressForm, FormerNameForm, IdentifierForm, PhoneForm, RemoveEntryForm
from clients.models import Address, Client, FormerName, Identifier, Phone
from clients.policy import people as policy
from clients.queries.identity import OWN_ISSUER, identifier_index, normal_value
from clients.queries.names import index_names, other_names
from workflow.forms import StepForm
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

WHY = "changing the client's own details"


def _step(verb: str, label: str, done: str, form: type[StepForm], *, danger: bool = False) -> Step:
    past = {"add": "added", "remove": "removed"}
    doing, _, what = verb.partition("_")
    return Step(
        name=f"client.{verb}", event=f"client.{what}_{past[doing]}", label=label, done=done, model=Client,
        source=Client.Status.values, may=policy.may_change_client, form=form, scope="clients:write", danger=danger,
    )  # fmt: skip


ADD_PHONE = _step("add_phone", "Add a phone", "Phone added.", PhoneForm)


@ADD_PHONE.rule
def add_phone(client: Client, taken: Taken) -> None:
    """Add a number with what is safe to do with it."""
    data = taken.data
    phone = Phone.objects.create(client=client, e164=e164(data["number"]), **data)
    taken.notes["phone"] = str(phone.pk)


ADD_ADDRESS = _step("add_address", "Add an address", "Address added.", AddressForm)


@ADD_ADDRESS.rule
def add_address(client: Client, taken: Taken) -> None:
    """Add an address; a confidential one never leaves the client's own page, and the log holds only its id."""
    taken.notes["address"] = str(Address.objects.create(client=client, **taken.data).pk)


ADD_IDENTIFIER = _step("add_identifier", "Add an identifier", "Identifier added.", IdentifierForm)


@ADD_IDENTIFIER.rule
def add_identifier(client: Client, taken: Taken) -> None:
    """Add a number somebody else knows the client by; the same number from the same issuer is the same person."""
    data = taken.data
    taken.notes["identifier"] = str(_new_identifier(client, data["kind"], data["issuer"], data["value"]).pk)


def _new_identifier(client: Client, kind: str, issuer: str, value: str) -> Identifier:
    index = identifier_index(value)
    if Identifier.objects.unscoped("the same number means the same person").filter(issuer=issuer, value_index=index).exists():
        raise StepRefused("This identifier is already on a record. Search for it, and use that record.")
    ending = normal_value(value)[-4:] if len(normal_value(value)) > 4 else ""
    return Identifier.objects.create(client=client, kind=kind, issuer=issuer, value=value, value_index=index, ending=ending)


ADD_FORMER_NAME = _step("add_former_name", "Add another name", "Name added.", FormerNameForm)


@ADD_FORMER_NAME.rule
def add_former_name(client: Client, taken: Taken) -> None:
    """Add a name the client was known by, so that a search under it still finds them."""
    FormerName.objects.create(client=client, **taken.data)
    index_names(client, other_names(client))


def _removed(client: Client, taken: Taken, rows: Any) -> None:
    entry = rows.unscoped(WHY).filter(pk=taken.data["entry"]).first()
    if entry is None:
        raise StepRefused("That entry is no longer there. Reload the page.")
    taken.notes["removed"] = str(entry.pk)
    rows.unscoped(WHY).filter(pk=entry.pk).delete()


REMOVE_PHONE = _step("remove_phone", "Remove a phone", "Phone removed.", RemoveEntryForm, danger=True)


@REMOVE_PHONE.rule
def remove_phone(client: Client, taken: Taken) -> None:
    """Take away a number that is wrong or no longer safe."""
    _removed(client, taken, client.phones)


REMOVE_ADDRESS = _step("remove_address", "Remove an address", "Address removed.", RemoveEntryForm, danger=True)


@REMOVE_ADDRESS.rule
def remove_address(client: Client, taken: Taken) -> None:
    """Take away an address that is wrong or must not be kept."""
    _removed(client, taken, client.addresses)


REMOVE_IDENTIFIER = _step("remove_identifier", "Remove an identifier", "Identifier removed.", RemoveEntryForm, danger=True)


@REMOVE_IDENTIFIER.rule
def remove_identifier(client: Client, taken: Taken) -> None:
    """Take away a number that belongs to somebody else."""
    _removed(client, taken, client.identifiers)


REMOVE_FORMER_NAME = _step("remove_former_name", "Remove a name", "Name removed.", RemoveEntryForm, danger=True)


@REMOVE_FORMER_NAME.rule
def remove_former_name(client: Client, taken: Taken) -> None:
    """Take away a name the client does not want kept."""
    _removed(client, taken, client.former_names)
    index_names(client, other_names(client))


def add_first_details(client: Client, data: Mapping[str, Any]) -> None:
    """The phone, address and identifier given at registration."""
    if data["phone"]:
        Phone.objects.create(
            client=client, kind=data["phone_kind"] or "mobile", number=data["phone"], e164=e164(data["phone"]),
            voicemail_allowed=client.may_voicemail, texts_allowed=client.may_text,
        )  # fmt: skip
    place = {name: data[name] for name in ("street", "city", "subdivision", "postal_code")}
    if any(place.values()):
        Address.objects.create(client=client, confidential=data["confidential_address"], **place)
    if data["identifier_value"]:
        issuer = data["identifier_issuer"] or OWN_ISSUER
        _new_identifier(client, data["identifier_kind"], issuer, data["identifier_value"])
