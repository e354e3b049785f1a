"""Which tone and icon a state is shown in: a word always stands beside the colour."""

from typing import NamedTuple


class Look(NamedTuple):
    tone: str
    icon: str


NEUTRAL = Look("neutral", "circle")

STATUS_LOOKS = {
    "referred": Look("info", "inbox"),
    "screening": Look("info", "search"),
    "open": Look("info", "circle-fill"),
    "active": Look("done", "check-circle"),
    "amended": Look("done", "pencil-square"),
    "entered_in_error": Look("neutral", "x-circle"),
    "published": Look("done", "check-circle"),
    "retired": Look("neutral", "archive"),
    "draft": Look("waiting", "pencil"),
    "signed": Look("done", "check-circle"),
    "done": Look("done", "check-circle"),
    "recorded": Look("neutral", "check-circle"),
    "declined": Look("neutral", "slash-circle"),
    "closed": Look("neutral", "archive"),
    "dropped": Look("neutral", "slash-circle"),
    "handed_over": Look("neutral", "arrow-right-circle"),
    "ended": Look("neutral", "calendar-x"),
    "revoked": Look("overdue", "x-circle"),
    "expired": Look("overdue", "calendar-x"),
    "given": Look("waiting", "hourglass-split"),
    "reviewed": Look("done", "check-circle"),
    "linked": Look("waiting", "link-45deg"),
    "withdrawn": Look("neutral", "slash-circle"),
    "possible": Look("waiting", "question-circle"),
    "identified": Look("info", "search"),
    "accepted": Look("info", "hand-thumbs-up"),
    "declined_by_client": Look("neutral", "slash-circle"),
    "addressed": Look("info", "arrow-repeat"),
    "resolved": Look("done", "check-circle"),
    "unmet": Look("overdue", "exclamation-circle"),
    "ruled_out": Look("neutral", "slash-circle"),
    "proposed": Look("waiting", "chat-left-text"),
    "on_hold": Look("waiting", "pause-circle"),
    "completed": Look("done", "check-circle"),
    "achieved": Look("done", "check-circle"),
    "not_achieved": Look("neutral", "dash-circle"),
    "overcome": Look("done", "check-circle"),
    "kept": Look("done", "check-circle"),
    "missed": Look("overdue", "exclamation-circle"),
    "renegotiated": Look("neutral", "arrow-repeat"),
    "released": Look("neutral", "slash-circle"),
    "planned": Look("info", "calendar"),
    "begun": Look("info", "play-circle"),
    "returned": Look("done", "arrow-return-left"),
    "cancelled": Look("neutral", "slash-circle"),
    "held": Look("done", "check-circle"),
    "answered": Look("done", "chat-left-dots"),
    "issued": Look("info", "envelope"),
    "used": Look("done", "check-circle"),
    "shared": Look("info", "lightbulb"),
    "suspended": Look("overdue", "pause-circle"),
    "unread": Look("info", "circle-fill"),
    "read": Look("neutral", "check"),
    "stored": Look("info", "inbox"),
    "applied": Look("done", "check-circle"),
    "waiting_for_match": Look("waiting", "question-circle"),
    "ignored": Look("neutral", "slash-circle"),
    "refused": Look("overdue", "x-circle"),
    "replayed": Look("done", "arrow-repeat"),
    "anticipated": Look("info", "calendar"),
    "admitted": Look("waiting", "hospital"),
    "discharged": Look("info", "house-door"),
    "settled": Look("done", "check-circle"),
    "readmitted": Look("overdue", "arrow-return-left"),
    "deceased": Look("neutral", "dash-circle"),
    "current": Look("info", "file-text"),
    "replaced": Look("neutral", "arrow-repeat"),
    "running": Look("info", "clock"),
    "met": Look("done", "check-circle"),
    "not_needed": Look("neutral", "slash-circle"),
    "deactivated": Look("neutral", "slash-circle"),
}

TONE_ICONS = {
    "neutral": "circle",
    "info": "info-circle",
    "urgent": "exclamation-octagon",
    "overdue": "exclamation-circle",
    "waiting": "hourglass-split",
    "done": "check-circle",
}


def status_look(status: str) -> Look:
    return STATUS_LOOKS.get(status, NEUTRAL)
