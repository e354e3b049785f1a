"""/clients/<id>/: the overview; /clients/<id>/timeline/ and /clients/<id>/cases/ beside it."""

from django.http import HttpRequest, HttpResponse

from clients.models import Case, Client
from clients.pages.frame import client_page, offers_by_name, offers_of, only, render_client
from clients.pages.panels import PANELS, panels_for
from clients.queries.assigned import named_people
from clients.queries.disclosures import note_reading
from clients.queries.links import read_with
from clients.queries.overview import overview_of
from clients.queries.record import WITH_CLIENT, running_case, shows_confidential_address
from clients.queries.timeline import KINDS, entries, timeline
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.steps import Offer, foresee, steps_on

CASE_STEPS = (
    "case.accept_assignment", "case.decline_assignment", "case.open", "case.start_screening", "case.decline", "case.assign",
    "case.close",
)  # fmt: skip

BEGUN_HERE = ("note.start", "case.refer", "record_link.link")


@client_page("overview")
def overview(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    case = running_case(client)
    steps = _steps_here(actor, client)
    seen = overview_of(actor, client, tuple(panel.rows for panel in PANELS))
    context = {
        "overview": seen,
        "record_offers": [found for found in steps.values() if found.allowed and not found.step.creates and _stands_alone(found)],
        "may_edit": "client.update" in steps,
        "panels": panels_for(client, seen.more),
        "may_write": "note.start" in steps,
        "case_offers": offers_of(actor, case, *CASE_STEPS) if case else only(steps, "case.refer"),
        "assigned": named_people(client) if client.restricted else [],
        "assign": only(steps, "client.assign_person", "client.unassign_person"),
        "linked": [(link, offers_of(actor, link, "record_link.undo")) for link in seen.linked],
        "may_link": "record_link.link" in steps,
        "shows_confidential": shows_confidential_address(actor, client),
    }
    return render_client(request, client, "overview", "clients/overview.html", context)


def _steps_here(actor: Actor, client: Client) -> dict[str, Offer]:
    """What changes the record itself, and the few that begin something from here: what the others would ask is not asked."""
    names = [step.name for step in steps_on(Client) if not step.creates]
    return {found.step.name: found for found in offers_of(actor, client, *names, *BEGUN_HERE)}


def _stands_alone(found: Offer) -> bool:
    """Steps that need to be told which entry they are about have their link beside that entry."""
    return "entry" not in found.step.form.base_fields


@client_page("timeline")
def timeline_page(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    kind = request.GET.get("kind", "")
    page = page_of(timeline(actor, client, kind), ("-id",), request.GET.get("at", ""))
    note_reading(actor, read_with(actor, client), "timeline")
    context = {
        "entries": entries(page.rows),
        "kinds": [("", "Everything", kind not in KINDS), *[(key, label, key == kind) for key, (label, _) in KINDS.items()]],
        **page_links(request, page),
    }
    return render_client(request, client, "timeline", "clients/timeline.html", context)


@client_page("cases")
def cases_of_client(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    rows = Case.objects.unscoped(WITH_CLIENT).filter(client=client).select_related("team", "case_manager").order_by("-number")
    for case in rows:
        case.client = client
    foresee(list(rows))
    cases = [(case, list(offers_by_name(actor, case).values())) for case in rows]
    context = {"cases": cases, "refer": only(offers_by_name(actor, client), "case.refer")}
    return render_client(request, client, "cases", "clients/cases.html", context)
