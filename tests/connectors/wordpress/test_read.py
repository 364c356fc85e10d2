"""Reading a site loses nothing: between looks, while comments are thrown away, when one waited for a week."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import (
    Budget,
    Config,
    CredentialsRejected,
    Cursor,
    Env,
    Misconfigured,
    PayloadChanged,
    Probes,
    RawItem,
    ReadsThreads,
    Rechecks,
)
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.wordpress import CONNECTOR
from resonanz.core.clock import FixedClock
from tests.connectors.wordpress.site import BASE, NOW, Blog, comment, example, opened

SITE = "acme.example/blog"


class Reader:
    """Look at a site again and again, keeping the cursor as a store does."""

    def __init__(self, blog: Blog, *, account: bool = True) -> None:
        self.blog = blog
        self.account = account
        self.cursor: Cursor | None = None

    def look(self, budget: Budget | None = None, meanwhile: Callable[[], None] = lambda: None) -> list[RawItem]:
        """Look until caught up; `meanwhile` happens after each batch."""
        heard: list[RawItem] = []
        more = True
        while more:
            more = False
            for batch in opened(self.blog, account=self.account).read(self.cursor, budget or Budget()):
                heard += batch.items
                self.cursor = json.loads(json.dumps(batch.cursor)) if batch.cursor else self.cursor
                more = batch.more
                meanwhile()
        return heard

    def numbers(self, budget: Budget | None = None) -> list[int]:
        """Return the numbers of what came, in order."""
        return numbers(self.look(budget))


def numbers(items: list[RawItem]) -> list[int]:
    return [int(item.native_id.rpartition("/")[2]) for item in items]


def blog_of(count: int) -> Blog:
    return Blog([comment(number) for number in range(1, count + 1)])


def test_the_first_look_takes_the_newest_page() -> None:
    assert Reader(blog_of(250)).numbers() == list(range(151, 251))


def test_later_looks_bring_what_came_since_oldest_first_within_a_page() -> None:
    reader = Reader(blog_of(3))
    reader.look()
    reader.blog.comments += [comment(4), comment(5)]
    assert reader.numbers() == [4, 5]


def test_a_quiet_site_brings_nothing() -> None:
    reader = Reader(example())
    reader.look()
    assert reader.numbers() == []


def test_what_came_while_nobody_looked_is_read_down_to_the_mark() -> None:
    reader = Reader(blog_of(10))
    reader.look()
    reader.blog.comments += [comment(number) for number in range(11, 411)]
    assert sorted(set(reader.numbers())) == list(range(11, 411))


def test_a_comment_that_waited_is_heard_when_it_is_approved() -> None:
    blog = blog_of(20)
    blog.comments[4]["status"] = "hold"
    reader = Reader(blog, account=False)
    assert 5 not in reader.numbers()
    blog.comments[4]["status"] = "approved"
    assert reader.numbers() == [5]


def test_an_edit_on_the_newest_page_is_read_again() -> None:
    reader = Reader(blog_of(20))
    reader.look()
    reader.blog.comments[4]["content"] = {"rendered": "<p>Something else</p>"}
    assert reader.numbers() == [5]


def test_an_imported_old_comment_is_heard() -> None:
    reader = Reader(blog_of(20))
    reader.look()
    reader.blog.comments.append(comment(21, date_gmt="2009-01-01T00:00:00"))
    assert reader.numbers() == [21]


@settings(max_examples=30)
@given(
    gone=st.lists(st.integers(11, 400), max_size=120),
    arriving=st.lists(st.integers(0, 60), max_size=8),
    items=st.integers(20, 300),
)
def test_nothing_is_lost_while_comments_come_and_go(gone: list[int], arriving: list[int], items: int) -> None:
    reader = Reader(blog_of(10))
    reader.look()
    reader.blog.comments += [comment(number) for number in range(11, 401)]
    waiting, leaving = list(arriving), list(gone)

    def meanwhile() -> None:
        some = {leaving.pop() for _ in range(min(len(leaving), 20))}
        reader.blog.comments = [one for one in reader.blog.comments if one["id"] not in some]
        last = reader.blog.comments[-1]["id"]
        coming = waiting.pop() if waiting else 0
        reader.blog.comments += [comment(last + number) for number in range(1, coming + 1)]

    heard = set(numbers(reader.look(Budget(items=items), meanwhile)))
    standing = {one["id"] for one in reader.blog.comments if one["id"] > 10}
    assert standing - heard - set(reader.numbers()) == set()


def test_a_visitors_addresses_are_never_fetched() -> None:
    items = Reader(example()).look()
    assert "private.example" not in str([item.payload for item in items])


@pytest.mark.parametrize(("plain", "cached"), [(False, False), (True, False), (False, True)])
def test_every_manner_of_links_is_read(plain: bool, cached: bool) -> None:
    blog = example()
    blog.plain, blog.cached = plain, cached
    assert Reader(blog).numbers() == [1, 2, 3, 4, 5, 7]


def test_without_an_account_only_what_is_public_is_read() -> None:
    assert Reader(example(), account=False).numbers() == [1, 2, 3, 4, 7]


def test_an_account_that_may_not_moderate_reads_what_is_public() -> None:
    blog = example()
    blog.moderates = False
    assert Reader(blog).numbers() == [1, 2, 3, 4, 7]


@pytest.mark.parametrize(
    "said",
    [BASE, f"{BASE}/", f" {BASE}/wp-admin/edit.php ", "acme.example/blog", f"{BASE}/wp-json/"],
)
def test_the_address_is_understood_as_people_paste_it(said: str) -> None:
    connection = opened(example(), base=said)
    assert isinstance(connection, Probes)
    assert connection.probe().startswith(f"Reached {SITE} as Acme")


@pytest.mark.parametrize("said", ["", "ftp://acme.example", "https://", "https://acme.example:0/"])
def test_what_is_no_address_is_refused(said: str) -> None:
    with pytest.raises(Misconfigured, match="address of the site"):
        opened(example(), base=said)


def test_half_an_account_is_refused() -> None:
    env = Env(http=Replay(example(), FixedClock(NOW)), clock=FixedClock(NOW), log=HeldLog())
    with pytest.raises(Misconfigured, match="both"):
        CONNECTOR.open(Config(source="blog", settings={"site": BASE, "username": "desk"}), env)


def test_a_wrong_password_is_said_with_its_usual_causes() -> None:
    clock = FixedClock(NOW)
    config = Config(
        source="blog", settings={"site": BASE, "username": "desk"}, secrets={"application_password": "wrong"}
    )
    connection = CONNECTOR.open(config, Env(http=Replay(example(), clock), clock=clock, log=HeldLog()))
    with pytest.raises(CredentialsRejected, match="drops the header Authorization"):
        list(connection.read(None, Budget()))


def test_a_thread_is_told_from_its_first_comment_whichever_is_asked_for() -> None:
    connection = opened(example())
    assert isinstance(connection, ReadsThreads)
    for number in (1, 2, 3):
        items = list(connection.thread(f"{SITE}/{number}"))
        assert numbers(items) == [1, 2, 3]
        assert {item.payload["root"] for item in items if isinstance(item.payload, dict)} == {"1"}


def test_the_thread_of_what_is_gone_is_empty() -> None:
    connection = opened(example())
    assert isinstance(connection, ReadsThreads)
    assert list(connection.thread(f"{SITE}/99")) == []


def rechecked(blog: Blog, *asked: int, account: bool = True) -> dict[int, str]:
    connection = opened(blog, account=account)
    assert isinstance(connection, Rechecks)
    items = connection.recheck([f"{SITE}/{number}" for number in asked])
    return {int(item.native_id.rpartition("/")[2]): item.form for item in items}


@pytest.mark.parametrize("status", ["spam", "trash", None])
def test_spam_and_what_was_thrown_away_or_deleted_is_gone(status: str | None) -> None:
    blog = example()
    blog.comments[0]["status"] = status
    blog.comments = [one for one in blog.comments if one["status"]]
    assert rechecked(blog, 1, 2, 5) == {1: "gone", 2: "comment", 5: "comment"}


def test_what_the_public_may_not_read_any_more_is_gone_for_a_source_without_account() -> None:
    blog = example()
    blog.comments[0]["status"] = "hold"
    assert rechecked(blog, 1, 2, account=False) == {1: "gone", 2: "comment"}


def test_an_account_that_lost_the_right_to_moderate_takes_nothing_for_gone() -> None:
    blog = example()
    blog.moderates = False
    with pytest.raises(Exception, match="does not allow this"):
        rechecked(blog, 5)


def test_a_site_that_answers_something_else_is_named() -> None:
    class Other(Blog):
        def answer(self, asked: Asked) -> Given:
            return Given.of_json({"comments": []})

    with pytest.raises(PayloadChanged, match="should be"):
        Reader(Other(), account=False).look()
