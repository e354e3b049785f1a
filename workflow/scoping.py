"""Locked querysets: rows about people cannot be read until the query says who is asking."""

from typing import Any, Generic, Self, TypeVar

from django.db import models
from django.db.models.sql import Query

from workflow.actor import Actor

Row = TypeVar("Row", bound=models.Model, covariant=True)


class UnscopedQuery(RuntimeError):
    """A queryset over protected rows ran without visible_to() or unscoped()."""


class LockedQuery(Query):
    """Becomes no SQL until it is opened, also where Django takes it out of its queryset, as Subquery does."""

    opened = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        require_opened(self)
        return super().get_compiler(*args, **kwargs)

    def exists(self, *args: Any, **kwargs: Any) -> Any:
        # Stays open: full_clean needs it, and it tells no more than a uniqueness error would.
        found: Any = super().exists(*args, **kwargs)
        found.opened = True
        return found


def require_opened(query: Any) -> None:
    if not getattr(query, "opened", False):
        raise UnscopedQuery(f"{query.model.__name__}: call visible_to(actor) before reading.")


class ScopedQuerySet(models.QuerySet[Row, Row], Generic[Row]):
    """Raises on every way out until opened; see docs/adr for why forgetting must fail loudly."""

    def __init__(self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None) -> None:
        super().__init__(model, query or LockedQuery(model), using, hints)

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(self.model.visibility(actor))._open()  # type: ignore[attr-defined]  # every scoped model declares visibility()

    def unscoped(self, reason: str) -> Self:
        """Open without an actor; the reason is mandatory, so that a search lists every use."""
        if not reason.strip():
            raise UnscopedQuery(f"{self.model.__name__}: unscoped() needs the reason.")
        return self._open()

    def _open(self) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]  # Django's own cloning hook, absent from the stubs
        clone.query.opened = True
        return clone

    def _guard(self) -> None:
        require_opened(self.query)

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Self:
        for queryset in (self, *others):
            queryset._guard()
        return super()._combinator_query(combinator, *others, all=all)._open()  # type: ignore[misc]  # private in Django

    def __or__(self, other: Any) -> Self:
        self._guard()
        other._guard()
        return super().__or__(other)

    def __and__(self, other: Any) -> Self:
        self._guard()
        other._guard()
        return super().__and__(other)

    def __xor__(self, other: Any) -> Self:
        self._guard()
        other._guard()
        return super().__xor__(other)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnscopedQuery(f"{self.model.__name__}: raw SQL over protected rows is refused.")


def _guarded(name: str) -> Any:
    def method(self: ScopedQuerySet[models.Model], *args: Any, **kwargs: Any) -> Any:
        self._guard()
        return getattr(super(ScopedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    return method


# The query guards what becomes SQL by itself; these change its class, or answer without one.
WAYS_OUT = "_fetch_all iterator aiterator count aggregate update delete _raw_delete explain resolve_expression bulk_update"
for _name in WAYS_OUT.split():
    setattr(ScopedQuerySet, _name, _guarded(_name))

ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class OpenQuerySet(models.QuerySet[Row, Row], Generic[Row]):
    """Rows that are not about clients (teams, staff): readable, and still limited per actor where asked."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(self.model.visibility(actor))  # type: ignore[attr-defined]  # every open model declares visibility()


OpenManager = models.Manager.from_queryset(OpenQuerySet)
