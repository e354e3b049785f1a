"""Every way a step can say no, each with its HTTP status and a sentence for a person."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import pretty_name

if TYPE_CHECKING:
    from django.db.models import Model

Errors = dict[str, list[str]]


class Refusal(Exception):
    """A step was not taken and nothing changed."""

    status = 422
    title = "Not possible"

    @property
    def sentence(self) -> str:
        """All of it in words, for where no form stands to show what is wrong at its fields."""
        return str(self)


class NotFound(Refusal):
    """The record is absent or hidden; nobody may learn which."""

    status = 404
    title = "Not found"

    def __init__(self) -> None:
        super().__init__("There is no such record, or it is not yours to see.")


class NotAllowed(Refusal):
    status = 403
    title = "Not allowed"


class VersionMissing(Refusal):
    status = 428
    title = "Version missing"

    def __init__(self) -> None:
        super().__init__('Say which version you saw: send If-Match with the record\'s version, for example If-Match: "3".')


class Stale(Refusal):
    """Somebody changed the record since it was read; carries it as it is now."""

    status = 412
    title = "Changed meanwhile"

    def __init__(self, current: "Model") -> None:
        super().__init__("Somebody changed this record after you opened it. Compare both versions, then save again.")
        self.current = current


class WrongState(Refusal):
    status = 409
    title = "Not in this state"


class Conflict(Refusal):
    """The database found the same thing already there."""

    status = 409
    title = "Already there"


class StepRefused(Refusal):
    """A rule of the case says not now; the sentence says what to do first."""


class KeyReused(StepRefused):
    """The key of an earlier request came with other content: repeating it would lose what is new in it."""


class InvalidInput(Refusal):
    """The input was not understood; `errors` lists it by field."""

    status = 400
    title = "Check the form"

    def __init__(self, errors: Errors, form: forms.Form | None = None) -> None:
        super().__init__("Some answers need another look.")
        self.errors = errors
        self.form = form

    @property
    def sentence(self) -> str:
        return " ".join(
            f"{self._label(name)}: {message}" if name != NON_FIELD_ERRORS else message
            for name, messages in self.errors.items()
            for message in messages
        )

    def _label(self, name: str) -> str:
        known = self.form is not None and name in self.form.fields
        return str(self.form[name].label) if known and self.form else pretty_name(name)

    @classmethod
    def of_form(cls, form: forms.Form) -> "InvalidInput":
        return cls({name: [str(message) for message in messages] for name, messages in form.errors.items()}, form)

    @classmethod
    def of_validation(cls, error: Any, form: forms.Form) -> "InvalidInput":
        """A model's own validation, shown at the field where the form has it."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, messages in by_field.items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return cls.of_form(form)
