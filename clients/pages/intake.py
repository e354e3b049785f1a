"""/intake/: what came in, and taking in a client with their referral in one go."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clients.actions.cases import refer_client
from clients.actions.people import REGISTER, register_client, sought_from
from clients.forms.cases import ReferForm
from clients.forms.people import RegisterClientForm
from clients.pages.emergency import way_in
from clients.pages.work_panels import INTAKE_PANELS, filled
from clients.queries.disclosures import note_reading
from clients.queries.intake import to_screen
from clients.queries.matching import possible_matches
from workflow.actor import Actor
from workflow.idempotency import fingerprint, once
from workflow.pages import next_url, page_actor
from workflow.refusals import InvalidInput, NotAllowed, Refusal
from workflow.steps import permission

# A change of one of these looks again for the same person.
MATCHED = ("given_name", "family_name", "birth_date", "phone", "identifier_value", "identifier_issuer")

# Sent along by a page that knows the person already: the form opens with it and nothing is saved. A POST, so that no
# name or number stands in an address.
BEGIN = "begin"
NOT_TYPED = ("csrfmiddlewaretoken", "idempotency_key")


@transaction.atomic
def intake(request: HttpRequest) -> HttpResponse:
    actor = page_actor(request)
    rows = list(to_screen(actor))
    note_reading(actor, rows, "intake")
    return render(request, "clients/intake.html", {"rows": rows, "panels": filled(INTAKE_PANELS, actor)})


def new_referral(request: HttpRequest) -> HttpResponse:
    """One form for the client and the referral, so that no question is asked twice."""
    actor = page_actor(request)
    if not (verdict := permission(REGISTER, actor, None)):
        return _not_allowed(request, verdict.reason)
    if request.method == "POST" and BEGIN not in request.POST:
        try:
            return redirect(_taken_in(request, actor))
        except Refusal as refusal:
            return _form_page(request, actor, refusal)
    return _form_page(request, actor, None)


def _taken_in(request: HttpRequest, actor: Actor) -> str:
    """Both steps or neither: a client without the referral that brought them would wait for nobody."""
    key = request.POST.get("idempotency_key", "")
    typed = sorted((name, str(values)) for name, values in request.POST.lists() if name not in NOT_TYPED)
    with transaction.atomic(), once(f"{actor.kind}:{actor.id}", key, fingerprint("intake", typed)) as slot:
        if slot.kept is not None:
            return str(slot.kept["url"])
        forms = _forms(request, actor)
        if not all([form.is_valid() for form in forms]):
            raise InvalidInput({}, None)
        registered = register_client(actor=actor, **_given(forms[0], request))
        refer_client(registered.pk, actor=actor, **_given(forms[1], request))
        slot.answer = {"url": next_url(request) or registered.get_absolute_url()}
        return str(slot.answer["url"])


def _forms(request: HttpRequest, actor: Actor) -> tuple[RegisterClientForm, ReferForm]:
    told = {"initial": request.POST.dict()} if BEGIN in request.POST else {"data": request.POST or None}
    return RegisterClientForm(actor=actor, **told), ReferForm(actor=actor, **told)


def _given(form: Any, request: HttpRequest) -> dict[str, Any]:
    values = {name: field.widget.value_from_datadict(request.POST, request.FILES, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value is not None}


@transaction.atomic
def _form_page(request: HttpRequest, actor: Actor, refusal: Refusal | None) -> HttpResponse:
    client_form, referral_form = _forms(request, actor)
    matches = []
    if client_form.is_bound:
        client_form.is_valid()
        matches = possible_matches(actor, sought_from(client_form.cleaned_data))
        referral_form.is_valid()
        note_reading(actor, [match.client for match in matches], "matching")
    context = {
        "client_form": client_form,
        "referral_form": referral_form,
        "matches": matches,
        **way_in(matches, getattr(client_form, "cleaned_data", {})),
        "checked": client_form["duplicates_checked"].value(),
        "matched": MATCHED,
        "next": next_url(request),
        "refusal": "" if refusal is None or isinstance(refusal, InvalidInput) else str(refusal),
        "idempotency_key": request.POST.get("idempotency_key") or str(uuid.uuid4()),
    }
    if isinstance(refusal, NotAllowed):
        return _not_allowed(request, str(refusal))
    return render(request, "clients/intake_new.html", context, status=refusal.status if refusal else 200)


def _not_allowed(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "403.html", {"reason": reason}, status=403)
