"""`make bench`: servers, data set, then each measurement and the verdict; the exit status is 1 when a limit is broken."""

import os
import signal
import sys
from typing import Any

import django
import psutil

from casemgmt.bench.setting_up import Bench, clients_asked_for, sign_ins
from casemgmt.local.children import die_with_make
from casemgmt.local.console import Stopped, say, step


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    die_with_make()
    bench, clients = Bench(), clients_asked_for()
    try:
        bench.start()
        if os.environ.get("BENCH_KEEP") != "1":
            bench.write_data(clients)
        bench.serve()
        return _measured(bench)
    finally:
        bench.stop()


def _measured(bench: Bench) -> int:
    """The measurements need the product itself, which can only be loaded once the servers are known."""
    os.environ.update(bench.environment)
    django.setup()
    from casemgmt.bench import known, pages, reminders, report, steps, walks

    told, ids = sign_ins(), known.known_ids()
    shown = report.Report()
    with step("Asking each question three ways, by turns") as bar:
        answered = pages.measure(pages.Visit(ids, bench.browsers(), bench.ports[1]), bar)
    with step("Taking steps beside their bare transactions") as bar:
        taken = steps.measure_steps(bar)
    with step("Delivering reminders that are due at once") as bar:
        reminded = reminders.measure_reminders(bar)
    with step("Walking every list in every role, with the plan of each query"):
        walked = list(walks.walks(ids))
    shown.machine(told["clients"], told["seconds"])
    shown.pages(answered)
    shown.steps(taken)
    shown.reminders(reminded)
    shown.walks(walked)
    shown.memory(_memory(bench))
    return shown.verdict()


def _memory(bench: Bench) -> float:
    """Megabytes resident in the product's web process, shared ones included."""
    workers: list[Any] = psutil.Process(bench.webs[0].pid).children()
    return max(float(worker.memory_info().rss) for worker in workers) / 1_000_000


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stopped as stopped:
        sys.exit(f"\n{stopped}")
    except KeyboardInterrupt:
        say("Stopped; nothing is left running.")
        sys.exit(130)
