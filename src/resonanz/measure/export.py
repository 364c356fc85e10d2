"""Mentions as files for other tools: JSON Lines, CSV and Parquet, streamed with the field names that imports take.

JSON Lines is the complete form: importing what was exported gives the same mentions. In CSV, what is inside something
else is written with a dot (`author.handle`), and of several media only the first is there. The one thing a reader
would get wrong: a cell that a spreadsheet would take for a formula gets an apostrophe in front, because strangers
write our texts and colleagues open the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from resonanz.core.heard import Heard
from resonanz.core.ids import native_part
from resonanz.core.mention import Mention
from resonanz.core.understood import LABELLED, Understood

if TYPE_CHECKING:
    import pyarrow as pa

Batches = Iterable[list[Heard]]
Writer = Callable[[Batches, IO[bytes]], int]

FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""

_PLAIN: Final = (
    "id",
    "channel",
    "native_id",
    "source",
    "type",
    "url",
    "published_at",
    "seen_at",
    "text",
    "title",
    "lang_hint",
    "reply_to",
    "thread",
    "rating",
    "revision",
)
_AUTHOR: Final = ("id", "handle", "name", "url", "bio", "followers", "is_own")
_ENGAGEMENT: Final = ("likes", "reposts", "replies", "views")
_MEDIA: Final = ("url", "alt", "licence")
_ATTACHED: Final = ("number", "name", "type", "size", "refused")
_LABEL: Final = ("value", "confidence", "origin")
_JUDGED: Final = ("voice", "duplicate_of", "department", "route", "priority", "opens_case")
_LISTS: Final = ("topics", "queries")
_TIMES: Final = frozenset({"published_at", "seen_at"})

CSV_COLUMNS: Final = (
    *_PLAIN,
    *(f"author.{name}" for name in _AUTHOR),
    *(f"engagement.{name}" for name in _ENGAGEMENT),
    *(f"media.{name}" for name in _MEDIA),
    "links",
    *(f"understood.{label}.{name}" for label in LABELLED for name in _LABEL),
    *(f"understood.{name}" for name in (*_JUDGED, *_LISTS)),
    "understood.targets",
    "understood.labels",
)
"""Header of the CSV form: the first of the media, links with spaces between them, other lists as JSON."""


def record(heard: Heard) -> dict[str, Any]:
    """Return a mention as nested plain values, the complete form."""
    said, understood = heard.mention, heard.understood
    return {
        **_plain(said),
        "author": {name: getattr(said.author, name) for name in _AUTHOR},
        "engagement": {name: getattr(said.engagement, name) for name in _ENGAGEMENT},
        "media": [{name: getattr(each, name) for name in _MEDIA} for each in said.media],
        "links": list(said.links),
        "attachments": [{name: getattr(each, name) for name in _ATTACHED} for each in said.attachments],
        "understood": _understood(understood),
    }


def _plain(said: Mention) -> dict[str, Any]:
    return {name: native_part(said.id) if name == "native_id" else getattr(said, name) for name in _PLAIN}


def _understood(understood: Understood) -> dict[str, Any]:
    labels = {name: getattr(understood, name) for name in LABELLED}
    return {
        **{name: {part: getattr(label, part) for part in _LABEL} for name, label in labels.items()},
        **{name: getattr(understood, name) for name in _JUDGED},
        **{name: list(getattr(understood, name)) for name in _LISTS},
        "targets": [
            {"about": one.about, "query": one.query, "feels": {part: getattr(one.feels, part) for part in _LABEL}}
            for one in understood.targets
        ],
        "labels": [
            {"slug": one.slug, "label": {part: getattr(one.label, part) for part in _LABEL}}
            for one in understood.labels
        ],
    }


def stream_jsonl(batches: Batches) -> Iterator[bytes]:
    """Yield one mention a line, UTF-8, batch by batch."""
    encode = msgspec.json.Encoder().encode_lines
    for batch in batches:
        yield encode([record(heard) for heard in batch])


def stream_csv(batches: Batches) -> Iterator[bytes]:
    """Yield a header and one mention a row, UTF-8, every text quoted and no formula alive."""
    yield csv_rows([CSV_COLUMNS])
    for batch in batches:
        yield csv_rows(_cells(heard) for heard in batch)


def csv_rows(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows of cells as they stand in a file; `cell` makes the cells."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(errors="replace")


def _cells(heard: Heard) -> Iterator[object]:
    values = record(heard)
    media = values["media"]
    values |= {"media": media[0] if media else dict.fromkeys(_MEDIA), "links": " ".join(values["links"])}
    flat = dict(_flattened(values))
    return (cell(flat[name]) for name in CSV_COLUMNS)


def _flattened(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{before}{name}.")
        else:
            yield before + name, value


def cell(value: object) -> object:
    """Return a value as a cell: times in UTC, lists as JSON, no text alive."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple | Mapping):
        return msgspec.json.encode(value, enc_hook=str).decode() if value else ""
    return defused(str(value))


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def stream_parquet(batches: Batches) -> Iterator[bytes]:
    """Yield a Parquet file, one row group a batch, compressed."""
    import pyarrow as pa  # noqa: PLC0415  60 MB that only this form needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema, sink = _schema(pa), Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_pylist([record(heard) for heard in batch], schema=schema))
            yield sink.taken()
    yield sink.taken()


