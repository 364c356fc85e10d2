"""The files that jobs write for people: in the home directory, whole or not there, and known by what is in them.

Beside a file of mentions lie eight hashed bytes for each, so that an erasure finds out whether it holds a mention
without reading it. They are written before the words are, and what is written is asked of the archive after that: an
erasure that comes at any moment either finds the hash or takes the words away before they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from resonanz.core.errors import StoreUnavailable
from resonanz.core.export import MENTIONS, WORDS, Export

if TYPE_CHECKING:
    from resonanz.app.house.stores import Stores
    from resonanz.core.export import ExportId
    from resonanz.core.heard import Heard
    from resonanz.core.ids import MentionId

DIRECTORY: Final = "exports"
PIECE: Final = 1 << 20
"""Bytes that are handed out at once."""
_DIGEST: Final = 8


class Writing:
    """Be a file that is being written."""

    def __init__(self, home: Stores, file: IO[bytes], known: IO[bytes] | None) -> None:
        self._home = home
        self._file = file
        self._known = known
        self.rows = 0
        self.size = 0

    def take(self, batch: Sequence[Any]) -> Sequence[Any]:
        """Return what of a batch may be written, and count it."""
        kept = batch if self._known is None else self._still_there(batch, self._known)
        self.rows += len(kept)
        return kept

    def write(self, piece: bytes) -> None:
        """Write a piece."""
        self._file.write(piece)
        self.size += len(piece)

    def _still_there(self, batch: Sequence[Heard], known: IO[bytes]) -> list[Heard]:
        ids = [heard.mention.id for heard in batch]
        known.write(b"".join(map(_digest, ids)))
        known.flush()
        found = self._home.archive.find(ids)
        return [found[one] for one in ids if one in found]


class KeptFiles:
    """Be the files that were written for people, for an erasure to reach."""

    def __init__(self, home: Stores) -> None:
        self._home = home

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Remove every file that holds words of these, begin anew what is being written; return how many it was."""
        from resonanz.store.relational.editing.exports import spoil_export
        from resonanz.store.relational.selectors.exports import kept

        spoilt = [one for one in kept() if self._holds(one, ids)]
        for one in spoilt:
            if spoil_export(one.id):  # else whoever writes it does so
                discard(self._home, one.id)
        return len(spoilt)

    def _holds(self, one: Export, ids: Sequence[MentionId]) -> bool:
        if one.what == MENTIONS:
            return holds(self._home, one.id, ids)
        return one.what in WORDS  # nobody knows whose


@contextmanager
def written(home: Stores, export: Export) -> Iterator[Writing]:
    """Write a file, which lies in its place when it is whole; raise StoreUnavailable where there is no room."""
    whole = _path(home, export.id, export.form)
    aside = whole.with_suffix(".part")
    whole.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with (
            aside.open("wb") as file,
            _path(home, export.id, "ids").open("wb") as ids,
        ):
            yield Writing(home, file, ids if export.what == MENTIONS else None)
        aside.replace(whole)
    except OSError as trouble:
        raise StoreUnavailable(f"The file could not be written: {trouble.strerror}.") from trouble
    finally:
        aside.unlink(missing_ok=True)


def pieces(home: Stores, export: Export) -> Iterator[bytes] | None:
    """Return the pieces of a file; None where it is not there."""
    path = _path(home, export.id, export.form)
    return _read(path) if path.exists() else None


def holds(home: Stores, export: ExportId, ids: Sequence[MentionId]) -> bool:
    """Tell whether one of these mentions is in a file, also in one that is being written."""
    import numpy as np

    path = _path(home, export, "ids")
    try:
        known = np.fromfile(path, dtype=np.uint64)
    except FileNotFoundError:
        return False
    wanted = np.frombuffer(b"".join(map(_digest, ids)), dtype=np.uint64)
    return bool(np.isin(known, wanted).any())


def discard(home: Stores, export: ExportId) -> None:
    """Remove a file and what is known of it."""
    for path in (home.settings.home / DIRECTORY).glob(f"{export}.*"):
        path.unlink(missing_ok=True)


def keep_only(home: Stores, exports: AbstractSet[ExportId]) -> None:
    """Remove the files of all other numbers."""
    known = {str(one) for one in exports}
    for path in (home.settings.home / DIRECTORY).glob("*.*"):
        if path.stem not in known:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _digest(mention: MentionId) -> bytes:
    return blake2b(mention.encode("utf-8", "replace"), digest_size=_DIGEST).digest()


def _path(home: Stores, export: ExportId, ending: str) -> Path:
    return home.settings.home / DIRECTORY / f"{export}.{ending}"
