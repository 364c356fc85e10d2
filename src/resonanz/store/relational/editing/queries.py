"""Standing queries. Each change is a new version; the old ones stay, so that a chart can say where it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing import naming
from resonanz.store.relational.editing.recording import among, edit, found, record, save, text
from resonanz.store.relational.rows import query_of

ABOUT: Final = ("own", "product", "competitor", "topic")
LONGEST_QUERY: Final = 200_000


def create_query(actor: Actor, query: StandingQuery, at: datetime) -> StandingQuery:
    """Add a standing query (its id is given here); raise InputRejected where its text, or what it names, is wrong."""
    require(actor, Action.MANAGE_QUERIES)
    with edit():
        row = models.StandingQuery(version=1)
        _fill(row, query)
        naming.refuse_broken(row, "")
        _save(row)
        _keep_version(actor, row, at)
        record(actor, "query_create", f"query:{row.pk}", at, name=row.name)
    return query_of(row)


def update_query(actor: Actor, query: StandingQuery, at: datetime) -> StandingQuery:
    """Change a standing query; saving it as it was makes no new version.

    Raise InputRejected where it would name itself, or what names it could no longer be understood.
    """
    require(actor, Action.MANAGE_QUERIES)
    with edit():
        row = found(models.StandingQuery, query.id, "query")
        before = query_of(row)
        _fill(row, query)
        if query_of(row) == before:
            return before
        naming.refuse_broken(row, before.name)
        row.version += 1
        _save(row)
        _keep_version(actor, row, at)
        record(actor, "query_update", f"query:{row.pk}", at, version=row.version)
    return query_of(row)


def restore_query(actor: Actor, query: QueryId, version: int, at: datetime) -> StandingQuery:
    """Give a standing query the text of one of its versions again; name, subject and switch stay as they are.

    Raise NotFound for a version that is not there.
    """
    require(actor, Action.MANAGE_QUERIES)
    with edit():
        row = found(models.StandingQuery, query, "query")
        former = models.QueryVersion.objects.filter(query=row, version=version).first()
        if former is None:
            raise NotFound(f"There is no version {version} of the query {query}.")
        return update_query(actor, replace(query_of(row), text=former.text), at)


def delete_query(actor: Actor, query: QueryId, at: datetime) -> None:
    """Remove a standing query with its history; refused while a route or another query uses it."""
    require(actor, Action.MANAGE_QUERIES)
    with edit():
        row = found(models.StandingQuery, query, "query")
        # A route that loses its only condition would catch everything.
        if users := [*row.routes.order_by("position").values_list("name", flat=True), *naming.users_of(row.name)]:
            raise InputRejected(
                f"The query is used by: {', '.join(dict.fromkeys(users))}.",
                place="query",
                remedy="Change these first, or switch the query off.",
            )
        record(actor, "query_delete", f"query:{row.pk}", at, name=row.name)
        row.delete()


def _fill(row: models.StandingQuery, query: StandingQuery) -> None:
    row.name = text(query.name, place="name")
    row.text = checked_query(query.text, place="text")
    row.about = among(query.about, ABOUT, place="about")
    row.active = query.active


def _save(row: models.StandingQuery) -> None:
    save(row, place="name", taken=f"There is a query named {row.name!r} already.")


def checked_query(written: str, *, place: str, may_be_empty: bool = False) -> str:
    """Return a query as it is stored; raise InputRejected with the exact place where it is wrong."""
    from resonanz.query.language import parse  # noqa: PLC0415  only edits need the language

    cleaned = written.replace("\0", "").strip()
    if not cleaned:
        if may_be_empty:
            return ""
        raise InputRejected("The query is empty.", place=place, remedy="Write at least one word.")
    if len(cleaned) > LONGEST_QUERY:
        raise InputRejected(
            f"The query has more than {LONGEST_QUERY} characters.", place=place, remedy="Divide it into several."
        )
    parse(cleaned)
    return cleaned


def _keep_version(actor: Actor, row: models.StandingQuery, at: datetime) -> None:
    models.QueryVersion.objects.create(
        query=row,
        version=row.version,
        name=row.name,
        text=row.text,
        active=row.active,
        about=row.about,
        at=at,
        by_id=actor.id,
    )
