"""Steps: a change to a record, declared once and taken the same way through every door."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import getdoc
from typing import Any, NamedTuple
from uuid import UUID

from workflow.actor import Actor
from workflow.forms import StepForm
from workflow.models import StepModel
from workflow.policy import ALLOWED, May, Verdict, denied

Ready = Callable[[Actor, Any], str]
Foresight = Callable[[list[Any]], None]


def always_ready(actor: Actor, obj: Any) -> str:
    return ""


@dataclass
class Taken:
    """What a rule is given: who acts, the cleaned input, and a place for what the event should tell."""

    actor: Actor
    data: Mapping[str, Any]
    now: datetime
    notes: dict[str, Any] = field(default_factory=dict)
    afterwards: list[Callable[[], Any]] = field(default_factory=list)

    def then(self, work: Callable[[], Any]) -> None:
        """Do this once the record itself is stored, in the same transaction: rows that hang on a new one."""
        self.afterwards.append(work)


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """The declaration: from which states to which, who may, with what input.

    A step without `source` creates a record, below `parent` where it has one. `target` None keeps
    the state. `ready` says in a sentence what must be done first. `scope` is what an API client
    needs. `edits` fills the form with the record's present values. `quiet` steps (a draft's autosave)
    change the record without telling the timeline. A refused attempt at a `watched` step is written
    down as well, because trying it already tells something.
    """

    name: str
    event: str
    label: str
    done: str
    model: type[StepModel]
    may: May
    scope: str
    source: Iterable[str] = ()
    target: str | None = None
    form: type[StepForm] = StepForm
    ready: Ready = always_ready
    foresee: Foresight | None = None
    parent: type[StepModel] | None = None
    parent_field: str = ""
    edits: bool = False
    quiet: bool = False
    watched: bool = False
    help: str = ""
    danger: bool = False
    # Asked for every step of every record that is shown.
    creates: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", frozenset(self.source))
        object.__setattr__(self, "creates", not self.source)

    @property
    def subject(self) -> type[StepModel] | None:
        """The model whose page and API object offer this step."""
        return self.parent if self.creates else self.model

    @property
    def noun(self) -> str:
        return self.name.split(".")[0]

    @property
    def verb(self) -> str:
        return self.name.split(".")[1]

    def rule(self, rule: Callable[..., Any]) -> "BoundStep":
        """Bind the function that holds the rule of the case, and register the step under its name."""
        if self.name in REGISTRY:
            raise ValueError(f"The step {self.name} is declared twice.")
        bound = BoundStep(self, rule)
        REGISTRY[self.name] = bound
        _OFFERED_ON.clear()
        return bound


class BoundStep:
    """A step with its rule: call it with the record's id, the actor, the version seen and the input."""

    def __init__(self, step: Step, rule: Callable[..., Any]) -> None:
        self.step = step
        self.rule = rule
        self.__doc__ = getdoc(rule)
        self.__name__ = rule.__name__
        self.__module__ = rule.__module__

    def __call__(self, pk: UUID | None = None, *, actor: Actor, version: int | None = None, **fields: Any) -> Any:
        from workflow.kernel import take

        return take(self, pk, actor=actor, version=version, fields=fields)

    def __repr__(self) -> str:
        return f"<step {self.step.name}>"


REGISTRY: dict[str, BoundStep] = {}


# Looked up for every row of a list; each model's is found once all steps are registered.
_OFFERED_ON: dict[type[StepModel], tuple[Step, ...]] = {}


def steps_on(model: type[StepModel]) -> tuple[Step, ...]:
    """The steps offered on records of this model: its own, and what may be created below it."""
    if model not in _OFFERED_ON:
        _OFFERED_ON[model] = tuple(bound.step for bound in REGISTRY.values() if bound.step.subject is model)
    return _OFFERED_ON[model]


def permission(step: Step, actor: Actor, obj: Any) -> Verdict:
    """May this actor take the step on this record at all? An API client needs the scope as well."""
    if actor.is_api_client and step.scope not in actor.scopes:
        return denied(f"This API client lacks the scope {step.scope}; an administrator can grant it.")
    return step.may(actor, obj)


def state_verdict(step: Step, obj: Any) -> Verdict:
    if step.creates or obj.status in step.source:
        return ALLOWED
    return denied(f"Not while {_this(obj)} is {_label(obj, obj.status)}; {_or(obj, step.source)} is needed.")


def _this(obj: Any) -> str:
    return f"this {obj._meta.verbose_name}"


def _or(obj: Any, states: Iterable[str]) -> str:
    return " or ".join(sorted(f"“{_label(obj, state)}”" for state in states))


def _label(obj: Any, state: str) -> str:
    return str(obj.states().get(state, state)).lower()


class Offer(NamedTuple):
    """One step as shown on a button or in the API: allowed now, or the reason why not."""

    step: Step
    obj: Any
    verdict: Verdict
    status: int = 200

    @property
    def allowed(self) -> bool:
        return bool(self.verdict)

    @property
    def reason(self) -> str:
        return self.verdict.reason

    @property
    def permitted(self) -> bool:
        """False when this actor may never take it: pages then leave the button out."""
        return self.status != 403

    @property
    def url(self) -> str:
        from workflow.addresses import page_url

        return page_url(self.step, self.obj.pk)


def offer(step: Step, actor: Actor, obj: Any) -> Offer:
    """Permission first, then state, then what the case still needs: the order the doors check in."""
    if not (verdict := permission(step, actor, obj)):
        return Offer(step, obj, verdict, 403)
    if not (verdict := state_verdict(step, obj)):
        return Offer(step, obj, verdict, 409)
    if reason := step.ready(actor, obj):
        return Offer(step, obj, denied(reason), 422)
    return Offer(step, obj, ALLOWED)


def foresee(rows: list[Any]) -> None:
    """Before steps are offered on each of these records of one model."""
    for step in steps_on(type(rows[0])) if rows else ():
        if step.foresee is not None:
            step.foresee(rows)


def offered(actor: Actor, obj: StepModel) -> list[Offer]:
    """Every step on this record for this actor; pages and the API show the same list."""
    return [offer(step, actor, obj) for step in steps_on(type(obj))]
