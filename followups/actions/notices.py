"""Notices about cover: who is asked, what they answered, and that it begins, told to whom it concerns."""

from accounts.models import Cover
from followups.actions.planning import plan_notice
from workflow.reactions import Happening

PLACE = "/me/time-off/"


def _key(cover: Cover, what: str) -> str:
    return f"cover:{cover.pk}:{what}"


def cover_was_proposed(happening: Happening) -> None:
    cover: Cover = happening.obj
    plan_notice(cover.coverer, _key(cover, "asked"), f"{cover.away.name} asks you to cover for them", PLACE, by_email=True)


def cover_was_answered(happening: Happening) -> None:
    cover: Cover = happening.obj
    words = f"{cover.coverer.name}: {cover.get_status_display().lower()} the cover you asked for"
    plan_notice(cover.away, _key(cover, f"answered:{cover.version}"), words, PLACE, by_email=True)


def cover_was_withdrawn(happening: Happening) -> None:
    """The other one of the two is told, whoever of them withdrew it."""
    cover: Cover = happening.obj
    other = cover.away if happening.actor.id == cover.coverer_id else cover.coverer
    plan_notice(other, _key(cover, "withdrawn"), f"{happening.actor.name} withdrew the cover"[:200], PLACE, by_email=True)


def cover_has_begun(happening: Happening) -> None:
    cover: Cover = happening.obj
    plan_notice(cover.coverer, _key(cover, "begun"), f"You cover for {cover.away.name} from now on", PLACE)
