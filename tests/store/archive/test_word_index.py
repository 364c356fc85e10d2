"""The text index proposes what may be meant, can be thrown away, and mends itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.search import By, Count, Filter, Group
from resonanz.store.archive import finding, upkeep, wordindex
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.memory import MemoryArchive
from tests.store.contracts.archive import Searching
from tests.store.contracts.making import NOON, heard, ids_of, judged

WORDS = ("Lampe", "Tisch", "rote", "Straße", "strasse", "Ü", "#licht", "@anna", "C++", "don't", "灯", "😀", "licht.de")

FIELDS = (
    "lang:de",
    "lang:EN",
    "kind:other",
    "channel:Mastodon",
    "channel:rss",
    "published:>=2026-03-02T13:00",
    "type:post",
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    archive = EmbeddedArchive(tmp_path / "archive")
    yield archive
    archive.close()


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the index into shards of ten, so that a few mentions fill several."""
    for module in (wordindex, upkeep):
        monkeypatch.setattr(module, "SHARD", 10)


def shards(archive: EmbeddedArchive, tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "archive" / "words").iterdir() if path.is_dir())


class Settled(EmbeddedArchive):
    """Be an archive whose index has always caught up."""

    def keep(self, batch):  # type: ignore[no-untyped-def]
        kept = super().keep(batch)
        self.settle()
        return kept


@pytest.mark.usefixtures("small_shards")
class TestSearchingByIndex(Searching):
    @pytest.fixture
    def archive(self, tmp_path: Path) -> Iterator[EmbeddedArchive]:
        archive = Settled(tmp_path / "archive")
        yield archive
        archive.close()


class TestSearchingStepByStep(TestSearchingByIndex):
    """As though every word were common."""

    @pytest.fixture(autouse=True)
    def everything_is_common(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(finding, "FEW", 0)
        monkeypatch.setattr(finding, "FIRST_STEP", 2)


def test_the_index_is_used(archive: EmbeddedArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.keep([heard(number, text="Lampe" if number == 7 else "Tisch") for number in range(50)])
    archive.settle()
    looked_at: list[Heard] = []
    real = finding.to_heard
    monkeypatch.setattr(finding, "to_heard", lambda row: looked_at.append(real(row)) or looked_at[-1])  # type: ignore[func-returns-value]
    assert ids_of(archive.page(Filter(query="lampe")).items) == ["mastodon:7"]
    assert ids_of(looked_at) == ["mastodon:7"]


def test_the_index_survives_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(number) for number in range(5)])
    first.settle()
    first.close()
    again = EmbeddedArchive(tmp_path / "archive")
    indexed: list[object] = []
    monkeypatch.setattr(upkeep, "words_of", lambda mentions: indexed.extend(mentions) or [])  # type: ignore[func-returns-value]
    again.settle()
    assert indexed == []
    assert len(again.page(Filter(query="lampe")).items) == 5
    again.close()


@pytest.mark.usefixtures("small_shards")
def test_a_deleted_index_is_built_again_with_progress(tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(number) for number in range(25)])
    first.settle()
    first.close()
    shutil.rmtree(tmp_path / "archive" / "words")
    told: list[tuple[int, int]] = []
    again = EmbeddedArchive(tmp_path / "archive", progress=lambda done, of: told.append((done, of)))
    assert len(again.page(Filter(query="lampe")).items) == 25
    again.settle()
    assert told == [(10, 25), (20, 25), (25, 25)]
    assert len(again.page(Filter(query="lampe")).items) == 25
    again.close()


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("ending", [".term", ".idx", ".fast", "meta.json"])
def test_a_cut_off_index_is_built_again(tmp_path: Path, ending: str) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(number) for number in range(25)])
    first.settle()
    first.close()
    shard = tmp_path / "archive" / "words" / "000001.1"
    whole = [path for path in shard.iterdir() if path.name.endswith(ending)]
    assert whole
    for path in whole:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    again = EmbeddedArchive(tmp_path / "archive")
    assert len(again.page(Filter(query="lampe")).items) == 25
    again.settle()
    assert len(again.page(Filter(query="lampe")).items) == 25
    assert again.verify() == []
    again.close()


