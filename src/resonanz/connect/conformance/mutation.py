"""Payloads made wrong on purpose, the same way every time: what a source might send tomorrow.

The seed decides everything, so a failure names its seed and comes back.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Sequence
from typing import Final, TypeVar

from resonanz.connect.contract import Json

Choice = TypeVar("Choice")

STRANGE: Final[tuple[Json, ...]] = (
    None, True, False, 0, -1, 2**70, 1e308, -0.5, "", " ", "null", "0", "-1", "9" * 5_000, [], {}, [[]], [None],
    [1, "a"], {"": None}, {"id": {}}, "\x00", "a\x00b", "\ud800", "\U0001f600" * 2_000, "e" + "\u0301" * 200,
    "\u202eevil", "<script>alert(1)</script><p>x", "<p " * 200, "&#99999999999999;", "javascript:alert(1)", "http://[::1",
    "//", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2030-01-01",
    "yesterday", "Thu, 31 Feb 2026 25:61:61 +9999", 253_402_300_800, -62_135_596_801, "x" * 200_000,
)  # fmt: skip
"""Values that some source has sent, or will."""


class Seeded:
    """Choose, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._turn = 0

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to but not including `bound`."""
        self._turn += 1
        digest = hashlib.blake2b(f"{self._seed}:{self._turn}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % bound

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """Return one of them."""
        return choices[self.below(len(choices))]


def mutated(value: Json, seeded: Seeded) -> Json:
    """Return a copy of `value` in which one to three places are wrong."""
    wrong: Json = copy.deepcopy(value)
    for _ in range(1 + seeded.below(3)):
        places = _places(wrong)
        if not places or seeded.below(40) == 0:
            wrong = copy.deepcopy(seeded.one_of(STRANGE))
            continue
        holder, key = seeded.one_of(places)
        _spoil(holder, key, seeded)
    return wrong


def mutated_body(body: bytes, seeded: Seeded) -> bytes:
    """Return a body with something wrong in it: in its JSON if it is some, else in its bytes."""
    if seeded.below(4):
        try:
            return json.dumps(mutated(json.loads(body), seeded)).encode()
        except ValueError:
            pass
    at = seeded.below(len(body) + 1)
    junk = seeded.one_of((b"", b"\x00", b"\xff\xfe", b"<", b"]]>", b"&x;", b'"', b"}", "ä".encode("latin-1"), b"<!--"))
    tail = seeded.one_of((body[at:], body[at + 1 :], b"", body[: at // 2]))
    return body[:at] + junk + tail


def _places(value: Json) -> list[tuple[dict[str, Json] | list[Json], str | int]]:
    found: list[tuple[dict[str, Json] | list[Json], str | int]] = []
    waiting: list[Json] = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            found += [(holder, key) for key in holder]
            waiting += holder.values()
        elif isinstance(holder, list):
            found += [(holder, index) for index in range(len(holder))]
            waiting += holder
    return found


def _spoil(holder: dict[str, Json] | list[Json], key: str | int, seeded: Seeded) -> None:
    way = seeded.below(8)
    if isinstance(holder, dict) and isinstance(key, str):
        if way == 0:
            del holder[key]
        elif way == 1:
            holder[key + "_v2"] = holder.pop(key)
        elif way == 2:
            holder[key] = [holder[key]]
        else:
            holder[key] = copy.deepcopy(seeded.one_of(STRANGE))
    elif isinstance(holder, list) and isinstance(key, int):
        if way == 0:
            del holder[key]
        elif way == 1:
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = copy.deepcopy(seeded.one_of(STRANGE))


__all__ = ["STRANGE", "Seeded", "mutated", "mutated_body"]
