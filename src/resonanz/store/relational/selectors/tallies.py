"""How many cases are in each of many views, and which cases a view holds.

All counts of a page are one statement: so they are of one moment, add up, and cost one walk over an index of what is
alive (`case_tally`), however many views there are. Views that reach into what has ended are not counted beside the
others, because that grows for ever; `count` counts one of them where it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from resonanz.core.ids import CaseId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.meaning import narrowing, whole
from resonanz.store.relational.views import ALIVE, CaseFilter


@reachable()
def tally(filters: Mapping[str, CaseFilter]) -> Mapping[str, int]:
    """Return how many cases that are alive each of these filters finds, by its name; one query."""
    asked = {name: one for name, one in filters.items() if set(one.states) <= set(ALIVE) and one.states}
    if not asked:
        return {}
    conditions = {f"n{place}": Count("pk", filter=whole(one)) for place, one in enumerate(asked.values())}
    everywhere = narrowing(_shared(list(asked.values())))
    if all(one.departments for one in asked.values()):
        everywhere &= Q(department__in={number for one in asked.values() for number in one.departments})
    found = models.Case.objects.filter(everywhere, alive=1).aggregate(**conditions)
    return {name: found[f"n{place}"] for place, name in enumerate(asked)}


def _shared(filters: Sequence[CaseFilter]) -> CaseFilter:
    """Return what all of these ask for, so that rows which none of them wants are looked at once."""
    values = {name: {getattr(one, name) for one in filters} for name in ("text", "kinds", "channels", "priorities")}
    return CaseFilter(**{name: found.pop() for name, found in values.items() if len(found) == 1})


@reachable()
def count(filter: CaseFilter) -> int:
    """Return how many cases a filter finds; one query."""
    return models.Case.objects.filter(whole(filter)).count()


@reachable()
def numbers(filter: CaseFilter, *, after: CaseId | None = None, limit: int = 500) -> list[CaseId]:
    """Return the numbers of cases that a filter finds, above a number, in their order; one query."""
    found = models.Case.objects.filter(whole(filter), pk__gt=after or 0).order_by("pk").values_list("pk", flat=True)
    return [CaseId(number) for number in found[:limit]]