def test_an_index_of_another_version_is_built_again(tmp_path: Path) -> None:
    first = EmbeddedArchive(tmp_path / "archive")
    first.keep([heard(1)])
    first.settle()
    first.close()
    (tmp_path / "archive" / "words" / "stamp").write_text("0 of long ago\n")
    again = EmbeddedArchive(tmp_path / "archive")
    assert shards(again, tmp_path) == []
    again.settle()
    assert len(again.page(Filter(query="lampe")).items) == 1
    again.close()


def test_the_index_follows_in_the_background(tmp_path: Path) -> None:
    import threading  # noqa: PLC0415

    caught_up = threading.Event()
    archive = EmbeddedArchive(tmp_path / "archive", progress=lambda done, of: caught_up.set() if done == of else None)
    archive.start()
    archive.keep([heard(1)])
    assert caught_up.wait(30)
    archive.close()


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
mentions = st.lists(st.tuples(texts, st.integers(0, 3), st.sampled_from(["de", "en"])), min_size=1, max_size=25)
queries = st.recursive(
    st.sampled_from(
        ["lampe", "tisch", "lam*", "straße", "#licht", "@anna", '"rote lampe"', "uml*", "😀", "灯", *FIELDS]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} AND NOT {pair[1]})"),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedArchive]:
    """Give one archive to all examples; each clears it."""
    archive = EmbeddedArchive(tmp_path_factory.mktemp("worn") / "archive")
    yield archive
    archive.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=mentions, query=queries, settled=st.integers(0, 25), channel=st.sampled_from([(), ("mastodon",)]))
def test_the_embedded_archive_finds_what_the_one_in_memory_finds(
    worn: EmbeddedArchive, said: list[tuple[str, int, str]], query: str, settled: int, channel: tuple[str, ...]
) -> None:
    worn.forget([each.mention.id for batch in worn.scan(Filter()) for each in batch])
    batch = [
        heard(number, judged(lang=lang), text=text, published_at=NOON + timedelta(hours=hour))
        for number, (text, hour, lang) in enumerate(said)
    ]
    memory = MemoryArchive()
    memory.keep(batch)
    worn.keep(batch[:settled])
    worn.settle()
    worn.keep(batch[settled:])
    wanted = Filter(query=query, channels=channel)
    expected = ids_of(memory.page(wanted, limit=30).items)
    assert ids_of(worn.page(wanted, limit=30).items) == expected
    assert [name for part in worn.scan(wanted, batch=4) for name in ids_of(part)] == expected
    ask = Count(filter=wanted, by=(By.HOUR, By.LANG), time_zone="Europe/Berlin")
    assert worn.count(ask) == memory.count(ask)


def test_a_prefix_may_hold_anything(archive: EmbeddedArchive) -> None:
    archive.keep([heard(1, text="C++ ist #schön. a.b*c [x] (y) {z} ^ $5 \\w |")])
    archive.settle()
    for query in ("#sch*", "ist", '"C++"', "schoe*"):
        assert len(archive.page(Filter(query=query)).items) == 1, query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lang:de", 2),
        ("lang:de lang:en", 0),
        ("lang:de lang:en lang:de", 0),
        ("kind:other", 0),
        ("kind:praise", 1),
        ("channel:MASTODON lang:de", 2),
        ("channel:rss", 0),
        ("published:>=2026-03-02T12:02", 2),
        ("published:<2026-03-02T12:02 lang:de", 1),
    ],
)
def test_conditions_on_columns_need_no_look_at_the_mentions(
    archive: EmbeddedArchive, monkeypatch: pytest.MonkeyPatch, query: str, expected: int
) -> None:
    archive.keep([heard(1, judged(lang="de")), heard(2, judged(lang="de", kind="praise")), heard(3)])
    monkeypatch.setattr(finding, "confirmer", lambda query: pytest.fail("a mention was looked at"))
    assert archive.count(Count(filter=Filter(query=query))) == [Group((), expected)]
    assert len(archive.page(Filter(query=query)).items) == expected


def test_what_is_gone_from_the_archive_is_not_proposed_back(archive: EmbeddedArchive) -> None:
    archive.keep([heard(1), heard(2)])
    archive.settle()
    archive.forget([MentionId("mastodon:1")])
    assert ids_of(archive.page(Filter(query="lampe")).items) == ["mastodon:2"]
