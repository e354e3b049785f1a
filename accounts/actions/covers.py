"""Steps of a cover: asking, answering, giving it back, its beginning and its end."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.forms.absence import DeclineCoverForm, ProposeCoverForm, between
from accounts.models import Cover, TimeOff, User
from accounts.policy.absence import may_answer_cover, may_end_cover, may_move_by_time, may_propose_cover, supervises_person
from accounts.queries.absence import covers_between, possible_coverers, time_off_between
from workflow.actor import Actor, system_actor
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

S = Cover.Status
SCOPE = "people:write"
OFF_HOURS = "Cover is for the coverer's own working hours. At night and on days off, urgent matters go to the duty rota first, then to the coverer."
# Under this name time off and covers begin and end by themselves.
CALENDAR = system_actor("the calendar")


def _still_to_come(actor: Actor, time_off: TimeOff) -> str:
    running = time_off.status in (TimeOff.Status.PLANNED, TimeOff.Status.BEGUN) and time_off.ends_at > timezone.now()
    return "" if running else "This time off is over or cancelled; there is nothing to cover."


PROPOSE = Step(
    name="cover.propose", event="cover.proposed", label="Ask somebody to cover", done="Asked. Nothing is shown to them until they accept.",
    model=Cover, target=S.PROPOSED, parent=TimeOff, parent_field="time_off", may=may_propose_cover, ready=_still_to_come,
    form=ProposeCoverForm, scope=SCOPE, help=OFF_HOURS,
)  # fmt: skip


@PROPOSE.rule
def propose_cover(time_off: TimeOff, taken: Taken) -> Cover:
    """Ask a colleague of the team to look after one's clients; from another team it takes the supervisor's word, who asks themselves."""
    data = taken.data
    cover = Cover(
        time_off=time_off, away=time_off.user, coverer=data["coverer"], starts_at=data["starts_at"], ends_at=data["ends_at"],
        note=data["note"],
    )  # fmt: skip
    _refuse_whom_it_cannot_be(cover, taken.actor)
    _refuse_second_cover(cover)
    _refuse_absent_or_circular(cover)
    taken.notes.update(coverer=str(cover.coverer_id), starts_at=cover.starts_at.isoformat(), ends_at=cover.ends_at.isoformat())
    return cover


def _refuse_whom_it_cannot_be(cover: Cover, actor: Actor) -> None:
    away, coverer = cover.away, cover.coverer
    if away.pk == coverer.pk:
        raise StepRefused("Nobody can cover for themselves. Choose a colleague.")
    if possible_coverers(away.pk).filter(pk=coverer.pk).exists():
        return
    if not possible_coverers(away.pk, everybody=True).filter(pk=coverer.pk).exists():
        raise StepRefused(f"{coverer.name} is not a case manager or supervisor here. Choose somebody who works with clients.")
    if not supervises_person(actor, away):
        raise StepRefused(f"{coverer.name} works in another team. Ask a supervisor of {away.name} to arrange this cover.")


def _refuse_second_cover(cover: Cover) -> None:
    other = covers_between(cover.starts_at, cover.ends_at, away=cover.away).exclude(pk=cover.pk).first()
    if other is not None:
        asked = "is asked to cover" if other.status == S.PROPOSED else "covers"
        raise StepRefused(f"{other.coverer.name} {asked} already {_when(other)}. Withdraw that first, or choose days beside it.")


def _refuse_absent_or_circular(cover: Cover) -> None:
    """Two who cover each other would leave both caseloads alone, and so would somebody who is away."""
    back = covers_between(cover.starts_at, cover.ends_at, away=cover.coverer, coverer=cover.away).first()
    if back is not None:
        raise StepRefused(
            f"{cover.away.name} covers for {cover.coverer.name} {_when(back)}, or was asked to: two people cannot cover each other. "
            "Choose somebody else."
        )
    off = time_off_between([cover.coverer_id], cover.starts_at, cover.ends_at).first()
    if off is not None:
        raise StepRefused(
            f"{cover.coverer.name} is away then, {between(off, ZoneInfo(cover.coverer.time_zone))}. Choose somebody else, or other days."
        )


def _when(cover: Cover) -> str:
    return between(cover, ZoneInfo(cover.away.time_zone))


def _not_over(actor: Actor, cover: Cover) -> str:
    return "" if cover.ends_at > timezone.now() else "The time to cover is over."


ACCEPT = Step(
    name="cover.accept", event="cover.accepted", label="Accept", done="Accepted. Their clients open to you when the cover begins.",
    model=Cover, source={S.PROPOSED}, target=S.ACCEPTED, may=may_answer_cover, ready=_not_over, scope=SCOPE, help=OFF_HOURS,
)  # fmt: skip


@ACCEPT.rule
def accept_cover(cover: Cover, taken: Taken) -> None:
    """Agree to look after a colleague's clients; sight of them begins and ends with the dates, by itself."""
    # Whoever plans their own time off at this moment locks the same row: one of the two sees the other.
    User.objects.select_for_update(no_key=True).get(pk=cover.coverer_id)
    _refuse_absent_or_circular(cover)


