"""/p/<secret>/: the client's own door. No account, no session, nothing kept in the browser, English or Spanish."""

from typing import Any

from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.queries import the_agency
from careplans.actions.links import note_opening, use_link
from careplans.forms.links import ANSWERS
from careplans.models import Agreement, PrivateLink
from careplans.queries.door import DoorPage, door_page, guest_of, link_by, why_closed
from clients.queries.disclosures import note_reading
from workflow.refusals import Refusal

PRIVATE = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """GET only shows, so that a scanner of mail cannot use a link up; one POST does."""
    # The public function never counts a GET, and a guessed link is tried by one.
    if ratelimit.consume(request, app="allauth.account", action="private_link", limit_get=True) is None:
        return _private(render(request, "careplans/door/slower.html", status=429))
    link = link_by(secret)
    language = request.GET.get("lang", "") or (link.language if link else "")
    with translation.override(language if language in ("en", "es") else "en"):
        if link is None:
            return _private(render(request, "careplans/door/closed.html", {"why": "closed"}, status=404))
        if why := why_closed(link):
            return _private(_closed(request, link, why))
        return _private(_sent(request, link, secret) if request.method == "POST" else _shown(request, link))


def _closed(request: HttpRequest, link: PrivateLink, why: str) -> HttpResponse:
    return render(request, "careplans/door/closed.html", _shared(link) | {"why": why}, status=410)


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _shared(link: PrivateLink) -> dict[str, Any]:
    """The agency is named only where that is safe."""
    agency = the_agency()
    return {"agency": agency.name if link.client.may_name_agency else "", "crisis_line": agency.crisis_line}


def _shown(request: HttpRequest, link: PrivateLink, refusal: str = "", status: int = 200) -> HttpResponse:
    guest = guest_of(link, request.request_id)  # type: ignore[attr-defined]  # set by the middleware
    with transaction.atomic():
        page = door_page(link, guest)
        note_reading(guest, [link], f"private-link:{link.purpose}")
        if link.opened_at is None:
            note_opening(link)
    rows = [(line, _chosen(request, line.id), request.POST.get(f"words-{line.id}", "")) for line in page.lines]
    promises = [
        (promise, _chosen(request, str(promise.pk)), request.POST.get(f"words-{promise.pk}", "")) for promise in page.promises
    ]
    context = {
        **_shared(link), "page": page, "rows": rows, "promises": promises, "answers": [(a.value, _label(a)) for a in ANSWERS], "refusal": refusal,
        "posted": request.POST, "printing": "print" in request.GET,
    }  # fmt: skip
    return render(request, "careplans/door/plan.html", context, status=status)


def _chosen(request: HttpRequest, key: str) -> str:
    return str(request.POST.get(f"answer-{key}", ""))


def _label(answer: Agreement.Answer) -> str:
    """The client's words for each answer, in their language."""
    return {
        Agreement.Answer.AGREED: translation.gettext("Yes, I agree"),
        Agreement.Answer.WITH_CHANGES: translation.gettext("Yes, but with a change"),
        Agreement.Answer.OBJECTED: translation.gettext("No, I see it differently"),
        Agreement.Answer.DECLINED: translation.gettext("No, I do not want this"),
        Agreement.Answer.UNDECIDED: translation.gettext("I am not sure yet"),
    }[answer]


def _sent(request: HttpRequest, link: PrivateLink, secret: str) -> HttpResponse:
    guest = guest_of(link, request.request_id)  # type: ignore[attr-defined]  # set by the middleware
    page = door_page(link, guest)
    version = request.POST.get("version", "")
    try:
        use_link(link.pk, actor=guest, version=int(version) if version.isdecimal() else None, **_said(request, page))
    except Refusal as refusal:
        # Sent twice at once: the first one used the link up, and a used link shows the plan no more.
        now = link_by(secret) or link
        why = why_closed(now)
        return _closed(request, now, why) if why else _shown(request, link, _in_words(refusal), refusal.status)
    return render(request, "careplans/door/thanks.html", _shared(link))


def _in_words(refusal: Refusal) -> str:
    errors = getattr(refusal, "errors", {})
    return next((str(messages[0]) for messages in errors.values()), str(refusal))


def _said(request: HttpRequest, page: DoorPage) -> dict[str, Any]:
    """Lines left without an answer are not sent: silence is no answer."""
    keys = [line.id for line in page.lines] if page.answers_plan else [str(promise.pk) for promise in page.promises]
    rows = [
        {
            "line": key,
            "answer": answer,
            "words": request.POST.get(f"words-{key}", ""),
            "next": request.POST.get(f"next-{key}", ""),
        }
        for key in keys
        if (answer := _chosen(request, key))
    ]
    said: dict[str, Any] = {name: request.POST.get(name, "") for name in ("signed_name", "feedback", "useful")}
    said["answers" if page.answers_plan else "promises"] = rows
    return said
