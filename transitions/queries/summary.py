"""What a hand-over summary says: one page of what the receiver needs. No address ever stands on it."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import formats

from accounts.queries import the_agency
from careplans.models import CarePlan, Commitment, Goal
from clients.models import Case, Channel, Client, Consent, Phone, SupportPerson
from clients.models.codes import Language
from clients.policy.sight import RUNNING
from followups.models import FollowUp
from transitions.models import Clock, HandoverSummary, MedicineLine, MedicinesWorksheet, TeachBack, Transition
from transitions.queries.covering import NAMES, is_unsafe
from transitions.queries.owed import OWED
from transitions.queries.teach_backs import told_onward
from workflow.together import together

WHY = "the parts of a summary whoever sees the client may read"
MOST = 20
Section = HandoverSummary.Section
Line = tuple[str, str]
# Diagnoses of substance use (ICD-10-CM F10 to F19), and the words people write for them.
SUD_CODE = re.compile(r"^F1\d", re.IGNORECASE)
SUD_WORDS = re.compile(
    r"alcohol|addict|opioid|opiate|heroin|cocaine|methadone|buprenorphine|suboxone|naloxone|naltrexone|subutex|vivitrol|disulfiram|acamprosate|amphetamine|substance|overdose"
    r"|sober|sobriety|detox|drinking|drug use",
    re.IGNORECASE,
)
PROTECTED = {"x-substance-use": Consent.Kind.SUD, "intimate-partner-violence": Consent.Kind.VICTIM_SERVICES}


class Page:
    """Lines by section, and which protected kinds of records were left out because no consent covers them."""

    def __init__(self, transition: Transition, kinds: Collection[str] | None = None) -> None:
        """With `kinds` of consents only what they cover; without, everything, for the agency's own eyes."""
        self.transition, self.kinds, self.left_out = transition, kinds, set[str]()
        self.client: Client = transition.client
        self.agency = the_agency()
        self.zone = self.agency.zone
        (
            self.cases,
            self.plans,
            self.goals,
            self.promises,
            self.clocks,
            self.due,
            self.phones,
            self.supporters,
            self.lines,
            self.checks,
        ) = _parts(transition)

    @property
    def case(self) -> Case | None:
        return self.cases[0] if self.cases else None

    def sections(self, wanted: Collection[str]) -> list[dict[str, Any]]:
        makers = {
            Section.WHO: self.who, Section.STAY: self.stay, Section.MEDICINES: self.medicines, Section.NEXT: self.next,
            Section.CHECKED: self.checked, Section.PLAN: self.plan, Section.PEOPLE: self.people, Section.RISK: self.risk, Section.CALL: self.call,
        }  # fmt: skip
        return [self._section(section, makers[section]()) for section in Section if section in wanted]

    def _section(self, section: Any, lines: list[Line]) -> dict[str, Any]:
        told = [{"label": label, "words": words} for label, words in lines if words]
        return {"key": str(section), "title": str(section.label), "lines": told}

    def _may_say(self, words: str, domain: str = "", code: str = "") -> bool:
        sud = SUD_CODE.match(code) or SUD_WORDS.search(words)
        kind = PROTECTED.get(domain) or (Consent.Kind.SUD if sud else None)
        if kind is None or self.kinds is None or kind in self.kinds:
            return True
        self.left_out.add(NAMES[kind])
        return False

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
        numbers = [phone.number for phone in self.phones] if self.client.channel_is_safe(Channel.PHONE) else []
        return ", ".join([*numbers, *(Channel(name).label for name in self.client.safe_channels)])

    def stay(self) -> list[Line]:
        move = self.transition
        told = [one for one in move.diagnoses if self._may_say(one.get("words", ""), code=one.get("code", ""))]
        named = "; ".join(" ".join(filter(None, (one.get("words"), one.get("code")))) for one in told)
        return [
            ("At", move.facility), ("From", move.get_from_setting_display()), ("To", move.get_to_setting_display()),
            ("Admitted", self._moment(move.admitted_at)), ("Discharged", self._moment(move.discharged_at)),
            ("Where the stay ended", move.get_disposition_display()), ("Diagnoses", named),
        ]  # fmt: skip

    def medicines(self) -> list[Line]:
        """As reconciled; a question that is still open is handed over with the line."""
        told = [line for line in self.lines if self._may_say(f"{line.medicine} {line.now} {line.comment} {line.question}")]
        return [(line.medicine, _taken(line)) for line in told]

    def next(self) -> list[Line]:
        """Clocks with their owners, and whatever else is due, by its kind: what was written about it stays here."""
        return [
            *((clock.title, f"by {self._moment(clock.due_at)}: {self._sees_to(clock)}") for clock in self.clocks),
            *((one.get_kind_display(), self._due(one)) for one in self.due),
        ]

    def _sees_to(self, clock: Clock) -> str:
        booked = f"booked for {self._moment(clock.booked_for)}" if clock.booked_for else ""
        return "; ".join(filter(None, (clock.get_owner_role_display(), booked)))

    def _due(self, one: FollowUp) -> str:
        return f"by {self._moment(one.due_at)}: {one.waiting_on or (one.owner.name if one.owner else 'The team')}"

    def checked(self) -> list[Line]:
        """What is missing or not yet understood, and the warning signs as the client says them; the newest check of a topic counts."""
        return [(one.get_topic_display(), words) for one in self.checks if self._may_say(words := told_onward(one))]

    def plan(self) -> list[Line]:
        if not self.plans:
            return []
        back_up = self.plans[0].back_up_plan
        return [
            *(("In the client's words", goal.client_words) for goal in self.goals if self._may_tell(goal)),
            *((one.owner_name or "The client", f"{one.what}, by {formats.date_format(one.due_on)}") for one in self.promises if self._may_tell_of(one)),
            ("If something falls through", back_up if self._may_say(back_up) else ""),
        ]  # fmt: skip

    def _may_tell(self, goal: Goal) -> bool:
        return self._may_say(goal.client_words, domain=goal.need.domain if goal.need else "")

    def _may_tell_of(self, one: Commitment) -> bool:
        need = one.goal.need if one.goal else None
        return self._may_say(one.what, domain=need.domain if need else "")

    def people(self) -> list[Line]:
        """Only whom the client lets know; nobody who must not know of the client stands there, not even by name."""
        return [
            (person.name, ", ".join(filter(None, (person.relationship, "caregiver" if person.caregiver else "", person.phone))))
            for person in self.supporters
            if not is_unsafe(self.client, person.name)
        ]

    def risk(self) -> list[Line]:
        tier = self.case.tier_today if self.case else None
        return [
            ("Risk tier", f"{tier} of 4" if tier else ""),
            ("Complexity of decisions", self.transition.get_complexity_display()),
        ]

    def call(self) -> list[Line]:
        worker = self.case.case_manager if self.case else None
        named = ", ".join(filter(None, (worker.name, worker.phone))) if worker else ""
        return [("Case manager", named), ("Agency", self.agency.name), ("In a crisis", self.agency.crisis_line)]


