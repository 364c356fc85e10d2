"""A copy of everything an installation is, made while it runs, and putting one back; both verified.

The database goes first and the archive second. So the copy's followers may lag behind its archive, and catch up as
after any restart; never the other way round. The manifest goes last: without it a directory is no backup.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from resonanz import __version__
from resonanz.app.config import TOML, Settings
from resonanz.app.demo import MADE as EXAMPLE
from resonanz.app.house import House
from resonanz.app.searching import SearchedArchive
from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.core.search import Count

MANIFEST: Final = "manifest.json"
ARCHIVE: Final = "archive"
SMALL: Final = ("secret.key", TOML, EXAMPLE)
"""Files of the home directory that come along, where they are."""
MODELS: Final = "models"
"""The directory of what was learned: without it, the rules would judge after a restoration."""


@runtime_checkable
class CopiesItself(Protocol):
    """Be an archive that can write a copy of itself while others use it."""

    def backup(self, directory: Path) -> None:
        """Write a consistent copy into an empty directory."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """Say what a backup holds."""

    mentions: int
    rows: int
    """In all tables of the relational store."""


def back_up(home: House, directory: Path, *, say: Callable[[str], None] = lambda _: None) -> Report:
    """Copy a running installation into an empty directory; raise InputRejected where that cannot be."""
    from resonanz.store.relational import backup as database

    if directory.exists() and any(directory.iterdir()):
        raise InputRejected("The directory is not empty.", place=str(directory), remedy="Name a new one.")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    say("Copying the database")
    copied = database.back_up(directory)
    say("Copying the archive")
    archive = home.archive.store if isinstance(home.archive, SearchedArchive) else home.archive
    if not isinstance(archive, CopiesItself):
        raise InputRejected("This archive cannot be copied.", place=type(archive).__name__)
    archive.backup(directory / ARCHIVE)
    for name in SMALL:
        if (home.settings.home / name).exists():
            shutil.copy2(home.settings.home / name, directory / name)
    copy_models(home.settings.home, directory)
    say("Verifying")
    report = Report(mentions=_count_sound(directory / ARCHIVE), rows=copied.rows)
    _drop_derived(directory / ARCHIVE)
    _write_manifest(directory, report)
    return report


def put_back(directory: Path, chosen: Settings, *, say: Callable[[str], None] = lambda _: None) -> Report:
    """Put a backup into the home directory, which must be empty; raise InputRejected where that cannot be."""
    from resonanz.store.relational.connection import SQLITE_FILE

    say("Checking the backup")
    manifest = _checked_manifest(directory)
    _refuse_used(chosen)
    chosen.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return _put_back(directory, chosen, manifest["mentions"], say)
    except BaseException:
        # Half an installation would look like a whole one, and refuse the next try.
        (chosen.home / SQLITE_FILE).unlink(missing_ok=True)
        shutil.rmtree(chosen.archive_directory, ignore_errors=True)
        raise


def _put_back(directory: Path, chosen: Settings, wanted: int, say: Callable[[str], None]) -> Report:
    from resonanz.store.relational import backup as database
    from resonanz.store.relational.connection import SQLITE_FILE

    say("Restoring the database")
    rows = database.put_back(directory / SQLITE_FILE, chosen.home / SQLITE_FILE).rows
    say("Restoring the archive")
    shutil.copytree(directory / ARCHIVE, chosen.archive_directory, dirs_exist_ok=True)
    for name in SMALL:
        if (directory / name).exists():
            shutil.copy2(directory / name, chosen.home / name)
    copy_models(directory, chosen.home)
    say("Verifying")
    mentions = _count_sound(chosen.archive_directory)
    if mentions != wanted:
        raise InputRejected(f"{mentions} mentions were restored, {wanted} were backed up.")
    return Report(mentions=mentions, rows=rows)


def copy_models(source: Path, target: Path) -> None:
    """Copy whole model files from one home or backup to another; nothing happens where nothing was learned."""
    if (source / MODELS).is_dir():
        unfinished = shutil.ignore_patterns("*.part")
        shutil.copytree(source / MODELS, target / MODELS, dirs_exist_ok=True, ignore=unfinished)


def _count_sound(directory: Path) -> int:
    """Return how many mentions an archive holds that nobody has open; raise StoreUnavailable when it is not sound."""
    from resonanz.store.archive.embedded import EmbeddedArchive

    archive = EmbeddedArchive(directory)
    try:
        if wrong := archive.verify():
            raise StoreUnavailable(f"The archive in {directory} is not sound: {' '.join(wrong)}")
        return sum(group.number for group in archive.count(Count()))
    finally:
        archive.close()


def _drop_derived(archive: Path) -> None:
    """Leave only what counts: looking at an archive makes a lock, a text index and room to sort in."""
    (archive / "lock").unlink(missing_ok=True)
    for name in ("words", "spill"):
        shutil.rmtree(archive / name, ignore_errors=True)


def _refuse_used(chosen: Settings) -> None:
    from resonanz.store.relational.connection import SQLITE_FILE

    if (chosen.home / SQLITE_FILE).exists() or chosen.archive_directory.exists():
        raise InputRejected(
            "There is an installation already.", place=str(chosen.home), remedy="Set RESONANZ_HOME to a new directory."
        )


def _write_manifest(directory: Path, report: Report) -> None:
    files = {str(path.relative_to(directory)): _digest(path) for path in _files(directory)}
    manifest = {"version": __version__, "mentions": report.mentions, "rows": report.rows, "sha256": files}
    (directory / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")


def _checked_manifest(directory: Path) -> dict[str, int]:
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        wanted = dict(manifest["sha256"])
        kept = {"mentions": int(manifest["mentions"])}
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise InputRejected(
            "This is no finished backup.", place=str(directory), remedy="Name a directory that `resonanz backup` wrote."
        ) from trouble
    for name, digest in wanted.items():
        path = directory / name
        if not path.is_file() or _digest(path) != digest:
            raise InputRejected(
                "A file of the backup is missing or was changed.", place=name, remedy="Take another backup."
            )
    return kept


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file() and path.name != MANIFEST)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
