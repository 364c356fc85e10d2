"""A count in memory is the count of what stands in the file, whatever was done to it before."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resonanz.core.errors import StoreUnavailable
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.mention import Author
from resonanz.core.search import By, Change, Count, Filter, Group
from resonanz.core.understood import Label, Towards, Understood, Voice
from resonanz.store.archive import columns, counting, slab
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.archive.engine import Engine
from resonanz.store.memory import MemoryArchive
from tests.store.contracts.making import NOON, heard

SPRING = NOON + timedelta(days=26, hours=9)
"""Shortly before clocks change in Berlin."""
ZONES = ("Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
NAMES = st.integers(0, 30)
CHANNELS = st.sampled_from(("mastodon", "rss"))
IDS = st.builds(lambda channel, number: MentionId(f"{channel}:{number}"), CHANNELS, NAMES)
NUMBERS = st.sets(st.integers(1, 3)).map(lambda found: tuple(sorted(found)))


@pytest.fixture(autouse=True, params=[0, 1 << 20], ids=["many groups", "few groups"])
def _small_slabs(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    for module in (slab, columns, counting):
        monkeypatch.setattr(module, "SLAB", 4)
    monkeypatch.setattr(columns, "MANY", 2)
    monkeypatch.setattr(counting, "SOME", 1)
    monkeypatch.setattr(counting, "DENSE", request.param)


@st.composite
def mentions(draw: st.DrawFn) -> Heard:
    """Give a mention of few values, so that many share theirs."""
    understood = Understood(
        sentiment=Label(draw(st.sampled_from(("positive", "negative"))), draw(st.sampled_from((0.0, 0.9)))),
        kind=Label(draw(st.sampled_from(("praise", "problem"))), draw(st.sampled_from((0.0, 0.9)))),
        relevant=Label(draw(st.sampled_from(("yes", "no"))), 0.9),
        voice=draw(st.sampled_from(Voice)),
        queries=tuple(QueryId(each) for each in draw(NUMBERS)),
        topics=tuple(f"t{each}" for each in draw(NUMBERS)),
        department=draw(st.sampled_from((None, DepartmentId(2), DepartmentId(10)))),
        duplicate_of=draw(st.sampled_from((None, MentionId("rss:9")))),
        targets=draw(st.sampled_from(((), (Towards("own", QueryId(1), Label("mixed", 0.5)),)))),
    )
    return heard(
        draw(NAMES),
        understood,
        channel=draw(CHANNELS),
        published_at=SPRING + timedelta(minutes=draw(st.integers(0, 3_000)), microseconds=draw(st.integers(0, 2))),
        revision=draw(st.integers(1, 3)),
        author=Author(handle=draw(st.sampled_from(("anna", "bert", None))), is_own=draw(st.booleans())),
        url=draw(st.sampled_from((None, "https://a.example/1", "https://b.example/1"))),
    )


LABELS = (
    {"kind": Label("question", 1.0, "person:1")},
    {"sentiment": Label("neutral", 1.0, "person:1")},
    {"department": DepartmentId(2)},
    {"queries": (QueryId(2), QueryId(4))},
    {"topics": ()},
    {"relevant": Label("no", 1.0, "person:1")},
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.lists(mentions(), min_size=1, max_size=9)),
        st.tuples(st.just("keep"), st.lists(mentions(), min_size=4, max_size=9)),
        st.tuples(st.just("relabel"), st.lists(st.builds(Change, id=IDS, labels=st.sampled_from(LABELS)), max_size=4)),
        st.tuples(st.just("forget"), st.lists(IDS, max_size=3)),
        st.tuples(st.just("forget_author"), st.sampled_from(("anna", "bert"))),
        st.tuples(st.just("expire"), st.integers(0, 400)),
        st.tuples(st.sampled_from(("settle", "fill", "purge", "count")), st.none()),
    ),
    min_size=3,
    max_size=12,
)
SINCE = SPRING.replace(minute=0) + timedelta(hours=3)
FILTERS = st.sampled_from(
    (
        Filter(),
        Filter(since=SINCE, until=SINCE + timedelta(hours=20)),
        Filter(since=SINCE + timedelta(minutes=20, microseconds=1)),
        Filter(include_own=False, only_relevant=True),
        Filter(include_duplicates=False),
        Filter(channels=("rss",), sources=("brand", "other")),
        Filter(sentiments=("positive", "neutral")),
        Filter(departments=(DepartmentId(2),)),
        Filter(towards=("mixed",)),
        Filter(types=("review",)),
        Filter(topics=("t1", "t9")),
        Filter(queries=(QueryId(2), QueryId(4))),
        Filter(query="kind:praise"),
        Filter(query="lampe sentiment:positive"),
        Filter(author="Anna"),
        Filter(thread=MentionId("rss:3")),
    )
)
SPLITS = st.sampled_from(
    (
        (),
        (By.DAY,),
        (By.HOUR, By.SENTIMENT),
        (By.KIND, By.DAY),
        (By.DEPARTMENT,),
        (By.CHANNEL, By.AUTHOR),
        (By.LANG, By.HOUR),
        (By.QUERY,),
        (By.TOPIC, By.DAY, By.CHANNEL),
        (By.QUERY, By.TOPIC),
        (By.DAY, By.TOWARDS),
        (By.DAY, By.KIND, By.SENTIMENT),
        (By.DOMAIN,),
        (By.SOURCE, By.DOMAIN),
    )
)
ASKS = st.lists(
    st.builds(
        Count,
        filter=FILTERS,
        by=SPLITS,
        time_zone=st.sampled_from(ZONES),
        limit=st.sampled_from((None, None, 1, 2)),
        people=st.booleans(),
    ),
    min_size=20,
    max_size=40,
)


def do(step: tuple[str, object], archive: EmbeddedArchive | MemoryArchive) -> None:
    """Take a step; what only concerns files is nothing to an archive in memory."""
    name, what = step
    if name == "count":
        archive.count(Count())
    elif name in {"settle", "fill", "purge"}:
        if isinstance(archive, EmbeddedArchive):
            archive._upkeep.columns.fill(1) if name == "fill" else getattr(archive, name)()
    elif name == "forget_author":
        archive.forget_author("mastodon", str(what))
    elif name == "expire":
        assert isinstance(what, int)
        archive.expire(before=SPRING + timedelta(minutes=what))
    else:
        getattr(archive, name)(what)


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(STEPS, ASKS)
def test_memory_counts_what_stands(steps: Sequence[tuple[str, object]], asks: Sequence[Count]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive, memory = EmbeddedArchive(Path(folder) / "archive"), MemoryArchive()
        for step in [*steps[:2], ("fill", None), *steps[2:]]:
            do(step, archive)
            do(step, memory)
        while archive._upkeep.columns.fill(1):
            pass
        for ask in asks:
            assert (ask, archive.count(ask)) == (ask, memory.count(ask))
        archive.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    """Give an archive of twelve mentions by three people, its columns in memory."""
    archive = EmbeddedArchive(tmp_path / "archive")
    archive.keep([heard(number, author=Author(handle=("anna", "bert", "cleo")[number % 3])) for number in range(12)])
    archive.settle()
    yield archive
    archive.close()


def no_question(*_: object) -> None:
    """Refuse to be asked."""
    raise AssertionError("the file was asked")


def test_the_file_is_not_asked_for_a_count(archive: EmbeddedArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "reading", no_question)
    asked = Count(by=(By.CHANNEL, By.DAY), filter=Filter(channels=("mastodon",), include_own=False))
    assert [group.number for group in archive.count(asked)] == [12]


def test_until_everything_was_read_the_file_is_asked(tmp_path: Path) -> None:
    archive = EmbeddedArchive(tmp_path / "archive")
    archive.keep([heard(number) for number in range(12)])
    assert archive._upkeep.columns.fill(1)
    assert archive._upkeep.columns.snapshot() is None
    assert archive.count(Count(by=(By.CHANNEL,))) == [Group(("mastodon",), 12)]
    archive.close()


def test_only_the_slab_that_changed_is_another(archive: EmbeddedArchive) -> None:
    before = archive._upkeep.columns.snapshot()
    archive.relabel([Change(id=MentionId("mastodon:5"), labels={"kind": Label("praise", 1.0, "person:1")})])
    after = archive._upkeep.columns.snapshot()
    assert before is not None
    assert after is not None
    assert [one is other for one, other in zip(before.slabs, after.slabs, strict=True)] == [True, False, True]


def test_what_could_not_be_read_is_read_the_next_time(
    archive: EmbeddedArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.forget([MentionId("mastodon:5")])
    with monkeypatch.context() as broken:
        broken.setattr(Engine, "reading", broken_off)
        with pytest.raises(StoreUnavailable):
            archive.count(Count(by=(By.CHANNEL,)))
    assert archive.count(Count(by=(By.CHANNEL,))) == [Group(("mastodon",), 11)]


def broken_off(*_: object) -> None:
    """Fail as a disk does."""
    raise StoreUnavailable("The disk is gone.")


def test_a_stretch_that_was_erased_takes_no_memory(archive: EmbeddedArchive) -> None:
    archive.expire(before=NOON + timedelta(minutes=4))
    found = archive._upkeep.columns.snapshot()
    assert found is not None
    assert [each.first for each in found.slabs] == [4, 8]


def test_a_file_that_was_opened_again_is_read_again(archive: EmbeddedArchive) -> None:
    archive._engine._dead = True
    archive.keep([heard(12)])
    assert archive._upkeep.columns.snapshot() is None
    archive.settle()
    assert archive.count(Count(by=(By.CHANNEL,))) == [Group(("mastodon",), 13)]


def test_the_name_of_an_erased_author_leaves_memory_when_the_file_is_rewritten(archive: EmbeddedArchive) -> None:
    archive.forget_author("mastodon", "anna")
    archive.purge()
    found = archive._upkeep.columns.snapshot()
    assert found is not None
    assert set(found.names["author"]) == {"bert", "cleo"}
    assert [found.names["author"][code] for code in range(3)] == [None, "bert", "cleo"]


def test_an_author_who_comes_back_is_counted(archive: EmbeddedArchive) -> None:
    archive.forget_author("mastodon", "anna")
    archive.purge()
    archive.keep([heard(40, author=Author(handle="anna"))])
    assert Group(("anna",), 1) in archive.count(Count(by=(By.AUTHOR,)))
