"""Configuring what listens. Removing a source keeps what it heard, so one with a retention period stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import SourceId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Secrets
from resonanz.core.source import SOURCE, Health, Source
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, save, text
from resonanz.store.relational.rows import source_of
from resonanz.store.relational.text import to_json

SHORTEST: Final = 10.0
LONGEST: Final = 7 * 24 * 3600.0


def create_source(actor: Actor, source: Source, at: datetime) -> Source:
    """Configure a source (its id is given here); it looks at once."""
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        row = models.Source(connector=text(source.connector, place="connector", longest=60), wanted=source.enabled)
        _fill(row, source)
        record(actor, "source_create", f"source:{row.pk}", at, name=row.name, connector=row.connector)
    return source_of(row)


def update_source(actor: Actor, source: Source, at: datetime) -> Source:
    """Change a source's settings; its cursor stays, its connector cannot be changed."""
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        row = found(models.Source, source.id, "source")
        before = source_of(row)
        if source.connector != row.connector:
            raise InputRejected(
                "A source keeps its connector.", place="connector", remedy="Make another source and remove this one."
            )
        if row.cursor is not None and text(source.name, place="name") != row.name:
            # Its mentions carry the name: under another one nothing would be erased, corrected or found with it.
            raise InputRejected(
                "A source that has heard something keeps its name.", place="name", remedy="Make another source."
            )
        row.wanted = row.wanted or source.enabled
        if source.enabled and row.state == Health.PAUSED.value:
            row.state = SOURCE.after(Health.PAUSED, "resume").value
        _fill(row, source)
        record(actor, "source_update", f"source:{row.pk}", at, changed=_changed(before, source_of(row)))
    return source_of(row)


def switch_source(actor: Actor, source: SourceId, at: datetime, *, on: bool) -> Source:
    """Let a source listen, or pause it."""
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        row = found(models.Source, source, "source")
        action = "resume" if on else "pause"
        if on != row.enabled or action in SOURCE.actions(Health(row.state)):
            row.enabled, row.wanted, row.sentence, row.since = on, on, "", at
            state = Health(row.state)
            row.state = (SOURCE.after(state, action) if action in SOURCE.actions(state) else state).value
            row.save()
        record(actor, f"source_{action}", f"source:{row.pk}", at)
    return source_of(row)


def delete_source(actor: Actor, source: SourceId, at: datetime) -> None:
    """Remove a source with its settings, credentials and counts; mentions that it heard stay.

    Raise InputRejected while it has a retention period: with the source goes what ends it, and a promise to erase
    must not be dropped unsaid.
    """
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        row = found(models.Source, source, "source")
        if row.retention_days is not None:
            raise InputRejected(
                "This source's mentions are to be erased after a time, and without it nothing would.",
                place="retention_days",
                remedy="Pause it until they are erased, or take the period away: then they stay for ever.",
            )
        record(actor, "source_delete", f"source:{row.pk}", at, name=row.name, connector=row.connector)
        row.delete()


def write_secrets(actor: Actor, secrets: Secrets, source: SourceId, values: Mapping[str, str], at: datetime) -> None:
    """Store a source's credentials; one that is empty or left out stays. The trail has their names alone."""
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        found(models.Source, source, "source")
        secrets.write(source, {**dict.fromkeys(secrets.read(source), ""), **values})
        given = sorted(name for name, value in values.items() if value)
        record(actor, "source_secrets", f"source:{source}", at, names=given)


def drop_secret(actor: Actor, secrets: Secrets, source: SourceId, name: str, at: datetime) -> None:
    """Forget one of a source's credentials."""
    require(actor, Action.MANAGE_SOURCES)
    with edit():
        found(models.Source, source, "source")
        secrets.write(source, {kept: "" for kept in secrets.read(source) if kept != name})
        record(actor, "source_secret_drop", f"source:{source}", at, name=name)


def look_now(actor: Actor, source: SourceId, at: datetime) -> None:
    """Wish that a source looks now; whoever works on cases may wish it."""
    require(actor, Action.WORK_CASE)
    with edit():
        row = found(models.Source, source, "source")
        if not row.enabled:
            raise InputRejected("This source is paused.", place="source", remedy="Let it listen again first.")
        row.wanted = True
        row.save(update_fields=["wanted"])
        record(actor, "source_look_now", f"source:{source}", at)


def _fill(row: models.Source, source: Source) -> None:
    if not SHORTEST <= source.interval <= LONGEST:
        raise InputRejected(
            f"Sources look every {SHORTEST:.0f} seconds to every week.", place="interval", remedy="Give seconds."
        )
    if source.retention_days is not None and source.retention_days < 1:
        raise InputRejected("A retention period has at least one day.", place="retention_days")
    row.name = text(source.name, place="name")
    row.settings = to_json(source.settings)
    row.enabled = source.enabled
    row.interval = source.interval
    row.streams = source.streams
    row.retention_days = source.retention_days
    save(row, place="name", taken=f"There is a source named {row.name!r} already.")


def _changed(before: Source, after: Source) -> list[str]:
    return [name for name in Source.__slots__ if getattr(before, name) != getattr(after, name)]
