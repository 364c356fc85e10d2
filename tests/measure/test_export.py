"""Exports hold everything, in flat memory, and do no harm where they are opened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from resonanz.connect.record import mention_from_record
from resonanz.connectors.file.lines import records
from resonanz.core.heard import Heard
from resonanz.core.mention import Author, Engagement, Media, Mention
from resonanz.core.understood import Understood
from resonanz.measure.export import CSV_COLUMNS, STREAMS, defused, write
from tests.store.contracts.making import complete, heard


def jsonl(*batch: Heard) -> list[dict[str, object]]:
    out = io.BytesIO()
    write("jsonl", [list(batch)], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def rows(*batch: Heard) -> list[dict[str, str]]:
    out = io.BytesIO()
    write("csv", [list(batch)], out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def test_a_line_has_what_an_import_requires() -> None:
    (line,) = jsonl(heard(1))
    assert {"channel", "native_id", "text", "published_at"} <= line.keys()
    assert (line["channel"], line["native_id"]) == ("mastodon", "1")


def test_nothing_is_lost_in_json_lines() -> None:
    (line,) = jsonl(complete())
    said = {name: value for name, value in line.items() if name not in {"native_id", "understood"}}
    assert msgspec.convert(said, Mention) == complete().mention
    assert msgspec.convert(line["understood"], Understood) == complete().understood


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_was_exported_can_be_imported(form: str, tmp_path: Path) -> None:
    batch = [
        heard(1, author=Author(id="a1", handle="anna", followers=3), title="Lampe", rating=4.0, revision=7),
        heard(2, text='"Ja", sagte sie;\nsie brummt 😀', links=("https://a.example/1", "https://b.example/2")),
        heard(3, media=(Media(url="https://cdn.example/1.png", alt="Bild"),), engagement=Engagement(likes=0)),
    ]
    path = tmp_path / f"export.{form}"
    with path.open("wb") as out:
        write(form, [batch], out)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    read = [mention_from_record(fields, source="brand", seen_at=now) for _, fields in records(path)]  # type: ignore[arg-type]
    assert read == [each.mention for each in batch]


def test_times_are_in_utc_with_their_zone() -> None:
    (line,) = jsonl(heard(1))
    assert datetime.fromisoformat(str(line["published_at"])) == heard(1).mention.published_at
    assert str(line["published_at"]).endswith("Z")
    assert rows(heard(1))[0]["published_at"].endswith("Z")


def test_csv_names_what_is_inside_with_a_dot() -> None:
    (row,) = rows(complete())
    assert tuple(row) == CSV_COLUMNS
    assert row["author.name"] == "Anna 🌈"
    assert row["engagement.likes"] == "1"
    assert row["engagement.replies"] == ""
    assert row["author.is_own"] == "true"
    assert row["understood.kind.value"] == "criticism"
    assert json.loads(row["understood.queries"]) == [1, 22]
    assert row["media.url"] == "https://cdn.example/1.png"
    assert row["links"] == "https://lampe.example/a?b=c#d"
    assert row["text"] == complete().mention.text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 1234", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("https://evil.example","x")'],
)
def test_no_cell_is_a_formula(text: str) -> None:
    hostile = heard(1, text=text, title=text, url=text, author=Author(name=text, handle=text, bio=text))
    (row,) = rows(hostile)
    for name in ("text", "title", "url", "author.name", "author.handle", "author.bio"):
        assert row[name] == "'" + text


def test_a_number_below_zero_stays_a_number() -> None:
    assert rows(heard(1, engagement=Engagement(likes=-3)))[0]["engagement.likes"] == "-3"


def test_harmless_text_is_left_alone() -> None:
    assert defused("Danke = gut") == "Danke = gut"


def test_parquet_holds_everything_in_types() -> None:
    out = io.BytesIO()
    assert write("parquet", [[complete()], [heard(2)]], out) == 2
    table = pq.read_table(io.BytesIO(out.getvalue()))
    first, second = table.to_pylist()
    assert first["published_at"] == complete().mention.published_at
    assert first["author"]["handle"] == "Anna@social.example"
    assert [Media(**each) for each in first["media"]] == list(complete().mention.media)
    assert first["understood"]["queries"] == [1, 22]
    assert second["rating"] is None
    assert pq.ParquetFile(io.BytesIO(out.getvalue())).num_row_groups == 2


@pytest.mark.parametrize("form", STREAMS)
def test_an_export_of_nothing_is_a_whole_file(form: str) -> None:
    out = io.BytesIO()
    assert write(form, [], out) == 0
    if form == "csv":
        assert out.getvalue().decode().startswith('"id","channel"')
    if form == "parquet":
        assert pq.read_table(io.BytesIO(out.getvalue())).num_rows == 0


@pytest.mark.parametrize("form", STREAMS)
def test_batches_are_written_as_they_come(form: str) -> None:
    out = io.BytesIO()
    written: list[int] = []

    def batches() -> Iterator[list[Heard]]:
        for number in range(3):
            written.append(out.tell())
            yield [heard(each + number * 100, published_at=datetime(2026, 1, 1, tzinfo=UTC)) for each in range(100)]

    assert write(form, batches(), out) == 300
    assert written[0] < written[1] < written[2]
