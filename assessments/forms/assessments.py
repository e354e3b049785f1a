"""Inputs of assessments: starting, answering, concluding, amending."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from assessments.forms.answers import AnswersField, read_or_refuse, typed_on
from assessments.forms.definitions import keepable
from assessments.models import Assessment, Instrument
from assessments.models.questionnaire import Questionnaire
from assessments.queries.conclusions import OVERALL
from assessments.queries.instruments import in_use, instrument_named
from assessments.queries.questions import screens_of
from clients.forms.fields import day_field, long_text, not_in_future
from clients.models.codes import Language
from workflow.forms import StepForm

LONGEST_CONCLUSION = 4000


class InstrumentField(forms.CharField):
    """An instrument by its key, such as phq-9, or by its id."""

    def clean(self, value: Any) -> Any:
        name = str(super().clean(value) or "")
        instrument = instrument_named(name)
        if instrument is None:
            raise forms.ValidationError(f"There is no instrument “{name}”. Choose one from the list of instruments.")
        if not instrument.in_use:
            raise forms.ValidationError(f"“{instrument.title}” is switched off or retired. An administrator can switch it on.")
        return instrument


class StartForm(StepForm):
    """Which instrument, why now and how; under an id its maker chose, so that sending it twice makes one."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    instrument = InstrumentField(label="Instrument", max_length=80, widget=forms.Select)
    occasion = forms.ChoiceField(label="Why now", choices=Assessment.Occasion, required=False, initial=Assessment.Occasion.OTHER)
    mode = forms.ChoiceField(label="How it is taken", choices=Assessment.Mode, required=False, initial=Assessment.Mode.INTERVIEW)
    assessed_on = day_field("Taken on", required=False, help_text="Today, if left empty.")
    language = forms.ChoiceField(label="Language", choices=Language, required=False)
    interpreter_used = forms.BooleanField(label="With an interpreter", required=False)
    interpreter = forms.CharField(label="Name or number of the interpreter", max_length=120, required=False)
    answers = AnswersField(label="Answers", required=False, widget=forms.HiddenInput)

    groups = (("", ("instrument", "occasion", "mode", "assessed_on", "language", "interpreter_used", "interpreter")),)

    def narrow(self) -> None:
        kinds = dict(Instrument.Kind.choices)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for instrument in in_use() if self.obj is not None else ():
            grouped.setdefault(kinds[instrument.kind], []).append((instrument.key, instrument.title))
        self.fields["instrument"].widget.choices = [("", "Choose one"), *grouped.items()]
        if self.obj is not None:
            self.fields["language"].initial = self.obj.language
            self.fields["interpreter_used"].initial = self.obj.interpreter_needed

    def clean_assessed_on(self) -> Any:
        return not_in_future(self.cleaned_data["assessed_on"]) or timezone.localdate()

    def clean_occasion(self) -> str:
        return self.cleaned_data["occasion"] or Assessment.Occasion.OTHER

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Assessment.Mode.INTERVIEW

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or getattr(self.obj, "language", "") or Language.ENGLISH

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("interpreter"):
            data["interpreter_used"] = True
        if data.get("instrument") and data.get("answers"):
            _read(self, data, Questionnaire(data["instrument"].definition))
        return data


def _read(form: forms.Form, data: dict[str, Any], questionnaire: Questionnaire) -> None:
    try:
        data["answers"] = read_or_refuse(questionnaire, data["answers"])
    except forms.ValidationError as refused:
        form.add_error("answers", refused)


class ConclusionsWidget(forms.Widget):
    """Conclusions as JSON, or as one text for each on a page; only those that were changed are sent on."""

    template_name = "assessments/conclusions_widget.html"
    shown: Sequence[tuple[str, str, str]] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        context["widget"]["shown"] = self.shown
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            return data[name]
        typed = {key.removeprefix("c."): str(data[key]).replace("\r\n", "\n").strip() for key in data if key.startswith("c.")}
        changed = {factor: text for factor, text in typed.items() if text != self._was(data, factor)}
        return changed or None

    def _was(self, data: Any, factor: str) -> str:
        return str(data.get(f"was-c.{factor}", "")).replace("\r\n", "\n").strip()


