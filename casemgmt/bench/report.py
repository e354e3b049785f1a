"""The tables at the end: each figure beside its limit, and the verdict."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date

from casemgmt.bench.pages import Measured
from casemgmt.bench.reminders import ReminderTimes
from casemgmt.bench.steps import StepTimes
from casemgmt.bench.walks import MOST_BLOCKS, MOST_QUERIES, Walk

TIMES_THE_BARE_VIEW = 3.0
TIMES_THE_BARE_TRANSACTION = 4.0
MOST_MEMORY_MB = 200
REMINDERS_A_MINUTE, TIMES_GROWN = 10_000, 2.0
MOST_SECONDS_TO_WRITE = 180


class Report:
    """Prints as it goes, and remembers what broke a limit."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def machine(self, clients: int, seconds: float) -> None:
        print(f"\n{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f}")
        print(f"{clients:,} clients, their data written in {seconds:.0f} s (limit {MOST_SECONDS_TO_WRITE} s)")
        self._judge(seconds <= MOST_SECONDS_TO_WRITE, f"writing the data set took {seconds:.0f} s")

    def pages(self, found: Iterable[Measured]) -> None:
        rows = []
        for one in found:
            verdict = self._judge(one.ratio <= TIMES_THE_BARE_VIEW, f"{one.question.name}: {one.ratio:.1f} × the bare view")
            times = (f"{value:.1f}" for one_way in (one.raw, one.bare, one.page) for value in (one_way.median, one_way.p95))
            rows.append((one.question.name, *times, f"{one.ratio:.2f}", verdict))
        head = ("milliseconds", "SQL", "p95", "bare view", "p95", "page", "p95", f"ratio (limit {TIMES_THE_BARE_VIEW:.0f})", "")
        _table(head, rows)

    def steps(self, found: Iterable[StepTimes]) -> None:
        rows = []
        for one in found:
            verdict = self._judge(one.ratio <= TIMES_THE_BARE_TRANSACTION, f"{one.name}: {one.ratio:.1f} × its bare transaction")
            times = (f"{value:.1f}" for way in (one.bare, one.step) for value in (way.median, way.p99))
            rows.append((one.name, *times, f"{one.ratio:.2f}", verdict))
        _table(("milliseconds", "bare", "p99", "step", "p99", f"p99 ratio (limit {TIMES_THE_BARE_TRANSACTION:.0f})", ""), rows)

    def reminders(self, found: ReminderTimes) -> None:
        kept = self._judge(
            found.a_minute >= REMINDERS_A_MINUTE and found.shown >= found.delivered, f"{found.a_minute:,.0f} reminders a minute"
        )
        grown = self._judge(
            found.empty_after <= max(TIMES_GROWN * found.empty_before, found.empty_before + 2.0),
            f"a sweep with nothing to do takes {found.empty_after:.1f} ms after {found.delivered:,} more are history",
        )
        print(
            f"\n{found.delivered:,} reminders due at once, shown by one worker process in {found.seconds:.1f} s:"
            f" {found.a_minute:,.0f} a minute (limit {REMINDERS_A_MINUTE:,}) {kept}"
        )
        print(
            f"A sweep with nothing to do: {found.empty_before:.1f} ms, and {found.empty_after:.1f} ms with all of them in the past {grown}"
        )

    def walks(self, found: Sequence[Walk]) -> None:
        """The heaviest ten, and all that break a limit."""
        for walk in found:
            self._judge(
                walk.fits, f"{walk.path} as {walk.who}: {walk.queries} queries, {walk.blocks} blocks, {walk.scanned or 'no'} scan"
            )
        shown = [walk for n, walk in enumerate(sorted(found, key=lambda walk: -walk.blocks)) if n < 10 or not walk.fits]
        rows = [
            (walk.path, walk.who, walk.queries, f"{walk.blocks:,}", ", ".join(walk.scanned), _mark(walk.fits)) for walk in shown
        ]
        head = (
            "heaviest pages",
            "as",
            f"queries (limit {MOST_QUERIES})",
            f"blocks read (limit {MOST_BLOCKS:,})",
            "whole tables",
            "",
        )
        _table(head, rows)
        print(f"{len(found)} pages walked; at most {max(walk.queries for walk in found)} queries on any of them.")

    def memory(self, megabytes: float) -> None:
        verdict = self._judge(megabytes <= MOST_MEMORY_MB, f"a web process holds {megabytes:.0f} MB")
        print(f"\nMemory of a web process after all of it: {megabytes:.0f} MB (limit {MOST_MEMORY_MB} MB) {verdict}")

    def verdict(self) -> int:
        if not self.broken:
            print("\nEvery limit is kept.")
            return 0
        print("\nLimits broken:")
        for what in self.broken:
            print(f"  {what}")
        return 1

    def _judge(self, kept: bool, what: str) -> str:
        if not kept:
            self.broken.append(what)
        return _mark(kept)


def _mark(kept: bool) -> str:
    return "ok" if kept else "OVER"


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    print()
    for line in lines:
        print(
            "  ".join(
                cell.ljust(width) if n == 0 else cell.rjust(width)
                for n, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
        )
