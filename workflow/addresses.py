"""The address of each step on the pages and in the API, derived from its name so that both agree."""

from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

from workflow.steps import Step

SOME = UUID(int=0)


def kebab(word: str) -> str:
    return word.replace("_", "-")


def page_route(step: Step) -> str:
    """`notes/<pk>/sign/`; below a parent `clients/<pk>/log-contact/`; without one `clients/register/`."""
    if step.subject is None:
        return f"{step.model.collection}/{kebab(step.verb)}/"
    verb = f"{step.verb}_{step.noun}" if step.creates else step.verb
    return f"{step.subject.collection}/<uuid:pk>/{kebab(verb)}/"


def page_name(step: Step) -> str:
    return f"step-{step.name}"


def page_url(step: Step, pk: UUID | None) -> str:
    return _any_page(step, get_script_prefix()).replace(str(SOME), str(pk))


@cache
def _any_page(step: Step, prefix: str) -> str:
    """With a stand-in for the id: a page shows tens of these addresses, and finding one takes longer than writing the id into it."""
    return reverse(page_name(step), kwargs={} if step.subject is None else {"pk": SOME})


def api_verb(step: Step) -> str:
    return kebab(f"{step.verb}_{step.noun}" if step.creates else step.verb)
