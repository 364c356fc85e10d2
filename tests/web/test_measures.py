"""Pages of measures: what they show, whom they let write, and where their figures lead."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.charter import Subject
from resonanz.core.place import Crowd, Place, PlaceKind, PlaceWeek
from resonanz.measure.places import monday
from resonanz.store.relational import models
from resonanz.store.relational.repositories.places import StoredPlaceBook
from resonanz.store.relational.selectors import seriousness
from resonanz.store.relational.selectors.counted_cases import PARTS
from tests.web.company import NOW

TODAY = NOW.date()
LATER = TODAY + timedelta(days=30)
CHARTER = {"goal": "Nobody waits a day.", "hours_a_week": "10", "promise_hours": "4", "promise_percent": "90"}


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_the_list_shows_values_with_how_sure_they_are(admin):
    shown = text(admin.get("/measures"))
    assert "Net sentiment A (of all)" in shown
    assert re.search(r"[−+]\d\.\d\d to [−+]\d\.\d\d", shown)


def test_a_metric_says_what_it_is_in_the_readers_language(browse):
    assert "(positiv − negativ) ÷ (positiv + neutral + negativ)" in text(
        browse("rita", "de").get("/measures/net_sentiment_a")
    )


def test_an_unknown_metric_is_not_there(admin):
    assert admin.get("/measures/buzz").status_code == 404


def test_a_figure_leads_to_as_many_mentions_as_it_counts(admin, company):
    shown = text(admin.get("/measures/question_share?period=7d"))
    address = re.search(r'href="(/live\?[^"]*kind=question[^"]*)"', shown).group(1)
    assert text(admin.get(address)).count('class="said') >= 4


@pytest.fixture
def worked(company):
    """Let cases be answered, closed without, spoken in again and open, with deadlines of each kind and state."""
    cases = list(models.Case.objects.order_by("pk"))
    assert len(cases) > 5
    models.CaseDeadline.objects.all().delete()
    for place, case in enumerate(cases):
        case.alive, case.lang = int(place % 3 != 0), "de" if place % 2 else "en"
        case.opened_at = NOW - timedelta(hours=place)
        case.save()
        if place % 4 == 1:
            models.CaseEvent.objects.create(case=case, at=NOW, action="joined", voice="own")
            models.CaseMention.objects.filter(case=case).update(is_reaction=place % 8 == 1)
        for number, (kind, state) in enumerate(
            (("first_answer", "met"), ("next_answer", "breached"), ("resolution", "running"), ("resolution", "met"))
        ):
            ended = None if state == "running" or (state == "breached" and place % 4 == 3) else NOW
            models.CaseDeadline.objects.create(
                case=case, place=number, kind=kind, round=1, department=case.department_id, state=state,
                begun_at=case.opened_at, due_at=NOW, ended_at=ended, seconds=60, used=60 * place, late=0,
            )  # fmt: skip


@pytest.mark.parametrize("narrowed", ["", "&lang=de"])
@pytest.mark.parametrize("name", list(PARTS))
def test_a_figure_of_cases_leads_to_as_many_lines_as_it_counts(admin, worked, name, narrowed):
    page = admin.get(f"/measures/{name}?period=28d{narrowed}").context
    listed = {part: admin.get(address).context for part, address in page["links"].items()}
    counts = {part: str(one["total"]) for part, one in listed.items()}
    assert counts["cases"] == page["shown"].denominator != "0"
    assert int(counts.get("running", 0)) == page["shown"].undecided
    good = {"attainment": "met", "answer_rate": "answered", "reaction_rate": "reacted"}.get(name, "cases")
    assert counts[good] == page["shown"].numerator
    assert all(len(one["rows"]) == one["total"] for one in listed.values())


def test_what_no_figure_counts_is_not_listed(admin):
    assert admin.get("/measures/volume/cases").status_code == 400
    assert admin.get("/measures/attainment/cases?part=everything").status_code == 400


def test_parts_are_compared(admin):
    shown = text(admin.get("/measures/volume?segment=lang&period=7d"))
    assert "German" in shown
    assert "English" in shown


def test_what_happened_is_shown_in_the_chart_of_its_day(browse, admin):
    browse("max", "en").post("/measures/volume", {"day": TODAY.isoformat(), "text": "The app was <new>."})
    shown = admin.get("/measures/praise_share").content.decode()
    assert "The app was &lt;new&gt;." in shown


def test_a_reader_writes_nothing_down(browse):
    assert browse("rita").post("/measures/volume", {"day": TODAY.isoformat(), "text": "No."}).status_code in {303, 403}
    assert not models.Annotation.objects.exists()


def test_somebody_elses_note_is_not_taken_away(browse):
    browse("max").post("/measures/volume", {"day": TODAY.isoformat(), "text": "Mine."})
    number = models.Annotation.objects.get().pk
    browse("anna").post(f"/measures/notes/{number}/remove")
    assert models.Annotation.objects.exists()
    browse("lena").post(f"/measures/notes/{number}/remove")
    assert not models.Annotation.objects.exists()


def test_a_channel_without_a_charter_is_shown_with_what_it_lacks(admin):
    shown = text(admin.get("/seriousness"))
    assert "Nobody owns it." in shown
    assert "/charters/channel/mastodon#id_goal" in shown


def test_a_charter_mends_what_it_says(browse, admin, company):
    people = company.people
    given = {**CHARTER, "owner": people["max"], "backing": people["lena"], "review_on": LATER.isoformat()}
    assert browse("lena").post("/charters/channel/mastodon", given).status_code == 302
    shown = text(admin.get("/seriousness"))
    assert "Nobody owns it." not in shown
    assert "It has no goal." not in shown
    charter = seriousness.charter(Subject.read("channel:mastodon"))
    assert (charter.owner, charter.promise.minutes, charter.promise.share) == (people["max"], 240, 0.9)


@pytest.mark.parametrize(
    "given", [{"promise_hours": "4"}, {"hours_a_week": "-1"}, {"owner": "99999"}, {"review_on": "x"}]
)
def test_a_charter_that_makes_no_sense_is_refused(browse, given):
    assert browse("lena").post("/charters/channel/mastodon", given).status_code == 400
    assert not models.Charter.objects.exists()


def test_nobody_backs_themselves_on_the_page_either(browse, company):
    both = {"owner": company.people["max"], "backing": company.people["max"]}
    assert browse("lena").post("/charters/channel/mastodon", both).status_code == 400


def test_a_member_writes_no_charter(browse):
    browse("max").post("/charters/channel/mastodon", CHARTER)
    assert not models.Charter.objects.exists()


@pytest.mark.parametrize("path", ["/charters/channel/nowhere", "/charters/initiative/99", "/charters/source/1"])
def test_a_charter_of_nothing_is_not_there(admin, path):
    assert admin.get(path).status_code in {400, 404}


def test_a_charter_says_what_promises_cost(browse, admin):
    browse("lena").post("/charters/channel/mastodon", {**CHARTER, "handle_minutes": "20"})
    shown = text(admin.get("/charters/channel/mastodon"))
    assert "hours of work a week" in shown
    assert "Promised: first answer begun within 4 h in 90.0" in shown


def test_a_goal_begins_with_the_value_of_its_day(browse, admin):
    given = {"title": "Calmer", "metric": "problem_share", "target": "5", "due_on": LATER.isoformat(), "window": "28"}
    assert browse("lena").post("/goals", given).status_code == 302
    goal = models.Goal.objects.get()
    assert goal.target == pytest.approx(0.05)
    assert goal.start_value == pytest.approx(4 / 24)
    assert "Calmer" in text(admin.get("/goals"))


def test_a_goal_for_yesterday_is_refused(browse):
    given = {"title": "Late", "metric": "volume", "target": "5", "due_on": "2020-01-01", "window": "28"}
    assert browse("lena").post("/goals", given).status_code == 400


def test_the_ear_names_who_heard_and_did_nothing(admin):
    shown = text(admin.get("/ear"))
    assert "Kundendienst" in shown
    assert "silent" in shown


@pytest.fixture
def forum(company):
    """Return a site that eight people lead to this week."""
    crowd = Crowd()
    for number in range(8):
        crowd.see(f"a{number}", b"tests")
    StoredPlaceBook().keep(1, {PlaceWeek(Place(PlaceKind.SITE, "<b>.example"), monday(TODAY)): crowd}, NOW)
    return models.Place.objects.get().pk


def test_a_new_place_is_proposed_and_stays_text(admin, forum):
    page = admin.get("/places").content.decode()
    assert "&lt;b&gt;.example" in page
    assert "<b>.example" not in page


def test_a_trial_has_a_charter_and_an_end(browse, admin, forum, company):
    given = {"owner": company.people["max"], "goal": "Ten questions", "hours_a_week": "2", "ends_on": LATER.isoformat()}
    assert browse("lena").post(f"/places/{forum}", given).status_code == 302
    charter = seriousness.charter(Subject.read(f"place:{forum}"))
    assert charter.ends_on == LATER
    assert f"/charters/place/{forum}" in text(admin.get("/seriousness"))


def test_a_trial_needs_an_end_to_come(browse, forum, company):
    given = {"owner": company.people["max"], "goal": "x", "hours_a_week": "2", "ends_on": date(2020, 1, 1).isoformat()}
    assert browse("lena").post(f"/places/{forum}", given).status_code == 400


def test_a_hidden_place_is_proposed_no_more_until_it_is_shown_again(browse, admin, forum):
    browse("lena").post(f"/places/{forum}/hide")
    assert f'href="/places/{forum}"' not in text(admin.get("/places"))
    browse("lena").post(f"/places/{forum}/show")
    assert f'href="/places/{forum}"' in text(admin.get("/places"))


def test_a_member_decides_about_no_place(browse, forum):
    browse("max").post(f"/places/{forum}/hide")
    assert models.Place.objects.get().state == "new"


def test_more_places_and_notes_ask_no_more_queries(admin, forum):
    few = _asked(admin, "/places")
    crowd = Crowd()
    for number in range(8):
        crowd.see(f"a{number}", b"tests")
    more = {PlaceWeek(Place(PlaceKind.SITE, f"s{one}.example"), monday(TODAY)): crowd for one in range(30)}
    StoredPlaceBook().keep(2, more, NOW)
    assert _asked(admin, "/places") <= few


def _asked(client, path) -> int:
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
