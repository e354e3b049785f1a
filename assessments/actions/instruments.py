"""Steps of instruments: imported as a draft, published once and for good, switched on and off."""

import hashlib
import json
from typing import Any

from assessments.forms.instruments import ImportInstrumentForm, SwitchOnForm
from assessments.models import Instrument
from assessments.policy.instruments import may_keep_instruments
from workflow.actor import Actor
from workflow.steps import Step, Taken

DRAFT, PUBLISHED, RETIRED = Instrument.Status.DRAFT, Instrument.Status.PUBLISHED, Instrument.Status.RETIRED
SCOPE = "instruments:write"

IMPORT = Step(
    name="instrument.import", event="instrument.imported", label="Import an instrument", done="Instrument imported as a draft.",
    model=Instrument, target=DRAFT, may=may_keep_instruments, form=ImportInstrumentForm, scope=SCOPE,
    help="It is checked from end to end; what is wrong is named with its item. You publish it afterwards.",
)  # fmt: skip


@IMPORT.rule
def import_instrument(nothing: None, taken: Taken) -> Instrument:
    """Take in a questionnaire the agency is licensed to use; as a draft, so that somebody looks at it before a client does."""
    shipped = taken.actor.is_system
    instrument = Instrument(origin=Instrument.Origin.SHIPPED if shipped else Instrument.Origin.IMPORTED)
    _describe(instrument, taken.data["definition"])
    taken.notes.update(key=instrument.key, edition=instrument.edition)
    return instrument


def _describe(instrument: Instrument, definition: dict[str, Any]) -> None:
    """The columns repeat what lists need; the definition stays the one truth."""
    licence = definition.get("licence", {})
    instrument.definition = definition
    instrument.digest = digest_of(definition)
    instrument.key, instrument.edition = definition["name"], str(definition["version"])
    instrument.title, instrument.domain = definition["title"], definition.get("domain", "")
    instrument.kind = definition.get("kind", Instrument.Kind.SCREENING)
    instrument.source, instrument.notice = definition.get("source", ""), definition.get("notice", "")
    instrument.licence_status, instrument.licence_text = licence.get("status", ""), licence.get("text", "")
    instrument.licence_verified = licence.get("verified") is True
    instrument.release_gate = definition.get("releaseGate", "")


def digest_of(definition: dict[str, Any]) -> str:
    """SHA-256 of the definition, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


REPLACE = Step(
    name="instrument.replace", event="instrument.replaced", label="Replace the draft", done="Draft replaced.", model=Instrument,
    source={DRAFT}, may=may_keep_instruments, form=ImportInstrumentForm, scope=SCOPE,
)  # fmt: skip


@REPLACE.rule
def replace_draft(instrument: Instrument, taken: Taken) -> None:
    """Correct a draft by importing it again; what is published is never corrected, it gets a new edition."""
    _describe(instrument, taken.data["definition"])


PUBLISH = Step(
    name="instrument.publish", event="instrument.published", label="Publish", done="Instrument published.", model=Instrument,
    source={DRAFT}, target=PUBLISHED, may=may_keep_instruments, scope=SCOPE,
    help="From then on this edition cannot be changed, since answers are tied to it. An earlier edition is retired.",
)  # fmt: skip


@PUBLISH.rule
def publish_instrument(instrument: Instrument, taken: Taken) -> None:
    """Fix this edition for good; the one before it is retired, and stays on where its terms are the same."""
    instrument.published_at = taken.now
    earlier = Instrument.objects.filter(key=instrument.key, status=PUBLISHED).first()
    if earlier is not None:
        if earlier.switched_on and _same_terms(earlier, instrument):
            instrument.switched_on = True
            instrument.terms_read_by, instrument.terms_read_at = earlier.terms_read_by, earlier.terms_read_at
            instrument.terms_read_by_name = earlier.terms_read_by_name
        retire_instrument(earlier.pk, actor=taken.actor, version=earlier.version)


def _same_terms(earlier: Instrument, later: Instrument) -> bool:
    return (earlier.release_gate, earlier.licence_text) == (later.release_gate, later.licence_text)


RETIRE = Step(
    name="instrument.retire", event="instrument.retired", label="Retire", done="Instrument retired.", model=Instrument,
    source={PUBLISHED}, target=RETIRED, may=may_keep_instruments, scope=SCOPE, danger=True,
    help="Nobody can start it any more. What was answered with it stays.",
)  # fmt: skip


@RETIRE.rule
def retire_instrument(instrument: Instrument, taken: Taken) -> None:
    """Take an edition out of use for good; answers given to it keep it as it was."""
    instrument.retired_at = taken.now
    instrument.switched_on = False


def _is_off(actor: Actor, instrument: Instrument) -> str:
    return "This instrument is on already." if instrument.switched_on else ""


SWITCH_ON = Step(
    name="instrument.switch_on", event="instrument.switched_on", label="Switch on", done="Instrument switched on.",
    model=Instrument, source={PUBLISHED}, may=may_keep_instruments, ready=_is_off, form=SwitchOnForm, scope=SCOPE,
)  # fmt: skip


@SWITCH_ON.rule
def switch_on_instrument(instrument: Instrument, taken: Taken) -> None:
    """Let it be used, under the name of whoever read its terms."""
    instrument.switched_on = True
    instrument.terms_read_by_id = taken.actor.id if taken.actor.is_person else None
    instrument.terms_read_by_name = taken.actor.name[:120]
    instrument.terms_read_at = taken.now


def _is_on(actor: Actor, instrument: Instrument) -> str:
    return "" if instrument.switched_on else "This instrument is off already."


SWITCH_OFF = Step(
    name="instrument.switch_off", event="instrument.switched_off", label="Switch off", done="Instrument switched off.",
    model=Instrument, source={PUBLISHED}, may=may_keep_instruments, ready=_is_on, scope=SCOPE, danger=True,
    help="Nobody can start it until it is switched on again. What was begun can be finished.",
)  # fmt: skip


@SWITCH_OFF.rule
def switch_off_instrument(instrument: Instrument, taken: Taken) -> None:
    """Stop its use, for example when its terms have changed; what was begun can still be finished."""
    instrument.switched_on = False
