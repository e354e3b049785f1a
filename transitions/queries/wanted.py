"""Which clocks a transition should have now, computed anew from what is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Agency
from accounts.queries import national_holidays, the_agency
from transitions.models import Clock, Protocol, Transition
from transitions.queries.clocks import Planned, Stay, applies, not_later_than, planned

WHY = "the clocks of one transition, for its own reactions"
Key = tuple[UUID, str]
S = Transition.Status
# Only while the client stays there or has left: nothing runs for what is merely expected, cancelled or over.
MOVES = (S.ADMITTED, S.DISCHARGED, S.SETTLED)


@dataclass(frozen=True)
class Wanted:
    protocol: Protocol
    step: dict[str, Any]
    plan: Planned

    @property
    def key(self) -> Key:
        return self.protocol.pk, self.step["key"]


def clocks_of(transition: Transition) -> dict[Key, Clock]:
    rows = Clock.objects.unscoped(WHY).filter(transition=transition).select_related("transition", "protocol", "client")
    return {(clock.protocol_id, clock.key): clock for clock in rows.order_by("id")}


def wanted_clocks(transition: Transition, existing: dict[Key, Clock]) -> list[Wanted]:
    """By the protocols in use now; a clock that exists goes on by the edition it started with."""
    if transition.status not in MOVES:
        return []
    agency = the_agency()
    stay, closed, zone = stay_of(transition, agency), national_holidays(agency), agency.zone
    found = [wanted for protocol in _protocols(existing) for wanted in _by(protocol, stay, closed, zone)]
    return [_by_the_visit(wanted, found, existing, zone) for wanted in found]


def stay_of(transition: Transition, agency: Agency) -> Stay:
    since = transition.admitted_at or transition.discharged_at
    on = since.astimezone(agency.zone).date() if since else None
    return Stay(
        transition.from_setting, transition.to_setting, transition.admitted_at, transition.discharged_at, transition.complexity,
        transition.client.age_on(on) if on else None,
    )  # fmt: skip


def _protocols(existing: dict[Key, Clock]) -> list[Protocol]:
    started = {clock.protocol.key: clock.protocol for clock in existing.values()}
    in_use = {protocol.key: protocol for protocol in Protocol.objects.filter(status=Protocol.Status.PUBLISHED)}
    return list({**in_use, **started}.values())


def _by(protocol: Protocol, stay: Stay, closed: Callable[[date], bool], zone: ZoneInfo) -> list[Wanted]:
    if not applies(protocol.definition, stay):
        return []
    plans = [(step, planned(step, stay, closed, zone)) for step in protocol.steps]
    return [Wanted(protocol, step, plan) for step, plan in plans if plan is not None]


def _by_the_visit(wanted: Wanted, all_wanted: list[Wanted], existing: dict[Key, Clock], zone: ZoneInfo) -> Wanted:
    """What is due by the visit follows it: its date once it took place, its last moment before."""
    if "by" not in wanted.step:
        return wanted
    key = (wanted.protocol.pk, wanted.step["by"])
    visit_due = next((other.plan.due_at for other in all_wanted if other.key == key), None)
    visited: datetime | None = existing[key].met_at if key in existing else None
    due = not_later_than(wanted.plan.due_at, visit_due, visited, zone)
    return Wanted(wanted.protocol, wanted.step, Planned(wanted.plan.opens_on, due))
