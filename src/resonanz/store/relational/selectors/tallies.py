"""How many cases are in each of many views, and which cases a view holds.

All counts over the same departments are one statement: so they are of one moment, add up, and cost one walk over an
index of what is alive (`case_tally`), however many views there are. Views that reach into what has ended are not
counted beside the others, because that grows for ever; `count` counts one of them where it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, cast

from django.db import connection
from django.db.models import Count, Value

from resonanz.core.ids import CaseId, DepartmentId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.meaning import narrowing, whole
from resonanz.store.relational.views import ALIVE, CaseFilter


@reachable()
def tally(filters: Mapping[str, CaseFilter]) -> Mapping[str, int]:
    """Return how many cases that are alive each of these filters finds, by its name.

    One query for each choice of departments among them: a view of everybody's cases beside those of one department
    would have all others walk through everybody's too.
    """
    asked: dict[tuple[DepartmentId, ...], dict[str, CaseFilter]] = {}
    for name, one in filters.items():
        if one.states and set(one.states) <= set(ALIVE):
            asked.setdefault(one.departments, {})[name] = one
    return {name: number for group in asked.values() for name, number in zip(group, _counted(group), strict=True)}


def _counted(asked: Mapping[str, CaseFilter]) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(tuple(asked.values())))
        return cast("Sequence[int]", cursor.fetchone())


@lru_cache(maxsize=1_000)
def _statement(asked: tuple[CaseFilter, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that counts what these find; what they share is asked once.

    It is kept, because a page asks the same of the same person again and composing it takes longer than its answer.
    """
    everything = models.Case.objects.filter(alive=1).order_by()
    if len(asked) == 1:  # what it is narrowed down by may find the cases, not only sort them out
        alone = everything.filter(whole(asked[0])).values(together=Value(1)).annotate(n0=Count("pk")).values_list("n0")
        return alone.query.sql_with_params()
    values = {part: {getattr(one, part) for one in asked} for part in _PARTS}
    shared = {part: found.pop() for part, found in values.items() if len(found) == 1}
    left = {part: getattr(_EVERYTHING, part) for part in shared}
    numbers = {f"n{place}": Count("pk", filter=whole(replace(one, **left))) for place, one in enumerate(asked)}
    everywhere = everything.filter(narrowing(CaseFilter(**shared)))
    counted = everywhere.values(together=Value(1)).annotate(**numbers).values_list(*numbers)
    return counted.query.sql_with_params()


_PARTS: Final = ("departments", "text", "kinds", "channels", "priorities")
_EVERYTHING: Final = CaseFilter()


@reachable()
def count(filter: CaseFilter) -> int:
    """Return how many cases a filter finds; one query."""
    return models.Case.objects.filter(whole(filter)).count()


@reachable()
def numbers(filter: CaseFilter, *, after: CaseId | None = None, limit: int = 500) -> list[CaseId]:
    """Return the numbers of cases that a filter finds, above a number, in their order; one query."""
    found = models.Case.objects.filter(whole(filter), pk__gt=after or 0).order_by("pk").values_list("pk", flat=True)
    return [CaseId(number) for number in found[:limit]]
