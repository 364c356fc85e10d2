"""What pages hand over as files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from resonanz.app import exporting
from resonanz.app.exporting import LISTS
from resonanz.core.ids import MentionId
from resonanz.learn.needs import Wanted
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from tests.web.company import hear


def content(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def rows(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, content(answer)
    return list(csv.DictReader(io.StringIO(content(answer).decode())))


def test_the_mentions_of_a_search_are_those_of_the_page(admin):
    found = rows(admin.get("/exports/mentions.csv?kind=question"))
    assert {row["understood.kind.value"] for row in found} == {"question"}
    assert len(found) == 4


def test_mentions_are_handed_over_as_parquet(admin):
    table = pq.read_table(io.BytesIO(content(admin.get("/exports/mentions.parquet"))))
    assert table.num_rows == 24


def test_more_mentions_than_a_page_may_hold_are_refused_whole(admin, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 23)
    answer = admin.get("/exports/mentions.csv")
    assert answer.status_code == 400
    assert "resonanz export" in answer.content.decode()


def test_there_is_no_other_form(admin):
    assert admin.get("/exports/mentions.exe").status_code == 404


def test_a_formula_of_a_stranger_is_not_alive_in_any_cell(admin, company):
    heard = company.heard[0]
    id_ = MentionId("mastodon:social.example/evil")
    evil = replace(heard.mention, id=id_, thread=id_, text='=HYPERLINK("https://evil.example")', title=None)
    hear(company, [replace(heard, mention=evil, seq=0)])
    for path in ("/exports/mentions.csv", "/exports/cases.csv?view=all"):
        assert [cell for row in rows(admin.get(path)) for cell in row.values() if cell.startswith("=")] == []


@pytest.mark.parametrize("name", [*LISTS, "measures"])
def test_every_list_is_a_table(admin, name):
    answer = admin.get(f"/exports/{name}.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert all(None not in row for row in rows(answer))


def test_cases_are_those_of_the_inbox(admin):
    found = rows(admin.get("/exports/cases.csv?department=legal"))
    assert {row["department_name"] for row in found} == {"Recht"}


def test_a_list_is_handed_over_to_its_last_page(admin, company, monkeypatch):
    monkeypatch.setattr(exporting, "_PAGE", 2)
    for number in range(5):
        company.house.need_desk.write(_chief(company), Wanted(title=f"Need {number}"))
    assert len(rows(admin.get("/exports/needs.csv"))) == 5


def _chief(company):
    return actor_of(models.User.objects.get(pk=company.people["admin"]))


def test_what_leaves_is_a_line_in_the_trail_without_what_was_searched(admin):
    admin.get("/exports/mentions.csv?q=Paket")
    line = models.AuditLine.objects.get(action="export")
    assert line.subject == "mentions"
    assert "Paket" not in str(line.detail)


def test_a_reader_takes_nothing_out(browse):
    assert browse("rita").get("/exports/mentions.csv").status_code == 403


def test_measures_are_those_of_the_period(admin):
    found = {row["metric"]: row for row in rows(admin.get("/exports/measures.csv?period=7d"))}
    assert found["volume"]["value"] == "24"