class ConclusionsField(forms.JSONField):
    """Conclusions by factor: a text, or {"not_applicable": true, "text": why}."""

    widget = ConclusionsWidget

    def to_python(self, value: Any) -> dict[str, Any]:  # type: ignore[override]  # the stubs take a JSON field for one of text
        read = super().to_python(value)
        if read is None:
            return {}
        if not isinstance(read, dict):
            raise forms.ValidationError("Give the conclusions as an object: the id of each factor with its conclusion.")
        return {str(factor): _conclusion(factor, given) for factor, given in read.items()}


def _conclusion(factor: Any, given: Any) -> dict[str, Any]:
    text = given.get("text", "") if isinstance(given, dict) else given
    not_applicable = isinstance(given, dict) and given.get("not_applicable") is True
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_CONCLUSION or not keepable(text):
        raise forms.ValidationError(f"{factor}: A conclusion of at most {LONGEST_CONCLUSION:,} characters is needed.")
    return {"text": text.strip(), "not_applicable": not_applicable}


class RecordForm(StartForm):
    """A whole assessment in one document: the answers, and the conclusions where the instrument asks for them."""

    answers = AnswersField(label="Answers")
    conclusions = ConclusionsField(label="Conclusions", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("instrument") and data.get("conclusions"):
            check_factors(self, data["conclusions"], Questionnaire(data["instrument"].definition))
        return data


def check_factors(form: forms.Form, conclusions: dict[str, Any], questionnaire: Questionnaire) -> None:
    known = {*dict(questionnaire.factors), OVERALL}
    for factor in sorted(set(conclusions) - known):
        form.add_error("conclusions", f"“{factor}” is not a factor of this instrument. Known: {', '.join(sorted(known))}.")


class OfAssessment(StepForm):
    """A form about one assessment: its answers are shown as the questions they belong to, and judged by them."""

    def narrow(self) -> None:
        if self.obj is not None:
            self.questionnaire = Questionnaire(self.obj.instrument.definition)
            self.fields["answers"].widget.screens = screens_of(self.obj, self.questionnaire, typed_on(self.data))


class AnswerForm(OfAssessment):
    """One answer or several, merged by linkId: what is not named stays as it is."""

    answers = AnswersField(label="Answers", help_text="By linkId: a value, a list, null, or {“absent”: a reason}.")

    def clean_answers(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data["answers"]
        return read_or_refuse(self.questionnaire, given) if self.obj is not None else given


class ConcludeForm(StepForm):
    """What the case manager makes of one factor, or of everything at once."""

    factor = forms.ChoiceField(label="About", choices=[(OVERALL, "Everything together")], required=False)
    conclusion = long_text("Your conclusion", rows=5, max_length=LONGEST_CONCLUSION)
    not_applicable = forms.BooleanField(
        label="Does not apply to this client", required=False, help_text="Say above why it does not apply."
    )

    def narrow(self) -> None:
        if self.obj is not None:
            factors = Questionnaire(self.obj.instrument.definition).factors
            self.limit_choices("factor", [*factors, (OVERALL, "Everything together")])

    def clean_factor(self) -> str:
        return self.cleaned_data["factor"] or OVERALL


class AmendForm(OfAssessment):
    """What was wrong, what it should say, and why it changes; what it said before is kept."""

    reason = long_text("Why it changes", rows=2, max_length=300)
    answers = AnswersField(label="Answers", required=False)
    conclusions = ConclusionsField(label="Conclusions", required=False)

    def narrow(self) -> None:
        super().narrow()
        if self.obj is not None:
            titles = {**dict(self.questionnaire.factors), OVERALL: "Everything together"}
            said = [
                (key, title, self.obj.conclusions[key]["text"]) for key, title in titles.items() if key in self.obj.conclusions
            ]
            self.fields["conclusions"].widget.shown = said
            if not said and not self.is_bound:
                self.fields["conclusions"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.obj is None:
            return data
        if data.get("answers"):
            _read(self, data, self.questionnaire)
        check_factors(self, data.get("conclusions") or {}, self.questionnaire)
        if not self.errors and not data.get("answers") and not data.get("conclusions"):
            self.add_error("answers", "Nothing was changed. Change an answer or a conclusion, or leave the assessment as it is.")
        return data
