"""What a private link shows: the plan in plain words, and nothing beyond what it was made for."""

from dataclasses import dataclass, field

from django.utils import timezone

from careplans.models import Commitment, PrivateLink
from careplans.models.codes import OwnerKind
from careplans.models.links import fingerprint_of
from careplans.policy.sight import commitment_visibility
from careplans.queries.agreements import Line, lines_of, version_of
from clients.models import SupportPerson
from workflow.actor import Actor

WHY = "whoever holds the secret of a link"


@dataclass
class DoorPage:
    """One link, whose it is, what it shows."""

    link: PrivateLink
    name: str
    lines: list[Line] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)

    @property
    def answers_plan(self) -> bool:
        return self.link.purpose == PrivateLink.Purpose.AGREE


def link_by(secret: str) -> PrivateLink | None:
    """The link of this secret, whatever became of it; None for a guessed one."""
    rows = PrivateLink.objects.unscoped(WHY).select_related("plan", "client", "support_person")
    found: PrivateLink | None = rows.filter(fingerprint=fingerprint_of(secret)).first()
    return found


def why_closed(link: PrivateLink) -> str:
    """Which of the closed pages to show; empty while it is open."""
    if link.status == PrivateLink.Status.USED:
        return "used"
    if link.status == PrivateLink.Status.REVOKED or not link.is_open:
        return "closed"
    return "closed" if link.revision != link.plan.proposed_revision or _lost_authority(link) else ""


def _lost_authority(link: PrivateLink) -> bool:
    """A representative's link is worth no more than their authority."""
    speaks = link.support_person if link.purpose == PrivateLink.Purpose.AGREE else None
    return speaks is not None and not speaks.has_authority_on(timezone.localdate())


def guest_of(link: PrivateLink, request_id: str = "") -> Actor:
    """Whoever was given the link, by the name the client goes by."""
    name = link.support_person.name if link.support_person else link.client.name
    return Actor(kind="guest", id=link.pk, name=name, channel="web", request_id=request_id)


def door_page(link: PrivateLink, guest: Actor) -> DoorPage:
    page = DoorPage(link=link, name=guest.name)
    person = link.support_person
    if person is None or page.answers_plan or SupportPerson.Shareable.PLAN in person.may_know:
        page.lines = lines_of(link.plan, version_of(link.plan, link.revision))
    if not page.answers_plan:
        own = Commitment.objects.unscoped(WHY).filter(
            commitment_visibility(guest), plan=link.plan, status=Commitment.Status.ACCEPTED
        )
        mine = {"support_person": person} if person else {"owner_kind": OwnerKind.CLIENT}
        page.promises = list(own.filter(**mine).order_by("due_on", "id"))
        for promise in page.promises:
            promise.is_due = promise.due_on <= timezone.localdate()  # type: ignore[attr-defined]  # shown beside it
    return page
