"""What a post says in each of its shapes, and that captured payloads of the real network are understood."""

from __future__ import annotations

import pytest

from resonanz.connect.contract import Json, Mention, PayloadChanged, Removed, Skip
from resonanz.connectors.bluesky import CONNECTOR
from resonanz.core.mention import Media, MentionType
from tests.connectors.bluesky.fake_network import ACME, BOB, FakeNetwork
from tests.connectors.wire import SEEN, bodies, captured, objects, outcome

ADDRESS = "at://did:plc:bob/app.bsky.feed.post/3mabcdefghi2a"


def normalised(view: Json, *, me: str | None = "did:plc:acme", form: str = "post", **settings: object):
    return outcome(CONNECTOR, form, ADDRESS, {form: view, "me": me}, **settings)


def mention(text: str = "hello", **more: object) -> Mention:
    made = normalised(FakeNetwork().say(text, **more))
    assert isinstance(made, Mention)
    return made


def bare(**record: object) -> Json:
    said = {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": "2026-11-23T09:00:00Z", **record}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3mabcdefghi2a", "record": said}
    return {"did": "did:plc:bob", "time_us": 1, "kind": "commit", "commit": commit}


def test_the_id_is_the_address() -> None:
    assert mention().id == f"bluesky:{ADDRESS}"


def test_the_page_is_named_by_the_handle() -> None:
    assert mention().url == "https://bsky.app/profile/bob.example/post/3mabcdefghi2a"


def test_the_page_is_named_by_the_did_where_no_handle_is_known() -> None:
    assert normalised(bare(), form="commit").url == "https://bsky.app/profile/did:plc:bob/post/3mabcdefghi2a"


def test_a_handle_that_could_not_be_proved_is_none() -> None:
    assert mention(author={**BOB, "handle": "handle.invalid"}).author.handle is None


def test_a_post_is_the_same_mention_in_a_view_and_on_the_stream() -> None:
    assert normalised(bare(), form="commit").id == mention().id


def test_a_reply_is_a_comment_on_its_parent_in_its_roots_thread() -> None:
    reply = {
        "parent": {"uri": "at://did:plc:a/app.bsky.feed.post/2"},
        "root": {"uri": "at://did:plc:a/app.bsky.feed.post/1"},
    }
    made = mention(record={"reply": reply})
    assert (made.type, made.reply_to, made.thread) == (
        MentionType.COMMENT,
        "bluesky:at://did:plc:a/app.bsky.feed.post/2",
        "bluesky:at://did:plc:a/app.bsky.feed.post/1",
    )


def test_a_post_begins_its_own_thread() -> None:
    made = mention()
    assert (made.type, made.thread) == (MentionType.POST, made.id)


def test_the_first_language_is_the_hint() -> None:
    assert mention(record={"langs": ["de-DE", "en"]}).lang_hint == "de-de"


def test_engagement_is_counted() -> None:
    made = mention(likeCount=3, repostCount=2, replyCount=1)
    assert (made.engagement.likes, made.engagement.reposts, made.engagement.replies) == (3, 2, 1)


def test_counts_that_the_stream_does_not_bring_are_unknown() -> None:
    assert normalised(bare(), form="commit").engagement.likes is None


def test_pictures_of_a_view_come_with_their_description() -> None:
    embed = {
        "$type": "app.bsky.embed.images#view",
        "images": [{"fullsize": "https://x.example/a.jpg", "alt": "A train"}],
    }
    assert mention(embed=embed).media == (Media(url="https://x.example/a.jpg", alt="A train"),)


def test_a_picture_without_words_is_a_mention() -> None:
    assert mention("", embed={"images": [{"fullsize": "https://x.example/a.jpg"}]}).text == ""


def test_pictures_beside_a_quotation_are_found() -> None:
    images = {"images": [{"fullsize": "https://x.example/a.jpg", "alt": ""}]}
    assert mention(embed={"media": images, "record": {}}).media == (Media(url="https://x.example/a.jpg"),)


def test_a_film_is_a_medium() -> None:
    embed = {"$type": "app.bsky.embed.video#view", "playlist": "https://x.example/a.m3u8", "alt": "A late train"}
    assert mention(embed=embed).media == (Media(url="https://x.example/a.m3u8", alt="A late train"),)


def test_pictures_of_a_bare_record_are_named_by_their_hash() -> None:
    embed = {"images": [{"alt": "A train", "image": {"ref": {"$link": "bafkreix"}}}]}
    made = normalised(bare(embed=embed), form="commit")
    assert made.media[0].url == "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:bob/bafkreix@jpeg"


