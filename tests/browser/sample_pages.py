"""A small site of sample pages, each showing some of the components, for the shell's own tests."""

from datetime import timedelta
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from workflow.actor import Actor, Role

PAGES = Path(__file__).parent / "pages"
MARIA = UUID("01890000-0000-7000-8000-000000000001")
ROLES = frozenset(Role(name) for name in ("case_manager", "supervisor", "intake"))
SAVED: list[dict[str, str]] = []
FAULTS: list[int] = []

BANNER = {
    "name": "Rosalind Achterberg-Whitfield", "preferred_name": "Roz", "pronouns": "she/her", "age": 67,
    "birth_date": "Mar 14, 1959", "language": "Spanish", "interpreter": True, "unsafe": True, "restricted": True,
    "safe_contact": "No voicemail. Call 09:00 to 12:00, mobile only", "consent": "Share with hospital until Mar 3, 2027",
    "consent_ok": True, "tier": "3", "tier_label": "high", "case_manager": "Maria Lopez", "url": "/client/",
}  # fmt: skip
TABS = [("Overview", "/client/", True, None), ("Contacts", "/form/", False, 12), ("Documents", "/work/", False, 7)]


class LogContact(forms.Form):
    when = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}), help_text="Today if left as it is.")
    channel = forms.ChoiceField(label="How", widget=forms.RadioSelect, choices=[("phone", "Phone"), ("visit", "Visit")])
    languages = forms.MultipleChoiceField(
        label="Languages", required=False, widget=forms.CheckboxSelectMultiple, choices=[("en", "English"), ("es", "Spanish")]
    )
    reached = forms.BooleanField(label="I reached the client", required=False)
    team = forms.ChoiceField(label="Team", choices=[("n", "North"), ("s", "South")])
    letter = forms.FileField(label="Letter", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    groups = (("Contact", ("when", "channel", "languages", "reached")), ("Note", ("team", "letter", "note")))


def signed_in(view: Any) -> Any:
    """As Maria, without a database: these pages test the shell, not the sign-in."""

    @wraps(view)
    def inner(request: Any, **kwargs: Any) -> HttpResponse:
        request.user = SimpleNamespace(is_authenticated=True, pk=MARIA, email="maria@demo.example", shortcuts_on=True)
        request.actor = Actor(kind="user", id=MARIA, name="Maria Lopez", channel="web", roles=ROLES)
        return view(request, **kwargs)

    return inner


def show(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    seconds = int(request.GET.get("ends", "1800"))
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text())
    return HttpResponse(template.render({"session_ends_in": seconds, **context}, request))


def offer(label: str, *, allowed: bool = True, danger: bool = False) -> Any:
    step = SimpleNamespace(label=label, danger=danger)
    return SimpleNamespace(step=step, url="/form/", allowed=allowed, permitted=True, reason="Write the note first.")


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    messages.success(request, "Contact logged.")
    messages.error(request, "The reminder could not be sent.")
    hours = [("Thanh Nguyen", 1), ("James O’Neill", -50), ("Bo Li", 300)]
    rows = [
        SimpleNamespace(name=name, due=now + timedelta(hours=n), status="open", get_status_display=lambda: "Open")
        for name, n in hours
    ]
    return show(request, "work", rows=rows, now=now)


@signed_in
def client(request: HttpRequest) -> HttpResponse:
    offers = [offer("Log contact"), offer("Add note"), offer("Close case", danger=True), offer("Sign note", allowed=False)]
    glass = SimpleNamespace(client_name=BANNER["name"], until=timezone.now(), reason="Duty line", end_url="/work/")
    entries = [{"at": timezone.now(), "label": "Contact logged", "who": "Maria", "detail": "12 minutes.", "icon": "telephone"}]
    facts = [("Phone", "+1 555 0100"), ("E-mail", "")]
    return show(
        request, "client", banner=BANNER, tabs=TABS, offers=offers, break_glass=glass, entries=entries,
        facts=facts, now=timezone.now(),
    )  # fmt: skip


@signed_in
def form(request: HttpRequest) -> HttpResponse:
    step = SimpleNamespace(label="Log contact", help="Any attempt counts.", danger=False)
    sent = LogContact(request.POST) if request.method == "POST" else LogContact()
    if request.method == "POST" and sent.is_valid():
        return show(request, "logged")
    conflict = [("Team", "North", "South")] if "conflict" in request.GET else None
    context = {"step": step, "form": sent, "version": 3, "idempotency_key": "k", "cancel_url": "/work/", "conflict": conflict}
    return render(request, "workflow/step.html", {"session_ends_in": int(request.GET.get("ends", "1800")), **context})


@signed_in
def draft(request: HttpRequest) -> HttpResponse:
    return show(request, "draft")


def save(request: HttpRequest) -> HttpResponse:
    """Fails as often as FAULTS says, then keeps what was sent."""
    if FAULTS:
        return JsonResponse({"detail": "Shorten the note."}, status=FAULTS.pop(0))
    SAVED.append(request.POST.dict())
    return JsonResponse({"version": 8})


def extend(request: HttpRequest) -> HttpResponse:
    return JsonResponse({}, status=FAULTS.pop(0)) if FAULTS else JsonResponse({"ends_in": 1800})


def problem(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, f"{code}.html", {"reason": "It is signed already.", "back_url": "/work/"})


urlpatterns = [
    path("work/", work, name="today"),
    path("client/", client),
    path("form/", form, name="clients"),
    path("draft/", draft),
    path("save/", save),
    path("search/", work, name="client_search"),
    path("session/extend/", extend, name="session_extend"),
    path("problem/<str:code>/", problem),
    path("accounts/", include("allauth.urls")),
]
