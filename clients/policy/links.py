"""Who may link records of one person, undo a link, and see that there is one."""

from django.db.models import Q

from clients.models import Client, RecordLink
from clients.policy.cases import INTAKE, SUPERVISOR, is_staff, stands_in_for_staff
from clients.policy.sight import sees_in_the_ordinary_way
from workflow.actor import Actor
from workflow.policy import Verdict, allowed_if, denied


def may_link(actor: Actor, client: Client) -> Verdict:
    """Intake and supervisors, who see records side by side; a restricted one only whoever is assigned to it."""
    if not sees_in_the_ordinary_way(actor, client):
        return denied("Emergency access does not let you link this record.")
    if client.restricted:
        return allowed_if(is_staff(actor), "Only people assigned to a restricted record can link it.")
    permitted = actor.has(INTAKE) or actor.has(SUPERVISOR) or actor.is_system or stands_in_for_staff(actor)
    return allowed_if(permitted, "Only intake workers and supervisors can link records.")


def may_undo(actor: Actor, link: RecordLink) -> Verdict:
    if not sees_in_the_ordinary_way(actor, link.duplicate):
        return denied("Emergency access does not let you undo this link.")
    return may_link(actor, link.client)


def link_visibility(actor: Actor) -> Q:
    """Only whoever sees both records may know that they are one person; why is written for staff, not for partners."""
    if actor.is_system:
        return Q()
    if actor.is_api_client and not stands_in_for_staff(actor):
        return Q(pk__in=())
    seen = Client.objects.visible_to(actor).values("pk")
    return Q(client_id__in=seen, duplicate_id__in=seen)
