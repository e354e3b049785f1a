"""A link by e-mail: only where that is safe and agreed to, in words that tell nobody anything, and each address once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone

from careplans.actions.links import issue_link, revoke_link
from careplans.actions.sending import deliver_link, send_link
from careplans.models import CarePlan, PrivateLink
from clients.actions.support import add_support_person
from clients.models import Client, Consent
from followups.actions.gateways import ChannelDown, Gateway, Message, Undeliverable
from tests.factories.careplans import fresh, make_commitment, make_goal, make_plan, propose
from workflow.actor import Actor
from workflow.models import Event, Outbox
from workflow.outbox import deliver
from workflow.refusals import StepRefused

pytestmark = pytest.mark.django_db


class Post(Gateway):
    """Keeps what was sent; `failing` is what the next ones meet."""

    sent: list[Message] = []
    failing: Exception | None = None

    def send(self, message: Message) -> None:
        if Post.failing:
            raise Post.failing
        Post.sent.append(message)


@pytest.fixture(autouse=True)
def post(settings: Any) -> None:
    settings.CLIENT_GATEWAY = f"{__name__}.Post"
    settings.PUBLIC_URL = "https://care.example"
    Post.sent, Post.failing = [], None
    cache.clear()


@pytest.fixture
def plan(maria: Actor, rosa: Client) -> CarePlan:
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(email="rosa@home.example")
    agrees_to_messages(rosa)
    made = make_plan(rosa, maria)
    make_goal(made, maria)
    make_commitment(made, maria)
    return propose(made, maria)


def agrees_to_messages(rosa: Client) -> None:
    today = timezone.localdate()
    Consent.objects.create(client=rosa, kind="messages", starts_on=today, signed_on=today, method="paper")


def issued(plan: CarePlan, maria: Actor, **fields: Any) -> PrivateLink:
    made: PrivateLink = issue_link(plan.pk, actor=maria, **{"purpose": "agree", "channel": "office_visit", **fields})
    return made


def sent(link: PrivateLink, maria: Actor) -> Event:
    send_link(link.pk, actor=maria, version=fresh(link).version)
    return Event.objects.unscoped("test").filter(name="private_link.sending_asked").latest("id")


def test_the_client_gets_a_neutral_message_in_spanish_and_the_link_in_it_opens(maria: Actor, plan: CarePlan) -> None:
    with time_machine.travel("2031-03-03 15:00:00Z", tick=False):
        link = issued(plan, maria, language="es")
        assert deliver(sent(link, maria).pk)
        (message,) = Post.sent
        address = message.body.split("https://care.example")[1].split("\n")[0]
        assert (message.channel, message.to, message.subject, message.language) == (
            "client_email", "rosa@home.example", "Una página para usted", "es",
        )  # fmt: skip
        assert message.body == (
            f"Aquí está la página de la que le hablaron:\n\nhttps://care.example{address}\n\nSe puede responder una vez y queda abierta "
            "hasta el 10 de marzo de 2031.\n\nSi no sabe qué es esto, puede borrar este mensaje.\n"
        )
        assert Browser().get(address).status_code == 200
        old = "/p/" + link.shown_once["link"].split("/p/")[1]
        assert Browser().get(old).status_code == 404
        now = fresh(link)
        assert (now.status, now.to_send, now.channel, now.sent_at) == (
            "issued",
            "",
            "email",
            timezone.now(),
        )


def test_neither_name_nor_agency_nor_plan_stands_in_it(maria: Actor, plan: CarePlan) -> None:
    deliver(sent(issued(plan, maria), maria).pk)
    (message,) = Post.sent
    assert message.subject == "A page for you"
    for word in ("Rosa", "Achterberg", "Maria", "Harbor", "plan", "care ", "health", "case"):
        assert word not in message.subject + message.body


def test_it_is_sent_once_however_often_the_outbox_tries(maria: Actor, plan: CarePlan) -> None:
    event = sent(issued(plan, maria), maria)
    for _ in range(3):
        deliver_link(event)
    assert len(Post.sent) == 1


def test_a_blocked_way_is_tried_again_and_a_refused_address_is_said(maria: Actor, plan: CarePlan) -> None:
    link = issued(plan, maria)
    event = sent(link, maria)
    Post.failing = ChannelDown("The gateway answered 503.")
    assert deliver(event.pk) is False
    assert (Outbox.objects.get(event=event).attempts, bool(fresh(link).to_send)) == (1, True)
    Post.failing = Undeliverable("The gateway refused it with 550.")
    assert deliver(event.pk) is True
    now = fresh(link)
    assert (now.to_send, now.sent_at, now.not_sent_because) == ("", None, "The gateway refused it with 550.")


UNSAFE = {
    "unsafe": ({"may_email": False}, "E-mail is not a safe way to reach this client. Give the link in person."),
    "no address": ({"email": ""}, "No e-mail address of this client is known. Add one, or give the link in person."),
}


@pytest.mark.parametrize("what", UNSAFE)
def test_never_on_an_unsafe_channel(what: str, maria: Actor, rosa: Client, plan: CarePlan) -> None:
    changed, why = UNSAFE[what]
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(**changed)
    link = issued(plan, maria)
    with pytest.raises(StepRefused, match=why):
        send_link(link.pk, actor=maria, version=1)
    assert (Post.sent, fresh(link).version, Event.objects.unscoped("t").filter(name="private_link.sending_asked").exists()) == (
        [],
        1,
        False,
    )


def test_not_without_the_clients_consent_to_messages(maria: Actor, rosa: Client, plan: CarePlan) -> None:
    Consent.objects.unscoped("test").filter(client=rosa).update(status="revoked")
    with pytest.raises(StepRefused, match="has not agreed to messages"):
        send_link(issued(plan, maria).pk, actor=maria, version=1)


def test_what_became_unsafe_between_asking_and_sending_is_not_sent(maria: Actor, rosa: Client, plan: CarePlan) -> None:
    link = issued(plan, maria)
    event = sent(link, maria)
    Client.objects.unscoped("test").filter(pk=rosa.pk).update(may_email=False)
    deliver(event.pk)
    assert Post.sent == []
    assert fresh(link).not_sent_because == "E-mail is not a safe way to reach this client. Give the link in person."
    assert fresh(link).to_send == ""


def test_a_link_taken_back_meanwhile_is_not_sent(maria: Actor, plan: CarePlan) -> None:
    link = issued(plan, maria)
    event = sent(link, maria)
    revoke_link(link.pk, actor=maria, version=fresh(link).version, reason="She will come by")
    deliver(event.pk)
    assert (Post.sent, fresh(link).status, fresh(link).to_send) == ([], "revoked", "")


def test_a_support_person_gets_it_at_their_own_address(maria: Actor, rosa: Client, plan: CarePlan) -> None:
    said = {"representative": "guardian", "authority_evidence": "Court order"}
    ana = add_support_person(rosa.pk, actor=maria, name="Ana Hill", relationship="Daughter", **said)
    link = issued(plan, maria, support_person=ana.pk)
    with pytest.raises(StepRefused, match="No e-mail address of Ana Hill is known"):
        send_link(link.pk, actor=maria, version=1)
    type(ana).objects.unscoped("test").filter(pk=ana.pk).update(email="ana@home.example")
    deliver(sent(link, maria).pk)
    assert [message.to for message in Post.sent] == ["ana@home.example"]


def test_a_closed_link_is_not_sent(maria: Actor, plan: CarePlan) -> None:
    link = issued(plan, maria)
    with time_machine.travel(timezone.now() + timedelta(days=8)), pytest.raises(StepRefused, match="This link is closed"):
        send_link(link.pk, actor=maria, version=1)
    assert Post.sent == []
