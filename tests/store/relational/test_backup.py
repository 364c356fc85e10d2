"""A copy of the running database is consistent, verified, and can be put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from resonanz.core.errors import InputRejected
from resonanz.store.relational import backup, models
from resonanz.store.relational.connection import PRAGMAS, SQLITE_FILE

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL brings its own backup")


def database(file: Path, rows: int) -> Path:
    """Make a small database like ours, in write-ahead mode."""
    with closing(sqlite3.connect(file)) as made:
        made.executescript(PRAGMAS)
        made.execute("CREATE TABLE IF NOT EXISTS relational_source (id INTEGER PRIMARY KEY, name TEXT)")
        made.execute("CREATE TABLE IF NOT EXISTS relational_reply (id INTEGER PRIMARY KEY, state TEXT, tries INTEGER)")
        made.executemany("INSERT INTO relational_source (name) VALUES (?)", [(f"s{n}",) for n in range(rows)])
        made.commit()
    return file


def rows_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as kept:
        return int(kept.execute("SELECT count(*) FROM relational_source").fetchone()[0])


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_running_database_is_copied_whole(tmp_path: Path) -> None:
    models.Source.objects.bulk_create(models.Source(name=f"feed {n}", connector="rss") for n in range(300))
    made = backup.back_up(tmp_path / "copies")
    assert made.file == tmp_path / "copies" / SQLITE_FILE
    assert rows_of(made.file) == 300
    assert made.rows >= 300
    assert made.size == made.file.stat().st_size
    assert made.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="asks what PostgreSQL says")
def test_postgresql_says_how_it_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="pg_dump --format=custom"):
        backup.back_up(tmp_path)


def test_a_writer_in_the_middle_spoils_no_copy(tmp_path: Path) -> None:
    source = database(tmp_path / "live.sqlite3", 20)
    with closing(sqlite3.connect(source)) as writer:
        writer.execute("INSERT INTO relational_source (name) VALUES ('not committed')")
        made = backup.copy(source, tmp_path / "copy.sqlite3")
        writer.commit()
    assert rows_of(made.file) == 20
    assert rows_of(source) == 21


def test_a_copy_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    backup.copy(database(tmp_path / "live.sqlite3", 5), tmp_path / "copies" / "copy.sqlite3")
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["copy.sqlite3"]


def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    made = backup.copy(database(tmp_path / "live.sqlite3", 5000), tmp_path / "copy.sqlite3").file
    whole = made.read_bytes()
    made.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    with pytest.raises(InputRejected):
        backup.verify(made)


def test_half_a_copy_is_refused(tmp_path: Path) -> None:
    made = backup.copy(database(tmp_path / "live.sqlite3", 5000), tmp_path / "copy.sqlite3").file
    made.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    with pytest.raises(InputRejected):
        backup.verify(made)


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)")
    with pytest.raises(InputRejected, match="not those of Resonanz"):
        backup.verify(other)


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "copy.sqlite3"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputRejected):
        backup.verify(file)


def test_a_copy_is_put_back_and_what_stood_there_is_kept(tmp_path: Path) -> None:
    live = database(tmp_path / "live.sqlite3", 3)
    made = backup.copy(live, tmp_path / "copy.sqlite3")
    database(live, 4)
    backup.put_back(made.file, live)
    assert rows_of(live) == 3
    assert rows_of(tmp_path / "live.sqlite3.before-restore") == 7


def test_a_damaged_copy_replaces_nothing(tmp_path: Path) -> None:
    live = database(tmp_path / "live.sqlite3", 3)
    (tmp_path / "copy.sqlite3").write_bytes(b"broken")
    with pytest.raises(InputRejected):
        backup.put_back(tmp_path / "copy.sqlite3", live)
    assert rows_of(live) == 3


def test_a_copy_starts_an_empty_home(tmp_path: Path) -> None:
    made = backup.copy(database(tmp_path / "live.sqlite3", 3), tmp_path / "copy.sqlite3")
    backup.put_back(made.file, tmp_path / "home" / SQLITE_FILE)
    assert rows_of(tmp_path / "home" / SQLITE_FILE) == 3
    assert connection is not None


def test_what_was_to_be_sent_is_looked_for_before_a_restored_copy_sends_it(tmp_path: Path) -> None:
    source = database(tmp_path / "live.sqlite3", 1)
    states = [("draft", 0), ("approved", 0), ("sending", 1), ("approved", 3), ("sent", 0)]
    with closing(sqlite3.connect(source)) as live:
        live.executemany("INSERT INTO relational_reply (state, tries) VALUES (?, ?)", states)
        live.commit()

    backup.put_back(source, tmp_path / "home" / SQLITE_FILE)

    with closing(sqlite3.connect(tmp_path / "home" / SQLITE_FILE)) as restored:
        kept = restored.execute("SELECT state, tries FROM relational_reply ORDER BY id").fetchall()
    assert kept == [("draft", 0), ("approved", 1), ("sending", 1), ("approved", 3), ("sent", 0)]
