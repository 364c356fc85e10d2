"""`resonanz match`: all queries of a file against the mentions of another, without a running system.

A mention may have as few fields as its text; what it lacks matches nothing. Each mention gives one line, in order.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from resonanz.core.clock import SystemClock
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId
from resonanz.core.understood import LABELLED, Label, Priority, Understood, Voice

if TYPE_CHECKING:
    from resonanz.query.matcher import Matcher
    from resonanz.query.tree import Query

SOME_REJECTED = 1
BATCH: Final = 1_000
_FIRST_DEPARTMENT: Final = 1 << 40
"""Departments named in a file get numbers from here on, away from those that are numbers already."""


def match(
    queries: Annotated[Path, typer.Option("--queries", help="Lines of id, tab, query.")],
    input: Annotated[str, typer.Option("--input", help="MENTIONS.jsonl, or - for standard input.")],
    spans: Annotated[bool, typer.Option("--spans", help="Also say where each query matched.")] = False,
    now: Annotated[
        datetime | None, typer.Option(help="What `now` means in queries, in UTC; without: this moment.")
    ] = None,
) -> None:
    """Print for each mention the ids of the queries it matches; exit 1 when some lines held no mention."""
    asked = _read_queries(queries, SystemClock().now() if now is None else now.replace(tzinfo=UTC))
    rejected = 0
    with _opened(input) as lines:
        for batch, complaints in _batches(lines, asked.departments):
            for complaint in complaints:
                typer.echo(f"resonanz: {complaint}", err=True)
            rejected += len(complaints)
            sys.stdout.write("".join(asked.answers(batch, spans=spans)))
            sys.stdout.flush()
    if rejected:
        raise typer.Exit(SOME_REJECTED)


@dataclass(frozen=True, slots=True)
class _Line:
    """Hold one mention and the id it is answered under."""

    id: str
    heard: Heard


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold the queries of a file; the matcher knows them by their place among the sorted ids."""

    ids: Sequence[int | str]
    matcher: Matcher
    departments: Mapping[str, int]
    now: datetime

    def answers(self, batch: Sequence[_Line], *, spans: bool) -> Iterator[str]:
        """Yield a line of JSON for each mention."""
        found = self.matcher.match([line.heard for line in batch], now=self.now)
        for line, places in zip(batch, found, strict=True):
            answer: dict[str, object] = {"id": line.id, "queries": [self.ids[place] for place in places]}
            if spans:
                answer["spans"] = {str(self.ids[place]): self._spans(place, line.heard) for place in places}
            yield json.dumps(answer, ensure_ascii=False) + "\n"

    def _spans(self, place: int, heard: Heard) -> list[dict[str, object]]:
        hits = self.matcher.spans(place, heard, now=self.now)
        return [{"field": field, "start": start, "end": end} for field, start, end in hits]


# --- queries


def _read_queries(path: Path, now: datetime) -> _Asked:
    from resonanz.query.matcher import Matcher
    from resonanz.query.resolve import resolve

    texts = _query_lines(path)
    trees = {name: _parsed(text, path, number) for name, (number, text) in texts.items()}
    departments = _departments(list(trees.values()))
    ids = _sorted_ids(list(trees))
    matcher = Matcher()
    for place, id_ in enumerate(ids):
        number, text = texts[str(id_)]
        try:
            matcher.put(place, resolve(trees[str(id_)], trees.get, departments=departments, text=text))
        except InputRejected as error:
            raise _at_line(path, number, error) from error
    return _Asked(ids, matcher, departments, now)


def _query_lines(path: Path) -> dict[str, tuple[int, str]]:
    """Return id -> (number of the line, query)."""
    if not path.is_file():
        raise InputRejected("There is no such file.", place=str(path), remedy="Check the path.")
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        name, tab, text = line.removesuffix("\r").partition("\t")
        if not tab or not name.strip():
            raise InputRejected("This line has no tab.", place=f"{path}:{number}", remedy="Write id, tab, query.")
        if name.strip() in found:
            raise InputRejected(f"The id {name.strip()} stands twice.", place=f"{path}:{number}", remedy="Rename one.")
        found[name.strip()] = (number, text)
    return found


def _parsed(text: str, path: Path, number: int) -> Query:
    from resonanz.query.language import parse

    try:
        return parse(text)
    except InputRejected as error:
        raise _at_line(path, number, error) from error


def _at_line(path: Path, number: int, error: InputRejected) -> InputRejected:
    column = getattr(error, "column", 1)
    return InputRejected(
        str(error.args[0]), place=f"{path}:{number}, column {column} of the query", remedy=error.remedy
    )


