"""Steps of private links: given out, used once, taken back."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from careplans.actions.agreements import record_agreement
from careplans.actions.commitments import keep_commitment, miss_commitment
from careplans.actions.feedback import give_feedback
from careplans.actions.unattended import WORKER
from careplans.forms.links import USUAL_DAYS, IssueLinkForm, RevokeLinkForm, UseLinkForm
from careplans.models import CarePlan, Commitment, PrivateLink
from careplans.models.links import fingerprint_of
from careplans.policy import plans as policy
from workflow.actor import Actor
from workflow.reactions import Happening
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

S = PrivateLink.Status
SCOPE = "plans:write"
WHY = "what the guest answers through their link"
SECRET_BYTES = 32


def _can_be_read(actor: Actor, plan: CarePlan) -> str:
    """Somebody who opens a link must find the plan as it was put to the client."""
    if plan.status not in (CarePlan.Status.PROPOSED, CarePlan.Status.ACTIVE, CarePlan.Status.ON_HOLD):
        return "Put the plan to the client first; then a link can show it."
    return "The plan has changed since. Put the changes to the client first." if plan.asks_again else ""


ISSUE = Step(
    name="private_link.issue", event="private_link.issued", label="Give a private link", done="Link made.", model=PrivateLink, target=S.ISSUED,
    parent=CarePlan, parent_field="plan", may=policy.may_plan, ready=_can_be_read, form=IssueLinkForm, scope=SCOPE,
)  # fmt: skip


@ISSUE.rule
def issue_link(plan: CarePlan, taken: Taken) -> PrivateLink:
    """Let the client read and answer at home, without an account: for one person, one purpose, once, and not for long."""
    data = dict(taken.data)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    days = data.pop("days") or USUAL_DAYS
    link = PrivateLink(
        plan=plan, client_id=plan.client_id, revision=plan.revision, fingerprint=fingerprint_of(secret),
        expires_at=taken.now + timedelta(days=days), **data,
    )  # fmt: skip
    link.shown_once = {"link": f"{settings.PUBLIC_URL}/p/{secret}/"}
    taken.notes.update(purpose=link.purpose, channel=link.channel)
    return link


USE = Step(
    name="private_link.use", event="private_link.used", label="Send", done="Thank you. Your answers have arrived.", model=PrivateLink,
    source={S.ISSUED}, target=S.USED, may=policy.may_use_link, form=UseLinkForm, scope=SCOPE,
)  # fmt: skip


@USE.rule
def use_link(link: PrivateLink, taken: Taken) -> None:
    """Everything sent counts together or not at all, and the link is used up with it."""
    if link.purpose == PrivateLink.Purpose.AGREE:
        _record_answers(link, taken)
    else:
        _settle_promises(link, taken)
    if taken.data["feedback"]:
        give_feedback(link.plan_id, actor=taken.actor, words=taken.data["feedback"], useful=taken.data["useful"])
    link.used_at = taken.now
    taken.notes.update(answers=len(taken.data["answers"]), promises=len(taken.data["promises"]))


def _record_answers(link: PrivateLink, taken: Taken) -> None:
    if link.revision != link.plan.proposed_revision:
        raise StepRefused(_("The plan has changed since this link was made. Ask for a new link."))
    if not taken.data["answers"]:
        raise StepRefused(_("Choose an answer for at least one line."))
    for row in taken.data["answers"]:
        record_agreement(
            link.plan_id, actor=taken.actor, line=row["line"], answer=row["answer"], words=row["words"], method="link",
            signed_name=taken.data["signed_name"], representative=link.support_person_id, capacity_finding=link.capacity_finding_id,
        )  # fmt: skip


def _settle_promises(link: PrivateLink, taken: Taken) -> None:
    for row in taken.data["promises"]:
        promise = Commitment.objects.visible_to(taken.actor).filter(pk=row["line"]).first()
        if promise is None or not policy.owns(taken.actor, promise):
            raise StepRefused(_("This link is only for your own promises. Open it again and answer once more."))
        if row["answer"] == "kept":
            keep_commitment(promise.pk, actor=taken.actor, version=promise.version, evidence=row["words"][:300])
        else:
            said = {"in_the_way": row["words"], "changes_next": row["next"]}
            miss_commitment(promise.pk, actor=taken.actor, version=promise.version, **said)


REVOKE = Step(
    name="private_link.revoke", event="private_link.revoked", label="Take back", done="Link taken back.", model=PrivateLink, source={S.ISSUED},
    target=S.REVOKED, may=policy.may_plan, form=RevokeLinkForm, scope=SCOPE, danger=True,
)  # fmt: skip


@REVOKE.rule
def revoke_link(link: PrivateLink, taken: Taken) -> None:
    """Close a link that got into other hands or is no longer needed; it shows nothing from this moment."""
    link.revoked_reason = taken.data["reason"]


def note_opening(link: PrivateLink) -> None:
    """Keep when a link was first opened, so that its sender knows it arrived; beside the version, which the form just shown holds.

    Fetched by whom is not known: a scanner of mail opens links as well.
    """
    first = PrivateLink.objects.unscoped(WHY).filter(pk=link.pk, opened_at__isnull=True)
    first.update(opened_at=Now())


def close_outdated_links(happening: Happening) -> None:
    """A plan that is put anew or has ended closes the links to what it was."""
    plan: CarePlan = happening.obj
    still = PrivateLink.objects.unscoped(WHY).filter(plan=plan, status=S.ISSUED)
    outdated = (
        still
        if plan.status in (CarePlan.Status.COMPLETED, CarePlan.Status.REVOKED)
        else still.exclude(revision=plan.proposed_revision)
    )
    for link in outdated.order_by("id"):
        revoke_link(link.pk, actor=WORKER, version=link.version, reason="The plan has changed.")
