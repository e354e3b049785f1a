"""Two views: each question as a plain page or as JSON."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from casemgmt.bench.answering import answer
from casemgmt.bench.questions import QUESTIONS

PAGE = """<!doctype html><title>{{ name }}</title><h1>{{ name }}</h1>
{% for table in tables %}<table>{% for row in table %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>
{% endfor %}"""
TEMPLATE = engines["django"].from_string(PAGE)


def bare(request: HttpRequest, number: int) -> HttpResponse:
    """Who asks and what for comes with the request, as a page would know it from session and address."""
    question = QUESTIONS[number]
    facts: dict[str, Any] = json.loads(request.GET["facts"])
    tables = answer(question, facts)
    if question.is_api:
        return JsonResponse({"results": tables})
    return HttpResponse(TEMPLATE.render({"name": question.name, "tables": tables}, request))


urlpatterns = [path("bare/<int:number>/", bare)]
