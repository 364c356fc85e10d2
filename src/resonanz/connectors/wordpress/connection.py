"""One WordPress site, opened: what it can do depends on whether it has an account.

The one thing a reader would get wrong: whether an account may moderate is known only once the site was asked. So an
account offers it, and the site's refusal is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connection,
    Cursor,
    Env,
    Misconfigured,
    Outgoing,
    Published,
    RawItem,
)
from resonanz.connect.payload import Wild
from resonanz.connectors.wordpress.comments import PAGE, Comments, id_of
from resonanz.connectors.wordpress.normalise import author_id
from resonanz.connectors.wordpress.publish import MAX_LENGTH, Desk
from resonanz.connectors.wordpress.read import Reader
from resonanz.connectors.wordpress.settings import Wishes, read_wishes
from resonanz.connectors.wordpress.site import Site


class Ears:
    """Read a site's comments, with or without an account."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self._site = Site(wishes, env)
        self._comments = Comments(self._site, env.clock)
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new on the site."""
        return Reader(self._site, self._comments, self._env).read(cursor, budget)

    def thread(self, native_id: str) -> list[RawItem]:
        """Return the comments of a thread; nothing when the one asked for does not stand any more."""
        id_ = self._number(native_id)
        self._site.me()
        comment = self._comments.find(id_)
        if comment is None:
            return []
        root, found = self._comments.thread(comment)
        return [self._comments.item(one, root=root) for one in found]

    def recheck(self, native_ids: Sequence[str]) -> Iterator[RawItem]:
        """Yield each comment as it is now, or that it does not stand any more: deleted, spam, thrown away."""
        self._site.me()
        numbers = [self._number(native_id) for native_id in native_ids]
        for start in range(0, len(numbers), PAGE):
            some = numbers[start : start + PAGE]
            page = self._comments.page({"include": ",".join(some)})
            shown = {id_of(one): one for one in page.comments}
            for id_ in some:
                comment = shown.get(id_) or self._comments.find(id_)
                yield self._comments.gone(id_) if comment is None else self._comments.item(comment)

    def probe(self) -> str:
        """Return which site was reached, as whom, and how many comments it shows."""
        me = self._site.me()
        total = self._comments.page({"per_page": 1}).total
        count = "" if total is None else f" It shows {total} comments."
        if me is None:
            return f"Reached {self._site.name}.{count} Without an account we can listen, but not answer."
        rights = "may moderate comments" if me.moderates else "may not moderate comments"
        return f"Reached {self._site.name} as {me.name or me.id}, who {rights}.{count}"

    def _number(self, native_id: str) -> str:
        site, _, number = native_id.rpartition("/")
        if site != self._site.name or not number:
            raise Misconfigured(f"This was heard on {site}, and this source reads {self._site.name}.")
        return str(Wild(number, "id").integer())


class Account(Ears):
    """Read, answer and moderate as an account."""

    max_length = MAX_LENGTH

    def publish(self, reply: Outgoing) -> Published:
        """Answer a comment once for its key."""
        return self._desk.publish(reply, self._number(reply.reply_to))

    def approve(self, native_id: str) -> None:
        """Let everybody read a comment that waits."""
        self._desk.approve(self._number(native_id))

    def hide(self, native_id: str) -> None:
        """Take a comment out of public sight."""
        self._desk.hide(self._number(native_id))

    def account_names(self) -> list[str]:
        """Return our account's id as authors carry it; names on a site are anybody's to take."""
        me = self._site.me()
        return [author_id(self._site.name, me.id)] if me else []

    @property
    def _desk(self) -> Desk:
        return Desk(self._site, self._comments, self._env)


def open_source(config: Config, env: Env) -> Connection:
    """Open a source; raise Misconfigured when its settings cannot work."""
    wishes = read_wishes(config)
    return Account(wishes, env) if wishes.authorization else Ears(wishes, env)
