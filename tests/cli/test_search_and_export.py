"""`resonanz search` and `resonanz export`: asking, streaming, and giving back what was taken in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from resonanz.app.house import House
from resonanz.core.heard import Heard
from resonanz.core.mention import Author, Engagement, Media
from resonanz.core.search import Filter
from tests.cli.conftest import Shell, lines, record
from tests.making import NOON, heard, mention


def ids(out: str) -> list[str]:
    """Return the ids in JSON Lines."""
    return [json.loads(line)["id"] for line in out.splitlines()]


@pytest.fixture
def days(home: House) -> House:
    """Return a house with a question on each of ten days, the newest an hour ago."""
    home.archive.keep(
        [heard(str(day), published_at=NOON - timedelta(days=day, hours=1), seen_at=NOON) for day in range(10)]
    )
    return home


def test_a_search_gives_the_newest_first(days: House, shell: Shell) -> None:
    said = shell("search", "parcel", "--format", "jsonl", "--limit", "3")

    assert (said.status, ids(said.out)) == (0, ["mastodon:0", "mastodon:1", "mastodon:2"])


def test_a_limit_of_0_gives_all(days: House, shell: Shell) -> None:
    assert len(shell("search", "parcel", "--format", "jsonl", "--limit", "0").out.splitlines()) == 10


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--since", "2d"), ["0", "1"]),
        (("--since", "2026-03-01"), ["0", "1"]),
        (("--since", "2026-03-02T12:00"), ["0"]),
        (("--since", "2026-03-02T11:00:00Z"), ["0"]),
        (("--since", "2026-03-02T11:00:01Z"), []),
        (("--since", "90m"), ["0"]),
        (("--since", "1w", "--until", "5d"), ["5", "6"]),
        (("--until", "2026-02-22"), ["9"]),
    ],
)
def test_a_search_keeps_to_its_time(days: House, shell: Shell, asked: tuple[str, ...], found: list[str]) -> None:
    said = shell("search", "parcel", "--format", "jsonl", *asked)

    assert ids(said.out) == [f"mastodon:{number}" for number in found]


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "999999w", "0001-01-01", "9999-12-31T23:59-14:00", "-"])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_what_is_no_moment_is_said_with_its_option(shell: Shell, option: str, moment: str) -> None:
    said = shell("search", "parcel", f"{option}={moment}")

    assert (said.status, said.out) == (2, "")
    assert f"{option}: {moment!r} is no moment." in said.err


@pytest.mark.parametrize(
    ("query", "place"),
    [("(parcel", "line 1, column 1"), ("parcel AND", "line 1, column"), ("a\nOR (b", "line 2, column 4")],
)
@pytest.mark.parametrize("verb", [("search",), ("export", "--query")])
def test_a_query_that_is_wrong_is_said_with_its_place(
    shell: Shell, verb: tuple[str, ...], query: str, place: str
) -> None:
    said = shell(*verb, query)

    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"resonanz: {place}")


@pytest.mark.parametrize("verb", [("search", "a", "--format", "xml"), ("export", "--format", "xml")])
def test_an_unknown_format_is_refused_with_those_that_are_known(shell: Shell, verb: tuple[str, ...]) -> None:
    said = shell(*verb)

    assert (said.status, "jsonl" in said.err) == (2, True)


def test_a_stranger_cannot_steer_the_terminal(home: House, shell: Shell) -> None:
    evil = "parcel \x1b]0;owned\x07\x1b[2J \x9b31m \u202e\u2066 \r\n overwritten"
    home.archive.keep([heard(text=evil, title=evil, author=Author(id="1", handle="a\x1b[31m\x08b"))])

    said = shell("search", "parcel")

    assert (said.status, said.out.count("\n")) == (0, 1)
    assert [one for one in said.out.removesuffix("\n") if not one.isprintable()] == []


def test_a_line_of_the_table_says_when_where_who_and_what(home: House, shell: Shell) -> None:
    home.archive.keep([heard(text="Where is my parcel?")])

    assert shell("search", "parcel").out.split() == (
        ["2026-03-02", "13:00", "mastodon", "question", "ada", "Where", "is", "my", "parcel?"]
    )


def rich(native_id: str) -> Heard:
    """Return a mention with every field filled in."""
    told = heard(native_id, text='Grüße,\n"quoted" =1+1 👩‍👩‍👧', published_at=NOON - timedelta(days=2))
    said = replace(
        told.mention,
        source="market",
        url="https://social.example/1",
        title="A; title",
        lang_hint="de",
        reply_to="mastodon:0",
        thread="mastodon:0",
        rating=4.5,
        revision=3,
        author=Author(id="7", handle="ada", name="Ada", url="https://social.example/@ada", bio="Räder", followers=3),
        engagement=Engagement(likes=1, reposts=0, replies=2, views=None),
        media=(Media(url="https://social.example/1.png", alt="a bike", licence="CC0"),),
        links=("https://a.example/", "https://b.example/?x=1"),
    )
    return Heard(said, told.understood)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_was_exported_can_be_imported_elsewhere_and_is_the_same(
    home: House, shell: Shell, another_home: Callable[[], House], tmp_path: Path, form: str
) -> None:
    home.archive.keep([rich("1"), heard("2", source="market", seen_at=NOON)])
    before = {one.mention for batch in home.archive.scan(Filter()) for one in batch}
    file = tmp_path / f"all.{form}"
    shell("export", "--format", form, "--out", file)

    there = another_home()
    said = shell("import", file, "--source", "market")

    assert said.out == "imported 2, known already 0, rejected 0\n", said.err
    assert {one.mention for batch in there.archive.scan(Filter()) for one in batch} == before


def test_an_export_as_parquet_has_a_row_for_each_mention(home: House, shell: Shell, tmp_path: Path) -> None:
    home.archive.keep([rich("1"), heard("2")])
    file = tmp_path / "all.parquet"

    said = shell("export", "--format", "parquet", "--out", file)

    rows = pq.read_table(file).to_pylist()
    assert (said.status, {row["id"] for row in rows}) == (0, {"mastodon:1", "mastodon:2"})
    assert {row["published_at"] for row in rows} == {NOON, NOON - timedelta(days=2)}


def test_a_cell_that_a_spreadsheet_would_run_is_defused(home: House, shell: Shell) -> None:
    home.archive.keep([heard(text='=HYPERLINK("https://evil.example")')])

    (row,) = csv.DictReader(io.StringIO(shell("export", "--format", "csv").out))

    assert row["text"].startswith("'=")


def test_an_export_keeps_to_its_query_and_time(days: House, shell: Shell) -> None:
    days.archive.keep([heard("other", text="Nice bikes", published_at=NOON)])

    said = shell("export", "--query", "parcel", "--since", "1d")

    assert ids(said.out) == ["mastodon:0"]


class Endless:
    """Be an archive that counts how much of it was asked for at once."""

    def __init__(self) -> None:
        self.asked = 0

    def scan(self, _: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Give batches without end."""
        while True:
            self.asked += 1
            yield [Heard(mention(f"{self.asked}-{one}"), heard().understood) for one in range(min(batch, 10))]


