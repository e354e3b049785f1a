"""What a hand-over summary says: one page of what the receiver needs. No address ever stands on it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import formats

from accounts.queries import the_agency
from careplans.models import Commitment, Goal
from clients.models import Channel, Client
from clients.models.codes import Language
from followups.models import FollowUp
from transitions.models import Clock, HandoverSummary, MedicineLine, Transition
from transitions.queries.covering import is_unsafe
from transitions.queries.protection import OF_THE_STAY, Guard, Kind, by_author, by_need, marked_programme, marked_stay
from transitions.queries.summary_parts import parts_of
from transitions.queries.teach_backs import told_onward

Section = HandoverSummary.Section
Line = tuple[str, str]
NOT_RECONCILED = "Not reconciled yet."


class Page:
    """Lines by section; what its guard does not let out stands there with the reason."""

    def __init__(self, transition: Transition, kinds: Collection[str] | None = None, unmarked: str = "") -> None:
        """With `kinds` of consents only what they cover; without, everything, for the agency's own eyes."""
        self.transition, self.guard = transition, Guard(kinds, unmarked)
        self.client: Client = transition.client
        self.agency = the_agency()
        self.zone = self.agency.zone
        self.parts = parts_of(transition)

    @property
    def programme(self) -> str:
        """Why nothing of this page leaves without a consent under 42 CFR Part 2, where that is so."""
        return marked_programme(self.agency, self.parts.case)

    def sections(self, wanted: Collection[str]) -> list[dict[str, Any]]:
        makers = {
            Section.WHO: self.who, Section.STAY: self.stay, Section.MEDICINES: self.medicines, Section.NEXT: self.next,
            Section.CHECKED: self.checked, Section.PLAN: self.plan, Section.PEOPLE: self.people, Section.RISK: self.risk, Section.CALL: self.call,
        }  # fmt: skip
        return [self._section(section, makers[section]) for section in Section if section in wanted]

    def _section(self, section: Any, make: Any) -> dict[str, Any]:
        """Everything known from a stay in a programme that treats substance use is protected together."""
        why = marked_stay(self.agency, self.transition) if section in OF_THE_STAY and self._knows_anything(make) else ""
        whole = self.guard.lets_out(section, "", (Kind.SUD, why) if why else None)
        told = [{"label": label, "words": words} for label, words in (make() if whole else []) if words]
        # Where the whole section is marked, no line of it can be said to be unmarked.
        for line in told if self.guard.kinds is None and not why else []:
            if note := self.guard.notes.get((section, line["label"])):
                line["note"] = note
        found = {"key": str(section), "title": str(section.label), "lines": told}
        if section == Section.MEDICINES and not self.parts.reconciled:
            # Empty, it would be read as somebody who takes none.
            found["empty"] = NOT_RECONCILED
        return {**found, "note": why} if why and self.guard.kinds is None else found

    def _knows_anything(self, make: Any) -> bool:
        """Whether there is anything at all to leave out."""
        guard, self.guard = self.guard, Guard(None)
        try:
            return any(words for label, words in make())
        finally:
            self.guard = guard

    def _moment(self, moment: datetime | None) -> str:
        return formats.date_format(moment.astimezone(self.zone), "DATETIME_FORMAT") if moment else ""

    def who(self) -> list[Line]:
        client = self.client
        language = dict(Language.choices).get(client.language, client.language)
        return [
            ("Name", client.name), ("Pronouns", client.pronouns), ("Born", formats.date_format(client.birth_date) if client.birth_date else ""),
            ("Language", f"{language}, interpreter needed" if client.interpreter_needed else str(language)),
            ("Communication and access", client.disability), ("Reach safely by", self._reached_by()),
            ("Call between", self._hours()),
        ]  # fmt: skip

    def _hours(self) -> str:
        first, last = self.client.safe_from, self.client.safe_until
        return f"{formats.time_format(first)} and {formats.time_format(last)}" if first and last else ""

    def _reached_by(self) -> str:
        numbers = [phone.number for phone in self.parts.phones] if self.client.channel_is_safe(Channel.PHONE) else []
        return ", ".join([*numbers, *(Channel(name).label for name in self.client.safe_channels)])

    def stay(self) -> list[Line]:
        move = self.transition
        told = [
            one for one in move.diagnoses if self._may_say(Section.STAY, "Diagnoses", one.get("words", ""), one.get("code", ""))
        ]
        named = "; ".join(" ".join(filter(None, (one.get("words"), one.get("code")))) for one in told)
        return [
            ("At", move.facility), ("From", move.get_from_setting_display()), ("To", move.get_to_setting_display()),
            ("Admitted", self._moment(move.admitted_at)), ("Discharged", self._moment(move.discharged_at)),
            ("Where the stay ended", move.get_disposition_display()), ("Diagnoses", named),
        ]  # fmt: skip

    def medicines(self) -> list[Line]:
        """As reconciled; a question that is still open is handed over with the line."""
        told = [line for line in self.parts.medicines if self._may_tell_of_medicine(line)]
        return [(line.medicine, _taken(line)) for line in told]

    def _may_tell_of_medicine(self, line: MedicineLine) -> bool:
        words = f"{line.medicine} {line.now} {line.comment} {line.question}"
        return self.guard.lets_out(Section.MEDICINES, line.medicine, by_author(line)) and self._may_say(
            Section.MEDICINES, line.medicine, words
        )

    def next(self) -> list[Line]:
        """Clocks with their owners, and what else a receiver may go on from, by its kind: what was written about it stays here."""
        return [
            *((clock.title, f"by {self._moment(clock.due_at)}: {self._sees_to(clock)}") for clock in self.parts.clocks),
            *((one.get_kind_display(), self._due(one)) for one in self.parts.due),
        ]

    def _sees_to(self, clock: Clock) -> str:
        booked = f"booked for {self._moment(clock.booked_for)}" if clock.booked_for else ""
        return "; ".join(filter(None, (clock.get_owner_role_display(), booked)))

    def _due(self, one: FollowUp) -> str:
        return f"by {self._moment(one.due_at)}: {one.waiting_on or (one.owner.name if one.owner else 'The team')}"

    def checked(self) -> list[Line]:
        """What is missing or not yet understood, and the warning signs as the client says them; the newest check of a topic counts."""
        told = [(one, one.get_topic_display(), told_onward(one)) for one in self.parts.checks]
        return [
            (label, words)
            for one, label, words in told
            if self.guard.lets_out(Section.CHECKED, label, by_author(one)) and self._may_say(Section.CHECKED, label, words)
        ]

    def plan(self) -> list[Line]:
        if not self.parts.plans:
            return []
        back_up, fallback = self.parts.plans[0].back_up_plan, "If something falls through"
        return [
            *(("In the client's words", goal.client_words) for goal in self.parts.goals if self._may_tell(goal)),
            *((_owner(one), f"{one.what}, by {formats.date_format(one.due_on)}") for one in self.parts.promises if self._may_tell_of(one)),
            (fallback, back_up if self._may_say(Section.PLAN, fallback, back_up) else ""),
        ]  # fmt: skip

    def _may_tell(self, goal: Goal) -> bool:
        label = "In the client's words"
        return self.guard.lets_out(Section.PLAN, label, by_need(goal.need)) and self._may_say(
            Section.PLAN, label, goal.client_words
        )

    def _may_tell_of(self, one: Commitment) -> bool:
        need, label = one.goal.need if one.goal else None, _owner(one)
        return self.guard.lets_out(Section.PLAN, label, by_need(need)) and self._may_say(Section.PLAN, label, one.what)

    def _may_say(self, section: str, label: str, words: str, code: str = "") -> bool:
        return self.guard.lets_words_out(section, label, words, code)

    def people(self) -> list[Line]:
        """Only whom the client lets know; nobody who must not know of the client stands there, not even by name."""
        return [
            (person.name, ", ".join(filter(None, (person.relationship, "caregiver" if person.caregiver else "", person.phone))))
            for person in self.parts.supporters
            if not is_unsafe(self.client, person.name)
        ]

    def risk(self) -> list[Line]:
        tier = self.parts.case.tier_today if self.parts.case else None
        return [
            ("Risk tier", f"{tier} of 4" if tier else ""),
            ("Complexity of decisions", self.transition.get_complexity_display()),
        ]

    def call(self) -> list[Line]:
        worker = self.parts.case.case_manager if self.parts.case else None
        named = ", ".join(filter(None, (worker.name, worker.phone))) if worker else ""
        return [("Case manager", named), ("Agency", self.agency.name), ("In a crisis", self.agency.crisis_line)]


def _owner(one: Commitment) -> str:
    return one.owner_name or "The client"


def _taken(line: MedicineLine) -> str:
    how = line.get_outcome_display().lower()
    now = f"{line.now}, {how}" if line.now and line.outcome != MedicineLine.Outcome.STOPPED else how
    return ". ".join(filter(None, (now, line.question if line.outcome == MedicineLine.Outcome.UNCLEAR else "")))
