"""Each question as a plain page for whoever is signed in, or as JSON for whoever has a token."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from rest_framework.request import Request

from accounts.api.authentication import BearerAuthentication
from casemgmt.bench.answering import answer
from casemgmt.bench.questions import QUESTIONS

PAGE = """<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1>
{% for table in tables %}<table>{% for row in table %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>
{% endfor %}"""
TEMPLATE = engines["django"].from_string(PAGE)


@login_required
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Who asks is known by their session, as everywhere; what for comes with the address."""
    question = QUESTIONS[number]
    tables = answer(question, _facts(request))
    return HttpResponse(TEMPLATE.render({"name": question.name, "tables": tables}, request))


def endpoint(request: HttpRequest, number: int) -> HttpResponse:
    """Who asks is known by their token, or is nobody."""
    if BearerAuthentication().authenticate(Request(request)) is None:
        return JsonResponse({}, status=401)
    return JsonResponse({"results": answer(QUESTIONS[number], _facts(request))})


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def _facts(request: HttpRequest) -> dict[str, Any]:
    return dict(json.loads(request.GET["facts"]))


urlpatterns = [path("bare/<int:number>/", page), path("bare/api/<int:number>/", endpoint), path("livez", livez)]
