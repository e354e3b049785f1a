"""Linking two records of one person, and what is refused."""

import pytest

from accounts.models import User
from clients.actions.links import link_records
from clients.models import RecordLink
from tests.factories.accounts import make_actor
from workflow.refusals import StepRefused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REFERRAL = {"source": "hospital", "urgency": "routine", "need": "Help at home"}


def link(kept, duplicate, who, why="Same Medicaid number") -> RecordLink:
    return link_records(kept.pk, actor=make_actor(who) if isinstance(who, User) else who, duplicate=duplicate.pk, why=why)


def links():
    return list(RecordLink.objects.unscoped("result").order_by("id").values_list("client_id", "duplicate_id", "status"))


def refused(kept, duplicate, who) -> str:
    before = links()
    with pytest.raises(StepRefused) as refusal:
        link(kept, duplicate, who)
    assert links() == before
    return str(refusal.value)
