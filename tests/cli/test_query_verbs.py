from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from resonanz.cli import match as match_verb
from resonanz.cli import query as query_verb
from resonanz.core.errors import InputRejected

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command("match")(match_verb.match)
APP.add_typer(query_verb.app, name="query")
RUN = CliRunner()


def test_a_sound_query_is_checked_in_silence() -> None:
    done = RUN.invoke(APP, ["query", "check", "late OR missing"])
    assert (done.exit_code, done.output) == (0, "")


def test_a_mistake_is_said_with_its_place_and_remedy() -> None:
    done = RUN.invoke(APP, ["query", "check", "late AND"])
    assert done.exit_code == 1
    assert done.stdout.startswith("line 1, column 6: `AND` has nothing after it. Put a word")


def test_a_mistake_as_json_has_the_agreed_fields() -> None:
    done = RUN.invoke(APP, ["query", "check", "a (b", "--format", "json", "--lang", "de"])
    said = json.loads(done.stdout)
    assert set(said) == {"message", "line", "column", "end", "remedy"}
    assert (said["line"], said["column"], said["end"]) == (1, 3, 4)
    assert said["message"] == "Diese Klammer wird nie geschlossen."


def test_hints_are_shown_when_asked_for() -> None:
    done = RUN.invoke(APP, ["query", "check", "NOT a", "--hints"])
    assert done.exit_code == 0
    assert "matches nearly everything" in done.stdout


def test_a_query_is_explained_on_a_text() -> None:
    done = RUN.invoke(APP, ["query", "explain", "late OR lost", "--text", "so late"])
    assert done.stdout.splitlines() == [
        "late OR lost",
        "✓ any of these:  [text 3-7]",
        "  ✓ the word “late”  [text 3-7]",
        "  ✗ the word “lost”",
    ]


def test_an_import_prints_our_language_and_notes_losses() -> None:
    done = RUN.invoke(APP, ["query", "import", "--dialect", "brandwatch", "a AND country:de"])
    assert (done.exit_code, done.stdout) == (1, "a\n")
    assert "`country:de` was left out" in done.stderr


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.tsv"
    path.write_text('10\tbahn AND query:"9"\n9\tspät OR late\n2\tlang:de\n3\tdepartment:sales\n', encoding="utf-8")
    return path


def answers(queries: Path, tmp_path: Path, lines: list[str], *options: str) -> tuple[int, list[dict[str, object]]]:
    mentions = tmp_path / "mentions.jsonl"
    mentions.write_text("\n".join(lines), encoding="utf-8")
    done = RUN.invoke(APP, ["match", "--queries", str(queries), "--input", str(mentions), *options])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_each_mention_is_answered_in_order_with_sorted_ids(queries: Path, tmp_path: Path) -> None:
    lines = [
        '{"channel": "x", "native_id": "1", "text": "Bahn zu spät", "lang": "de"}',
        '{"id": "x:2", "text": "nothing", "department": "sales"}',
    ]
    assert answers(queries, tmp_path, lines) == (
        0,
        [{"id": "x:1", "queries": [2, 9, 10]}, {"id": "x:2", "queries": [3]}],
    )


def test_what_was_exported_can_be_matched(queries: Path, tmp_path: Path) -> None:
    understood = '{"lang": {"value": "de", "confidence": 0.9, "origin": "rule"}, "department": 7}'
    line = f'{{"id": "x:1", "channel": "x", "native_id": "1", "text": "a", "understood": {understood}}}'
    assert answers(queries, tmp_path, [line]) == (0, [{"id": "x:1", "queries": [2]}])


def test_spans_say_where_each_query_matched(queries: Path, tmp_path: Path) -> None:
    _, (answer,) = answers(queries, tmp_path, ['{"id": "x:1", "title": "Late", "text": ""}'], "--spans")
    assert answer["spans"] == {"9": [{"field": "title", "start": 0, "end": 4}]}


def test_a_line_without_a_mention_is_told_and_the_rest_goes_on(queries: Path, tmp_path: Path) -> None:
    code, found = answers(queries, tmp_path, ["nope", "[]", '{"text": 5}', '{"text": "late"}'])
    assert (code, [answer["queries"] for answer in found]) == (1, [[9]])


def test_fields_that_are_absent_match_nothing(tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    fields = [
        "published:>2000-01-01",
        "published:<now-1d",
        "seen:>2000-01-01",
        "sentiment:neutral",
        "lang:de",
        "likes:>=0",
    ]
    queries.write_text("\n".join(f"{number}\t{text}" for number, text in enumerate(fields)), encoding="utf-8")
    assert answers(queries, tmp_path, ['{"text": "a"}'])[1][0]["queries"] == []


@pytest.mark.parametrize(
    ("line", "place"), [("1\ta (b", ":1, column 3"), ("1 a", ":1"), ("1\tquery:9", ":1, column 1")]
)
def test_a_query_that_cannot_be_read_stops_with_its_place(tmp_path: Path, line: str, place: str) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text(line, encoding="utf-8")
    done = RUN.invoke(APP, ["match", "--queries", str(queries), "--input", "-"], input="")
    assert isinstance(done.exception, InputRejected)
    assert place in done.exception.place