def _sorted_ids(names: Sequence[str]) -> list[int | str]:
    """Return ids in the order they are answered in: as numbers where all are, else as texts."""
    if all(name.isascii() and name.isdecimal() and str(int(name)) == name for name in names):
        return sorted(int(name) for name in names)
    return sorted(names)


def _departments(trees: Sequence[Query]) -> dict[str, int]:
    from resonanz.query.tree import Key, walk

    keys = (node for tree in trees for node in walk(tree) if isinstance(node, Key) and node.field == "department")
    named = dict.fromkeys(node.value for node in keys if not node.value.isdecimal())
    return {name: _FIRST_DEPARTMENT + number for number, name in enumerate(named)}


# --- mentions


def _opened(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    if not Path(name).is_file():
        raise InputRejected("There is no such file.", place=name, remedy="Check the path.")
    return Path(name).open("rb")


def _batches(lines: IO[bytes], departments: Mapping[str, int]) -> Iterator[tuple[list[_Line], list[str]]]:
    """Yield mentions in batches, with what is to be said of lines that hold none."""
    batch: list[_Line] = []
    complaints: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            batch.append(_line(line, number, departments))
        except InputRejected as error:
            complaints.append(f"line {number}: {error}")
        if len(batch) >= BATCH:
            yield batch, complaints
            batch, complaints = [], []
    yield batch, complaints


def _line(line: bytes, number: int, departments: Mapping[str, int]) -> _Line:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputRejected("This is no JSON.", remedy="Write one mention a line.") from None
    if not isinstance(record, dict):
        raise InputRejected("This is no object.", remedy="Write one mention a line.")
    heard = heard_from(record, line=number, departments=departments)
    stated = record.get("id")
    return _Line(stated if isinstance(stated, str) else heard.mention.id, heard)


def heard_from(record: Mapping[str, Any], *, line: int, departments: Mapping[str, int] | None = None) -> Heard:
    """Return a mention with as many fields as a record has; raise InputRejected for fields of a wrong shape."""
    from resonanz.connect.record import mention_from_record
    from resonanz.query.record import NO_TIME

    now = SystemClock().now()
    filled = {**record, **_identity(record, line)}
    text = record.get("text")
    silent = text is None or (isinstance(text, str) and not text.strip())
    if silent:
        filled["text"] = "-"
    timeless = not record.get("published_at")
    if timeless:
        filled["published_at"] = now.isoformat()
    mention = mention_from_record(filled, source=str(record.get("source") or "file"), seen_at=now)
    if silent:
        mention = replace(mention, text="")
    if timeless:
        mention = replace(mention, published_at=NO_TIME)
    if not record.get("seen_at"):
        mention = replace(mention, seen_at=NO_TIME)
    return Heard(mention, _understood(record, departments or {}), parent=_parent(record))


def _parent(record: Mapping[str, Any]) -> str:
    """Return what a record answers, as its field `parent` says it."""
    parent = record.get("parent") or ""
    if not isinstance(parent, str):
        raise InputRejected("This is no text.", place="parent", remedy="Put what it answers there as text.")
    return parent


def _identity(record: Mapping[str, Any], line: int) -> dict[str, str]:
    """Return channel and native id, made up where the record has none."""
    stated = record.get("id")
    channel, _, native = stated.partition(":") if isinstance(stated, str) else ("", "", "")
    if record.get("channel") and record.get("native_id"):
        return {}
    return {
        "id": "",
        "channel": str(record.get("channel") or (channel if native else "") or "file"),
        "native_id": str(record.get("native_id") or native or stated or line),
    }


def _understood(record: Mapping[str, Any], departments: Mapping[str, int]) -> Understood:
    """Return what a record says was understood, beside the other fields or under `understood`."""
    nested = record.get("understood")
    told = {**record, **(nested if isinstance(nested, dict) else {})}
    known: dict[str, Any] = {name: _label(told[name]) for name in LABELLED if told.get(name)}
    if isinstance(told.get("topics"), list):
        known["topics"] = tuple(str(topic) for topic in told["topics"])
    department = told.get("department")
    if isinstance(department, int):
        known["department"] = DepartmentId(department)
    elif isinstance(department, str) and department in departments:
        known["department"] = DepartmentId(departments[department])
    if told.get("voice") in set(Voice):
        known["voice"] = Voice(told["voice"])
    if told.get("priority") in set(Priority):
        known["priority"] = Priority(told["priority"])
    return Understood(**known, duplicate_of=told.get("duplicate_of"), opens_case=told.get("opens_case") is True)


def _label(value: object) -> Label:
    if isinstance(value, dict):
        return Label(str(value.get("value", "")), float(value.get("confidence") or 0), str(value.get("origin", "rule")))
    return Label(str(value), 1.0)
