"""The pages of queries: writing, trying, the list, versions, imports, asking old mentions again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.department import Route, StandingQuery
from resonanz.core.ids import MentionId, QueryId, RouteId
from resonanz.core.policy import SYSTEM
from resonanz.store.relational import models
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.editing.routes import create_route
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.selectors.trail import newest_job
from tests.web.company import NOW, hear


def written(company, name: str, *texts: str) -> QueryId:
    """Keep a query with a version for each text."""
    made = editing.create_query(SYSTEM, StandingQuery(id=QueryId(0), name=name, text=texts[0]), NOW)
    for text in texts[1:]:
        editing.update_query(SYSTEM, replace(made, text=text), NOW)
    return made.id


def hear_more(company, *texts: str) -> None:
    """Hear a mention for each text."""
    more = []
    for number, text in enumerate(texts):
        heard, name = company.heard[number % 24], MentionId(f"mastodon:social.example/more-{number}")
        more.append(replace(heard, mention=replace(heard.mention, id=name, thread=name, text=text), seq=0))
    hear(company, more)


# --- while somebody writes


def test_a_mistake_is_told_with_place_and_remedy(browse):
    for language, words in (("de", "Zeile 1, Spalte 7:"), ("en", "Line 1, column 7:")):
        text = browse("admin", language).post("/queries/read", {"text": "paket ("}).content.decode()
        assert words in text
        assert 'data-caret="6"' in text


def test_what_is_written_is_never_markup(admin):
    for path in ("/queries/read", "/queries/check"):
        text = admin.post(path, {"text": '<script>alert(1)</script> </script> "<b>"'}).content.decode()
        assert "<b>" not in text
        assert "<script>alert" not in text


def test_what_strangers_wrote_is_never_markup(company, admin):
    hear_more(company, "<img src=x onerror=alert(1)> hostile <b>")
    text = admin.post("/queries/check", {"text": "hostile"}).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>hostile</mark> &lt;b&gt;" in text


def test_finds_are_shown_with_their_number_and_share(admin):
    text = admin.post("/queries/check", {"text": "Paket"}).content.decode()
    assert "<strong>4</strong> of the last 24 mentions" in text
    assert "(16.7 %)" in text
    assert "<mark>Paket</mark>" in text


def test_a_reader_sees_what_a_query_finds_and_cannot_change_it(company, browse):
    rita = browse("rita")
    assert 'hx-include="#preview-of"' in rita.get("/queries/1").content.decode()
    assert rita.post("/queries/check", {"text": "Paket"}).status_code == 200
    for path in ("/queries/1/edit", "/queries/1/rerun", "/queries/1/versions/1/restore"):
        rita.post(path, {"name": "x", "text": "x", "about": "own"})
    assert selector.query_row_of(QueryId(1)).version == 1
    assert newest_job("query_rerun:1") is None


def test_without_javascript_a_query_is_tried_and_nothing_is_kept(admin):
    sent = {"name": "Neu", "about": "topic", "text": "Paket OR App", "active": "on"}
    text = admin.post("/queries/new", {**sent, "try": "1"}).content.decode()
    assert "of the last 24 mentions" in text
    assert 'value="Neu"' in text
    text = admin.post("/queries/1/edit", {**sent, "without": "Nachricht"}).content.decode()
    assert "(Paket OR App) NOT Nachricht" in text
    assert selector.query_number() == 2
    assert selector.query_row_of(QueryId(1)).text == "Nordwind"


def test_a_query_keeps_its_lines_as_they_were_written(admin):
    admin.post("/queries/new", {"name": "Zeilen", "about": "own", "text": "Paket\r\nOR App\r\n", "active": "on"})
    assert selector.query_row_of(QueryId(3)).text == "Paket\nOR App"


def test_a_rejected_query_comes_back_as_it_was_written(admin):
    answer = admin.post("/queries/new", {"name": "Neu", "about": "own", "text": "Paket ("})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Paket (" in text
    assert 'aria-invalid="true"' in text


def test_proposals_are_json(admin):
    assert admin.get("/queries/propose?piece=lang:f").json() == {
        "proposals": [{"insert": "lang:fr", "about": "French"}]
    }


# --- the list


def test_queries_are_found_by_name_and_words_in_any_case(company, admin):
    written(company, "Öffnung", "ÜBERFÜLLT OR voll")
    for wanted in ("öff", "überfüllt", "VOLL"):
        text = admin.get(f"/queries?text={wanted}").content.decode()
        assert "Öffnung" in text
        assert "Südwind" not in text


def test_conditions_that_nothing_fits_say_how_to_go_on(admin):
    assert "No query fits these conditions" in admin.get("/queries?text=nothinglikethis").content.decode()


def test_the_pages_of_the_list_show_every_query_once(company, admin):
    models.StandingQuery.objects.bulk_create(
        models.StandingQuery(name=f"Q{number:03}", text="x", about="topic") for number in range(120)
    )
    shown: list[str] = []
    path = "/queries?about=topic"
    while path:
        context = admin.get(path).context
        shown += [row.name for row, _volume, _link in context["rows"]]
        path = context["next"]
    assert shown == [f"Q{number:03}" for number in range(120)]


def test_a_long_list_asks_no_more_of_the_database(company, admin):
    admin.get("/queries")
    with CaptureQueriesContext(connection) as few:
        admin.get("/queries")
    models.StandingQuery.objects.bulk_create(
        models.StandingQuery(name=f"Q{number:05}", text="x " * 50) for number in range(2_000)
    )
    with CaptureQueriesContext(connection) as many:
        answer = admin.get("/queries")
    assert len(many) <= len(few) + 2
    assert len(answer.content) < 200_000


def test_a_cursor_that_was_cut_says_so(admin):
    assert admin.get("/queries?after=abc").status_code == 400


# --- versions


def test_versions_show_what_changed(company, admin):
    number = written(company, "Paket", "paket OR post", "paket OR sendung")
    text = admin.get(f"/queries/{number}").content.decode()
    assert "<del>post</del>" in text
    assert "<ins>sendung</ins>" in text


def test_what_stood_in_an_old_version_is_never_markup(company, admin):
    number = written(company, "Paket", '"<b>"', '"<i>"')
    text = admin.get(f"/queries/{number}/versions").content.decode()
    assert "<b>" not in text
    assert "<i>" not in text


def test_all_versions_are_paged_each_with_its_predecessor(company, admin):
    number = written(company, "Paket", *(f"w{version}" for version in range(45)))
    shown, path = [], f"/queries/{number}/versions"
    while path:
        context = admin.get(path).context
        shown += context["versions"].versions
        path = context["next"]
    assert [one.row.version for one in shown] == list(range(45, 0, -1))
    assert [one.row.version for one in shown if not one.changes] == [1]
    assert [one.row.version for one in shown if one.is_current] == [45]


def test_a_restored_version_is_a_new_one(company, admin):
    number = written(company, "Paket", "paket", "paket sendung")
    admin.post(f"/queries/{number}/versions/1/restore")
    row = selector.query_row_of(number)
    assert (row.text, row.version, row.name) == ("paket", 3, "Paket")


def test_a_version_that_is_not_there_is_not_restored(company, admin):
    answer = admin.post("/queries/1/versions/9/restore", follow=True)
    assert selector.query_row_of(QueryId(1)).version == 1
    assert "version 9" in answer.content.decode()


# --- the chart


def test_the_chart_marks_where_the_definition_changed(company, admin):
    number = written(company, "Paket", "paket", "paket OR sendung")
    chart = admin.get(f"/queries/{number}").context["chart"]
    assert [one["at"] for one in chart.spec["changes"]] == [len(chart.hours) - 1]
    assert len(chart.hours) == 31


def test_the_chart_marks_where_a_list_changed_that_the_query_names(company, admin):
    made = editing.create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Liste", text="paket", active=False), NOW)
    editing.update_query(SYSTEM, replace(made, text="paket OR sendung"), NOW)
    number = written(company, "Beides", 'query:"Liste" spät')
    (change,) = admin.get(f"/queries/{number}").context["chart"].changes
    assert "Liste" in change.words


def test_a_new_name_is_no_change_of_definition(company):
    number = written(company, "Paket", "paket")
    renamed = StandingQuery(id=number, name="Sendung", text="paket")
    editing.update_query(SYSTEM, renamed, NOW)
    year = NOW.replace(year=NOW.year - 1)
    assert selector.definition_changes([number], year, NOW.replace(year=NOW.year + 1)) == ()


def test_the_days_of_the_chart_are_the_readers(company, admin):
    chart = admin.get("/queries/1").context["chart"]
    assert chart.total == 24
    assert [value for value in chart.series[0].values if value] == [24]


# --- other suites


def test_an_import_reports_what_was_left_out(admin):
    sent = {"dialect": "brandwatch", "text": "parcel AND country:de"}
    answer = admin.post("/queries/import", sent)
    assert answer.context["canonical"] == "parcel"
    text = answer.content.decode()
    assert "country:de" in text
    assert "we do not know where a mention was written" in text


def test_an_import_that_nobody_can_read_says_where(admin):
    answer = admin.post("/queries/import", {"dialect": "meltwater", "text": 'parcel AND "open'})
    assert answer.status_code == 400
    assert "1:12" in answer.content.decode()


def test_an_imported_query_opens_in_the_editor(admin):
    text = admin.post("/queries/new", {"text": "parcel NEAR/5 late", "try": "1"}).content.decode()
    assert ">\nparcel NEAR/5 late</textarea>" in text
    assert 'name="active"' in text
    assert selector.query_number() == 2


# --- old mentions


def test_old_mentions_are_asked_by_a_worker(company, admin):
    admin.post("/queries/1/rerun", {"since": "ever"})
    job = newest_job("query_rerun:1")
    assert job is not None
    assert job.state == "waiting"
    assert "Old mentions are being asked." in admin.get("/queries/1/rerun").content.decode()


def test_a_period_that_is_none_is_refused(company, admin):
    admin.post("/queries/1/rerun", {"since": "soon"})
    assert newest_job("query_rerun:1") is None


@pytest.mark.parametrize(("texts", "is_said"), [(("paket",), False), (("paket", "sendung"), True)])
def test_a_changed_query_says_that_old_mentions_were_not_asked(company, admin, texts, is_said):
    number = written(company, "Paket", *texts)
    assert ("Mentions from before the last change" in admin.get(f"/queries/{number}").content.decode()) is is_said


# --- how much, what else, who


def test_an_estimate_and_words_beside_are_told_after_the_preview(company, admin):
    assert 'hx-post="/queries/weigh"' in admin.post("/queries/check", {"text": "Paket"}).content.decode()
    hear_more(company, *["Kein Paket, keine Nachricht"] * 20, *["Frische Brötchen"] * 60)
    text = admin.post("/queries/weigh", {"text": "Paket"}).content.decode()
    assert "mentions a day" in text
    assert 'data-excludes="Nachricht"' in text
    assert "data-alternatives" not in text
    assert "data-alternatives" in admin.post("/queries/weigh", {"text": "Paket OR App"}).content.decode()


def test_a_query_that_cannot_be_understood_is_not_weighed(admin):
    assert admin.post("/queries/weigh", {"text": "Paket ("}).content == b""


def test_a_reader_may_not_click_words_away(company, browse):
    hear_more(company, *["Kein Paket, keine Nachricht"] * 20, *["Frische Brötchen"] * 60)
    assert "Nachricht" in browse("rita").post("/queries/weigh", {"text": "Paket"}).content.decode()
    assert "data-excludes" not in browse("rita").post("/queries/weigh", {"text": "Paket"}).content.decode()


def test_who_uses_a_query_is_told(company, admin):
    number = written(company, "Paket", "paket")
    assert "Nobody yet" in admin.get(f"/queries/{number}").content.decode()
    service = company.departments["service"]
    route = Route(id=RouteId(0), position=0, name="Pakete", department=service, queries=(number,))
    create_route(SYSTEM, route, NOW)
    written(company, "Beides", 'query:"Paket" OR brief')
    use = admin.get(f"/queries/{number}").context["use"]
    assert [(one["name"], one["department"]) for one in use["routes"]] == [("Pakete", "Kundendienst")]
    assert [name for _number, name in use["queries"]] == ["Beides"]


def test_the_stream_offers_the_first_queries_and_the_chosen_one(company, admin):
    models.StandingQuery.objects.bulk_create(
        models.StandingQuery(name=f"Q{number:05}", text="x") for number in range(1_000)
    )
    cache.clear()
    last = models.StandingQuery.objects.get(name="Q00999").pk
    (options,) = [
        one["options"]
        for one in admin.get(f"/live?query={last}").context["selects"]["seldom"]
        if one["name"] == "query"
    ]
    assert len(options) == 201
    assert options[-1] == (str(last), "Q00999")
