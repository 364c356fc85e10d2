"""A small, complete connector to an imagined forum, and the forum: what the conformance suite is tried on.

Each step of reading and normalising is a method of its own, so that a test can plant one fault at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connector,
    Context,
    Cursor,
    Env,
    Form,
    Json,
    Misconfigured,
    Normalised,
    RawItem,
    Removed,
    Setting,
    Skip,
)
from resonanz.connect.markup import read_markup
from resonanz.connect.payload import Wild
from resonanz.connect.replay import Asked, Given
from resonanz.connect.times import heard_time, revision_of
from resonanz.core.ids import mention_id
from resonanz.core.mention import Author, Engagement, Mention

PAGE = 4


class Forum:
    """Be one configured forum: pages of posts, oldest first, after a number."""

    def __init__(self, config: Config, env: Env) -> None:
        self.config = config
        self.env = env
        self.address = self.address_of(config)

    def address_of(self, config: Config) -> str:
        address = config.settings.get("address")
        if not isinstance(address, str) or not address:
            raise Misconfigured("The forum's address is missing.")
        return address

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.config.secrets.get('token', '')}"}

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        after = self.after(cursor)
        begun = self.env.clock.monotonic()
        items = requests = 0
        more = True
        while more and self.may_go_on(budget, items, requests, self.env.clock.monotonic() - begun):
            posts, last = self.page(after, min(PAGE, budget.items - items))
            requests += 1
            items += len(posts)
            more = self.says_more(last)
            after = posts[-1]["number"].integer() if posts else after
            yield Batch(items=tuple(map(self.item, posts)), cursor=self.cursor(after), more=more)

    def may_go_on(self, budget: Budget, items: int, requests: int, seconds: float) -> bool:
        return items < budget.items and requests < budget.requests and seconds < budget.seconds

    def says_more(self, last: bool) -> bool:
        return not last

    def after(self, cursor: Cursor | None) -> int:
        return Wild(dict(cursor))["after"].integer() if cursor else 0  # type: ignore[arg-type]

    def cursor(self, after: int) -> Cursor:
        return {"v": 1, "after": after}

    def page(self, after: int, limit: int) -> tuple[list[Wild], bool]:
        page = self.fetch({"after": after, "limit": limit})
        posts = list(page["posts"].items())
        for post in posts:
            post["number"].integer()
        return posts, page["last"].flag()

    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        return Wild(self.env.http.get(f"{self.address}/posts", params=params, headers=self.headers()).json())

    def item(self, post: Wild) -> RawItem:
        return RawItem(native_id=post["number"].identity(), form="post", payload=post.raw, seen_at=self.env.clock.now())

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        for line in self.env.http.lines(f"{self.address}/stream", headers=self.headers()):
            if stop():
                return
            posts = [Wild(json.loads(line))] if line else []
            yield Batch(items=tuple(map(self.item, posts)), cursor=None, more=True)


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a post says."""
    if item.form != "post":
        return Skip("unknown_form")
    post = Wild(item.payload)
    id_ = mention_id("forum", post["number"].identity())
    if post.find("deleted").flag():
        return Removed(id=id_, at=item.seen_at)
    page = read_markup(post["html"].text())
    if not page.text:
        return Skip("no_text")
    return Mention(
        id=id_,
        channel="forum",
        source=context.source,
        url=post.find("url").url(),
        published_at=heard_time(post.find("posted").raw, seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=Author(name=post.find("author", "name").line_or_none()),
        text=page.text,
        links=page.links,
        thread=id_,
        engagement=Engagement(likes=post.find("likes").count()),
        revision=revision_of(post.find("edited").raw, seen_at=item.seen_at),
    )


SETTINGS = (
    Setting(
        name="address",
        form=Form.URL,
        label={"de": "Adresse", "en": "Address"},
        help={"de": "Wo das Forum liegt.", "en": "Where the forum is."},
        required=True,
        example="https://forum.example",
    ),
    Setting(name="token", form=Form.SECRET, label={"de": "Schlüssel", "en": "Token"}),
)


def connector(connection: type[Forum] = Forum, **changes: object) -> Connector:
    """Return the forum's connector, with another connection or other values where a test wants them."""
    values: dict[str, object] = {
        "name": "forum",
        "channel": "forum",
        "title": "Forum",
        "summary": {"de": "Ein Forum.", "en": "A forum."},
        "settings": SETTINGS,
        "open": connection,
        "normalise": normalise,
        "skip_reasons": {"no_text": "It says nothing.", "unknown_form": "It is no post."},
        "streams": True,
        **changes,
    }
    return Connector(**values)  # type: ignore[arg-type]


def post(number: int, **values: Json) -> dict[str, Json]:
    """Return a post as the forum gives it."""
    return {
        "number": number,
        "html": f"<p>Post <b>{number}</b> &amp; more</p>",
        "url": f"https://forum.example/p/{number}",
        "posted": f"2026-10-{number:02}T10:00:00+02:00",
        "author": {"name": f"Ada {number}"},
        "likes": number,
        **values,
    }


POSTS = (
    post(1),
    post(2, html='<p>Wo bleibt mein <a href="https://shop.example/7">Paket</a>?</p><script>evil()</script>'),
    post(3, edited="2026-10-05T08:00:00Z"),
    post(4, html="<img src=x>"),
    post(5, deleted=True),
    post(6, posted="9999-12-31T00:00:00Z"),
    post(7, author=None, likes="12"),
    post(8),
    post(9),
)


@dataclass
class ForumServer:
    """Imitate the forum."""

    posts: Sequence[Mapping[str, Json]] = POSTS

    def answer(self, asked: Asked) -> Given:
        after, limit = int(asked.params["after"]), int(asked.params["limit"])
        newer = [dict(each) for each in self.posts if each["number"] > after]  # type: ignore[operator]
        return Given.of_json({"posts": newer[:limit], "last": len(newer) <= limit})  # type: ignore[arg-type]

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return [None, json.dumps(post(10)), None, json.dumps(post(11)), None]
