"""A record becomes the mention it describes, or is rejected with the field and the remedy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.record import mention_from_record
from resonanz.core.errors import InputRejected
from resonanz.core.mention import MAX_TEXT, Author, Engagement, Media, Mention, MentionType

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
MINIMAL = {"channel": "forum", "native_id": "1", "text": "Hello", "published_at": "2026-10-31T09:15:00Z"}


def read(**changes: object) -> Mention:
    record = {name: value for name, value in {**MINIMAL, **changes}.items() if value is not ...}
    return mention_from_record(record, source="archive", seen_at=NOW)


def test_four_fields_are_enough() -> None:
    mention = read()
    assert (mention.id, mention.channel, mention.source, mention.thread) == ("forum:1", "forum", "archive", "forum:1")


def test_an_id_stands_for_channel_and_native_id() -> None:
    assert read(channel=..., native_id=..., id="forum:a:b").id == "forum:a:b"


@pytest.mark.parametrize("joint", [".", "_"])
def test_flat_names_mean_the_nested_ones(joint: str) -> None:
    mention = read(
        **{f"author{joint}handle": "ada", f"engagement{joint}likes": "3", f"media{joint}url": "https://a.example/"}
    )
    assert mention.author == Author(handle="ada")
    assert mention.engagement == Engagement(likes=3)
    assert mention.media == (Media(url="https://a.example/"),)


def test_flat_names_join_a_nested_object() -> None:
    assert read(author={"name": "Ada"}, author_handle="ada").author == Author(name="Ada", handle="ada")


@pytest.mark.parametrize(
    ("said", "is_own"), [(True, True), ("true", True), ("false", False), ("1", True), (None, False)]
)
def test_whether_it_is_our_own_is_read_from_any_writing(said: object, is_own: bool) -> None:
    assert read(author={"is_own": said}).author.is_own is is_own


def test_what_it_answers_is_of_the_same_channel() -> None:
    mention = read(reply_to="7")
    assert (mention.reply_to, mention.thread) == ("forum:7", "forum:7")


def test_numbers_may_be_written_as_text() -> None:
    assert read(rating="4.5", revision="7", type="review").rating == 4.5


def test_the_moment_of_hearing_may_be_given() -> None:
    assert read(seen_at="2026-10-31T10:00:00Z").seen_at == datetime(2026, 10, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize("seen", ["2026-10-30T10:00:00Z", "2027-01-01T00:00:00Z", "2026-10-31T10:00:00", "x", 0])
def test_a_moment_of_hearing_that_cannot_be_is_the_present(seen: object) -> None:
    assert read(seen_at=seen).seen_at == NOW


def test_text_is_cleaned_and_never_read_as_html() -> None:
    assert read(text=" <b>Gru\u0308n</b>\x00\ud800 &amp; ").text == "<b>Grün</b> &amp;"


def test_text_that_is_too_long_is_cut() -> None:
    assert len(read(text="ä" * 10_000_000).text) == MAX_TEXT


def test_what_is_no_address_is_left_out() -> None:
    mention = read(url="n/a", links="https://a.example/ javascript:x", author={"url": "x"}, media={"url": "x"})
    assert (mention.url, mention.links, mention.author.url, mention.media) == (None, ("https://a.example/",), None, ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ...}, "text: is missing. Give what was said."),
        ({"text": " \n"}, "text: is empty. Give what was said."),
        ({"text": 7}, "text: Expected str, got int. Give what was said."),
        ({"channel": ...}, "channel: is missing."),
        ({"channel": "My Forum"}, "channel: is no channel's name."),
        ({"native_id": ...}, "native_id: is missing."),
        ({"native_id": " "}, "native_id: is missing."),
        ({"native_id": "x" * 1_001}, "native_id: is too long."),
        ({"native_id": True}, "native_id: Expected"),
        ({"id": "other:1"}, "id: does not agree with channel and native_id."),
        ({"published_at": ...}, "published_at: is missing. Write it as 2026-03-05T08:30:00Z"),
        ({"published_at": "yesterday"}, "published_at: is no date."),
        ({"published_at": "2026-10-31 09:15"}, "published_at: has no time zone."),
        ({"published_at": "0000-00-00T00:00:00Z"}, "published_at: is no date."),
        ({"published_at": "9999-12-31T00:00:00Z"}, "published_at: lies in the future."),
        ({"published_at": "1969-07-20T20:17:00Z"}, "published_at: lies before the web began."),
        ({"type": "tweet"}, "type: Invalid enum value 'tweet'. Use one of post, comment, review, message, article"),
        ({"rating": 6}, "rating: Expected float <= 5.0. Give a number from 1 to 5."),
        ({"engagement": {"likes": -1}}, "engagement.likes: Expected int >= 0. Give a whole number from 0"),
        ({"engagement": [1]}, "engagement: Expected object"),
        ({"author": "Ada"}, "author: Expected object"),
        ({"media": [{}]}, "url: is missing."),
    ],
)
def test_a_record_that_is_wrong_names_field_and_remedy(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InputRejected) as caught:
        read(**changes)
    assert str(caught.value).startswith(said)


def test_a_small_error_of_the_clock_is_forgiven() -> None:
    assert read(published_at="2026-11-01T12:00:30Z").published_at == NOW


def test_every_type_is_known() -> None:
    assert [read(type=str(kind)).type for kind in MentionType] == list(MentionType)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "name", "likes"]), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["channel", "native_id", "id", "text", "published_at", "seen_at", "type", "url", "author", "author.handle", "media",
     "engagement_likes", "engagement", "links", "rating", "revision", "reply_to", "thread", "title", "lang_hint"]
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES))
def test_no_record_crashes_it(changes: dict[str, object]) -> None:
    try:
        mention = mention_from_record({**MINIMAL, **changes}, source="archive", seen_at=NOW)
    except InputRejected:
        return
    mention.text.encode("utf-8")
