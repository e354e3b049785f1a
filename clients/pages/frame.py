"""The frame of every client page: found through visibility, reading logged, banner and tabs above."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from clients.actions.contacts import LOG
from clients.models import Client
from clients.queries.disclosures import note_reading
from clients.queries.emergency import broken_glass
from clients.queries.links import kept_record
from clients.queries.record import banner_of, running_case, visible_client
from workflow.actor import Actor
from workflow.pages import Frame, page_actor
from workflow.steps import REGISTRY, Offer, offer, offered

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, Client, P], HttpResponseBase]


def client_page(view_name: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Give the view the client this actor may see, or answer 404; the reading is logged with it or not at all."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, pk: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = page_actor(request)
            with transaction.atomic():
                client = visible_client(actor, pk)
                if client is None:
                    raise Http404("There is no such client, or not one you may see.")
                note_reading(actor, [client], view_name)
                return view(request, actor, client, *args, **kwargs)

        return page

    return decorate


TABS = (
    ("overview", "Overview", ""),
    ("plan", "Plan", "plan/"),
    ("assessments", "Assessments", "assessments/"),
    ("transitions", "Transitions", "transitions/"),
    ("timeline", "Timeline", "timeline/"),
    ("contacts", "Contacts and notes", "contacts/"),
    ("support", "Support system", "support/"),
    ("consents", "Consents", "consents/"),
    ("documents", "Documents", "documents/"),
    ("cases", "Cases", "cases/"),
)


def client_context(client: Client, tab: str = "") -> dict[str, Any]:
    """What client_base.html needs."""
    home = client.get_absolute_url()
    tabs = [(label, home + place, key == tab, None) for key, label, place in TABS]
    return {"client": client, "banner": banner_of(client), "tabs": tabs, "case": running_case(client)}


def _on_every_page(actor: Actor, client: Client) -> dict[str, Any]:
    """Whether the record was opened in an emergency or is a duplicate of another, and logging a contact one press away."""
    return {
        "break_glass": broken_glass(actor, client),
        "kept_record": kept_record(actor, client),
        "log_contact": offer(LOG, actor, client),
    }


def render_client(request: HttpRequest, client: Client, tab: str, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**client_context(client, tab), **_on_every_page(page_actor(request), client), **context})


def offers_by_name(actor: Actor, obj: Any) -> dict[str, Offer]:
    """The steps on a record by name, for pages that place single buttons; forbidden ones are left out."""
    return {found.step.name: found for found in offered(actor, obj) if found.permitted}


def offers_of(actor: Actor, obj: Any, *names: str) -> list[Offer]:
    """Only these steps on a record, in this order: what the others would ask for is not asked."""
    found = [offer(REGISTRY[name].step, actor, obj) for name in names]
    return [one for one in found if one.permitted]


def only(offers: dict[str, Offer], *names: str) -> list[Offer]:
    return [offers[name] for name in names if name in offers]


def _step_context(tab: str) -> Callable[[HttpRequest, Any], dict[str, Any]]:
    def context(request: HttpRequest, subject: Any) -> dict[str, Any]:
        actor = page_actor(request)
        client = visible_client(actor, subject.pk if isinstance(subject, Client) else subject.client_id)
        if client is None:
            raise Http404("There is no such client, or not one you may see.")
        note_reading(actor, [client], f"step:{tab}")
        return {**client_context(client, tab), **_on_every_page(actor, client)}

    return context


def client_frame(tab: str) -> Frame:
    """Step pages of client records keep the banner and the tab they belong to."""
    return Frame(layout="client_base.html", context=_step_context(tab))
