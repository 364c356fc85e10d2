"""New places are found, counted in people, and ranked by what is sure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.clock import FixedClock
from resonanz.core.mention import Author
from resonanz.core.place import EVERYWHERE, Crowd, Place, PlaceKind
from resonanz.core.understood import Label
from resonanz.measure.place_ranking import ranked
from resonanz.measure.places import PlaceFollower, places_of
from resonanz.store.memory import MemoryArchive
from resonanz.store.memory.places import MemoryPlaceBook
from tests.making import NOON, heard

KEY = b"tests"
TODAY = date(2026, 3, 4)
THIS_WEEK = date(2026, 3, 2)


def site(name):
    return Place(PlaceKind.SITE, name)


def named(text, **values):
    return [one.name for one in places_of(heard("1", text=text, **values))]


def test_links_and_addresses_in_the_text_are_places():
    found = named("Read https://www.Forum.example/t/1, please", links=("https://m.reviews.example/x",))
    assert found == ["reviews.example", "forum.example"]


def test_where_a_mention_stands_is_no_new_place():
    assert named("https://social.example/@ada/2", url="https://social.example/@ada/1") == []


def test_what_only_leads_elsewhere_is_no_place():
    assert named("https://t.co/abc https://localhost/x http://[::1") == []


def test_hashtags_are_places_in_folded_case():
    assert named("#NordWind und #Straße, aber nicht C#3, #1 oder https://a.example/#anchor") == [
        "a.example",
        "nordwind",
        "strasse",
    ]


def test_a_list_of_forty_hashtags_says_little():
    assert len(named(" ".join(f"#tag{number}" for number in range(40)))) == 12


def follow(*mentions):
    archive, book = MemoryArchive(), MemoryPlaceBook()
    archive.keep(list(mentions))
    follower = PlaceFollower(archive=archive, book=book, clock=FixedClock(NOON), key=KEY)
    follower.tick()
    return follower, book


def test_people_are_counted_not_posts():
    said = [heard(str(number), text="#locked", author=Author(id=f"a{number % 3}")) for number in range(9)]
    _, book = follow(*said)
    crowds = {one.place.name: crowd for one, crowd in book.crowds(THIS_WEEK).items()}
    assert crowds["locked"].mentions == 9
    assert crowds["locked"].voices == pytest.approx(3, abs=0.05)


def test_our_own_voice_and_what_is_not_about_us_count_nothing():
    own = heard("1", text="#locked", author=Author(id="us", is_own=True))
    news = heard("2", text="#locked", relevant=Label("no", 0.9))
    assert follow(own, news)[1].crowds(THIS_WEEK) == {}


def test_following_again_counts_nothing_twice():
    follower, book = follow(heard("1", text="#locked"))
    before = book.crowds(THIS_WEEK)
    assert follower.tick() == 0
    assert book.crowds(THIS_WEEK) == before


@given(st.sets(st.text(max_size=20), min_size=1, max_size=400))
def test_a_crowd_is_counted_within_a_tenth(names):
    crowd = Crowd()
    for name in names:
        crowd.see(name, KEY)
    assert abs(crowd.voices - len(names)) <= max(3.0, 0.1 * len(names))


def test_a_crowd_that_fills_every_bit_is_still_a_number():
    assert Crowd(mentions=1, bits=(1 << 2048) - 1).voices > 15_000


def test_a_crowd_comes_back_from_its_bytes():
    crowd = Crowd()
    crowd.see("ada", KEY)
    assert Crowd.unpacked(1, crowd.packed) == crowd


def weeks(recent, before):
    """Return two weeks of now and six before with these voices a week."""
    now = {THIS_WEEK: recent, THIS_WEEK - timedelta(weeks=1): recent}
    return now | {THIS_WEEK - timedelta(weeks=number): before for number in range(2, 8)}


def test_thirty_voices_outrank_three_out_of_nowhere():
    found = ranked(
        {EVERYWHERE: weeks(500, 500), site("big.example"): weeks(15, 15), site("tiny.example"): weeks(1.5, 0)}, TODAY
    )
    assert [one.place.name for one in found] == ["big.example", "tiny.example"]


def test_of_two_as_loud_the_one_that_grows_comes_first():
    found = ranked(
        {EVERYWHERE: weeks(500, 500), site("old.example"): weeks(20, 20), site("rising.example"): weeks(20, 2)}, TODAY
    )
    assert [(one.place.name, one.is_growing) for one in found] == [("rising.example", True), ("old.example", False)]


def test_the_ratio_of_odds_is_computed_by_hand():
    """40 of 1,000 now, 12 of 3,000 before: (40.5 / 960.5) / (12.5 / 2988.5) = 10.08."""
    (found,) = ranked({EVERYWHERE: weeks(500, 500), site("a.example"): weeks(20, 2)}, TODAY)
    assert found.growth == pytest.approx(10.08, abs=0.005)
    assert found.before == pytest.approx(4)


def test_when_everybody_speaks_more_nobody_place_grows():
    (found,) = ranked({EVERYWHERE: weeks(1000, 250), site("a.example"): weeks(40, 10)}, TODAY)
    assert not found.is_growing


def test_what_two_people_link_to_is_not_shown():
    assert ranked({EVERYWHERE: weeks(500, 500), site("diary.example"): weeks(1, 0)}, TODAY) == []


def test_what_is_listened_to_is_not_new_with_all_that_lies_under_it():
    found = ranked(
        {EVERYWHERE: weeks(500, 500), site("de.forum.example"): weeks(20, 0)}, TODAY, known={"forum.example"}
    )
    assert found == []
