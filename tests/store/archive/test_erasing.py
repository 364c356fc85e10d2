"""What is erased is gone from the files, not only from the answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from resonanz.core.clock import FixedClock
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author
from resonanz.core.search import Change, Filter
from resonanz.core.understood import Label
from resonanz.store.archive import engine, upkeep, wordindex
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.making import NOON, heard, ids_of

SECRETS = ("zwiebelturmspitze", "quastenflosser", "annalistin", "https://verraeterisch.example")
"""What the erased mention said, in its text, title, author and links; no other mention holds any of it."""


def telling(number: int) -> Heard:
    """Return a mention that is to be erased."""
    return heard(
        number,
        text=f"Meine {SECRETS[0]} und der Rest",
        title=SECRETS[1],
        author=Author(id=f"did:{SECRETS[2]}", handle=SECRETS[2], name=SECRETS[2].title(), bio=SECRETS[0]),
        links=(SECRETS[3],),
    )


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def archive(tmp_path: Path, clock: FixedClock) -> Iterator[EmbeddedArchive]:
    """Give an archive whose file is not compressed, so that looking for words in it means something."""
    archive = EmbeddedArchive(tmp_path / "archive", clock=clock)
    with archive._engine.reading() as cursor:
        cursor.run("set force_compression = 'uncompressed'")
    archive.keep([heard(number) for number in range(50)])
    archive.keep([telling(100)])
    archive.keep([heard(number) for number in range(200, 250)])
    archive.settle()
    archive._engine.checkpoint()
    yield archive
    archive.close()


@pytest.fixture
def found(tmp_path: Path) -> Callable[[], set[str]]:
    """Return what tells which secrets stand in any file, in lower case as the index writes them."""

    def look() -> set[str]:
        files = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
        everything = b"\0".join(path.read_bytes().lower() for path in files)
        return {secret for secret in SECRETS if secret.encode() in everything}

    return look


def erase_by_id(archive: EmbeddedArchive) -> None:
    archive.forget([MentionId("mastodon:100")])


def erase_by_author(archive: EmbeddedArchive) -> None:
    archive.forget_author("mastodon", SECRETS[2])


def erase_by_age(archive: EmbeddedArchive) -> None:
    archive.expire(before=NOON + timedelta(minutes=101))


def erase_by_edit(archive: EmbeddedArchive) -> None:
    archive.keep([heard(100, revision=1)])


WAYS = [erase_by_id, erase_by_author, erase_by_age, erase_by_edit]


def test_before_erasing_the_words_can_be_seen_in_the_files(
    archive: EmbeddedArchive, found: Callable[[], set[str]]
) -> None:
    assert found() == set(SECRETS)


@pytest.mark.parametrize("erase", WAYS)
def test_after_the_purge_no_file_holds_the_words(
    archive: EmbeddedArchive, found: Callable[[], set[str]], erase: Callable[[EmbeddedArchive], None]
) -> None:
    erase(archive)
    assert archive.purge()
    assert found() == set()
    assert archive.verify() == []
    assert not archive.purge()


def test_what_stays_is_whole_after_the_purge(archive: EmbeddedArchive) -> None:
    before = archive.page(Filter(), limit=500).items
    archive.relabel([Change(id=MentionId("mastodon:7"), labels={"kind": Label("praise", 1.0, "person:1")})])
    erase_by_id(archive)
    archive.purge()
    assert len(archive.page(Filter(query="lampe"), limit=500).items) == 100
    after = archive.page(Filter(), limit=500).items
    assert ids_of(after) == [name for name in ids_of(before) if name != "mastodon:100"]
    assert archive.find([MentionId("mastodon:7")])[MentionId("mastodon:7")].understood.kind.value == "praise"
    assert archive.keep([heard(300)]).last_seq == 102


@pytest.mark.parametrize(
    ("erase", "early", "due"),
    [
        (erase_by_id, timedelta(minutes=29), timedelta(minutes=30)),
        (erase_by_edit, timedelta(hours=23), timedelta(hours=24)),
    ],
)
def test_the_purge_falls_due_at_the_stated_time(
    archive: EmbeddedArchive,
    clock: FixedClock,
    erase: Callable[[EmbeddedArchive], None],
    early: timedelta,
    due: timedelta,
) -> None:
    erase(archive)
    clock.sleep(early.total_seconds())
    assert not archive._upkeep._is_purge_due()
    clock.sleep((due - early).total_seconds())
    assert archive._upkeep._is_purge_due()


def test_the_background_completes_erasures_by_itself(
    archive: EmbeddedArchive, clock: FixedClock, found: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()
    real = archive._upkeep.purge
    monkeypatch.setattr(archive._upkeep, "purge", lambda: (real(), done.set()))
    erase_by_id(archive)
    clock.sleep(1_800)
    archive.start()
    assert done.wait(30)
    assert found() == set()


def test_an_erasure_is_completed_after_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    first = EmbeddedArchive(tmp_path / "archive", clock=clock)
    first.keep([heard(1)])
    erase_by_id(first)
    first.forget([MentionId("mastodon:1")])
    first.close()
    again = EmbeddedArchive(tmp_path / "archive", clock=clock)
    clock.sleep(1_800)
    assert again._upkeep._is_purge_due()
    assert again.purge()
    again.close()


def test_what_happens_during_a_purge_is_not_lost(archive: EmbeddedArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine.Engine._finish_copy

    def meanwhile(self: engine.Engine, fresh: engine.Generation, head: int) -> None:
        if threading.current_thread().name != "meanwhile":
            monkeypatch.setattr(engine.Engine, "_finish_copy", real)
            archive.keep([heard(400), heard(3, revision=5, text="neu")])
            archive.relabel([Change(id=MentionId("mastodon:4"), labels={"lang": Label("de", 1.0)})])
            archive.forget([MentionId("mastodon:5")])
        real(self, fresh, head)

    monkeypatch.setattr(engine.Engine, "_finish_copy", meanwhile)
    erase_by_id(archive)
    archive.purge()
    names = [MentionId(f"mastodon:{number}") for number in (3, 4, 5, 100, 400)]
    left = archive.find(names)
    assert set(left) == {"mastodon:3", "mastodon:4", "mastodon:400"}
    assert left[names[0]].mention.text == "neu"
    assert left[names[1]].understood.lang.value == "de"
    assert archive.verify() == []
    assert archive.purge()  # the one forgotten meanwhile is still to be completed


def test_readers_are_served_by_either_file(archive: EmbeddedArchive) -> None:
    wrong: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            number = len(archive.page(Filter(), limit=200).items)
            if number != 100:
                wrong.append(number)

    erase_by_id(archive)
    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(3):
        archive.keep([heard(900 + number, published_at=NOON - timedelta(days=9))])
        archive.forget([MentionId(f"mastodon:{900 + number}")])
        archive.purge()
    stop.set()
    for thread in threads:
        thread.join()
    assert [number for number in wrong if number != 101] == []


def test_an_interrupted_rewriting_is_swept_away(tmp_path: Path) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(1)])
    first.close()
    (tmp_path / "archive" / "archive.2.duckdb").write_bytes(b"half a file")
    (tmp_path / "archive" / "archive.2.duckdb.wal").write_bytes(b"half a log")
    again = EmbeddedArchive(tmp_path / "archive")
    assert again.head() == 1
    assert not (tmp_path / "archive" / "archive.2.duckdb").exists()
    assert not (tmp_path / "archive" / "archive.2.duckdb.wal").exists()
    again.close()


def test_an_archive_without_pointer_opens_its_oldest_file(tmp_path: Path) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(1)])
    first.close()
    (tmp_path / "archive" / "current").unlink()
    again = EmbeddedArchive(tmp_path / "archive")
    assert again.head() == 1
    again.close()


def test_a_shard_of_erased_mentions_alone_becomes_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Callable[[], set[str]]
) -> None:
    for module in (wordindex, upkeep):
        monkeypatch.setattr(module, "SHARD", 10)
    archive = EmbeddedArchive(tmp_path / "archive")
    archive.keep([telling(number) for number in range(30)])
    archive.keep([heard(number) for number in range(100, 110)])
    archive.settle()
    archive.forget_author("mastodon", SECRETS[2])
    archive.purge()
    assert len(archive.page(Filter(query="lampe")).items) == 10
    assert found() == set()
    archive.close()
