"""Files are read line by line, in flat memory; a line that cannot be read costs no other."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from resonanz.connectors.file import count_lines, records
from resonanz.connectors.file.lines import MAX_LINE
from resonanz.core.errors import InputRejected


def read(folder: Path, body: bytes, name: str = "x.jsonl") -> list[tuple[int, object]]:
    (folder / name).write_bytes(body)
    return [
        (line, str(record) if isinstance(record, InputRejected) else dict(record))
        for line, record in records(folder / name)
    ]


def test_each_line_comes_with_its_number(tmp_path: Path) -> None:
    assert read(tmp_path, b'\xef\xbb\xbf{"a": 1}\n\n  \r\n{"a": 2}') == [(1, {"a": 1}), (4, {"a": 2})]


@pytest.mark.parametrize("line", [b"nope", b'{"a": "\xff"}', b"{", b'{"a": NaN}', b"[" * 100_000, b"\x00"])
def test_a_line_that_is_no_json_costs_no_other(tmp_path: Path, line: bytes) -> None:
    found = read(tmp_path, line + b'\n{"a": 1}\n')
    assert found == [(1, "The line is no JSON in UTF-8. Write one JSON object a line."), (2, {"a": 1})]


@pytest.mark.parametrize("line", [b"[1]", b"null", b'"x"', b"7"])
def test_a_line_that_is_no_object_says_so(tmp_path: Path, line: bytes) -> None:
    assert read(tmp_path, line) == [(1, "The line is JSON and no object. Write one JSON object a line.")]


def test_half_a_character_does_not_cost_the_line(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"text": "a\\ud800b"}') == [(1, {"text": "a\ufffdb"})]


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"a": "' + b"x" * (MAX_LINE + 5_000_000) + b'"}\n{"a": 1}\n')
    assert found == [(1, "The line is longer than 20 MB."), (2, {"a": 1})]


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"text": "0123456789"}\n' * 200_000)
    tracemalloc.start()
    for _ in records(path):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_by_its_header(tmp_path: Path, delimiter: str) -> None:
    body = f'\ufeffChannel{delimiter} text {delimiter}author.name\nforum{delimiter}"a, ""b""\nc; d"{delimiter}\n'
    assert read(tmp_path, body.encode(), "x.csv") == [(2, {"channel": "forum", "text": 'a, "b"\nc; d'})]


def test_csv_from_a_spreadsheet_of_windows_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "text;title\nGrüße – €;x\n".encode("cp1252"), "x.csv") == [
        (2, {"text": "Grüße – €", "title": "x"})
    ]


def test_csv_lines_are_counted_where_they_begin(tmp_path: Path) -> None:
    found = read(tmp_path, b'text\n"a\nb"\nc\n', "x.csv")
    assert found == [(2, {"text": "a\nb"}), (4, {"text": "c"})]


def test_a_csv_line_with_too_many_columns_costs_no_other(tmp_path: Path) -> None:
    found = read(tmp_path, b"text,title\na,b,c\nd,e\n", "x.csv")
    assert found == [
        (2, "The line has 3 columns and the header 2. Put text with commas in quotes."),
        (3, {"text": "d", "title": "e"}),
    ]


def test_a_csv_quote_that_is_never_closed_comes_to_an_end(tmp_path: Path) -> None:
    found = read(tmp_path, b'text\n"a' + b"x" * (MAX_LINE + 10) + b"\n", "x.csv")
    assert found[0][0] == 2


def test_a_header_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="twice"):
        read(tmp_path, b"text,Text\na,b\n", "x.csv")


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
def test_an_empty_file_holds_no_records(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, b"", name) == []


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
def test_a_file_in_another_unicode_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRejected, match="Save it as UTF-8"):
        read(tmp_path, '{"a": 1}'.encode("utf-16"), name)


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRejected, match="cannot be opened"):
        list(records(tmp_path / name))


def test_lines_are_counted(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a\nb\n\nc")
    assert count_lines(tmp_path / "x") == 3
