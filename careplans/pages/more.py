"""Pages beside the plan: the client's answers, reviews and feedback, the ledger of promises, lessons."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import TeamRole
from careplans.models import Commitment, Lesson, PlanVersion, PrivateLink, Review
from careplans.models.codes import OwnerKind
from careplans.queries.agreements import answers_told, lines_of
from careplans.queries.ledger import (
    caseload_promises,
    client_tallies,
    own_misses,
    promises_of,
    tallies_for,
    with_what_they_show,
)
from careplans.queries.page import current_plan
from careplans.queries.rows import visible
from clients.models import Client
from clients.pages.frame import client_page, offers_by_name, offers_of, render_client
from clients.queries.disclosures import note_reading
from workflow.actor import Actor
from workflow.keyset import page_links, page_of
from workflow.pages import page_actor
from workflow.steps import Offer, foresee

NEWEST = 20


@client_page("plan-agreement")
def agreement(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    """What was asked, version by version, what was answered, and the links that were given out."""
    plan = current_plan(actor, client.pk)
    context: dict[str, Any] = {"plan": plan}
    if plan is not None:
        versions = list(PlanVersion.objects.visible_to(actor).filter(plan=plan)[:NEWEST])
        newest = versions[0] if versions else None
        lines = [(line, answers_told(line)) for line in lines_of(plan, newest)] if newest else []
        links = visible(PrivateLink, actor).filter(plan=plan).order_by("-id")[:NEWEST]
        context |= {
            "newest": newest,
            "versions": versions,
            "lines": lines,
            "record": next(iter(offers_of(actor, plan, "agreement.record")), None),
            "offers": offers_of(
                actor, plan, "agreement.record", "private_link.issue", "care_plan.activate", "care_plan.propose_again"
            ),
            "links": _with_offers(actor, client, list(links)),
        }
    return render_client(request, client, "plan", "careplans/agreement.html", context)


def _with_offers(actor: Actor, client: Client, links: list[PrivateLink]) -> list[tuple[PrivateLink, list[Offer]]]:
    for link in links:
        link.client = client
    foresee([link for link in links if link.is_open])
    return [(link, offers_of(actor, link, "private_link.send", "private_link.revoke") if link.is_open else []) for link in links]


@client_page("plan-reviews")
def reviews(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    rows = visible(Review, actor).filter(client_id=client.pk).prefetch_related(None).order_by("-id")[:NEWEST]
    plan = current_plan(actor, client.pk)
    feedback = plan.feedback.visible_to(actor).order_by("-id")[:NEWEST] if plan else []
    context = {
        "plan": plan,
        "offers": offers_of(actor, plan, "review.plan", "feedback.give") if plan else [],
        "reviews": [(review, offers_of(actor, review, "review.hold", "review.cancel")) for review in rows],
        "feedback": [(given, offers_of(actor, given, "feedback.answer")) for given in feedback],
    }
    return render_client(request, client, "plan", "careplans/reviews.html", context)


class LedgerFilters(forms.Form):
    owner_kind = forms.ChoiceField(label="Whose", required=False, choices=[("", "Everybody's"), *OwnerKind.choices])
    status = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *Commitment.Status.choices])


@client_page("ledger")
def client_ledger(request: HttpRequest, actor: Actor, client: Client) -> HttpResponse:
    filters = LedgerFilters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(promises_of(actor, client.pk, **chosen), ("-id",), request.GET.get("at", ""))
    context = {
        "tallies": client_tallies(client.pk),
        "page": page,
        "filters": filters,
        "here": request.path,
        **page_links(request, page),
    }
    return render_client(request, client, "plan", "careplans/client_ledger.html", context)


class CaseloadFilters(LedgerFilters):
    scope = forms.ChoiceField(label="Of", required=False, choices=[("", "My clients"), ("team", "My team's clients")])
    late = forms.BooleanField(label="Only late ones", required=False)


@transaction.atomic
def ledger(request: HttpRequest) -> HttpResponse:
    """A caseload's or a team's promises: everybody's in one list, the agency's own misses among them."""
    actor = page_actor(request)
    filters = CaseloadFilters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    chosen["scope"] = chosen.get("scope") or ("" if actor.has(TeamRole.CASE_MANAGER) else "team")
    tallies = tallies_for(actor, chosen["scope"])
    page = page_of(caseload_promises(actor, chosen), ("-id",), request.GET.get("at", ""))
    page.rows[:] = with_what_they_show(page.rows)
    note_reading(actor, page.rows, "ledger")
    context = {
        "tallies": tallies, "own_misses": own_misses(tallies), "page": page, "filters": filters, "scope": chosen["scope"], "here": request.path,
        **page_links(request, page),
    }  # fmt: skip
    return render(request, "careplans/ledger.html", context)


def lessons(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    page = page_of(Lesson.objects.visible_to(actor).filter(status=Lesson.Status.SHARED), ("-id",), request.GET.get("at", ""))
    rows = [(lesson, list(offers_by_name(actor, lesson).values())) for lesson in page.rows]
    return render(request, "careplans/lessons.html", {"rows": rows, **page_links(request, page)})
