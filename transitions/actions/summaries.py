"""The step of a hand-over summary: made for one recipient, covered or refused, and accounted for."""

import json

from django.utils import timezone

from clients.models import Consent
from clients.queries.disclosures import note_handing_out
from transitions.actions.transitions import SCOPE
from transitions.forms.summaries import MakeSummaryForm
from transitions.models import HandoverSummary, Transition
from transitions.policy import transitions as policy
from transitions.queries.covering import covered
from transitions.queries.summary import Page
from workflow.refusals import InvalidInput, StepRefused
from workflow.steps import Step, Taken

NEEDS_CONSENT = (
    "{} Without the client's consent to share such records with {} nothing of it leaves (42 CFR 2.31). Record one first."
)
UNDECIDED = "This looks like substance use treatment and nobody has marked it: {}. Leave it out, or send it if none of it comes from such a programme."

MAKE = Step(
    name="handover_summary.make", event="handover_summary.made", label="Make a summary for somebody", done="Summary made; it is on record as handed over.",
    model=HandoverSummary, target=HandoverSummary.Status.MADE, parent=Transition, parent_field="transition", may=policy.may_work,
    form=MakeSummaryForm, scope=SCOPE, help="What the recipient needs, and only what the client's consent covers.",
)  # fmt: skip


@MAKE.rule
def make_summary(transition: Transition, taken: Taken) -> HandoverSummary:
    """Nothing leaves without a ground: a consent, treatment by the facility itself, or the client's word that this person may know.

    Substance use treatment (42 CFR Part 2) and victim services (VAWA) need a consent of their own each, by what is marked and where it
    comes from; what only looks like it is decided by whoever sends. Every summary is accounted for.
    """
    purpose = taken.data["purpose"]
    cover = covered(transition, taken.data["recipient"], purpose, timezone.localdate())
    if cover.missing:
        raise StepRefused(cover.missing)
    page, unmarked = Page(transition, cover.kinds, taken.data["unmarked"]), taken.data["unmarked"]
    if page.programme and Consent.Kind.SUD not in cover.kinds:
        raise StepRefused(NEEDS_CONSENT.format(page.programme, cover.recipient))
    sections, guard = page.sections(cover.sections), page.guard
    if guard.undecided:
        raise InvalidInput({"unmarked": [UNDECIDED.format("; ".join(dict.fromkeys(guard.undecided)))]})
    label = HandoverSummary.Purpose(purpose).label
    protected = sorted(cover.kinds & policy.PROTECTED_KINDS)
    note_handing_out(taken.actor, transition.client_id, cover.recipient, f"{label}. {cover.basis}", accountable=bool(protected))
    taken.notes.update(purpose=purpose, sections=sorted(cover.sections), unmarked=unmarked, withheld=len(guard.withheld))
    return HandoverSummary(
        transition=transition, client_id=transition.client_id, recipient=cover.recipient, purpose=purpose, basis=cover.basis,
        consent=cover.consent, support_person=cover.support_person, treating=cover.treating, sections=sorted(cover.sections),
        kinds=protected, left_out=guard.left_out, unmarked=unmarked,
        sealed_withheld=json.dumps(guard.as_data()), sealed=json.dumps(sections), made_at=taken.now, made_by_name=taken.actor.name[:120],
    )  # fmt: skip
