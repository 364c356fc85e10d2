"""Who stands on the list of a need or a criticism, and what became of telling them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count

from resonanz.core.telling import About, PersonState
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.tellings import place_of, told_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.needs import ToldRow


@reachable()
def told_rows(
    about: About, *, state: PersonState | None = None, after: str | None = None, limit: int = 50
) -> Rows[ToldRow]:
    """Return a page of a list of people, in the order they came."""
    limit = bounded(limit)
    found = models.Told.objects.filter(**place_of(about)).select_related("reply").order_by("pk")
    if state is not None:
        found = found.filter(state=state.value)
    if after is not None:
        found = found.filter(pk__gt=read_cursor("told", after, int)[0])
    return page(list(found[: limit + 1]), limit, _told_row, lambda row: cursor("told", row.pk))


@reachable()
def told_counts(about: About) -> Mapping[str, int]:
    """Return how many people of a list are in which state."""
    rows = models.Told.objects.filter(**place_of(about)).order_by().values("state").annotate(many=Count("pk"))
    found = {row["state"]: row["many"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in PersonState}


def _told_row(row: models.Told) -> ToldRow:
    reply = row.reply
    return ToldRow(
        told_of(row),
        reply.case_id if reply else None,
        reply.state if reply else "",
        reply.text if reply else "",
    )
