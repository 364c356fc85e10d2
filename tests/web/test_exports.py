"""What pages hand over as files."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import threading
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from resonanz.app import export_reading, exporting, jobs
from resonanz.app.export_files import DIRECTORY
from resonanz.app.exportable import EXPORTABLE
from resonanz.app.logging import log
from resonanz.app.works import WORKS
from resonanz.core.ids import MentionId
from resonanz.learn.needs import Wanted
from resonanz.store.relational import models
from resonanz.store.relational.actors import actor_of
from resonanz.store.relational.editing import exports as editing
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
    text = admin.get("/exports/mentions.csv?kind=").content.decode()
    assert 'action="/exports/mentions.csv?kind="' in text
    assert "mastodon:social.example/0" not in text


@pytest.fixture
def large(admin, house, monkeypatch):
    """Ask for all mentions where an answer may hold fewer; return the file's number."""
    shutil.rmtree(house.settings.home / DIRECTORY, ignore_errors=True)
    monkeypatch.setattr(exporting, "MOST", 23)
    assert admin.post("/exports/mentions.csv").headers["Location"] == "/exports"
    return models.Export.objects.get().pk


def work_off(house) -> str:
    """Do the jobs that wait, as the worker's process would; return how the last one stands."""
    jobs.Jobs(house, WORKS, threading.Event(), log("tests")).run_all("tests")
    return models.Job.objects.latest("pk").state


def test_many_mentions_are_written_in_the_background(admin, house, large):
    assert f'hx-get="/exports/{large}/work"' in admin.get("/exports").content.decode()
    assert work_off(house) == "done"
    assert f'href="/exports/{large}/file"' in admin.get("/exports").content.decode()
    assert len(rows(admin.get(f"/exports/{large}/file"))) == 24


def test_a_file_in_the_background_is_narrowed_as_its_page_is(admin, house, large):
    admin.post("/exports/mentions.parquet?kind=question")
    work_off(house)
    number = models.Export.objects.latest("pk").pk
    assert pq.read_table(io.BytesIO(content(admin.get(f"/exports/{number}/file")))).num_rows == 4


def test_what_was_searched_for_is_forgotten_when_the_file_is_written(admin, house, large):
    work_off(house)
    assert models.Export.objects.get().wanted == ""


def test_a_file_is_handed_to_nobody_but_who_asked_for_it(browse, house, large):
    work_off(house)
    assert browse("lena").get(f"/exports/{large}/file").status_code == 404


def test_who_may_no_longer_take_things_out_gets_no_file_that_they_asked_for(browse, house, large):
    models.Export.objects.update(owner=models.User.objects.get(username="rita"))
    assert browse("rita").get(f"/exports/{large}/file").status_code == 403
    assert work_off(house) in {"waiting", "failed"}
    assert not (house.settings.home / DIRECTORY / f"{large}.csv").exists()


def test_a_file_goes_when_somebody_in_it_is_erased(browse, company, house, large):
    work_off(house)
    house.forgetting.forget([company.heard[0].mention.id], reason="asked for")
    client = browse("admin", "en")
    assert client.get(f"/exports/{large}/file").status_code == 404
    assert list((house.settings.home / DIRECTORY).iterdir()) == []
    assert "something in it was erased" in client.get("/exports").content.decode()


def test_a_file_stays_when_somebody_else_is_erased(admin, house, large):
    work_off(house)
    house.forgetting.forget([MentionId("mastodon:social.example/nobody")], reason="asked for")
    assert admin.get(f"/exports/{large}/file").status_code == 200


def test_what_is_erased_while_a_file_is_written_is_not_in_it(admin, company, house, large, monkeypatch):
    first = company.heard[0].mention.id
    scan = house.archive.scan

    def erased_meanwhile(wanted):
        batches = list(scan(wanted))
        house.forgetting.forget([first], reason="asked for")
        return iter(batches)

    with monkeypatch.context() as patched:
        patched.setattr(house.archive, "scan", erased_meanwhile)
        work_off(house)
    assert first not in {row["id"] for row in rows(admin.get(f"/exports/{large}/file"))}


