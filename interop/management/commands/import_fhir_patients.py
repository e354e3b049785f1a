"""manage.py import_fhir_patients: FHIR R4 Patients from files into clients, by the same steps as everybody else."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from tqdm import tqdm

from interop.actions.imports import Import, Survey, survey
from interop.forms.fhir_files import FhirFile, files_at
from interop.forms.reading import Unreadable
from interop.management.reporting import Place, Report


class Command(BaseCommand):
    help = (
        "Import FHIR R4 Patients from Bundles, single Patients, arrays and NDJSON (also gzip): files, folders or patterns. "
        "The same identifier is the same client; a run that was stopped continues when started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder, or a pattern in quotes such as 'data/*.json'"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen; each patient is tried and taken back")
        parser.add_argument("--report", metavar="FILE", help="write a CSV line for each patient")
        parser.add_argument(
            "--different", action="append", default=[], metavar="FHIR_ID",
            help="somebody looked: this Patient is not the client it resembles; may be given several times",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["verbosity"] == 0
        with ExitStack() as stack:
            report = Report(self._table(stack, options["report"]))
            try:
                self._import(report, options)
            except KeyboardInterrupt:
                self._show(report, options)
                raise CommandError("Stopped. Give the same command again: it continues where it was.", returncode=130) from None
            except ProgrammingError as error:
                raise CommandError(
                    f"The database does not fit this version; bring it up to date with manage.py migrate. {error}"
                ) from error
            except OperationalError as error:
                self._show(report, options)
                raise CommandError(
                    f"The database stopped the import: {error}\nGive the same command again: it continues."
                ) from error
        self._show(report, options)
        if report.refused:
            where = options["report"] or ("--report FILE" if self.quiet else "the list above")
            raise CommandError(f"{report.refused:,} refused; see {where}.")

    def _table(self, stack: ExitStack, path: str | None) -> Any:
        if not path:
            return None
        try:
            return stack.enter_context(Path(path).open("w", newline="", encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"The report cannot be written to {path}: {error.strerror}. Nothing was imported.") from None

    def _import(self, report: Report, options: dict[str, Any]) -> None:
        def missing(given: str, why: str) -> None:
            report.add(Place(given), "refused", why=why)

        surveys = list(self._surveyed(files_at(options["paths"], missing), report))
        total = sum(one.patients for one in surveys)
        with self._bar(total=total, desc="Patients", unit="patient") as bar:
            for one in surveys:
                self._one_file(one, report, options, bar)

    def _surveyed(self, paths: list[Path], report: Report) -> Iterator[Survey]:
        """Every file is read once before anything is written: one that breaks off imports nothing."""
        empty = 0
        for path in self._bar(paths, desc="Reading", unit="file", leave=False):
            try:
                found = survey(FhirFile(path))
            except Unreadable as problem:
                report.add(Place(str(path)), "refused", why=str(problem))
                continue
            empty += not found.patients
            yield found
        if empty:
            report.notes.append(f"{empty:,} of {len(paths):,} files hold no Patients.")

    def _one_file(self, one: Survey, report: Report, options: dict[str, Any], bar: Any) -> None:
        run = Import(one, dry=options["dry_run"], different=frozenset(options["different"]))
        if done := run.done_before:
            report.notes.append(f"Continued {one.file.path.name}, which was stopped after {done:,} patients.")
        try:
            for found, result in run.results():
                place = Place(str(one.file.path), found.entry, found.line, found.fhir_id)
                report.add(place, result.outcome, result.client_id or "", result.why, result.remarks)
                bar.update(bool(found.resource))
            self._finish(run, one, report)
        except Unreadable as problem:
            report.add(Place(str(one.file.path)), "refused", why=f"It changed while it was read. {problem}")

    def _finish(self, run: Import, one: Survey, report: Report) -> None:
        done = run.finish()
        if done.linked:
            pairs = "pair" if done.linked == 1 else "pairs"
            report.notes.append(f"{one.file.path.name}: {done.linked:,} {pairs} of records linked as the same person.")
        for said, remark in done.remarks:
            report.remark(Place(str(one.file.path), said.entry, said.line, said.fhir_id), remark)

    def _bar(self, *args: Any, **options: Any) -> Any:
        """Shown where somebody watches; a log or --verbosity 0 gets none."""
        return tqdm(*args, disable=True if self.quiet else None, **options)

    def _show(self, report: Report, options: dict[str, Any]) -> None:
        if not self.quiet:
            for line in report.text(dry=options["dry_run"]):
                self.stdout.write(line)
