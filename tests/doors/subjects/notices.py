"""Subjects of the doors: hospital notices and what they propose."""

from interop.models import AdtMessage, DetailProposal
from tests.doors.cast import SYSTEM, Cast
from tests.doors.subjects.clients import known_client
from tests.doors.subjects.sight import DECIDERS_OF_NOTICES, Subject, Subjects
from tests.factories.notices import make_notice, make_proposal


def _notice(cast: Cast, state: str) -> AdtMessage:
    return make_notice(status=state)


def _proposed_link(cast: Cast, state: str) -> AdtMessage:
    """A merge of two records that were worked with once."""
    kept, given_up = known_client(cast, "closed"), known_client(cast, "closed")
    return make_notice(status=state, event_code="A40", client=kept, prior_client=given_up)


def _matched_notice(cast: Cast, state: str) -> AdtMessage:
    """About somebody who was worked with once."""
    return make_notice(status=state, client=known_client(cast, "closed"))


def _proposal(cast: Cast, state: str) -> DetailProposal:
    """Of details of somebody who is worked with."""
    return make_proposal(known_client(cast), status=state)


SUBJECTS: Subjects = {
    AdtMessage: Subject(_notice, DECIDERS_OF_NOTICES),
    "adt_message.take_back": Subject(_matched_notice, frozenset({"case_manager", "supervisor", "intake", "integration", SYSTEM})),
    "adt_message.link": Subject(_proposed_link, frozenset({"case_manager", "supervisor", "intake", "integration", SYSTEM})),
    # What one partner says is not shown to another.
    DetailProposal: Subject(_proposal, frozenset({"case_manager", "supervisor", "integration", SYSTEM})),
}
