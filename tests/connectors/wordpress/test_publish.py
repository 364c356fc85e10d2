"""Answering and moderating on a site: once, below what is answered, and honest where nobody can tell."""

from __future__ import annotations

import pytest

from resonanz.connect.contract import (
    AccessDenied,
    CredentialsRejected,
    HasAccount,
    Moderates,
    Outgoing,
    Published,
    Publishes,
    PublishRefused,
    PublishUncertain,
    TryLater,
)
from resonanz.connectors.wordpress.publish import fingerprint
from tests.connectors.wordpress.site import US, Blog, example, opened, refusal

SITE = "acme.example/blog"
WORDS = "Wir kümmern uns <heute> darum & melden uns – versprochen."


def publish(blog: Blog, number: int = 1, *, text: str = WORDS, repeated: bool = False) -> Published:
    connection = opened(blog)
    assert isinstance(connection, Publishes)
    return connection.publish(Outgoing(key="k1", reply_to=f"{SITE}/{number}", text=text, lang="de", repeated=repeated))


@pytest.fixture
def blog() -> Blog:
    return example()


def test_an_answer_stands_below_what_it_answers(blog: Blog) -> None:
    published = publish(blog, 4)
    made = blog.comments[-1]
    assert (made["parent"], made["post"], made["author"]) == (4, 12, US)
    assert published.native_id == f"{SITE}/{made['id']}"
    assert published.url == made["link"]


def test_our_words_are_text_and_not_markup(blog: Blog) -> None:
    publish(blog)
    assert "&lt;heute&gt; darum &amp; melden" in blog.comments[-1]["content"]["rendered"]


def test_a_lost_confirmation_is_found_in_the_thread(blog: Blog) -> None:
    blog.cut_after_posting = 1
    published = publish(blog)
    assert (blog.posted, published.native_id) == (1, f"{SITE}/{blog.comments[-1]['id']}")


def test_a_repetition_finds_what_stands(blog: Blog) -> None:
    first = publish(blog)
    assert publish(blog, repeated=True).native_id == first.native_id
    assert blog.posted == 1


def test_a_repetition_finds_what_stands_although_the_question_was_deleted(blog: Blog) -> None:
    first = publish(blog)
    blog.comments = [one for one in blog.comments if one["id"] != 1]
    assert publish(blog, repeated=True).native_id == first.native_id


def test_a_duplicate_is_the_answer_that_stands_already(blog: Blog) -> None:
    first = publish(blog)
    assert publish(blog).native_id == first.native_id


def test_a_duplicate_that_is_not_shown_needs_a_look(blog: Blog) -> None:
    publish(blog)
    blog.comments[-1]["status"] = "spam"
    with pytest.raises(PublishUncertain, match="look there"):
        publish(blog)


def test_the_same_words_of_a_visitor_are_not_taken_for_ours(blog: Blog) -> None:
    blog.comments[1]["author"] = 0
    published = publish(blog, text="Thank you, we look into it.", repeated=True)
    assert published.native_id != f"{SITE}/2"
    assert blog.posted == 1


def test_a_flood_is_tried_again_after_fifteen_seconds(blog: Blog) -> None:
    blog.flood = True
    with pytest.raises(TryLater) as wait:
        publish(blog)
    assert wait.value.after == 15.0


@pytest.mark.parametrize("status", ["spam", "trash"])
def test_an_answer_to_what_was_thrown_away_is_refused(blog: Blog, status: str) -> None:
    blog.comments[0]["status"] = status
    with pytest.raises(PublishRefused, match="any more"):
        publish(blog)
    assert blog.posted == 0


def test_an_answer_to_what_waits_is_refused_until_it_is_approved(blog: Blog) -> None:
    with pytest.raises(PublishRefused, match="Approve it first"):
        publish(blog, 5)
    desk(blog).approve(f"{SITE}/5")
    assert publish(blog, 5).native_id


def test_closed_comments_are_refused_in_the_sites_words(blog: Blog) -> None:
    blog.closed = True
    with pytest.raises(PublishRefused, match="comments are closed"):
        publish(blog)


def test_an_answer_that_waits_itself_needs_a_look(blog: Blog) -> None:
    blog.moderates = False
    with pytest.raises(PublishUncertain, match="waits for approval"):
        publish(blog)


def test_without_an_account_there_is_nothing_to_publish_or_moderate_with(blog: Blog) -> None:
    connection = opened(blog, account=False)
    assert not isinstance(connection, Publishes | Moderates)


def test_our_account_is_known_by_the_id_that_authors_carry(blog: Blog) -> None:
    connection = opened(blog)
    assert isinstance(connection, HasAccount)
    assert connection.account_names() == [f"{SITE}/users/{US}"]


def desk(blog: Blog) -> Moderates:
    connection = opened(blog)
    assert isinstance(connection, Moderates)
    return connection


def test_what_is_hidden_waits_again_and_is_not_deleted(blog: Blog) -> None:
    desk(blog).hide(f"{SITE}/1")
    assert blog.comments[0]["status"] == "hold"


@pytest.mark.parametrize("number", [1, 5])
def test_moderating_twice_changes_nothing(blog: Blog, number: int) -> None:
    for _ in range(2):
        desk(blog).approve(f"{SITE}/{number}")
    assert blog.comments[number - 1]["status"] == "approved"


def test_moderating_what_is_gone_is_refused(blog: Blog) -> None:
    with pytest.raises(PublishRefused, match="any more"):
        desk(blog).approve(f"{SITE}/99")


def test_an_account_that_may_not_moderate_is_told_so(blog: Blog) -> None:
    blog.moderates = False
    with pytest.raises((PublishRefused, AccessDenied), match="not allow"):
        desk(blog).approve(f"{SITE}/5")


def test_a_revoked_password_is_the_operators_to_mend(blog: Blog) -> None:
    connection = opened(blog)
    wrong = refusal(401, "incorrect_password", "Wrong.")
    blog.answer = lambda _: wrong  # type: ignore[method-assign]
    assert isinstance(connection, Publishes)
    with pytest.raises(CredentialsRejected):
        connection.publish(Outgoing(key="k", reply_to=f"{SITE}/1", text="Hello"))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('"Quoted" -- and...', "\u201cQuoted\u201d \u2013 and\u2026"),
        ("2x3 metres :-)", "2\u00d73 metres \U0001f642"),
        ("It's <b>not</b> markup", "It\u2019s <b>not</b> markup"),
    ],
)
def test_what_the_site_makes_of_a_text_is_recognised(sent: str, shown: str) -> None:
    assert fingerprint(sent) == fingerprint(shown)


def test_different_answers_are_told_apart() -> None:
    assert fingerprint("It arrives on Monday.") != fingerprint("It arrives on Sunday.")
