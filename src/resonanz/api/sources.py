"""Sources: what is listened to, how each is, and looking now; secrets go in and never come out."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import HealthOut, SourceIn, SourceOut
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.connect.contract import Connector, Form
from resonanz.core.errors import InputRejected
from resonanz.core.ids import SourceId
from resonanz.core.policy import Action
from resonanz.core.source import Source
from resonanz.store.relational.editing import sources as editing

router = Router()


@router.get("", response=list[SourceOut], summary="Every source and how it is")
def list_(request: HttpRequest) -> list[SourceOut]:
    """Return every source, by name."""
    actor(request)
    return [_out(source) for source in house().sources.all()]


@router.post("", response={201: SourceOut}, summary="Add a source")
def add(request: HttpRequest, wanted: SourceIn) -> Status[SourceOut]:
    """Configure a source; it looks at once."""
    asking, home = actor(request, Action.MANAGE_SOURCES), house()
    _check(wanted)
    source = editing.create_source(asking, _source(SourceId(0), wanted), home.clock.now())
    if wanted.secrets:
        editing.write_secrets(asking, home.secrets, source.id, wanted.secrets, home.clock.now())
    return Status(201, _out(source))


@router.get("/{int:source}", response=SourceOut, summary="One source")
def one(request: HttpRequest, source: int) -> SourceOut:
    """Return one source."""
    actor(request)
    return _out(house().sources.load(SourceId(source)))


@router.put("/{int:source}", response=SourceOut, summary="Change a source")
def change(request: HttpRequest, source: int, wanted: SourceIn) -> SourceOut:
    """Change a source's settings; a secret that is left out stays."""
    asking, home = actor(request, Action.MANAGE_SOURCES), house()
    _check(wanted)
    changed = editing.update_source(asking, _source(SourceId(source), wanted), home.clock.now())
    if wanted.secrets:
        editing.write_secrets(asking, home.secrets, changed.id, wanted.secrets, home.clock.now())
    return _out(changed)


@router.delete("/{int:source}", response={204: None}, summary="Remove a source; what it heard stays")
def remove(request: HttpRequest, source: int) -> Status[None]:
    """Remove a source."""
    editing.delete_source(actor(request, Action.MANAGE_SOURCES), SourceId(source), house().clock.now())
    return Status(204, None)


@router.post("/{int:source}/look", response={202: None}, summary="Look now")
def look(request: HttpRequest, source: int) -> Status[None]:
    """Ask the source to look at the next occasion, which is within a second or two."""
    editing.look_now(actor(request, Action.WORK_CASE), SourceId(source), house().clock.now())
    return Status(202, None)


def _connector(name: str) -> Connector:
    declared = house().connectors.get(name)
    if declared is None:
        names = ", ".join(sorted(house().connectors))
        raise InputRejected("There is no such connector.", place="connector", remedy=f"There are: {names}.")
    return declared


def _check(wanted: SourceIn) -> None:
    """Refuse what the connector does not know, above all a secret among the settings: those are shown to readers."""
    forms = {setting.name: setting.form for setting in _connector(wanted.connector).settings}
    for place, given, secret in (("settings", wanted.settings, False), ("secrets", wanted.secrets, True)):
        names = sorted(name for name, form in forms.items() if (form is Form.SECRET) is secret)
        for name in given:
            if name not in names:
                remedy = f"There are: {', '.join(names)}." if names else "Leave it out."
                raise InputRejected(
                    f"{name!r} is none of the {place} of {wanted.connector}.", place=place, remedy=remedy
                )


def _source(id_: SourceId, wanted: SourceIn) -> Source:
    declared = _connector(wanted.connector)
    return Source(
        id=id_,
        name=wanted.name,
        connector=wanted.connector,
        settings=wanted.settings,
        enabled=wanted.enabled,
        interval=declared.default_interval if wanted.interval is None else wanted.interval,
        streams=declared.streams if wanted.streams is None else wanted.streams,
        retention_days=wanted.retention_days,
    )


def _out(source: Source) -> SourceOut:
    return SourceOut(
        id=source.id,
        name=source.name,
        connector=source.connector,
        settings=dict(source.settings),
        enabled=source.enabled,
        interval=source.interval,
        streams=source.streams,
        retention_days=source.retention_days,
        health=HealthOut.model_validate(house().sources.health(source.id), from_attributes=True),
    )