def _taken(line: MedicineLine) -> str:
    how = line.get_outcome_display().lower()
    now = f"{line.now}, {how}" if line.now and line.outcome != MedicineLine.Outcome.STOPPED else how
    return ". ".join(filter(None, (now, line.question if line.outcome == MedicineLine.Outcome.UNCLEAR else "")))


def _parts(transition: Transition) -> list[list[Any]]:
    """All of it in one query. What is due as a safety flag stays with whoever answers it."""
    client = transition.client_id
    plans = CarePlan.objects.unscoped(WHY).filter(client_id=client, status=CarePlan.Status.ACTIVE)
    goals = Goal.objects.unscoped(WHY).filter(client_id=client, plan__status=CarePlan.Status.ACTIVE, status=Goal.Status.ACCEPTED)
    promises = Commitment.objects.unscoped(WHY).filter(
        client_id=client, plan__status=CarePlan.Status.ACTIVE, status=Commitment.Status.ACCEPTED
    )
    due = FollowUp.objects.unscoped(WHY).filter(client_id=client, status=FollowUp.Status.OPEN).exclude(
        source_key__startswith="transition:"
    )  # fmt: skip
    return together(
        Case.objects.unscoped(WHY).filter(client_id=client, status__in=RUNNING).select_related("case_manager"),
        plans.order_by("id")[:1],
        goals.select_related("need").order_by("rank", "id")[:MOST],
        promises.select_related("goal__need", "support_person", "worker", "partner").order_by("due_on", "id")[:MOST],
        Clock.objects.unscoped(WHY).filter(OWED, transition_id=transition.pk).order_by("due_at", "id")[:MOST],
        due.exclude(kind=FollowUp.Kind.SAFETY_FLAG).select_related("owner").order_by("due_at", "id")[:MOST],
        Phone.objects.unscoped(WHY).filter(client_id=client, calls_allowed=True).order_by("id")[:3],
        SupportPerson.objects.unscoped(WHY).filter(client_id=client, status=SupportPerson.Status.CURRENT).order_by("id")[:MOST],
        MedicineLine.objects.unscoped(WHY)
        .filter(
            transition_id=transition.pk, status=MedicineLine.Status.CURRENT, worksheet__status=MedicinesWorksheet.Status.COMPLETED
        )
        .order_by("thread", "id")[:100],
        TeachBack.objects.unscoped(WHY)
        .filter(transition_id=transition.pk, status=TeachBack.Status.RECORDED)
        .order_by("topic", "-id")
        .distinct("topic"),
    )
