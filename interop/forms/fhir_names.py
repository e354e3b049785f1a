"""HumanName: which of several names is the client's own, and what becomes of the others."""

from dataclasses import dataclass
from typing import Any

from clients.models.codes import NameUse
from interop.forms.fhir_codes import NAME_USES
from interop.forms.fhir_values import NotUsable, has_ended, objects, text, texts

LONGEST = 100
# The name on papers first; a name without a use is usually the only one.
PREFERENCE = ("official", "usual", "", "temp")


@dataclass
class Names:
    """The client's own name as fields of the client, and the other names as input of add_former_name."""

    own: dict[str, str]
    others: list[dict[str, str]]


def names_of(given: Any, remarks: list[str]) -> Names:
    """The official name, else the usual one; raises NotUsable when nothing names the person."""
    names = [name for name in objects(given, "names") if text(name.get("use")) != "anonymous"]
    current = [name for name in names if _use(name) in PREFERENCE and not has_ended(name)]
    current.sort(key=lambda name: PREFERENCE.index(_use(name)))
    if not names:
        raise NotUsable("It has no name. Give it one in the source, or register this person by hand.")
    first = next(iter(current or names))
    own = _own(first, remarks)
    usual = next((name for name in current if _use(name) == "usual" and name is not first), None)
    if usual and (called := _given(usual)) and called != own["given_name"]:
        own["preferred_name"] = called
    return Names(own, _others([name for name in names if name is not first and name is not usual], own, remarks))


def _use(name: dict[str, Any]) -> str:
    return text(name.get("use"))


def _given(name: dict[str, Any]) -> str:
    return next(iter(texts(name.get("given"))), "")


def _own(name: dict[str, Any], remarks: list[str]) -> dict[str, str]:
    given, family = texts(name.get("given")), text(name.get("family"))
    if not given and not family:
        given, family = _split(text(name.get("text")), remarks)
    if not given or not family:
        lacking = "given name" if family else "family name" if given else "given and no family name"
        raise NotUsable(f"It has no {lacking}. Complete it in the source, or register this person by hand.")
    return {
        "given_name": given[0],
        "middle_name": " ".join(given[1:]),
        "family_name": family,
        "suffix": " ".join(texts(name.get("suffix"))),
    }


def _split(written: str, remarks: list[str]) -> tuple[list[str], str]:
    """A name given only as one text: the last word is taken for the family name, and somebody should look."""
    *given, family = written.split() or [""]
    if given:
        remarks.append("The name was given as one text; check which part is the family name.")
    return given, family


def _others(names: list[dict[str, Any]], own: dict[str, str], remarks: list[str]) -> list[dict[str, str]]:
    """Maiden, former and other names; one that says nothing new is passed over."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name in names:
        given, family = " ".join(texts(name.get("given"))), text(name.get("family")) or text(name.get("text"))
        if max(len(given), len(family)) > LONGEST:
            remarks.append(f"Another name longer than {LONGEST} characters left out.")
            continue
        use = NAME_USES.get(_use(name)) or (NameUse.FORMER if has_ended(name) else NameUse.ALIAS)
        same = not family or family == own["family_name"], not given or own["given_name"] == given.partition(" ")[0]
        if (given or family) and not all(same):
            found.setdefault((given, family), {"use": use.value, "given_name": given, "family_name": family})
    return list(found.values())
