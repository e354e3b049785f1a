"""Steps that decide who sees a restricted record."""

from typing import Any

from clients.forms.people import AssignPersonForm, ReasonForm, RestrictForm, UnassignPersonForm
from clients.models import Client, RestrictedAccess
from clients.policy import people as policy
from clients.policy.cases import is_case_manager
from clients.queries.assigned import counting_case, somebody_is_left
from workflow.actor import Actor
from workflow.forms import StepForm
from workflow.refusals import StepRefused
from workflow.steps import Ready, Step, Taken

WHY = "naming the people assigned to a restricted record"


def _not_yet(actor: Actor, client: Client) -> str:
    return "This record is restricted already. Assign the people who need it." if client.restricted else ""


def _restricted(actor: Actor, client: Client) -> str:
    return "" if client.restricted else "This record is not restricted: whoever works with the client sees it."


def _step(verb: str, event: str, label: str, done: str, form: type[StepForm], ready: Ready, **more: Any) -> Step:
    return Step(
        name=f"client.{verb}", event=f"client.{event}", label=label, done=done, model=Client, source=Client.Status.values,
        may=policy.may_restrict, form=form, ready=ready, scope="clients:write", **more,
    )  # fmt: skip


RESTRICT = _step("restrict", "restricted", "Restrict the record", "Record restricted.", RestrictForm, _not_yet)


@RESTRICT.rule
def restrict_client(client: Client, taken: Taken) -> None:
    """Close the record to all but the assigned people, because for some clients being known here is a danger.

    The case manager stays in by their case. Whoever restricts it stays in too, or nobody could open it again.
    """
    people = {person.pk for person in taken.data["people"]}
    case = counting_case(client)
    if taken.actor.is_person and taken.actor.id and not (case and is_case_manager(taken.actor, case)):
        people.add(taken.actor.id)
    if not people and case is None:
        raise StepRefused("Name at least one person: without a case manager nobody would see this record.")
    client.restricted, client.restriction_reason = True, taken.data["reason"]
    for person in sorted(people):
        RestrictedAccess.objects.create(client=client, user_id=person)
    taken.notes["assigned"] = [str(person) for person in sorted(people)]


LIFT = _step("lift_restriction", "restriction_lifted", "Lift the restriction", "Restriction lifted.", ReasonForm, _restricted)


@LIFT.rule
def lift_restriction(client: Client, taken: Taken) -> None:
    """Open the record again to everybody who works with the client in the ordinary way."""
    client.restricted, client.restriction_reason = False, taken.data["reason"]
    RestrictedAccess.objects.unscoped(WHY).filter(client=client).delete()


ASSIGN = _step("assign_person", "person_assigned", "Assign a person", "Person assigned.", AssignPersonForm, _restricted)


@ASSIGN.rule
def assign_person(client: Client, taken: Taken) -> None:
    """Let one more person in, by name, so that everybody who can see the record was meant to."""
    person = taken.data["person"]
    RestrictedAccess.objects.create(client=client, user=person)
    taken.notes["assigned"] = [str(person.pk)]


UNASSIGN = _step(
    "unassign_person", "person_unassigned", "Take a person off", "Person taken off.", UnassignPersonForm, _restricted, danger=True
)


@UNASSIGN.rule
def unassign_person(client: Client, taken: Taken) -> None:
    """Close the record to somebody who no longer needs it; somebody always stays, or the record would be lost."""
    person = taken.data["person"]
    if not somebody_is_left(client, without=person.pk):
        raise StepRefused("Nobody would see this record any more. Assign somebody else first, or lift the restriction.")
    RestrictedAccess.objects.unscoped(WHY).filter(client=client, user=person).delete()
    taken.notes["unassigned"] = [str(person.pk)]
