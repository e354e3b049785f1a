"""The row of a work list, drawn here and not in a template: Today shows hundreds, and each has some forty parts."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from casemgmt import due_dates
from casemgmt.templatetags.shell import due, icon
from followups.models import FollowUp
from followups.pages.buttons import Button, buttons_of, can_be_moved, menu_of, verbs_for
from workflow.actor import Actor

register = template.Library()

Kind = FollowUp.Kind


class Drawing:
    """What all rows of a page share: who looks, where a step leads back to, whether rows can be ticked."""

    def __init__(self, actor: Actor, token: str, back: str, pick: bool) -> None:
        self.actor, self.token, self.back, self.pick = actor, token, back, pick
        self.ticked_by, self.more = escape(_("Select")), escape(_("More"))

    def row(self, row: Any) -> str:
        if not row.client_shown:
            return self._closed(row)
        name = escape(row.client.name)
        verbs = verbs_for(self.actor, row)
        picked = self._box(row, name, verbs) if self.pick else ""
        return (
            f'<li class="workrow{self._look(picked)}" id="row-{row.pk}" data-row tabindex="-1">{picked}<div>'
            f'<p class="workrow__main"><a href="/clients/{row.client_id}/">{name}</a> <span class="workrow__what">{escape(row.title)}</span></p>'
            f'<p class="workrow__meta">{self._chip(row)}{self._facts(row)}</p>{_safety(row)}</div>'
            f'<div class="workrow__actions">{self.actions(row, name, verbs)}</div>'
            f'<div class="workrow__place" id="place-{row.pk}"></div></li>'
        )

    def _look(self, picked: str) -> str:
        return " workrow--pick" if picked else ""

    def actions(self, row: Any, name: str, verbs: list[str]) -> str:
        buttons = buttons_of(self.actor, row, self.back)
        menu = menu_of(verbs, row, self.back, buttons)
        return "".join(self._button(each, name) for each in buttons) + self._menu(menu, name)

    def _closed(self, row: Any) -> str:
        """Whose it is stays unsaid; an emergency access is reviewed all the same, on a page of its own."""
        reviewed = row.kind == Kind.REVIEW_ACCESS
        why = row.why if reviewed else _("The record is closed to you. Your supervisor, or somebody assigned to it, can help.")
        buttons = buttons_of(self.actor, row, self.back) if reviewed else []
        return (
            f'<li class="workrow" id="row-{row.pk}" data-row tabindex="-1"><div><p class="workrow__main"><strong>{escape(_("Restricted client"))}</strong> '
            f'<span class="workrow__what">{escape(row.title)}</span></p><p class="workrow__meta">{self._chip(row)}<span class="workrow__why">'
            f'{escape(why)}</span></p></div><div class="workrow__actions">{"".join(self._button(each, "") for each in buttons)}</div></li>'
        )

    def _box(self, row: Any, name: str, verbs: list[str]) -> str:
        """A tick for what can be moved; its place stays empty beside what cannot, so that the lines stand in a column."""
        if not can_be_moved(verbs):
            return "<span></span>"
        label = f"{self.ticked_by} {escape(row.title)}, {name}"
        return (
            f'<input class="workrow__pick no-print" type="checkbox" name="row" value="{row.pk}" form="bulk" aria-label="{label}">'
        )

    def _chip(self, row: Any) -> str:
        return due(row.due_at, waiting=row.waits, urgent=row.is_urgent)

    def _facts(self, row: Any) -> str:
        """Whose it is, whom it waits for, how it came to its day, and why it is here."""
        found = [f"<span>{escape(words)}</span>" for words in _words(self.actor, row)]
        return "".join(found) + f'<span class="workrow__why">{escape(_reason(row))}</span>'

    def _button(self, button: Button, name: str) -> str:
        hidden = f'<span class="visually-hidden"> {name}</span>'
        look = f"btn btn-{button.look} btn-sm"
        if button.version is not None:
            return self._form(button, f'<button class="{look}" type="submit">{escape(button.label)}{hidden}</button>')
        return f'<a class="{look}" href="{escape(button.url)}"{_place(button)}>{escape(button.label)}{hidden}</a>'

    def _form(self, button: Button, inside: str) -> str:
        return (
            f'<form method="post" action="{button.url}"><input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'
            f'<input type="hidden" name="version" value="{button.version}"><input type="hidden" name="next" value="{escape(button.leads_to)}">'
            f"{inside}</form>"
        )

    def _menu(self, menu: list[Button], name: str) -> str:
        if not menu:
            return ""
        return (
            f'<details class="menu"><summary class="btn btn-secondary btn-sm btn-icon">{icon("three-dots")}<span class="visually-hidden">{self.more} {name}'
            f'</span></summary><div class="menu__panel menu__panel--end"><ul class="menu__list">{"".join(map(self._item, menu))}</ul></div></details>'
        )

    def _item(self, button: Button) -> str:
        look = "menu__item menu__item--danger" if button.look == "danger" else "menu__item"
        if button.version is not None:
            inside = f'<button class="{look}" type="submit">{escape(button.label)}</button>'
            return f"<li>{self._form(button, inside)}</li>"
        return f'<li><a class="{look}" href="{escape(button.url)}"{_place(button)}>{escape(button.label)}</a></li>'


def _place(button: Button) -> str:
    return " data-in-place" if button.in_place else ""


def _safety(row: Any) -> str:
    note = row.client.safe_contact_note
    if not note:
        return ""
    label = f'<span class="visually-hidden">{escape(_("Safe contact:"))} </span>'
    return f'<p class="workrow__safety">{icon("exclamation-triangle-fill")}<span>{label}{escape(note)}</span></p>'


def _words(actor: Actor, row: Any) -> list[str]:
    found = []
    if row.owner_id != actor.id and (row.owner or row.team):
        person = row.owner.name if row.owner else row.team.name
        found.append(_("for %(name)s") % {"name": person} if row.owner_id in actor.acts_for else person)
    if row.waiting_on:
        found.append(_("From %(who)s") % {"who": row.waiting_on})
    if row.hold_until:
        found.append(_with(_("on hold until %(day)s") % {"day": due_dates.day(row.hold_until)}, row.moved_why))
    if row.nudged_at:
        found.append(_with(_("nudged %(ago)s") % {"ago": due_dates.ago(row.nudged_at)}, row.nudge_words))
    if row.first_due_at and not row.hold_until:
        found.append(_with(_("moved from %(day)s") % {"day": due_dates.day(row.first_due_at)}, row.moved_why))
    if row.repeat_every:
        found.append(row.rhythm)
    return [*found, *_offer_words(row)]


def _with(words: str, why: str) -> str:
    return f"{words}: {why}" if why else words


def _offer_words(row: Any) -> list[str]:
    if row.offered_to_id:
        asked = _("%(giver)s asks %(name)s: %(note)s")
        return [asked % {"giver": row.offered_by_name, "name": row.offered_to.name, "note": row.offer_note}]
    return [row.offer_answer] if row.offer_answer else []


def _reason(row: Any) -> str:
    if row.kind == Kind.ANSWER and row.case is not None:
        need = row.case.need if len(row.case.need) <= 140 else f"{row.case.need[:139]}…"
        return " · ".join(filter(None, (row.case.tier_label, need)))
    return str(row.why)


@register.simple_tag(takes_context=True)
def work_rows(context: template.Context, rows: list[Any], back: str = "/today/", pick: bool = False) -> SafeString:
    """Each row with its time left, its reason, its safe-contact note, and what can be done about it."""
    request = context["request"]
    drawing = Drawing(request.actor, get_token(request), back, pick)
    return mark_safe("".join(map(drawing.row, rows)))


@register.simple_tag(takes_context=True)
def row_buttons(context: template.Context, row: Any, back: str) -> SafeString:
    """The buttons and the menu of one row, for lists that say the rest in their own words."""
    request = context["request"]
    drawing = Drawing(request.actor, get_token(request), back, pick=False)
    return mark_safe(drawing.actions(row, escape(row.client.name), verbs_for(request.actor, row)))
