"""Lists as files for other tools: CSV, Parquet and JSON Lines of the same columns, streamed batch by batch.

A column is written as `path` or `path:kind`: where its value lies in a row, and what it is where it is no text. The one
thing a reader would get wrong: Parquet has to know the kinds before the first row, so they are declared, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from resonanz.measure.export import Sink, cell, csv_rows

if TYPE_CHECKING:
    import pyarrow as pa

Row = Sequence[object]
Batches = Iterable[Sequence[Row]]
Stream = Callable[[Batches], Iterator[bytes]]

TEXT: Final = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """Hold one column: its name, where its value lies in a row, and its kind."""

    path: str
    kind: str = TEXT
    """text, or n, f, t, d, b: whole number, fraction, moment, day, truth."""

    @property
    def name(self) -> str:
        """Return what it is called: the last part of its path."""
        return self.path.rpartition(".")[2]


def columns(written: str) -> tuple[Column, ...]:
    """Return columns as they are written: `need.id:n title closed_at:t`."""
    return tuple(Column(*one.split(":")) for one in written.split())


def row_of(each: Sequence[Column]) -> Callable[[object], Row]:
    """Return what reads a row from an object."""
    readers = [attrgetter(one.path) for one in each]
    return lambda found: [read(found) for read in readers]


def streams(each: Sequence[Column]) -> Mapping[str, Stream]:
    """Return what writes rows of these columns, by the name of the form."""
    return {
        "csv": lambda batches: _csv(each, batches),
        "parquet": lambda batches: _parquet(each, batches),
        "jsonl": lambda batches: _jsonl(each, batches),
    }


def _csv(each: Sequence[Column], batches: Batches) -> Iterator[bytes]:
    yield csv_rows([[one.name for one in each]])
    for batch in batches:
        yield csv_rows([cell(value) for value in row] for row in batch)


def _jsonl(each: Sequence[Column], batches: Batches) -> Iterator[bytes]:
    names = [one.name for one in each]
    encoder = msgspec.json.Encoder(enc_hook=str)
    for batch in batches:
        yield encoder.encode_lines([dict(zip(names, row, strict=True)) for row in batch])


def _parquet(each: Sequence[Column], batches: Batches) -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415  60 MB that only this form needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {"n": pa.int64(), "f": pa.float64(), "t": pa.timestamp("us", tz="UTC"), "d": pa.date32(), "b": pa.bool_()}
    schema: pa.Schema = pa.schema([(one.name, kinds.get(one.kind, pa.string())) for one in each])
    sink = Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            if batch:
                turned = zip(*batch, strict=True)
                values = [
                    [_plain(value, one.kind) for value in column] for one, column in zip(each, turned, strict=True)
                ]
                arrays = [pa.array(column, type=kind) for column, kind in zip(values, schema.types, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _plain(value: Any, kind: str) -> object:  # noqa: ANN401  whatever a column holds
    """Return a value as Parquet holds it: texts as they are, lists as JSON."""
    if value is None:
        return None
    if kind == "f":
        return float(value)
    if kind != TEXT:
        return value
    return (
        msgspec.json.encode(value, enc_hook=str).decode() if isinstance(value, list | tuple | Mapping) else str(value)
    )
