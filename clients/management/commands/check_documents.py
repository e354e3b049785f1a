"""manage.py check_documents: does every document have its file, and every file its document?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.actions.storage import lost_files, sweep_orphans


class Command(BaseCommand):
    help = "Clear away files that belong to no document, and name the documents whose file is missing or cut short."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep_orphans()} files without a document removed.")
        lost = lost_files()
        for document in lost:
            self.stdout.write(f"missing or cut short: document {document.pk}, file {document.storage_key}")
        if lost:
            raise CommandError(f"{len(lost)} documents have lost their file. Restore the files named above from the backup.")
        self.stdout.write("Every document has its file.")
