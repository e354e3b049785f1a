"""Tags of the shell and of the components that need more than an include."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, Media
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from casemgmt import browsers, due_dates, navigation, tones
from workflow.steps import Offer

register = template.Library()

ICONS = settings.MODULES / "bootstrap-icons" / "icons"


@lru_cache(maxsize=256)
def _icon_shapes(name: str) -> str:
    source = (ICONS / f"{name}.svg").read_text()
    return source[source.index(">") + 1 : source.rindex("</svg>")]


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """An icon drawn in the text's colour; decorative unless it is given a label."""
    shapes = mark_safe(_icon_shapes(name))
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 16 16" fill="currentColor" {}>{}</svg>', role, shapes)


@register.simple_tag(takes_context=True)
def navigation_links(context: template.Context) -> list[navigation.Link]:
    request = context.get("request")
    return navigation.links(request) if request else []


@register.simple_tag(takes_context=True)
def may_search_clients(context: template.Context) -> bool:
    request = context.get("request")
    return request is not None and navigation.may_search_clients(request)


@register.simple_tag(takes_context=True)
def preference(context: template.Context, name: str, *choices: str) -> str:
    """A display preference from its cookie; anything but the known choices is the first of them."""
    request = context.get("request")
    chosen = request.COOKIES.get(name, "") if request else ""
    return chosen if chosen in choices else choices[0]


@register.inclusion_tag("components/step_actions.html")
def step_actions(offers: Iterable[Offer], inline: int = 2, quiet: bool = False) -> dict[str, Any]:
    """The likeliest steps as buttons; the rest, the dangerous and the blocked ones with their reasons in a menu.

    Quiet ones stand in rows, where a page full of main buttons would have none.
    """
    shown = [offer for offer in offers if offer.permitted]
    open_now = [offer for offer in shown if offer.allowed]
    # Closing a case must not lie one slip of the hand beside what was meant.
    first = [offer for offer in open_now if not offer.step.danger][:inline]
    more = [offer for offer in open_now if offer not in first]
    return {"first": first, "more": more, "blocked": [o for o in shown if not o.allowed], "quiet": quiet}


@register.inclusion_tag("components/chip.html")
def chip(label: str, tone: str = "neutral", icon: str = "") -> dict[str, str]:
    return {"label": label, "tone": tone, "icon": icon or tones.TONE_ICONS[tone]}


@register.inclusion_tag("components/chip.html")
def status(obj: Any) -> dict[str, str]:
    look = tones.status_look(obj.status)
    return {"label": obj.get_status_display(), "tone": look.tone, "icon": look.icon}


@register.simple_tag
def due(when: date | None, waiting: bool = False, urgent: bool = False) -> SafeString:
    """The chip of a deadline: how far away in words, the date itself in its title and on paper."""
    if when is None:
        return mark_safe("")
    look = due_dates.due(when, waiting=waiting, urgent=urgent)
    absolute, machine = _both(when, timezone.get_current_timezone_name(), get_language() or "")
    return mark_safe(
        f'<time class="chip chip--{look.tone}" datetime="{machine}" title="{absolute}">{icon(look.icon)}{escape(look.text)}'
        f'<span class="print-only"> ({absolute})</span></time>'
    )


@lru_cache(maxsize=4096)
def _both(when: date, zone: str, language: str) -> tuple[str, str]:
    """The date in words and for machines: a page of deadlines has few different ones, and formatting one is dear."""
    return escape(due_dates.absolute(when)), due_dates.machine(when)


@register.simple_tag
def ago(when: datetime | None) -> str:
    return _moment(when, due_dates.ago(when)) if when else ""


@register.simple_tag
def stamp(when: date | None) -> str:
    return _moment(when) if when else ""


def _moment(when: date, words: str = "") -> SafeString:
    """In these words, or as the date itself."""
    # Not a template: the line end of a file would stand as a space before the comma that follows.
    absolute, machine = _both(when, timezone.get_current_timezone_name(), get_language() or "")
    return format_html('<time class="nowrap" datetime="{}" title="{}">{}</time>', machine, absolute, words or absolute)


@register.filter
def initials(name: str) -> str:
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.inclusion_tag("components/avatar.html")
def avatar(name: str) -> dict[str, Any]:
    return {"name": name, "shade": sum(place * ord(letter) for place, letter in enumerate(str(name), 1)) % 6}


@register.filter
def device(user_agent: str) -> str:
    return browsers.device(user_agent)


@register.filter
def kind(field: BoundField) -> str:
    """The widget's kind in one word, for the class that lays it out."""
    widget = field.field.widget
    return str(getattr(widget, "input_type", "") or type(widget).__name__.lower())


@register.filter
def groups(form: BaseForm) -> list[tuple[str, list[BoundField]]]:
    """A form's visible fields under its own headings, those it leaves out last."""
    named = getattr(form, "groups", ())
    grouped = {name for _, names in named for name in names}
    rest = [field for field in form.visible_fields() if field.name not in grouped]
    sections = [(legend, [form[name] for name in names if name in form.fields]) for legend, names in named]
    return [(legend, fields) for legend, fields in [*sections, ("", rest)] if fields]


@register.filter
def folds(form: BaseForm, legend: str) -> bool:
    """A group that is rarely needed stays folded until the form comes back with answers in it."""
    return legend in getattr(form, "folded", ()) and not form.is_bound


@register.filter
def mostly_optional(form: BaseForm) -> bool:
    """Then the few required answers are marked, not the many optional ones."""
    fields = [field for field in form.visible_fields() if kind(field) != "checkbox"]
    return sum(field.field.required for field in fields) * 2 < len(fields)


@register.filter
def scripts(media: Media) -> list[str]:
    """The scripts a form's widgets need; the page gives them its nonce."""
    return list(media._js)  # type: ignore[attr-defined]  # Django itself offers whole tags alone


@register.filter
def first_input(field: BoundField) -> str:
    """The id an error links to: a group of choices has none of its own."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def failing(form: BaseForm) -> list[BoundField]:
    return [field for field in form.visible_fields() if field.errors]
