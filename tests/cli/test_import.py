"""`resonanz import`: what goes in, what is rejected and how that is told."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable
from hashlib import shake_256
from pathlib import Path

import pytest

from resonanz.app.demo.company import found_company
from resonanz.app.house import House
from resonanz.core.ids import SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.search import Filter
from resonanz.core.source import Source
from resonanz.store.relational.editing.sources import create_source
from tests.cli.conftest import Shell, lines, record
from tests.making import NOON

Write = Callable[[str, bytes], Path]

NOISE = shake_256(b"noise").digest(20_000)
REQUIRED = ("channel", "native_id", "text", "published_at")


def kept(home: House) -> dict[str, str]:
    """Return the texts of all mentions by their ids."""
    return {one.mention.id: one.mention.text for batch in home.archive.scan(Filter()) for one in batch}


def table(*records: dict[str, object], delimiter: str = ",") -> bytes:
    """Return the required fields of records as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(REQUIRED)
    writer.writerows([one[name] for name in REQUIRED] for one in records)
    return out.getvalue().encode()


def rejected(file: Path) -> list[dict[str, object]]:
    """Return what stands in the file of rejected lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_file_that_is_right_goes_in_as_a_whole(home: House, shell: Shell, write: Write) -> None:
    said = shell("import", write("said.jsonl", lines(record("1"), record("2", "Danke!"))), "--source", "market")

    assert (said.status, said.out) == (0, "imported 2, known already 0, rejected 0\n")
    assert kept(home) == {"mastodon:1": "Where is my parcel?", "mastodon:2": "Danke!"}


def test_a_name_under_which_a_channel_listens_is_refused(home: House, shell: Shell, write: Write) -> None:
    create_source(SYSTEM, Source(id=SourceId(0), name="market", connector="rss"), NOON)

    said = shell("import", write("said.jsonl", lines(record())), "--source", "market")

    assert (said.status != 0, kept(home)) == (True, {})
    assert "name of its own" in said.err


def test_a_name_under_which_files_are_handed_in_is_taken(home: House, shell: Shell, write: Write) -> None:
    create_source(SYSTEM, Source(id=SourceId(0), name="market", connector="file"), NOON)

    shell("import", write("said.jsonl", lines(record())), "--source", "market")

    assert list(kept(home)) == ["mastodon:1"]


def test_mentions_carry_the_name_of_their_source(home: House, shell: Shell, write: Write) -> None:
    shell("import", write("said.jsonl", lines(record())), "--source", "market")

    assert [one.name for one in home.sources.all()] == ["market"]
    assert {one.mention.source for batch in home.archive.scan(Filter()) for one in batch} == {"market"}


def test_what_was_imported_is_a_case_at_once_where_a_rule_says_so(home: House, shell: Shell, write: Write) -> None:
    found_company(home)

    shell("import", write("said.jsonl", lines(record(text="Velofjord: where is my parcel?"))))

    assert len(home.casebook.cases_of(["mastodon:1"])) == 1


def test_importing_twice_changes_nothing(home: House, shell: Shell, write: Write) -> None:
    file = write("said.jsonl", lines(record("1"), record("2")))
    shell("import", file)
    head = home.archive.head()

    said = shell("import", file)

    assert (said.status, said.out) == (0, "imported 0, known already 2, rejected 0\n")
    assert home.archive.head() == head


@pytest.mark.parametrize("missing", REQUIRED)
def test_each_required_field_is_asked_for_by_its_name(shell: Shell, write: Write, missing: str) -> None:
    without = {name: value for name, value in record("2").items() if name != missing}
    file = write("said.jsonl", lines(record("1"), without))

    said = shell("import", file)

    (line,) = rejected(file.with_name("said.rejected.jsonl"))
    assert (said.status, said.out) == (1, "imported 1, known already 0, rejected 1\n")
    assert line["line"] == 2
    assert missing in str(line["reason"])


def test_the_number_of_a_rejected_line_is_that_of_the_file(shell: Shell, write: Write) -> None:
    file = write("said.jsonl", lines(record("1")) + b"\n\n{broken\n" + lines(record("2")))

    shell("import", file)

    assert [one["line"] for one in rejected(file.with_name("said.rejected.jsonl"))] == [4]


def test_rejected_lines_of_an_earlier_try_are_not_left_behind(shell: Shell, write: Write) -> None:
    file = write("said.jsonl", lines({"text": "no id"}))
    shell("import", file)
    file.write_bytes(lines(record()))

    shell("import", file)

    assert not file.with_name("said.rejected.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jsonl", b""),
        ("blank.jsonl", b"\n \n\r\n"),
        ("empty.csv", b""),
        ("header.csv", b"channel,native_id,text,published_at\n"),
        ("noise.jsonl", NOISE),
        ("noise.csv", NOISE),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE),
        ("return.csv", b"channel,native_id\r,text\n1,2\r,3\n"),
        ("list.jsonl", b'[{"channel": "mastodon"}]\n'),
        ("latin.jsonl", '{"channel": "x", "native_id": "1", "text": "schön"}\n'.encode("latin-1")),
        ("wide.jsonl", lines(record()).decode().encode("utf-16")),
        ("other.csv", b"a;b;c\n1;2;3\n"),
        ("none.opml", b"<opml><body/></opml>"),
        ("broken.opml", b"<opml><body>"),
    ],
)
def test_where_nothing_can_be_read_the_status_is_2(
    home: House, shell: Shell, write: Write, name: str, content: bytes
) -> None:
    said = shell("import", write(name, content))

    assert said.status == 2
    assert said.err.startswith("resonanz: ")
    assert kept(home) == {}


def test_a_file_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", tmp_path / "nowhere.jsonl")

    assert (said.status, said.out) == (2, "")
    assert "nowhere.jsonl: There is no such file." in said.err


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    home: House, shell: Shell, write: Write, tmp_path: Path
) -> None:
    shell("import", write("before.jsonl", lines(record("1"))))
    file = write("said.jsonl", lines(record("1"), record("2"), {"text": "no id"}))
    files, sources = set(tmp_path.iterdir()), home.sources.all()

    said = shell("import", file, "--source", "another", "--dry-run")

    assert (said.status, said.out) == (1, "imported 1, known already 1, rejected 1\n")
    assert "line 3" in said.err
    assert (set(kept(home)), set(tmp_path.iterdir()), home.sources.all()) == ({"mastodon:1"}, files, sources)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_source_needs_a_name_that_can_be_kept(shell: Shell, write: Write, name: str) -> None:
    said = shell("import", write("said.jsonl", lines(record())), "--source", name)

    assert (said.status, "source" in said.err) == (2, True)


@pytest.mark.parametrize(
    "form",
    [
        lambda content: codecs.BOM_UTF8 + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content.replace(b"\n", b"\n\n"),
    ],
    ids=["byte order mark", "carriage returns", "no last line end", "empty lines"],
)
@pytest.mark.parametrize(("suffix", "written"), [("jsonl", lines), ("csv", table)])
def test_the_ways_in_which_programs_write_text_are_all_read(
    home: House,
    shell: Shell,
    write: Write,
    suffix: str,
    written: Callable[..., bytes],
    form: Callable[[bytes], bytes],
) -> None:
    content = written(record("1", "Schön!"), record("2", "Größe?"))

    said = shell("import", write(f"said.{suffix}", form(content)))

    assert said.status == 0, said.err
    assert kept(home) == {"mastodon:1": "Schön!", "mastodon:2": "Größe?"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_may_use_any_usual_delimiter(home: House, shell: Shell, write: Write, delimiter: str) -> None:
    said = shell("import", write("said.csv", table(record(text="a, b; c\td"), delimiter=delimiter)))

    assert (said.status, list(kept(home).values())) == (0, ["a, b; c\td"])


def test_a_table_in_the_charset_of_windows_keeps_its_umlauts(home: House, shell: Shell, write: Write) -> None:
    shell("import", write("said.csv", table(record(text="Größe – 5 €")).decode().encode("cp1252")))

    assert list(kept(home).values()) == ["Größe – 5 €"]


def test_a_tables_rejected_line_is_numbered_and_the_others_are_in(home: House, shell: Shell, write: Write) -> None:
    content = table(record("1"), record("2", published_at="yesterday"), record("3"))
    file = write("said.csv", content)

    said = shell("import", file)

    assert (said.status, set(kept(home))) == (1, {"mastodon:1", "mastodon:3"})
    (line,) = rejected(file.with_name("said.rejected.jsonl"))
    assert (line["line"], "published_at" in str(line["reason"])) == (3, True)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"published_at": "2026-03-02T12:00:00"}, "time zone"),
        ({"published_at": "9999-12-31T00:00:00Z"}, "future"),
        ({"published_at": "0000-01-01T00:00:00Z"}, "published_at"),
        ({"channel": "Master Mind"}, "channel"),
        ({"text": " \0 "}, "text"),
        ({"rating": 17}, "rating"),
        ({"text": ["a"]}, "text"),
        ({"author": "ada"}, "author"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_with_its_field(
    shell: Shell, write: Write, values: dict[str, object], named: str
) -> None:
    file = write("said.jsonl", lines(record(), record("2", **values)))  # type: ignore[arg-type]

    shell("import", file)

    (line,) = rejected(file.with_name("said.rejected.jsonl"))
    assert named in str(line["reason"])


def test_an_edit_with_a_higher_revision_replaces(home: House, shell: Shell, write: Write) -> None:
    shell("import", write("said.jsonl", lines(record(text="teh"))))

    said = shell("import", write("again.jsonl", lines(record(text="the", revision=1))))

    assert said.out.startswith("imported 1, known already 0")
    assert kept(home) == {"mastodon:1": "the"}


def test_hostile_text_is_kept_without_what_could_harm(home: House, shell: Shell, write: Write) -> None:
    text = "a\0b \ud83d c \x1b[31m d \u202e" + "👩‍👩‍👧" * 100
    file = write("said.jsonl", lines(record(text=text)))

    said = shell("import", file)

    (stored,) = kept(home).values()
    assert said.status == 0
    assert not set("\0\x1b\ud83d") & set(stored)


def test_feeds_of_a_subscription_list_become_sources_once(home: House, shell: Shell, write: Write) -> None:
    opml = write(
        "feeds.opml",
        b'<opml version="2.0"><body><outline text="News"><outline text="A" xmlUrl="https://a.example/feed"/>'
        b'<outline text="B" xmlUrl="https://b.example/feed"/></outline></body></opml>',
    )

    tried = shell("import", opml, "--dry-run")
    first, second = shell("import", opml), shell("import", opml)

    assert tried.out == first.out == "imported 2, known already 0, rejected 0\n"
    assert second.out == "imported 0, known already 2, rejected 0\n"
    assert [(one.name, one.connector) for one in home.sources.all()] == [("A", "rss"), ("B", "rss")]


def test_times_of_the_file_are_kept(home: House, shell: Shell, write: Write) -> None:
    shell("import", write("said.jsonl", lines(record(published_at="2025-06-01T10:00:00+02:00"))))

    (found,) = home.archive.find(["mastodon:1"]).values()
    assert found.mention.published_at.isoformat() == "2025-06-01T08:00:00+00:00"
    assert found.mention.seen_at == NOON