class Sink(io.RawIOBase):
    """Be a file of which what was written is taken away."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._taken = 0

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, content: Any) -> int:  # noqa: ANN401  whatever holds bytes
        """Take content."""
        self._written += content
        return len(content)

    def tell(self) -> int:
        """Return where in the file it is."""
        return self._taken + len(self._written)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        content = bytes(self._written)
        self._taken += len(content)
        self._written.clear()
        return content


def _schema(pa: Any) -> pa.Schema:  # noqa: ANN401  the module, loaded late
    text, number, moment = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")
    kinds = {"rating": pa.float64(), "revision": number} | dict.fromkeys(_TIMES, moment)
    label = pa.struct([("value", text), ("confidence", pa.float64()), ("origin", text)])
    author = {"followers": number, "is_own": pa.bool_()}
    attached = {"number": number, "size": number}
    judged = {"department": number, "route": number, "opens_case": pa.bool_()}
    understood = [
        *((name, label) for name in LABELLED),
        *((name, judged.get(name, text)) for name in _JUDGED),
        ("topics", pa.list_(text)),
        ("queries", pa.list_(number)),
        ("targets", pa.list_(pa.struct([("about", text), ("query", number), ("feels", label)]))),
        ("labels", pa.list_(pa.struct([("slug", text), ("label", label)]))),
    ]
    return pa.schema(
        [
            *((name, kinds.get(name, text)) for name in _PLAIN),
            ("author", pa.struct([(name, author.get(name, text)) for name in _AUTHOR])),
            ("engagement", pa.struct([(name, number) for name in _ENGAGEMENT])),
            ("media", pa.list_(pa.struct([(name, text) for name in _MEDIA]))),
            ("links", pa.list_(text)),
            ("attachments", pa.list_(pa.struct([(name, attached.get(name, text)) for name in _ATTACHED]))),
            ("understood", pa.struct(understood)),
        ]
    )


STREAMS: Final[Mapping[str, Callable[[Batches], Iterator[bytes]]]] = {
    "jsonl": stream_jsonl,
    "csv": stream_csv,
    "parquet": stream_parquet,
}
"""By the name of the form; what is yielded, one after the other, is the file."""


def write(form: str, batches: Batches, out: IO[bytes]) -> int:
    """Write a file of one of the forms; return how many mentions."""
    number = 0

    def counted() -> Iterator[list[Heard]]:
        nonlocal number
        for batch in batches:
            number += len(batch)
            yield batch

    for piece in STREAMS[form](counted()):
        out.write(piece)
    return number
