"""Clients, cases, contacts and notes as rows, for tests that are not about how they came to be."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Team, User
from clients.models import Case, Client, Contact, Note
from clients.queries.names import index_names

_numbers = count(1)


def make_client(**fields: Any) -> Client:
    n = next(_numbers)
    client = Client(**{"given_name": f"Given{n}", "family_name": f"Family{n}", "birth_date": date(1950, 1, 1), **fields})
    index_names(client)
    client.save(force_insert=True)
    return client


def make_case(client: Client | None = None, team: Team | None = None, case_manager: User | None = None, **fields: Any) -> Case:
    """An open, accepted case unless told otherwise."""
    now = timezone.now()
    defaults = {
        "status": "open", "source": "hospital", "need": "Help at home", "referred_on": timezone.localdate(), "opened_at": now,
        "assigned_at": now if case_manager else None, "accepted_at": now if case_manager else None,
    }  # fmt: skip
    case: Case = Case.objects.create(
        client=client or make_client(), team=team, case_manager=case_manager, **{**defaults, **fields}
    )
    return case


def make_contact(client: Client, author: User, **fields: Any) -> Contact:
    defaults = {"at": timezone.now(), "channel": "phone", "result": "reached", "author_name": author.name}
    contact: Contact = Contact.objects.create(client=client, author=author, **{**defaults, **fields})
    return contact


def make_note(client: Client, author: User, **fields: Any) -> Note:
    defaults = {"body": "We talked.", "author_name": author.name, "due_at": timezone.now() + timedelta(hours=48)}
    note: Note = Note.objects.create(client=client, author=author, **{**defaults, **fields})
    return note
