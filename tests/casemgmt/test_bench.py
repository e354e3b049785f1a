"""The benchmark's data set and its hand-written answers, on fifty clients."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Membership, Team, User
from accounts.queries import actor_for
from careplans.queries.learning import learning_for
from casemgmt.bench.answering import answer
from casemgmt.bench.data import Size, write
from casemgmt.bench.data.history import shares
from casemgmt.bench.figures import Times
from casemgmt.bench.known import known_ids
from casemgmt.bench.pages import Measured
from casemgmt.bench.questions import INTAKE, QUESTIONS, SUPERVISOR, WORKER
from casemgmt.bench.report import Report
from casemgmt.local.console import Stopped
from clients.models import Case, Client, Contact, Disclosure, Identifier, Note, Phone
from clients.queries.search import client_list, found_clients
from followups.models import FollowUp
from followups.queries.team import team_day
from followups.queries.today import today_for
from tests.factories.accounts import make_agency, make_user
from tests.services import APP, OWNER
from transitions.pages.measures import totals
from workflow.models import ChainHead, Event

pytestmark = pytest.mark.django_db
SIZE = Size(50)
WHY = "the test counts what was written"


@pytest.fixture
def staff():
    """Written by the owner of the tables, as make bench does, and used with the application's rights."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        try:
            yield write(SIZE)
        finally:
            cursor.execute(f"SET ROLE {APP}")


def count(model, **which):
    return model.objects.unscoped(WHY).filter(**which).count()


def indexes():
    with connection.cursor() as cursor:
        # A condition is written another way once PostgreSQL has read its own words; that there is one must not change.
        cursor.execute("SELECT regexp_replace(indexdef, ' WHERE .*', ' WHERE') FROM pg_indexes WHERE schemaname = 'public'")
        return {row for (row,) in cursor.fetchall()}


def constraints():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint")
        return set(cursor.fetchall())


def test_every_table_gets_its_rows(staff):
    assert (count(Client), count(Phone), count(Identifier)) == (50, 50, 50)
    assert (count(Note), count(Contact), count(Contact, result="reached")) == (500, 600, 500)
    waiting = count(Case, case_manager__isnull=True, status__in=("referred", "screening", "open"))
    assert (count(FollowUp, status="done"), count(FollowUp, status="open"), waiting) == (450, 50 + waiting, 2)
    assert count(Disclosure) == 150
    assert 200 < count(Event) == sum(ChainHead.objects.values_list("position", flat=True)) < 300
    assert count(Case, status="open", accepted_at__isnull=False) == 15
    assert (User.objects.count(), Team.objects.count(), Membership.objects.count()) == (4, 1, 4)


def test_each_chain_is_as_long_as_its_record_has_events(staff):
    for head in ChainHead.objects.all():
        positions = Event.objects.unscoped(WHY).filter(record=head.record).order_by("position").values_list("position", flat=True)
        assert list(positions) == list(range(1, head.position + 1))


def test_the_past_ends_now_and_the_future_holds_open_work_only(staff):
    now = timezone.now()
    assert count(Contact, at__gt=now) == 0
    assert count(FollowUp, status="done", closed_at__gt=now + timedelta(hours=60)) == 0
    assert count(FollowUp, status="open", due_at__gt=now) > 0


def test_indexes_and_constraints_are_put_back_as_they_were():
    before = indexes(), constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        write(SIZE)
        cursor.execute(f"SET ROLE {APP}")
    assert (indexes(), constraints()) == before


def test_an_agency_of_real_people_is_never_overwritten():
    make_agency(name="Harbor Care")
    make_user()
    with pytest.raises(Stopped, match="Nothing was changed"):
        write(SIZE)
    assert User.objects.count() == 1