DECLINE = Step(
    name="cover.decline", event="cover.declined", label="Decline", done="Declined; they ask somebody else.", model=Cover,
    source={S.PROPOSED}, target=S.DECLINED, may=may_answer_cover, form=DeclineCoverForm, scope=SCOPE,
)  # fmt: skip


@DECLINE.rule
def decline_cover(cover: Cover, taken: Taken) -> None:
    """Say no in time for somebody else to be asked; a no never counts against anybody."""
    cover.answer = taken.data["answer"]


WITHDRAW = Step(
    name="cover.withdraw", event="cover.withdrawn", label="Call off the cover", done="Called off. Somebody else may have to be asked.", model=Cover,
    source={S.PROPOSED, S.ACCEPTED}, target=S.WITHDRAWN, may=may_end_cover, scope=SCOPE, danger=True,
)  # fmt: skip


@WITHDRAW.rule
def withdraw_cover(cover: Cover, taken: Taken) -> None:
    """Take back a cover before it begins: the one away asks somebody else, or the coverer gives it back."""


def _has_come(actor: Actor, cover: Cover) -> str:
    return "" if cover.starts_at <= timezone.now() else "It has not come yet."


BEGIN = Step(
    name="cover.begin", event="cover.begun", label="Begin", done="Cover begun.", model=Cover, source={S.ACCEPTED}, target=S.BEGUN,
    may=may_move_by_time, ready=_has_come, scope=SCOPE,
)  # fmt: skip


@BEGIN.rule
def begin_cover(cover: Cover, taken: Taken) -> None:
    """Write down that the caseload is with the coverer now; by the clock it was so already, whether this came late or not."""


RETURN = Step(
    name="cover.return", event="cover.returned", label="End the cover now", done="The clients are back with their case manager.",
    model=Cover, source={S.BEGUN}, target=S.RETURNED, may=may_end_cover, scope=SCOPE, danger=True,
)  # fmt: skip


@RETURN.rule
def return_cover(cover: Cover, taken: Taken) -> None:
    """Give the caseload back: from this moment the coverer sees nothing of it that is not their own."""
    cover.ends_at = min(cover.ends_at, taken.now)


def end_covers_of(time_off: TimeOff) -> None:
    """With the time off ends whatever was asked for or agreed in it."""
    end_covers(time_off.covers.unscoped("covers end with the time off they belong to"))


def end_covers(covers: Any) -> None:
    for cover in covers.filter(status__in=(S.PROPOSED, S.ACCEPTED, S.BEGUN)).order_by("id"):
        give_back = return_cover if cover.status == S.BEGUN else withdraw_cover
        give_back(cover.pk, actor=CALENDAR, version=cover.version)
