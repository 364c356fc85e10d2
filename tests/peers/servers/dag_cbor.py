"""Just enough of the AT Protocol's binary notation to read a data server's event stream.

Frames are two CBOR values in a row, records are DAG-CBOR (CBOR with links as tag 42), and the records of a commit
travel in a CAR archive: a header and then blocks, each preceded by its length and its own link.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import cbor2

_LINK = 42


def decode_frame(message: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and body of one message of the event stream."""
    stream = cbor2.CBORDecoder(io.BytesIO(message))
    header, body = stream.decode(), stream.decode()
    return header, body


def decode_record(block: bytes) -> Any:
    """Return the value in a block, as the protocol writes it in JSON."""
    return _as_json(cbor2.loads(block))


def read_archive(archive: bytes) -> dict[str, bytes]:
    """Return the blocks of a CAR archive by their links."""
    length, start = _number(archive, 0)
    return dict(_blocks(archive, start + length))


def link_text(value: cbor2.CBORTag | None) -> str:
    """Return a link in its usual notation, `bafy...`; empty for None."""
    if value is None:
        return ""
    return _written(value.value[1:])  # a zero byte, left over from the time when links were written otherwise


def _blocks(archive: bytes, position: int) -> Iterator[tuple[str, bytes]]:
    while position < len(archive):
        length, start = _number(archive, position)
        position = start + length
        payload = _end_of_link(archive, start)
        yield _written(archive[start:payload]), archive[payload:position]


def _end_of_link(archive: bytes, position: int) -> int:
    for _ in ("version", "content", "hash"):
        _, position = _number(archive, position)
    size, position = _number(archive, position)
    return position + size


def _number(data: bytes, position: int) -> tuple[int, int]:
    """Read an unsigned number of variable length; return it and the position after it."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def _written(link: bytes) -> str:
    return "b" + base64.b32encode(link).decode().lower().rstrip("=")


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    if isinstance(value, cbor2.CBORTag) and value.tag == _LINK:
        return {"$link": link_text(value)}
    return value
