"""The demo's reminders come from the dispatcher itself: told on their days, the newest unread, none left that is due."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from followups.models import DeadLetter, Delivery, Notification

pytestmark = pytest.mark.django_db
WHY = "a test looks at the demo"


def test_the_demo_has_reminders_of_weeks_and_sends_no_old_mail(settings: Any) -> None:
    settings.DEMO = True
    call_command("load_demo_agency", clients=12, verbosity=0)
    told = Notification.objects.unscoped(WHY)
    assert told.filter(status="read").count() > 10
    assert told.filter(at__gt=timezone.now()).count() == 0
    assert mail.outbox == []
    assert [letter.status for letter in DeadLetter.objects.unscoped(WHY)] == ["open"]
    unsent = Delivery.waiting(WHY).filter(wakes_at__lte=timezone.now() - timedelta(days=1), channel="in_app")
    assert list(unsent) == []