def test_the_bare_sql_and_the_pages_answer_the_same(staff):
    known = known_ids()
    worker, intake = (actor_for(User.objects.get(email=email), "web") for email in (WORKER, INTAKE))
    facts = {**known, "text": "jonson", "part": "%jonson%", "codes": ["JNSN"]}
    bare = {q.name: answer(q, {**facts, "actor": known[q.who]}) for q in QUESTIONS}

    def ids(name, table=0, column=0):
        return [row[column] for row in bare[name][table]]

    assert ids("Client list, case manager") == [c.pk for c in client_list(worker).order_by("-id")[:26]]
    assert ids("Client list, intake") == [c.pk for c in client_list(intake).order_by("-id")[:26]]
    assert ids("Search with a typo, case manager") == [c.pk for c in found_clients(worker, "jonson")]
    assert ids("Search with a typo, intake") == [c.pk for c in found_clients(intake, "jonson")]
    day = today_for(worker, timezone.get_current_timezone())
    assert {*ids("Today", column=1)} == {f.pk for f in (*day.must, *day.overdue, *day.offers, *day.notes, *day.later)}
    assert ids("Today", table=1) == [case.client_id for case in day.clients]
    assert ids("Client page") == [known["client"]]
    assert len(ids("API: clients, case manager")) == min(client_list(worker).count(), 26)
    assert_the_team_is_told_the_same(bare["Team"])


def assert_the_team_is_told_the_same(bare):
    supervisor = actor_for(User.objects.get(email=SUPERVISOR), "web")
    day, learned = team_day(supervisor), learning_for(supervisor)
    unassigned, drift, decide, promises, of_cases, of_due, people, _, _, _, misses, unanswered, measures, returns = bare
    assert [row[4] for row in unassigned] == [case.pk for case in day.unassigned]
    assert [row[0] for row in drift] == [case.client_id for case in day.drift]
    assert [row[1] for row in decide] == [due.pk for due in day.to_decide]
    told = {row[2]: row[3:7] for row in of_cases}
    assert [row[1] for row in people] == [load.person.pk for load in day.loads]
    assert [told[load.person.pk] for load in day.loads] == [
        (load.open_cases, load.asked, load.high_tier, load.out_of_touch) for load in day.loads
    ]
    late = {row[1]: row[2:6] for row in of_due}
    assert [late.get(load.person.pk, (0, 0, 0, None)) for load in day.loads] == [
        (load.overdue, load.waiting_late, load.late_notes, load.oldest_note) for load in day.loads
    ]
    counted = {row[1]: row[2:] for row in promises}
    shown = [(t.owner_kind, (t.kept, t.missed, t.open, t.late)) for t in learned.tallies]
    assert [(kind, counted.get(kind, (0, 0, 0, 0))) for kind, _ in shown] == shown
    assert [row[1] for row in misses] == [miss.pk for miss in learned.misses]
    assert [row[1] for row in unanswered] == [given.pk for given in learned.unanswered]
    assert (measures, returns, totals(supervisor)) == ([], [(None, 0, 0, 0)], [])


def test_every_page_that_is_measured_answers(staff):
    known = known_ids()
    for question in QUESTIONS:
        browser = Browser()
        path = question.path.format(**known)
        if question.who.endswith("_token"):
            answered = browser.get(path, HTTP_AUTHORIZATION=f"Bearer {getattr(staff, question.who)}")
        else:
            browser.force_login(User.objects.get(email=question.who))
            answered = browser.post(path, {"q": "jonson"}) if question.searches else browser.get(path)
        assert answered.status_code == 200, question.name


def test_unequal_shares_add_up_to_the_whole():
    parts = shares(1000, 37, random.Random(1))
    assert (sum(parts), len(parts), min(parts) >= 0, max(parts) > 60) == (1000, 37, True, True)


def test_percentiles_are_times_that_were_measured():
    times = Times([n / 1000 for n in range(100, 0, -1)])
    assert (times.median, times.p95, times.p99) == (50, 95, 99)


def test_a_broken_limit_is_named_and_gives_status_one(capsys):
    slow = Measured(QUESTIONS[0], raw=Times([0.001]), bare=Times([0.002]), page=Times([0.0061]))
    kept = Measured(QUESTIONS[1], raw=Times([0.001]), bare=Times([0.002]), page=Times([0.0059]))
    report = Report()
    report.pages([slow, kept])
    assert report.verdict() == 1
    assert "Client list, case manager: 3.1 × the bare view" in capsys.readouterr().out
    assert report.broken == ["Client list, case manager: 3.1 × the bare view"]


def test_with_every_limit_kept_the_status_is_zero(capsys):
    report = Report()
    report.memory(199.0)
    assert report.verdict() == 0
    assert "Every limit is kept." in capsys.readouterr().out
