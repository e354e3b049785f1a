"""/metrics: how much work waits, how old it is, who makes progress, and how long pages take, for Prometheus.

What waits is read from PostgreSQL when it is asked for, so every process gives the same figures. Requests
are counted by the process that answered them; with PROMETHEUS_MULTIPROC_DIR set, /metrics adds up all of
one machine. Labels hold routes, never addresses: no id of anybody gets into a time series.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis import Redis, RedisError

from casemgmt.progress import heartbeats, waiting

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = Histogram("casemgmt_request_seconds", "How long an answer took.", ("method", "route", "status"), buckets=BUCKETS)
QUEUES = ("urgent", "default", "bulk")

Door = Callable[[HttpRequest], HttpResponse]


def count_requests(door: Door) -> Door:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = door(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        REQUESTS.labels(request.method or "", route, str(response.status_code)).observe(time.perf_counter() - began)
        return response

    return middleware


class Work(Collector):
    """What waits and who makes progress, as the database has it at this moment."""

    def collect(self) -> Iterable[Metric]:
        yield from _waiting()
        age = GaugeMetricFamily(
            "casemgmt_progress_age_seconds", "Seconds since this work last got something done.", labels=["work"]
        )
        now = timezone.now()
        for name, at in heartbeats().items():
            age.add_metric([name], max((now - at).total_seconds(), 0))
        yield age
        yield from _queues()


def _waiting() -> Iterator[Metric]:
    count = GaugeMetricFamily("casemgmt_waiting", "How many pieces of this work wait to be done.", labels=["work"])
    oldest = GaugeMetricFamily("casemgmt_oldest_waiting_seconds", "How long the oldest of them has been due.", labels=["work"])
    for kind, (many, seconds) in waiting(timezone.now()).items():
        count.add_metric([kind], many)
        oldest.add_metric([kind], seconds)
    yield count
    yield oldest


def _queues() -> Iterator[Metric]:
    """Rings that no worker has heard yet; without Redis there are none to tell, and the work waits in the database."""
    length = GaugeMetricFamily("casemgmt_queue_length", "Messages waiting in this queue of Redis.", labels=["queue"])
    up = GaugeMetricFamily("casemgmt_redis_up", "1 while Redis answers.")
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as redis:
            for queue in QUEUES:
                length.add_metric([queue], float(redis.llen(queue)))
        up.add_metric([], 1)
    except RedisError:
        up.add_metric([], 0)
    yield length
    yield up


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever holds CASEMGMT_METRICS_TOKEN; without one set there is no such page, but in the demo."""
    if not _may_read(request):
        raise Http404
    work = CollectorRegistry()
    work.register(Work())
    return HttpResponse(generate_latest(_requests()) + generate_latest(work), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if not token:
        return bool(settings.DEMO)
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")


def _requests() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    every_process = CollectorRegistry()
    MultiProcessCollector(every_process)
    return every_process
