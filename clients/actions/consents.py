"""Steps on consents."""

from clients.forms.people import ReasonForm
from clients.forms.support import ConsentForm
from clients.models import Client, Consent
from clients.policy.support import may_keep_record
from workflow.steps import Step, Taken

SCOPE = "consents:write"

RECORD = Step(
    name="consent.record", event="consent.recorded", label="Record a consent", done="Consent recorded.", model=Consent,
    target=Consent.Status.ACTIVE, parent=Client, parent_field="client", may=may_keep_record, form=ConsentForm, scope=SCOPE,
)  # fmt: skip


@RECORD.rule
def record_consent(client: Client, taken: Taken) -> Consent:
    """Record what the client agreed to, towards whom and until when: sharing without it is refused."""
    data = dict(taken.data)
    partner = data.pop("grantee_client")
    data["starts_on"] = data["starts_on"] or data["signed_on"]
    if partner and not data["grantee"]:
        data["grantee"] = partner.name
    taken.notes["kind"] = data["kind"]
    return Consent(client=client, grantee_client_id=partner.pk if partner else None, **data)


REVOKE = Step(
    name="consent.revoke", event="consent.revoked", label="Revoke", done="Consent revoked.", model=Consent,
    source={Consent.Status.ACTIVE}, target=Consent.Status.REVOKED, may=may_keep_record, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@REVOKE.rule
def revoke_consent(consent: Consent, taken: Taken) -> None:
    """The client may take it back at any time; from this moment nothing more leaves on its strength."""
    consent.revoked_at = taken.now
    consent.revoked_reason = taken.data["reason"]
    taken.notes["kind"] = consent.kind