def test_a_file_that_was_spoilt_before_it_was_whole_is_written_again(admin, company, house, large, monkeypatch):
    finish, first = editing.finish_export, company.heard[0].mention.id

    def erased_before(*which, **said):
        house.forgetting.forget([first], reason="asked for")
        return finish(*which, **said)

    with monkeypatch.context() as patched:
        patched.setattr(editing, "finish_export", erased_before)
        assert work_off(house) == "waiting"
    assert admin.get(f"/exports/{large}/file").status_code == 404
    models.Job.objects.update(run_at=house.clock.now())
    assert work_off(house) == "done"
    assert len(rows(admin.get(f"/exports/{large}/file"))) == 23


def test_a_file_is_kept_for_its_days_and_no_longer(admin, house, large):
    work_off(house)
    exporting.expire(house)
    assert admin.get(f"/exports/{large}/file").status_code == 200
    models.Export.objects.update(asked_at=house.clock.now() - timedelta(days=8))
    exporting.expire(house)
    assert list((house.settings.home / DIRECTORY).iterdir()) == []


def test_a_file_that_was_removed_is_gone(admin, house, large):
    work_off(house)
    admin.post(f"/exports/{large}/remove")
    assert list((house.settings.home / DIRECTORY).iterdir()) == []


def test_nobody_has_more_files_than_the_disk_should_hold(browse, large, monkeypatch):
    monkeypatch.setattr(editing, "MOST_KEPT", 1)
    text = browse("admin", "en").post("/exports/mentions.csv", follow=True).content.decode()
    assert "You have 1 files already" in text


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("needs", "/needs?state=done"),
        ("initiatives", "/initiatives"),
        ("answers", "/answers?q=x"),
        ("criticism", "/criticism"),
        ("queries", "/queries?text=x"),
        ("audit", "/record?action=export"),
        ("cases", "/inbox?view=closed&q=x"),
    ],
)
def test_a_list_is_taken_out_as_its_page_narrows_it(admin, name, address):
    asked = re.search(rf'href="/exports/{name}.csv\?([^"]*)"', admin.get(address).content.decode())
    assert asked is not None
    given = address.partition("?")[2].split("&")
    assert set(filter(None, given)) <= set(html.unescape(asked[1]).split("&"))


def test_needs_are_those_of_the_page(admin, company):
    for title in ("Heard", "Considered"):
        company.house.need_desk.write(_chief(company), Wanted(title=title))
    models.Need.objects.filter(title="Considered").update(state="considered")
    assert [row["title"] for row in rows(admin.get("/exports/needs.csv?state=considered"))] == ["Considered"]


def test_there_is_no_other_form(admin):
    assert admin.get("/exports/mentions.exe").status_code == 404


def test_a_formula_of_a_stranger_is_not_alive_in_any_cell(admin, company):
    heard = company.heard[0]
    id_ = MentionId("mastodon:social.example/evil")
    evil = replace(heard.mention, id=id_, thread=id_, text='=HYPERLINK("https://evil.example")', title=None)
    hear(company, [replace(heard, mention=evil, seq=0)])
    for path in ("/exports/mentions.csv", "/exports/cases.csv?view=all"):
        assert [cell for row in rows(admin.get(path)) for cell in row.values() if cell.startswith("=")] == []


@pytest.mark.parametrize("name", [*EXPORTABLE, "measures"])
def test_every_list_is_a_table(admin, name):
    answer = admin.get(f"/exports/{name}.csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert all(None not in row for row in rows(answer))


@pytest.mark.parametrize("name", EXPORTABLE)
def test_everything_is_handed_over_as_parquet_with_the_same_rows(admin, name):
    table = pq.read_table(io.BytesIO(content(admin.get(f"/exports/{name}.parquet"))))
    assert table.num_rows == len(rows(admin.get(f"/exports/{name}.csv"))) or name == "audit"  # asking is a line itself


def test_cases_are_those_of_the_inbox(admin):
    found = rows(admin.get("/exports/cases.csv?department=legal"))
    assert {row["department_name"] for row in found} == {"Recht"}


def test_a_list_is_handed_over_to_its_last_page(admin, company, monkeypatch):
    monkeypatch.setattr(export_reading, "PAGE", 2)
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
