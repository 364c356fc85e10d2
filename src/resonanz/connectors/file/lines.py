"""Files to records, one at a time and in flat memory: JSON Lines, or CSV with a header.

A line that cannot be read comes as the InputRejected that says why, so that the rest of the file is read all the same.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import msgspec

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import PayloadChanged
from resonanz.core.errors import InputRejected

MAX_LINE: Final = 20_000_000
"""Longest line, in bytes; a longer one is passed over without being held."""

Record: TypeAlias = Mapping[str, object] | InputRejected

_CSV_SUFFIXES: Final = frozenset({".csv", ".tsv"})
_DELIMITERS: Final = ",;\t"
_OTHER_UNICODE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK: Final = 1 << 20


def records(path: Path) -> Iterator[tuple[int, Record]]:
    """Yield line numbers, from 1, and records; raise InputRejected where the file cannot be read at all."""
    with _opened(path) as file:
        if file.peek(2)[:2] in _OTHER_UNICODE:  # type: ignore[attr-defined]
            raise InputRejected("The file is in UTF-16.", place=path.name, remedy="Save it as UTF-8.")
    yield from (_csv_records(path) if path.suffix.lower() in _CSV_SUFFIXES else _json_records(path))


def count_lines(path: Path) -> int:
    """Return how many lines a file has, for a progress bar."""
    with _opened(path) as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        reason = error.strerror or "unknown"
        raise InputRejected(f"The file cannot be opened ({reason}).", place=path.name) from None


def _json_records(path: Path) -> Iterator[tuple[int, Record]]:
    decode = msgspec.json.Decoder().decode
    with _opened(path) as file:
        for number, line in _bounded_lines(file):
            if isinstance(line, InputRejected):
                yield number, line
            elif line and not line.isspace():
                yield number, _decoded(line, decode)


def _bounded_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | InputRejected]]:
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) < MAX_LINE or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := file.readline(_CHUNK)) and not rest.endswith(b"\n"):
            pass
        yield number, InputRejected(f"The line is longer than {MAX_LINE // 1_000_000} MB.")


def _decoded(line: bytes, decode) -> Record:  # type: ignore[no-untyped-def] # noqa: ANN001 - a bound C method
    try:
        told = decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        # Half a character is refused by the quick decoder and tamed by the tolerant one.
        try:
            told = parse_json(line)
        except PayloadChanged:
            return InputRejected("The line is no JSON in UTF-8.", remedy="Write one JSON object a line.")
    if not isinstance(told, dict):
        return InputRejected("The line is JSON and no object.", remedy="Write one JSON object a line.")
    return told


def _csv_records(path: Path) -> Iterator[tuple[int, Record]]:
    csv.field_size_limit(MAX_LINE)
    with path.open(encoding=_csv_charset(path), errors="replace", newline="") as file:
        first = file.readline(MAX_LINE)
        delimiter = max(_DELIMITERS, key=first.count)
        names = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]
        if len(set(names)) < len(names):
            raise InputRejected("The header names a column twice.", place=path.name, remedy="Give each its own name.")
        rows = csv.reader(file, delimiter=delimiter)
        while True:
            number = rows.line_num + 2
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield number, InputRejected("The line is no CSV.", remedy="Put text with quotes or commas in quotes.")
                continue
            if row:
                yield number, _named(names, row)


def _csv_charset(path: Path) -> str:
    """Return the charset of a whole file: spreadsheets in Europe still write the one of Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _opened(path) as file:
        try:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _named(names: list[str], row: list[str]) -> Record:
    if len(row) > len(names):
        return InputRejected(
            f"The line has {len(row)} columns and the header {len(names)}.", remedy="Put text with commas in quotes."
        )
    return {name: value for name, value in zip(names, row, strict=False) if value}


__all__ = ["MAX_LINE", "Record", "count_lines", "records"]
