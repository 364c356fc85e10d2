"""Who can be told, and why somebody cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, NeedId, UserId
from resonanz.core.mention import Author, MentionType
from resonanz.core.need import person_of
from resonanz.core.telling import PersonState, Said, Telling, Why, check_text, filled, of_need, rule_for
from resonanz.respond.reaching import Around, judged, planned, previewed, spoken_to_us
from resonanz.store.memory import MemoryArchive
from tests.making import NOON, heard

TEXTS = {"de": "Hallo {name}", "en": "Hello {name}"}
AROUND = Around(limit=lambda _mention: 300, addressed=frozenset(), title="A rack")
TELLING = Telling(id=1, about=of_need(NeedId(1)), texts=TEXTS, author=UserId(1), created_at=NOON, changed_at=NOON)


def evidence(one: Heard) -> Said:
    person = person_of(one.mention) or f"?{one.mention.id}"
    return Said(mention=one.mention.id, person=person, channel=one.mention.channel, lang="de")


def test_who_asked_in_an_open_channel_is_told() -> None:
    assert judged(heard("1"), TEXTS, AROUND) is None


@pytest.mark.parametrize(
    ("said", "around", "why"),
    [
        (None, AROUND, Why.ERASED),
        (heard("1", channel="hackernews"), AROUND, Why.NEVER_HERE),
        (
            heard("1", url="https://rude.example/@ada/1"),
            replace(AROUND, closed=frozenset({"rude.example"})),
            Why.NEVER_HERE,
        ),
        (heard("1"), replace(AROUND, closed=frozenset({"mastodon"})), Why.NEVER_HERE),
        (heard("1", author=Author(name="Ada")), AROUND, Why.UNNAMED),
        (heard("1"), replace(AROUND, unwanted=frozenset({"mastodon:a1"})), Why.NOT_WANTED),
        (heard("1", channel="x"), AROUND, Why.NOT_ADDRESSED),
        (heard("1", channel="somewhere"), AROUND, Why.NOT_ADDRESSED),
        (heard("1"), replace(AROUND, limit=lambda _mention: None), Why.NO_SOURCE),
        (heard("1"), replace(AROUND, limit=lambda _mention: 8), Why.TOO_LONG),
    ],
)
def test_who_cannot_be_told_is_told_why(said: Heard | None, around: Around, why: Why) -> None:
    assert judged(said, TEXTS, around) is why


def test_who_spoke_to_us_may_be_answered_where_only_they_may() -> None:
    around = replace(AROUND, addressed=frozenset({MentionId("x:1")}))
    assert judged(heard("1", channel="x"), TEXTS, around) is None


def test_a_message_an_answer_to_us_and_our_name_speak_to_us() -> None:
    archive = MemoryArchive()
    archive.keep([heard("ours", channel="x", author=Author(id="us", is_own=True))])
    said = [
        heard("1", channel="x", type=MentionType.MESSAGE),
        heard("2", channel="x", reply_to=MentionId("x:ours")),
        heard("3", channel="x", text="Hey @Velofjord, a rack?"),
        heard("4", channel="x", text="Velofjord needs a rack"),
    ]
    assert spoken_to_us(said, archive, frozenset({("x", "velofjord")})) == {"x:1", "x:2", "x:3"}


def test_of_what_a_person_said_the_newest_that_can_be_answered_is() -> None:
    newest, older = heard("2", channel="x"), heard("1", channel="x")
    around = replace(AROUND, addressed=frozenset({MentionId("x:1")}))
    found = {one.mention.id: one for one in (newest, older)}
    (line,) = planned([evidence(newest), evidence(older)], found, TELLING, around)
    assert (line.mention, line.state) == ("x:1", PersonState.WAITING)


def test_a_person_is_planned_once_however_often_they_asked() -> None:
    said = [heard(str(number)) for number in range(5)]
    found = {one.mention.id: one for one in said}
    (line,) = planned([evidence(one) for one in said], found, TELLING, AROUND)
    assert line.mention == "mastodon:0"


def test_a_preview_shows_the_longest_text_and_counts_who_cannot_be_told() -> None:
    said = [
        heard("1", author=Author(id="1", name="Bo")),
        heard("2", author=Author(id="2", name="Maximiliane")),
        heard("3", author=Author(name="nobody")),
    ]
    found = {one.mention.id: one for one in said}
    people = planned([evidence(one) for one in said], found, TELLING, AROUND)
    (preview,) = previewed(people, found, TEXTS, AROUND)
    assert preview.samples == [("de", "Hallo Maximiliane", 17)]
    assert (preview.reached, preview.cannot, preview.limit) == (2, {Why.UNNAMED: 1}, 300)


@given(st.text())
def test_a_strangers_name_is_never_read_for_placeholders(name: str) -> None:
    shown = filled("{name}|{need}", Author(id="1", name=name + "{need}"), "TITLE")
    assert shown.count("TITLE") == 1 + name.count("TITLE")


def test_a_channel_without_a_rule_asks_for_each_answers_approval() -> None:
    assert (rule_for("new").manner.value, rule_for("new").only_addressed) == ("each_approved", True)


def test_a_text_keeps_its_lines() -> None:
    assert check_text(" Hello {name},\r\nyours \n", "text") == "Hello {name},\nyours"
