"""Taking things out as files: at once where they are few, by a job where they are many. Each is a line in the trail.

What a file of a job needs is asked again when it is downloaded: who may no longer take things out gets nothing. What a
reader would get wrong: whoever asks at once for more than an answer may hold gets none of it, not the first of it,
because nobody would see that the rest is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from resonanz.app import export_files as files
from resonanz.app.exportable import EXPORTABLE, Exportable
from resonanz.app.jobs import start
from resonanz.app.progress import Progress
from resonanz.core.errors import InputRejected, NotFound, TryLater
from resonanz.core.export import Export, ExportId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.core.ports import Entry

if TYPE_CHECKING:
    from resonanz.app.house import House

MOST: Final = 50_000
"""Rows of a file that is an answer; more are written by a job."""
JOB: Final = "export"
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
}


def key(export: ExportId) -> str:
    """Return the key of the job that writes a file."""
    return f"{JOB}:{export}"


def offered(actor: Actor) -> list[str]:
    """Return the names of what somebody may take out."""
    return [name for name, one in EXPORTABLE.items() if _may(actor, one)]


def number_of(home: House, actor: Actor, name: str, wanted: Any = None) -> int:  # noqa: ANN401  see Exportable
    """Return how many rows a file would have, as far as they may be very many; else 0. Raise NotAllowed or NotFound."""
    one = _permitted(actor, name)
    return one.number(home, _narrowed(home, one, wanted)) if one.number else 0


def take_out(home: House, actor: Actor, name: str, form: str, wanted: Any = None) -> Iterator[bytes]:  # noqa: ANN401
    """Return the pieces of a file; raise NotAllowed, InputRejected or NotFound at once."""
    one, wanted = _permitted(actor, name, form), _narrowed(home, EXPORTABLE[name], wanted)
    batches, number = one.read(home, actor, wanted), number_of(home, actor, name, wanted)
    if number > MOST:
        raise InputRejected(
            f"{number} rows are too many for an answer.",
            place="q",
            remedy="Choose fewer of them, or have the file written in the background.",
        )
    if one.number is None:
        batches, number = _counted(batches)
    _record(home, actor, name, form, number)
    return one.streams[form](batches)


def _counted(batches: Iterator[Any]) -> tuple[Iterator[Any], int]:
    found = list(batches)
    return iter(found), sum(len(batch) for batch in found)


def ask(home: House, actor: Actor, name: str, form: str, wanted: Any = None) -> ExportId:  # noqa: ANN401
    """Ask that a file is written in the background; raise NotAllowed, InputRejected or NotFound."""
    from resonanz.store.relational.editing.exports import add_export
    from resonanz.store.relational.editing.recording import edit

    one = _permitted(actor, name, form)
    narrowed = msgspec.json.encode(_narrowed(home, one, wanted)).decode()
    with edit():
        number = add_export(actor, name, form, narrowed, home.clock.now())
        start(JOB, {"export": number}, at=home.clock.now(), key=key(number))
    return number


def again(home: House, actor: Actor, number: ExportId) -> None:
    """Ask once more for a file that could not be written; raise NotFound."""
    found = own(actor, number)
    if found.ended_at is not None:
        raise InputRejected("This file was written already.", place="export", remedy="Ask for a new one.")
    start(JOB, {"export": number}, at=home.clock.now(), key=key(number))


def own(actor: Actor, number: ExportId) -> Export:
    """Return a file that somebody asked for and may still take out; raise NotAllowed or NotFound."""
    from resonanz.store.relational.selectors.exports import export_of

    if actor.id is None:
        raise NotFound(f"There is no file {number} of yours.")
    found = export_of(actor.id, number)
    _permitted(actor, found.what)
    return found


def download(home: House, actor: Actor, number: ExportId) -> tuple[Export, Iterator[bytes]]:
    """Return a file and its pieces; raise NotAllowed or NotFound."""
    found = own(actor, number)
    pieces = files.pieces(home, found) if found.is_ready else None
    if pieces is None:
        raise NotFound("This file is not there, or no longer.")
    _record(home, actor, found.what, found.form, found.number)
    return found, pieces


def remove(home: House, actor: Actor, number: ExportId) -> None:
    """Remove a file that somebody asked for; one that is being written ends."""
    from resonanz.store.relational.editing.exports import delete_exports

    found = own(actor, number)
    delete_exports([found.id])
    files.discard(home, found.id)


def work(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Write a file; a work of `app.works`. A job that runs again begins it anew."""
    from resonanz.store.relational.actors import actor_numbered
    from resonanz.store.relational.editing.exports import begin_export, finish_export
    from resonanz.store.relational.selectors.exports import export

    number = ExportId(int(arguments["export"]))
    try:
        asked = export(number)
    except NotFound:
        return "It was removed meanwhile."
    if asked.ended_at is not None:
        return "It was written already."
    actor = actor_numbered(asked.owner)
    one = _permitted(actor, asked.what, asked.form)
    wanted = msgspec.json.decode(asked.wanted, type=type(one.narrowed(home)))
    files.discard(home, number)
    begin_export(number)
    total = one.number(home, wanted) if one.number else None
    with files.written(home, asked) as file:
        for piece in one.streams[asked.form](_told(file, one.read(home, actor, wanted), total, progress)):
            file.write(piece)
    if not finish_export(number, rows=file.rows, size=file.size, at=home.clock.now()):
        files.discard(home, number)
        raise TryLater("Something in it was erased meanwhile, so it is written again.")
    return f"{file.rows} rows."


def _told(file: files.Writing, batches: Iterator[Any], total: int | None, progress: Progress) -> Iterator[Any]:
    for batch in batches:
        yield file.take(batch)
        progress.say(file.rows, total)


def expire(home: House) -> None:
    """Remove the files whose days are over, and those that nobody knows of any more."""
    from resonanz.store.relational.editing.exports import delete_exports
    from resonanz.store.relational.selectors.exports import asked_before, numbers

    delete_exports(asked_before(home.clock.now() - kept_for(home)))
    files.keep_only(home, numbers())


def kept_for(home: House) -> timedelta:
    """Return how long files are kept after they were asked for."""
    return timedelta(days=home.settings.export_retention_days)


def _may(actor: Actor, one: Exportable) -> bool:
    return allowed(actor, Action.EXPORT) and allowed(actor, one.needs)


def _permitted(actor: Actor, name: str, form: str = "csv") -> Exportable:
    """Return what can be taken out under a name; raise NotAllowed or NotFound."""
    require(actor, Action.EXPORT)
    one = EXPORTABLE.get(name)
    if one is None:
        raise NotFound("There is no such list to take out.")
    if form not in one.streams:
        raise NotFound("There is no such form of a file.")
    require(actor, one.needs)
    return one


def _narrowed(home: House, one: Exportable, wanted: Any) -> Any:  # noqa: ANN401
    return one.narrowed(home) if wanted is None else wanted


def _record(home: House, actor: Actor, what: str, form: str, number: int) -> None:
    detail = {"form": form, "number": number}
    home.audit.write(Entry(at=home.clock.now(), actor=actor.id, action="export", subject=what, detail=detail))
