"""A running archive can be copied, and tells whether it is sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.core.ids import MentionId
from resonanz.core.search import Filter
from resonanz.store.archive import engine
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.making import complete, heard, ids_of


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    archive = EmbeddedArchive(tmp_path / "archive")
    archive.keep([complete(), *(heard(number) for number in range(2, 20))])
    yield archive
    archive.close()


def test_a_backup_is_an_archive_of_its_own(archive: EmbeddedArchive, tmp_path: Path) -> None:
    archive.backup(tmp_path / "backup")
    archive.keep([heard(100)])
    copy = EmbeddedArchive(tmp_path / "backup")
    assert copy.verify() == []
    assert copy.head() == 19
    assert ids_of(copy.following(0)) == ids_of(archive.following(0))[:-1]
    assert copy.find([MentionId("mastodon:1")]) == archive.find([MentionId("mastodon:1")])
    assert len(copy.page(Filter(query="lampe"), limit=50).items) == 19
    copy.close()


def test_a_backup_holds_what_happened_while_it_was_made(
    archive: EmbeddedArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.Engine._finish_copy

    def meanwhile(self: engine.Engine, fresh: engine.Generation, head: int) -> None:
        archive.keep([heard(100)])
        archive.forget([MentionId("mastodon:5")])
        real(self, fresh, head)

    monkeypatch.setattr(engine.Engine, "_finish_copy", meanwhile)
    archive.backup(tmp_path / "backup")
    copy = EmbeddedArchive(tmp_path / "backup")
    assert ids_of(copy.following(0)) == ids_of(archive.following(0))
    assert copy.verify() == []
    copy.close()


def test_a_backup_overwrites_nothing(archive: EmbeddedArchive, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "precious").touch()
    with pytest.raises(InputRejected, match="not empty"):
        archive.backup(tmp_path / "backup")


def test_a_place_in_the_log_is_not_given_again_by_a_copy(archive: EmbeddedArchive, tmp_path: Path) -> None:
    archive.forget([MentionId("mastodon:19")])
    archive.backup(tmp_path / "backup")
    copy = EmbeddedArchive(tmp_path / "backup")
    assert copy.keep([heard(200)]).last_seq == 20
    copy.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("insert into mentions select * from mentions where seq = 3", "more than once"),
        ("update mentions set channel = 'rss' where seq = 4", "another channel"),
        ("delete from mentions where seq = 5", "known by their id"),
    ],
)
def test_damage_is_named(archive: EmbeddedArchive, damage: str, said: str) -> None:
    with archive._engine.writing() as cursor:
        cursor.run(damage)
    assert any(said in sentence for sentence in archive.verify())


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(number, text=f"{number} " * 200) for number in range(2_000)])
    first.close()
    path = tmp_path / "archive" / "archive.1.duckdb"
    whole = bytearray(path.read_bytes())
    for place in range(len(whole) // 3, len(whole), 50_000):
        whole[place] ^= 0xFF
    path.write_bytes(whole)
    again = EmbeddedArchive(tmp_path / "archive")
    assert any("Restore a backup" in sentence for sentence in again.verify())
    again.close()


def test_a_file_of_another_version_is_not_opened(tmp_path: Path) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    with first._engine.writing() as cursor:
        cursor.run("update state set value = 99 where name = 'version'")
    first.close()
    with pytest.raises(StoreUnavailable, match="version 99"):
        EmbeddedArchive(tmp_path / "archive")


def test_the_engine_is_of_a_release_that_was_tried() -> None:
    major, minor = (int(part) for part in duckdb.__version__.split(".")[:2])
    assert (major, minor) in {(2, 0)}, "Run benchmarks/archive.py and the slow tests on it, then add it here."


def test_values_are_never_part_of_a_statement() -> None:
    from resonanz.store.archive import compile as sql  # noqa: PLC0415

    hostile = "'; drop table mentions; --"
    wanted = Filter(
        channels=(hostile,), sources=(hostile,), langs=(hostile,), author=hostile, thread=MentionId(hostile)
    )
    question = sql.places(wanted, after=None, limit=5)
    assert hostile not in question.text
    assert question.values.count(hostile) == 6