def test_a_search_reads_no_further_than_it_shows(home: House, shell: Shell) -> None:
    endless = Endless()
    object.__setattr__(home, "archive", endless)

    said = shell("search", "parcel", "--format", "jsonl", "--limit", "35")

    assert (len(said.out.splitlines()), endless.asked) == (35, 4)


def test_an_export_that_breaks_off_leaves_no_file(home: House, shell: Shell, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> Iterator[list[Heard]]:
        yield [heard()]
        raise OSError(28, "No space left on device", "all.jsonl")

    home.archive.scan = broken  # type: ignore[method-assign]

    said = shell("export", "--out", tmp_path / "all.jsonl")

    assert (said.status, said.err) == (2, "resonanz: all.jsonl: No space left on device.\n")
    assert not list(tmp_path.glob("all*"))


def test_an_export_into_a_directory_that_is_not_there_is_one_line(shell: Shell, tmp_path: Path) -> None:
    said = shell("export", "--out", tmp_path / "no" / "all.jsonl")

    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "No such file or directory" in said.err


def test_importing_an_export_into_its_own_home_changes_nothing(home: House, shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "said.jsonl").write_bytes(lines(record("1"), record("2")))
    shell("import", tmp_path / "said.jsonl")
    shell("export", "--out", tmp_path / "all.jsonl")

    assert shell("import", tmp_path / "all.jsonl").out == "imported 0, known already 2, rejected 0\n"
