"""Own dashboards: made, arranged, shared, and looked at."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.dashboard import MOST_TILES
from resonanz.store.relational import models
from resonanz.store.relational.selectors.dashboards import tiles_of

VOLUME = {"metric": "volume", "shape": "number"}


@pytest.fixture
def made(admin):
    """Return the number of an empty dashboard of the administrator's."""
    admin.post("/dashboards", {"name": "Monday"})
    return models.Dashboard.objects.get().pk


@pytest.fixture
def filled(admin, made):
    """Return the number of a dashboard with a number and a line."""
    admin.post(f"/dashboards/{made}/arrange", VOLUME | {"channel": "mastodon"})
    admin.post(f"/dashboards/{made}/arrange", {"metric": "problem_share", "shape": "line"})
    return made


def keys(number):
    return [tile.key for tile in tiles_of(models.Dashboard.objects.get(pk=number))]


def test_a_tile_shows_its_value_its_part_and_the_time_before(browse, filled):
    text = browse("admin", "en").get(f"/dashboards/{filled}?period=7d&whole=yes").content.decode()
    assert '<p class="value">24</p>' in text
    assert "Mastodon" in text
    assert "Time before" in text


def test_a_line_is_drawn_day_by_day(admin, filled):
    answer = admin.get(f"/dashboards/{filled}?period=7d&whole=yes")
    charts = [one["chart"] for one in answer.context["tiles"] if one.get("chart")]
    assert [len(chart.hours) for chart in charts] == [7]


def test_the_page_counts_nothing_itself(admin, filled, house, monkeypatch):
    monkeypatch.setitem(house.__dict__, "measures", None)
    text = admin.get(f"/dashboards/{filled}?period=7d").content.decode()
    assert f'hx-get="/dashboards/{filled}/tiles/1?period=7d"' in text


def test_what_was_counted_just_now_stands_in_the_page_at_once(admin, filled):
    admin.get(f"/dashboards/{filled}/tiles/1?period=7d")
    text = admin.get(f"/dashboards/{filled}?period=7d").content.decode()
    assert '<p class="value">24</p>' in text
    assert f"/dashboards/{filled}/tiles/1" not in text


def test_a_tile_that_fails_says_so_in_its_own_place(browse, filled, house, monkeypatch):
    figure = house.measures.figure

    def failing(metric, span):
        if metric.name == "volume":
            raise ZeroDivisionError
        return figure(metric, span)

    monkeypatch.setattr(house.measures, "figure", failing)
    client = browse("admin", "en")
    failed, other = (client.get(f"/dashboards/{filled}/tiles/{key}?period=7d") for key in (1, 2))
    assert "the log says why" in failed.content.decode()
    assert (failed.status_code, other.status_code) == (200, 200)
    assert '<p class="value">' in other.content.decode()


def test_a_tile_of_somebody_elses_is_not_there(browse, filled):
    assert browse("lena").get(f"/dashboards/{filled}/tiles/1").status_code == 404


@pytest.mark.parametrize(("action", "order"), [("up", [2, 1]), ("down", [1, 2]), ("drop", [1])])
def test_a_tile_is_arranged_by_a_button(admin, filled, action, order):
    admin.post(f"/dashboards/{filled}/{action}", {"tile": "2"})
    assert keys(filled) == order


def test_the_button_that_was_pressed_keeps_the_focus(admin, filled):
    answer = admin.post(f"/dashboards/{filled}/up", {"tile": "2"}, follow=True)
    assert answer.content.decode().count("autofocus") == 1


def test_a_tile_that_somebody_removed_meanwhile_is_said(admin, filled):
    answer = admin.post(f"/dashboards/{filled}/up", {"tile": "77"}, follow=True)
    assert "This tile is no longer there." in answer.content.decode()


def test_what_has_no_days_is_no_line(admin, made):
    answer = admin.post(f"/dashboards/{made}/arrange", {"metric": "told_back_rate", "shape": "line"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["shape"])


def test_a_dashboard_is_full_at_some_time(admin, made):
    for _ in range(MOST_TILES + 1):
        admin.post(f"/dashboards/{made}/arrange", VOLUME)
    assert len(keys(made)) == MOST_TILES


def test_what_is_private_is_not_there_for_others(browse, filled):
    assert browse("lena").get(f"/dashboards/{filled}").status_code == 404


def test_what_is_private_is_not_changed_by_others(browse, filled):
    browse("lena").post(f"/dashboards/{filled}/remove")
    assert models.Dashboard.objects.filter(pk=filled).exists()


def test_what_is_shared_is_seen_by_others_and_arranged_by_its_owner_alone(admin, browse, filled):
    admin.post(f"/dashboards/{filled}/name", {"name": "Ours", "shared": "on"})
    reader = browse("rita", "en")
    assert "shared by" in reader.get(f"/dashboards/{filled}").content.decode()
    reader.post(f"/dashboards/{filled}/up", {"tile": "2"})
    assert keys(filled) == [1, 2]


def test_a_shared_dashboard_can_be_removed_by_an_administrator(admin, browse):
    browse("lena").post("/dashboards", {"name": "Loud", "shared": "on"})
    admin.post(f"/dashboards/{models.Dashboard.objects.get().pk}/remove")
    assert not models.Dashboard.objects.exists()


def test_a_query_that_was_removed_since_is_named_so(admin, company, made):
    admin.post(f"/dashboards/{made}/arrange", VOLUME | {"query": str(company.query)})
    models.StandingQuery.objects.filter(pk=company.query).delete()
    company.house.__dict__.pop("rulebook", None)
    assert admin.get(f"/dashboards/{made}").status_code == 200


def test_a_name_of_markup_stays_text(admin):
    admin.post("/dashboards", {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in admin.get("/dashboards").content.decode()


def test_the_list_asks_the_store_as_often_for_many_as_for_one(admin):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            admin.get("/dashboards")
        return len(found)

    admin.post("/dashboards", {"name": "One"})
    asked()
    few = asked()
    for number in range(20):
        admin.post("/dashboards", {"name": f"Number {number}"})
    assert asked() == few


def test_a_tile_shows_the_most_frequent_words_that_lead_to_their_mentions(browse, admin, made):
    admin.post(f"/dashboards/{made}/arrange", {"metric": "volume", "shape": "words"})
    text = browse("admin", "en").get(f"/dashboards/{made}/tiles/1?period=28d").content.decode()
    assert "Most frequent words" in text
    assert 'href="/live?q=Nordwind&amp;' in text


def test_only_the_volume_has_words(admin, made):
    answer = admin.post(f"/dashboards/{made}/arrange", {"metric": "voices", "shape": "words"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["shape"])
