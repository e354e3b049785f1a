"""manage.py reseal: seals with the newest key what an older one sealed; after a key was added, as often as one likes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from workflow.sealed import SealedTextField, key_names, seal, unseal

AT_ONCE = 500


class Command(BaseCommand):
    help = "Seal with the first key of CASEMGMT_SEALING_KEYS what another one sealed. May run while people work, and again."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, field in sealed_fields():
            self._tell(f"{model._meta.verbose_name}, {field.verbose_name}", until_none(partial(_some, model, field)))
        self._tell("second factor", _authenticators())

    def _tell(self, what: str, count: int) -> None:
        self.stdout.write(f"{what}: {count} sealed anew with {key_names()[0]}")


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def until_none(some: Callable[[], int]) -> int:
    """Small transactions, so that nobody waits long for a row."""
    total = 0
    while done := some():
        total += done
    return total


@transaction.atomic
def _some(model: type[models.Model], field: SealedTextField) -> int:
    """Beside the models: a row's version and dates stay, since nothing in it changed."""
    name = connection.ops.quote_name
    table, column, key = name(model._meta.db_table), name(field.column), name(model._meta.pk.column)  # type: ignore[arg-type]  # each of these fields has a column
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND split_part({column}, ':', 1) <> %s "  # noqa: S608  # quoted names
            f"ORDER BY {key} LIMIT {AT_ONCE} FOR UPDATE",
            [key_names()[0]],
        )
        rows = cursor.fetchall()
        for pk, sealed in rows:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [seal(unseal(sealed)), pk])  # noqa: S608  # quoted names
    return len(rows)


@transaction.atomic
def _authenticators() -> int:
    """Secrets of authenticator apps and recovery codes lie in one JSON value each."""
    count = 0
    for authenticator in Authenticator.objects.select_for_update():
        data = {name: _anew(value) for name, value in authenticator.data.items()}
        if data != authenticator.data:
            authenticator.data = data
            authenticator.save(update_fields=("data",))
            count += 1
    return count


def _anew(value: Any) -> Any:
    if isinstance(value, list):
        return [_anew(part) for part in value]
    return seal(unseal(value)) if _is_sealed_with_another(value) else value


def _is_sealed_with_another(value: Any) -> bool:
    return isinstance(value, str) and ":" in value and value.partition(":")[0] in key_names()[1:]
