"""The tags and components pages are built from, rendered."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string

from casemgmt.templatetags import shell


class Letter(forms.Form):
    subject = forms.CharField(label="Subject")
    body = forms.CharField(label="Body", required=False, help_text="In plain words.")
    channel = forms.ChoiceField(label="Channel", widget=forms.RadioSelect, choices=[("post", "Post"), ("hand", "By hand")])
    groups = (("What", ("subject", "body")),)


def offer(label: str, *, allowed: bool = True, permitted: bool = True) -> Any:
    step = SimpleNamespace(label=label, danger=False)
    return SimpleNamespace(step=step, url=f"/{label}/", allowed=allowed, permitted=permitted, reason=f"Not {label} yet.")


def test_an_icon_without_a_label_is_hidden_from_screen_readers() -> None:
    drawn = shell.icon("telephone")
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn


def test_an_icon_with_a_label_is_an_image_with_that_name() -> None:
    assert 'role="img" aria-label="Phone"' in shell.icon("telephone", label="Phone")


@pytest.mark.parametrize(("name", "letters"), [("Maria Lopez", "ML"), ("Ana Maria de Souza", "AS"), ("Cher", "C"), ("", "")])
def test_initials_are_of_the_first_and_last_name(name: str, letters: str) -> None:
    assert shell.initials(name) == letters


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("", "auto"), ('"><script>', "auto")])
def test_a_preference_is_one_of_the_known_choices(cookie: str, theme: str) -> None:
    request = HttpRequest()
    request.COOKIES["theme"] = cookie
    assert shell.preference({"request": request}, "theme", "auto", "light", "dark") == theme


def test_two_steps_become_buttons_and_the_rest_a_menu_with_reasons() -> None:
    shown = shell.step_actions(
        [offer("log"), offer("add", allowed=False), offer("sign"), offer("close"), offer("audit", permitted=False)]
    )
    assert [found.step.label for found in shown["first"]] == ["log", "sign"]
    assert [found.step.label for found in shown["more"]] == ["close"]
    assert [found.step.label for found in shown["blocked"]] == ["add"]


def test_a_blocked_step_tells_its_reason_and_has_no_link() -> None:
    html = render_to_string("components/step_actions.html", shell.step_actions([offer("sign", allowed=False)]))
    assert "Not sign yet." in html
    assert "href" not in html


def test_form_fields_stand_under_their_headings_and_the_rest_last() -> None:
    sections = [(legend, [field.name for field in fields]) for legend, fields in shell.groups(Letter())]
    assert sections == [("What", ["subject", "body"]), ("", ["channel"])]


def test_the_error_summary_links_each_error_to_its_input() -> None:
    html = render_to_string("components/fields.html", {"form": Letter({})})
    assert '<a href="#id_subject">Subject – This field is required.</a>' in html
    assert '<a href="#id_channel_0">Channel – This field is required.</a>' in html
    assert 'id="id_subject_error"' in html
    assert 'aria-describedby="id_subject_error"' in html


def test_optional_fields_say_so_and_their_help_is_read_with_them() -> None:
    html = render_to_string("components/fields.html", {"form": Letter()})
    assert html.count("(optional)") == 1
    assert 'aria-describedby="id_body_helptext"' in html
    assert 'id="id_body_helptext">In plain words.' in html


def test_a_status_is_a_word_with_an_icon_in_its_tone() -> None:
    note = SimpleNamespace(status="signed", get_status_display=lambda: "Signed")
    html = render_to_string("components/chip.html", shell.status(note))
    assert '<span class="chip chip--done">' in html
    assert "Signed" in html


def test_no_due_date_shows_nothing() -> None:
    assert shell.due(None) == ""
