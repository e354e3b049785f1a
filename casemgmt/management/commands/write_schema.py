"""manage.py write_schema: docs/openapi.yaml from the registered resources and steps; --check only compares."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer


class Command(BaseCommand):
    help = "Write docs/openapi.yaml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        schema = SchemaGenerator().get_schema(request=None, public=True)
        text = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
        place = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
        if not options["check"]:
            place.write_text(text)
        elif not place.exists() or place.read_text() != text:
            raise CommandError("docs/openapi.yaml is out of date; run manage.py write_schema and commit it.")
