"""What a preview shows of a mention: its text around the hits, whole and in order."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.ids import MentionId
from resonanz.web.editor.reading import Read
from resonanz.web.editor.trying import Bit, bits, preview
from tests.web.company import hear


def test_a_text_is_cut_at_its_hits():
    assert list(bits("late parcel", [(5, 11)])) == [Bit("late "), Bit("parcel", is_hit=True)]


def test_hits_that_overlap_are_one():
    assert list(bits("late parcel", [(0, 6), (5, 11)])) == [Bit("late parcel", is_hit=True)]


def test_a_long_text_begins_a_little_before_its_first_hit():
    found = list(bits("x" * 5_000 + " late " + "y" * 5_000, [(5_001, 5_005)]))
    assert (found[0].text, found[2], found[-1].text) == ("… ", Bit("late", is_hit=True), " …")
    assert sum(len(one.text) for one in found) < 600


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(1, 20)), max_size=5))
def test_a_short_text_is_shown_whole(text, places):
    hits = [(start, min(start + length, len(text))) for start, length in places if start < len(text)]
    shown = "".join(one.text for one in bits(text, hits, length=1_000))
    if not hits or min(hits)[0] <= 200:
        assert shown == text.encode("utf-8", "replace").decode()


def test_what_was_erased_is_not_shown_again(company):
    assert preview(Read("Nordwind"), "en").looked_at == 24
    company.house.archive.forget([one.mention.id for one in company.heard])
    cache.clear()
    assert preview(Read("Nordwind"), "en").looked_at == 0


def test_what_a_mention_answers_can_be_asked_and_is_shown(company):
    asked = company.heard[0]
    name = MentionId("mastodon:social.example/answer")
    mention = replace(asked.mention, id=name, text="Same here!", reply_to=asked.mention.id)
    hear(company, [replace(asked, mention=mention, seq=0)])
    (item,) = preview(Read("parent:Paket"), "en").items
    assert item.heard.mention.id == name
    assert [(field, [one.text for one in run if one.is_hit]) for field, run in item.around] == [("parent", ["Paket"])]


def test_a_query_of_thousands_of_words_looks_at_fewer_mentions(company):
    text = " OR ".join(f"w{number}" for number in range(6_000))
    more = [replace(company.heard[0].mention, id=MentionId(f"mastodon:more/{number}")) for number in range(60)]
    hear(company, [replace(company.heard[0], mention=mention, seq=0) for mention in more])
    cache.clear()
    assert preview(Read("Nordwind"), "en").looked_at == 84
    assert preview(Read(text), "en").looked_at == 50
