"""Consents about to end: each becomes somebody's follow-up in time to ask the client again."""

from datetime import timedelta

from django.utils import timezone

from accounts.queries import the_agency
from clients.models import Case, Consent
from clients.policy.sight import RUNNING
from followups.actions.due import done, drop_all, open_once
from followups.models import FollowUp
from workflow.business_days import end_of_day
from workflow.reactions import Happening

# The agency's own rule: a month is enough to see the client once more before a consent ends.
AHEAD = timedelta(days=30)
WHY = "a daily look at the consents about to end"


def _key(consent: Consent) -> str:
    return f"consent:{consent.pk}:ends"


def look_for_ending_consents() -> int:
    """Open what is not open yet; looked at again the next day, it is still one follow-up for each consent."""
    zone = the_agency().zone
    today = timezone.now().astimezone(zone).date()
    ending = Consent.objects.unscoped(WHY).filter(status=Consent.Status.ACTIVE, ends_on__gte=today, ends_on__lte=today + AHEAD)
    found = 0
    for consent in ending.filter(client__status="active").select_related("client").order_by("ends_on", "id"):
        case = (
            Case.objects.unscoped(WHY)
            .filter(client=consent.client, status__in=RUNNING)
            .select_related("case_manager", "team")
            .first()
        )
        if case is None or consent.ends_on is None or _was_asked(consent):
            continue
        open_once(
            _key(consent), FollowUp.Kind.CONSENT_ENDS, consent.client, about=consent, case=case, owner=case.case_manager, team=case.team,
            why=f"{consent.get_kind_display()}: ends on {consent.ends_on:%b %d}", due_at=end_of_day(consent.ends_on, zone),
        )  # fmt: skip
        found += 1
    return found


def _was_asked(consent: Consent) -> bool:
    """Somebody decided already: what was done or dropped does not come back the next morning."""
    return bool(FollowUp.objects.unscoped(WHY).filter(source_key=_key(consent)).exists())


def consent_was_recorded(happening: Happening) -> None:
    """A new consent of the same kind, to the same, renews the one that ends."""
    new: Consent = happening.obj
    older = Consent.objects.unscoped(WHY).filter(
        client_id=new.client_id,
        kind=new.kind,
        grantee_client_id=new.grantee_client_id,
        grantee=new.grantee,
        ends_on__isnull=False,
    )
    if new.ends_on is not None:
        older = older.filter(ends_on__lt=new.ends_on)
    for consent in older.exclude(pk=new.pk):
        done(_key(consent), "Renewed.")


def consent_was_revoked(happening: Happening) -> None:
    drop_all("The client took the consent back.", source_key=_key(happening.obj))
