"""A step of the tests' own on a real record, whose every answer a test can choose; it is in no registry."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from clients.models import Client
from workflow.forms import StepForm
from workflow.policy import Verdict, allowed_if
from workflow.refusals import StepRefused
from workflow.steps import BoundStep, Step, Taken


class ProbeForm(StepForm):
    word = forms.CharField(max_length=10)


@dataclass
class Probe:
    """What the next answers will be; `rule_ran` counts how often the rule itself was reached."""

    may: bool = True
    ready: str = ""
    refuse: str = ""
    rule_ran: int = 0
    actors: list[Any] = field(default_factory=list)

    def step(self, **more: Any) -> BoundStep:
        given = {
            "name": "client.probe", "event": "client.probed", "label": "Probe", "done": "Probed.", "model": Client,
            "source": {"active"}, "target": "deceased", "may": self._may, "ready": self._ready, "form": ProbeForm,
            "scope": "clients:write", **more,
        }  # fmt: skip
        return BoundStep(Step(**given), self._rule)

    def _may(self, actor: Any, obj: Any) -> Verdict:
        self.actors.append(actor)
        return allowed_if(self.may, "Not for you.")

    def _ready(self, actor: Any, obj: Any) -> str:
        return self.ready

    def _rule(self, client: Client, taken: Taken) -> None:
        """Remember the word; a refusal comes after the change, so that its undoing is seen."""
        self.rule_ran += 1
        client.preferred_name = taken.data["word"]
        client.phones.create(number="617 555 0100")
        taken.notes["word"] = taken.data["word"]
        if self.refuse:
            raise StepRefused(self.refuse)
