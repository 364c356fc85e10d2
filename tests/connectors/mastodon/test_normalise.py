"""What a status says, field by field, and that captured payloads of real servers are understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resonanz.connect.contract import Json, Mention, PayloadChanged, Removed, Skip
from resonanz.connectors.mastodon import CONNECTOR
from resonanz.connectors.mastodon.ids import native_id
from resonanz.core.mention import Media, MentionType
from tests.connectors.mastodon.fake_server import BOB, HOST, FakeServer
from tests.connectors.wire import SEEN, bodies, captured, objects, outcome

ID = f"{HOST}/100"
SNAC = "179541546705ab509a1aab6d82041f3c3066a8f2a1"


def status(text: str = "hello", **more: object) -> dict[str, Json]:
    return FakeServer().say(text, **more)


def normalised(said: dict[str, Json], *, found: str = "timeline", **more: object):
    settings = {name: more.pop(name) for name in ("only_indexable",) if name in more}
    payload = {"status": said, "found": found, "root": said.get("id"), "me": "1", **more}
    return outcome(CONNECTOR, "status", ID, payload, **settings)


def mention(text: str = "hello", **more: object) -> Mention:
    made = normalised(status(text, **more))
    assert isinstance(made, Mention)
    return made


def test_the_id_is_host_and_local_id() -> None:
    assert mention().id == "mastodon:social.example/100"


def test_an_id_that_an_edit_changes_is_kept_by_the_part_that_stays() -> None:
    before, after = native_id(HOST, SNAC), native_id(HOST, "1795999999" + SNAC[10:])
    assert before == after == f"{HOST}/0000000000{SNAC[10:]}"


def test_a_parent_is_named_by_the_part_that_stays() -> None:
    assert mention(in_reply_to_id=SNAC).reply_to == f"mastodon:{HOST}/0000000000{SNAC[10:]}"


def test_html_becomes_plain_text() -> None:
    made = mention(
        content='<p>Hallo <span class="h-card"><a href="https://x.example/@a">@<span>a</span></a></span>!</p>'
    )
    assert made.text == "Hallo @a!"


def test_a_content_warning_is_the_title() -> None:
    assert mention(spoiler_text="Ärger").title == "Ärger"


def test_the_options_of_a_poll_belong_to_the_text() -> None:
    made = mention("Which?", poll={"options": [{"title": "Rail"}, {"title": "Road"}]})
    assert made.text == "Which?\n– Rail\n– Road"


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ({}, MentionType.POST),
        ({"in_reply_to_id": "7"}, MentionType.COMMENT),
        ({"in_reply_to_id": None, "in_reply_to_account_id": "7"}, MentionType.COMMENT),
        ({"in_reply_to_id": "7", "visibility": "direct"}, MentionType.MESSAGE),
        ({"visibility": "private"}, MentionType.MESSAGE),
        ({"visibility": "unlisted"}, MentionType.POST),
    ],
)
def test_the_type_follows_from_visibility_and_parent(more: dict, type_: MentionType) -> None:
    assert mention(**more).type is type_


def test_a_reply_names_its_parent_on_the_same_server() -> None:
    assert mention(in_reply_to_id="7").reply_to == "mastodon:social.example/7"


def test_a_reply_lies_in_the_thread_of_its_root() -> None:
    made = normalised(status(in_reply_to_id="7"), root="3")
    assert made.thread == "mastodon:social.example/3"


def test_a_reply_whose_root_is_unknown_lies_in_the_thread_of_its_parent() -> None:
    made = normalised(status(in_reply_to_id="7"), root=None)
    assert made.thread == "mastodon:social.example/7"


def test_a_post_begins_its_own_thread() -> None:
    assert mention().thread == mention().id


def test_an_edit_makes_a_higher_revision() -> None:
    made = mention(edited_at="2026-11-23T11:30:00.500Z")
    assert made.revision == int(datetime(2026, 11, 23, 11, 30, tzinfo=UTC).timestamp())


def test_a_first_version_has_revision_zero() -> None:
    assert mention().revision == 0


def test_an_edit_in_the_far_future_is_not_believed() -> None:
    assert mention(edited_at="9999-01-01T00:00:00Z").revision == 0


def test_a_date_in_the_future_becomes_when_it_was_seen() -> None:
    assert mention(created_at="2030-01-01T00:00:00Z").published_at == SEEN


def test_a_remote_author_keeps_the_full_handle() -> None:
    assert mention().author.handle == "bob@other.example"


def test_a_local_author_gets_the_servers_host() -> None:
    assert mention(account={**BOB, "acct": "bob"}).author.handle == "bob@social.example"


def test_an_author_is_known_by_the_address_that_all_servers_share() -> None:
    assert mention().author.id == "https://other.example/@bob"


def test_an_author_without_an_address_is_known_by_the_local_id() -> None:
    assert mention(account={**BOB, "url": None}).author.id == "social.example/2"


def test_followers_are_counted_when_given() -> None:
    assert mention().author.followers == 12


def test_unknown_followers_are_not_zero() -> None:
    assert mention(account={"id": "2", "acct": "bob", "username": "bob"}).author.followers is None


def test_our_own_account_is_recognised() -> None:
    assert mention(account={**BOB, "id": "1"}).author.is_own is True


def test_nobody_is_ours_when_we_have_no_account() -> None:
    assert normalised(status(), me=None).author.is_own is False


def test_media_come_with_their_description() -> None:
    made = mention(media_attachments=[{"url": "https://x.example/a.png", "description": "A late train"}])
    assert made.media == (Media(url="https://x.example/a.png", alt="A late train"),)


def test_a_picture_without_words_is_a_mention() -> None:
    assert mention("", media_attachments=[{"url": "https://x.example/a.png"}]).text == ""


def test_neither_words_nor_media_is_a_skip() -> None:
    assert normalised(status("")) == Skip("empty")


@pytest.mark.parametrize(
    "content",
    [
        '<a href="https://news.example/a">a</a> <a href="https://b.example/tags/x" class="mention hashtag">#x</a>',
        '<a class="u-url mention" href="http://b.example/@bob">@bob</a> <a href="https://news.example/a">a</a>',
        '<a href="https://c.example/who">@who</a> <a href="https://news.example/a">a</a>',
        '<a href="http://b.example?a=1&amp;t=x" class="hashtag">#x</a> <a href="https://news.example/a">a</a>',
    ],
)
def test_links_leave_out_people_and_hashtags(content: str) -> None:
    made = mention(content=content, mentions=[{"id": "2", "url": "https://c.example/who"}])
    assert made.links == ("https://news.example/a",)


def test_a_quoted_status_is_a_link() -> None:
    made = mention(quote={"state": "accepted", "quoted_status": {"url": "https://x.example/@a/1"}})
    assert made.links == ("https://x.example/@a/1",)


def test_a_language_hint_is_lower_case() -> None:
    assert mention(language="de-AT").lang_hint == "de-at"


def test_a_language_that_is_none_is_no_hint() -> None:
    assert mention(language="<script>").lang_hint is None


def test_engagement_is_counted() -> None:
    made = mention(favourites_count=3, reblogs_count=2, replies_count=1)
    assert (made.engagement.likes, made.engagement.reposts, made.engagement.replies) == (3, 2, 1)


def test_a_boost_is_a_skip() -> None:
    assert normalised(status(reblog={"id": "1"})) == Skip("repost")


def test_who_excludes_search_engines_is_not_taken_from_a_timeline() -> None:
    assert normalised(status(account={**BOB, "noindex": True})) == Skip("opted_out")


def test_who_excludes_search_engines_is_heard_in_a_thread_of_ours() -> None:
    assert isinstance(normalised(status(account={**BOB, "noindex": True}), found="thread"), Mention)


@pytest.mark.parametrize(("only", "outcome_"), [(True, Skip), (False, Mention)])
def test_who_does_not_allow_search_is_left_out_where_that_is_asked_for(only: bool, outcome_: type) -> None:
    made = normalised(status(account={**BOB, "indexable": False}), only_indexable=only)
    assert isinstance(made, outcome_)


@pytest.mark.parametrize("kind", ["favourite", "follow", "reblog", "poll", "admin.sign_up", "something new"])
def test_a_notification_without_words_is_a_skip(kind: str) -> None:
    payload = {"notification": {"id": "5", "type": kind, "status": status()}}
    assert outcome(CONNECTOR, "notification", ID, payload) == Skip("reaction")


def test_a_mention_of_us_is_a_mention() -> None:
    payload = {"notification": {"id": "5", "type": "mention", "status": status("@acme help")}, "me": "1"}
    assert outcome(CONNECTOR, "notification", ID, payload).text == "@acme help"


def test_a_deletion_removes_the_mention() -> None:
    assert outcome(CONNECTOR, "delete", ID, {"id": "100"}) == Removed(id="mastodon:social.example/100", at=SEEN)


def test_a_form_of_tomorrow_is_a_skip() -> None:
    assert outcome(CONNECTOR, "story", ID, {}) == Skip("unknown_form")


def test_a_status_without_an_author_is_a_changed_payload() -> None:
    with pytest.raises(PayloadChanged, match="account"):
        normalised({"id": "100", "content": "x"})


CAPTURED = ("mastodon_Mastodon.py_cassettes/decoded", "mastodon_mastodon-api.dart")


def captured_outcomes(form: str, *needed: str) -> list:
    made = []
    for folder in CAPTURED:
        for _, body in bodies(captured(folder)):
            for one in objects(body):
                if all(name in one for name in needed) and one.get("id"):
                    payload = {form: one, "found": "thread", "root": None, "me": None}
                    made.append(outcome(CONNECTOR, form, f"{HOST}/{one['id']}", payload))
    return made


def test_every_captured_status_is_understood() -> None:
    made = captured_outcomes("status", "content", "account", "visibility")
    assert len(made) > 300


def test_most_captured_statuses_are_mentions() -> None:
    made = captured_outcomes("status", "content", "account", "visibility")
    assert sum(isinstance(one, Mention) for one in made) > 0.8 * len(made)


def test_every_captured_notification_is_understood() -> None:
    assert len(captured_outcomes("notification", "type", "account", "created_at")) > 50