def test_links_come_from_the_text_the_card_and_the_quotation() -> None:
    facet = {"features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/full"}]}
    quoted = {"record": {"uri": "at://did:plc:a/app.bsky.feed.post/9"}}
    made = mention(
        record={"facets": [facet], "embed": {"record": quoted, "media": {"external": {"uri": "https://c.example"}}}}
    )
    assert made.links == ("https://a.example/full", "https://c.example", "https://bsky.app/profile/did:plc:a/post/9")


def test_our_own_account_is_recognised_by_its_did() -> None:
    assert mention(author=ACME).author.is_own is True


def test_our_own_account_is_recognised_by_its_handle() -> None:
    made = normalised(FakeNetwork().say(author=ACME), me=None, identifier="@Acme.example")
    assert made.author.is_own is True


def test_others_are_not_ours() -> None:
    assert mention().author.is_own is False


def test_who_asks_not_to_be_shown_without_signing_in_is_left_out_there() -> None:
    shy = FakeNetwork().say(author={**BOB, "labels": [{"val": "!no-unauthenticated"}]})
    assert normalised(shy, me=None) == Skip("opted_out")


def test_who_asks_not_to_be_shown_without_signing_in_is_heard_when_we_have_signed_in() -> None:
    shy = FakeNetwork().say(author={**BOB, "labels": [{"val": "!no-unauthenticated"}]})
    assert isinstance(normalised(shy, identifier="acme.example"), Mention)


def test_neither_words_nor_media_is_a_skip() -> None:
    assert normalised(FakeNetwork().say("")) == Skip("empty")


def test_a_repost_is_a_skip() -> None:
    entry = {"post": FakeNetwork().say(), "reason": {"$type": "app.bsky.feed.defs#reasonRepost", "by": BOB}}
    assert normalised(entry, form="feed") == Skip("repost")


def test_a_pinned_post_is_a_mention() -> None:
    entry = {"post": FakeNetwork().say(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}
    assert isinstance(normalised(entry, form="feed"), Mention)


@pytest.mark.parametrize("reason", ["like", "repost", "follow", "starterpack-joined", "something-new"])
def test_a_notification_without_words_is_a_skip(reason: str) -> None:
    assert normalised({"reason": reason, "record": {}}, form="notification") == Skip("reaction")


@pytest.mark.parametrize("reason", ["mention", "reply", "quote"])
def test_a_notification_with_words_is_a_mention(reason: str) -> None:
    network = FakeNetwork()
    assert isinstance(normalised(network.notify(network.say(), reason), form="notification"), Mention)


def test_what_is_gone_removes_the_mention() -> None:
    assert normalised({"uri": ADDRESS}, form="gone") == Removed(id=f"bluesky:{ADDRESS}", at=SEEN)


def test_a_form_of_tomorrow_is_a_skip() -> None:
    assert normalised({}, form="story") == Skip("unknown_form")


def test_a_post_without_a_record_is_a_changed_payload() -> None:
    with pytest.raises(PayloadChanged, match="record"):
        normalised({"uri": ADDRESS, "author": BOB})


def test_a_date_in_the_future_becomes_when_it_was_seen() -> None:
    assert mention(record={"createdAt": "2030-01-01T00:00:00Z"}).published_at == SEEN


def captured_views() -> list[dict[str, Json]]:
    found = []
    for folder in ("bluesky_xrpc_atproto.dart/app/bsky", "granary/testdata"):
        for _, body in bodies(captured(folder)):
            found += [one for one in objects(body) if {"uri", "record", "author"} <= one.keys() and "reason" not in one]
    return found


def test_every_captured_post_is_understood() -> None:
    made = [outcome(CONNECTOR, "post", str(view["uri"]), {"post": view, "me": None}) for view in captured_views()]
    assert len(made) > 300


def test_most_captured_posts_are_mentions() -> None:
    made = [outcome(CONNECTOR, "post", str(view["uri"]), {"post": view, "me": None}) for view in captured_views()]
    assert sum(isinstance(one, Mention) for one in made) > 0.9 * len(made)


def test_every_captured_notification_is_understood() -> None:
    body = dict(bodies(captured("bluesky_xrpc_atproto.dart/app/bsky/notification")))["listNotifications.json"]
    made = [
        outcome(CONNECTOR, "notification", str(one["uri"]), {"notification": one, "me": None})
        for one in body["notifications"]  # type: ignore[call-overload, index]
    ]
    assert {type(one) for one in made} == {Mention, Skip}


def test_every_captured_entry_of_a_feed_is_understood() -> None:
    made = []
    for name, body in bodies(captured("bluesky_xrpc_atproto.dart/app/bsky/feed")):
        if name in ("getAuthorFeed.json", "getTimeline.json"):
            entries = body["feed"]  # type: ignore[call-overload, index]
            made += [outcome(CONNECTOR, "feed", ADDRESS, {"feed": one, "me": None}) for one in entries]
    assert Skip("repost") in made
