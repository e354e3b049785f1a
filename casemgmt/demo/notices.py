"""The demo's hospital notices: one that waits for a match, one that led to a stay, and one that has other details of a client than the record."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import ApiClient
from accounts.queries import api_client_actor
from casemgmt.demo.clock import at
from casemgmt.demo.stories import Teller
from clients.models import Case, Client
from interop.actions.processing import process_stored
from interop.actions.receiving import take_in
from transitions.models import Transition

WHY = "the demo's own clients"
HEAD = "MSH|^~\\&|EPIC|HARBOR GENERAL|CASE|HARBOR|{sent:%Y%m%d%H%M%S}||ADT^{event}^ADT_{event}|DEMO-{event}|P|2.5.1\rEVN||{sent:%Y%m%d%H%M%S}\r"
DISCHARGED = "PID|1||4711^^^HGH^MR||Lovelock^Ada||19501210|F\rPV1|1|I|4E" + "|" * 16 + "V-4711" + "|" * 17 + "01\r"
ADMITTED = "PID|1||4713^^^HGH^MR||{name}||{born}|{sex}\rPV1|1|I|4E" + "|" * 16 + "V-4713" + "|" * 25 + "{since:%Y%m%d%H%M%S}\r"
MOVED = "PID|1||4712^^^HGH^MR||{name}||{born}||||14 Chestnut St^^Salem^MA^01970^USA^H||^PRN^CP^^^978^7415500||spa^Spanish\r"


def tell_of_notices(teller: Teller) -> None:
    """Sent by the demo's hospital, and taken in the way real ones are."""
    hospital = ApiClient.objects.filter(application__client_id="demo-hospital").first()
    if hospital is None:
        return
    sender = api_client_actor(hospital, hospital.scopes)
    # As a hospital writes it: the wall clock of its own place.
    sent = (timezone.now() - timedelta(hours=3)).astimezone(teller.zone)
    messages = [HEAD.format(sent=sent, event="A03") + DISCHARGED]
    if client := _somebody(teller, after=1):
        messages.append(
            HEAD.format(sent=sent, event="A01") + ADMITTED.format(**_who(client), sex="", since=sent - timedelta(hours=1))
        )
    if client := _somebody(teller):
        messages.append(HEAD.format(sent=sent, event="A31") + MOVED.format(**_who(client)))
    with at(sent):
        for message in messages:
            take_in(message.encode(), actor=sender)
        process_stored()


def _who(client: Client) -> dict[str, str]:
    return {"name": f"{client.family_name}^{client.given_name}", "born": f"{client.birth_date:%Y%m%d}"}


def _somebody(teller: Teller, after: int = 0) -> Client | None:
    """The client Maria has worked with longest, or whoever comes after so many others; nobody with a move of the demo's own."""
    cases = Case.objects.unscoped(WHY).filter(
        case_manager=teller.people["maria"], status=Case.Status.OPEN, accepted_at__isnull=False, client__birth_date__isnull=False
    )
    moved = Transition.objects.unscoped(WHY).values("client_id")
    rows = (
        cases.filter(client__restricted=False).exclude(client_id__in=moved).select_related("client").order_by("opened_at", "id")
    )
    found = list(rows[after : after + 1])
    return found[0].client if found else None
