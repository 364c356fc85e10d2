"""Understanding for pipes: JSON Lines in, the same lines with what is understood out, no running system needed.

A line needs nothing but `text`. Lines are answered in their order; one that cannot be read is reported with its number
and left out, and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

import msgspec

from resonanz.core.errors import InputRejected
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author, Mention, MentionType
from resonanz.core.understood import LABELLED
from resonanz.understand.duplicates import Duplicates
from resonanz.understand.pipeline import Pipeline, judging_steps
from resonanz.understand.plain import plain_text

BATCH: Final = 1_000
"""Lines understood at once."""
CHANNEL: Final = "record"
"""Channel of mentions that are read from a pipe; it never shows."""

Report: TypeAlias = Callable[[InputRejected], None]
"""Is told of each line that was left out."""

_UNDATED: Final = datetime(1990, 1, 1, tzinfo=UTC)


class Record(NamedTuple):
    """Hold one line as it came and the mention that was made of it."""

    fields: dict[str, object]
    mention: Mention


def understand_records(lines: Iterable[bytes | str], report: Report, *, batch: int = BATCH) -> Iterator[bytes]:
    """Yield each line with `understood` added.

    It holds lang, relevant, sentiment and kind, each with value, confidence and origin.
    """
    pipeline = Pipeline(judging_steps())
    for records in _batches(lines, report, batch):
        heard = pipeline.understand([record.mention for record in records])
        for record, found in zip(records, heard, strict=True):
            understood = {name: getattr(found.understood, name) for name in LABELLED}
            yield as_line(record.fields | {"understood": understood})


def duplicate_records(lines: Iterable[bytes | str], report: Report, *, batch: int = BATCH) -> Iterator[bytes]:
    """Yield each line with `duplicate_of` added: the id of the first line it is a copy of, or null.

    A line's id is its `id`, else `channel:native_id`, else `line:` and its number.
    """
    duplicates = Duplicates()
    for records in _batches(lines, report, batch):
        mentions = [record.mention for record in records]
        found = duplicates.find(mentions, [plain_text(mention) for mention in mentions])
        for record, first in zip(records, found, strict=True):
            named = first.removeprefix(f"{CHANNEL}:") if first else None
            yield as_line(record.fields | {"duplicate_of": named})


def _batches(lines: Iterable[bytes | str], report: Report, batch: int) -> Iterator[list[Record]]:
    numbered = enumerate(lines, start=1)
    while taken := list(islice(numbered, batch)):
        yield list(_readable(taken, report))


def _readable(numbered: Sequence[tuple[int, bytes | str]], report: Report) -> Iterator[Record]:
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            yield _record(number, line)
        except InputRejected as rejected:
            report(rejected)


def _record(number: int, line: bytes | str) -> Record:
    fields = fields_of(number, line)
    return Record(fields, _mention(number, fields, text_of(number, fields, "text")))


def fields_of(number: int, line: bytes | str) -> dict[str, object]:
    """Return the JSON object that stands in a line; raise InputRejected, naming the line, when none does."""
    place = f"line {number}"
    try:
        fields = _decoded(line)
    except (ValueError, RecursionError) as error:
        raise InputRejected(
            f"This is not JSON ({error}).", place=place, remedy="Write one JSON object a line, in UTF-8."
        ) from error
    if not isinstance(fields, dict):
        raise InputRejected("This is no JSON object.", place=place, remedy='Write {"text": "..."}.')
    return fields


def text_of(number: int, fields: dict[str, object], name: str) -> str:
    """Return the text that stands in the field `name`; raise InputRejected, naming the line, when none does."""
    text = fields.get(name)
    if not isinstance(text, str):
        raise InputRejected(
            f"There is no `{name}`.", place=f"line {number}", remedy=f"Put what was said into the field `{name}`."
        )
    return text


def _decoded(line: bytes | str) -> object:
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        return json.loads(line)  # it alone takes halves of a surrogate pair, and strangers write them


def as_line(fields: dict[str, object]) -> bytes:
    """Return an object as one line of JSON, whatever stands in its strings."""
    try:
        return msgspec.json.encode(fields) + b"\n"
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(fields)).encode() + b"\n"


def _mention(number: int, fields: dict[str, object], text: str) -> Mention:
    named = MentionId(f"{CHANNEL}:{_named(number, fields)}")
    author = fields.get("author")
    form = fields.get("type")
    title, lang_hint = fields.get("title"), fields.get("lang_hint")
    return Mention(
        id=named,
        channel=CHANNEL,
        source=CHANNEL,
        type=MentionType(form) if isinstance(form, str) and form in set(MentionType) else MentionType.POST,
        published_at=_UNDATED,
        seen_at=_UNDATED,
        author=Author(is_own=isinstance(author, dict) and author.get("is_own") is True),
        text=text,
        title=title if isinstance(title, str) else None,
        lang_hint=lang_hint if isinstance(lang_hint, str) else None,
        thread=named,
    )


def _named(number: int, fields: dict[str, object]) -> str:
    whole, channel, native = fields.get("id"), fields.get("channel"), fields.get("native_id")
    if isinstance(whole, str | int) and whole != "":
        return str(whole)
    if isinstance(native, str | int) and native != "":
        return f"{channel}:{native}" if isinstance(channel, str) else str(native)
    return f"line:{number}"
