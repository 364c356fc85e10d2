"""Asking a site for comments: which fields, which statuses, and how a comment becomes a raw item.

The one thing a reader would get wrong: what is not asked for. A moderator is shown the e-mail address and the network
address of whoever comments; neither is ever fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

from resonanz.connect.contract import Answer, Json, PayloadChanged, RawItem
from resonanz.connect.payload import Wild
from resonanz.connectors.wordpress.site import Refusal, Site
from resonanz.core.clock import Clock

Comment: TypeAlias = "dict[str, Json]"

PAGE: Final = 100
"""The most that WordPress gives at once."""
LEVELS: Final = 12
"""How deep a thread is followed; WordPress itself nests ten at most."""

_FIELDS: Final = "id,post,parent,author,author_name,author_url,date_gmt,content,link,status"
_KEPT: Final = (*_FIELDS.split(","),)
_ABSENT: Final = frozenset({"rest_comment_invalid_id", "rest_post_invalid_id", "rest_comment_invalid_post_id"})
"""Codes that say of one comment that it is not there."""
_NOT_FOR_ALL: Final = frozenset({"rest_cannot_read", "rest_cannot_read_post"})
"""Codes that say that not everybody may read it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Hold some comments, and how many there are in all (None where the site does not say)."""

    comments: tuple[Comment, ...]
    total: int | None


class Comments:
    """Ask one site for comments."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._site = site
        self._clock = clock

    def page(self, params: Mapping[str, str | int]) -> Page:
        """Return comments: approved ones, to a moderator those that wait as well."""
        asked: dict[str, str | int] = {
            "per_page": PAGE,
            "orderby": "id",
            "order": "desc",
            "_fields": f"{_FIELDS},_links.up,_embedded.up",
            "_embed": "up",
            **params,
        }
        if self._site.moderates:
            asked["status"] = "all"
        return _page(self._site.fetch("/comments", asked))

    def find(self, id_: str) -> Comment | None:
        """Return one comment whatever its status; None when it is not there, or not for everybody.

        An account that may not moderate is not believed about the latter: it may only have lost the right to read it.
        """
        params = {"_fields": f"{_FIELDS},_links.up,_embedded.up", "_embed": "up"}
        answer = self._site.get(f"/comments/{quote(id_, safe='')}", params)
        if isinstance(answer, Refusal):
            if answer.code in _ABSENT or (answer.code in _NOT_FOR_ALL and not self._site.has_account):
                return None
            raise answer.trouble
        return _comment(answer.json(), "comment")

    def thread(self, comment: Comment) -> tuple[str, list[Comment]]:
        """Return the id of a thread's first comment, and all its comments from there down."""
        root = self._root(comment)
        found = {id_of(root): root}
        above = [id_of(root)]
        for _ in range(LEVELS):
            answers = self.page({"parent": ",".join(above), "order": "asc"}).comments
            new = {id_of(one): one for one in answers if id_of(one) not in found}
            if not new:
                break
            found |= new
            above = list(new)[:PAGE]
        return id_of(root), list(found.values())

    def _root(self, comment: Comment) -> Comment:
        for _ in range(LEVELS):
            parent = parent_of(comment)
            above = self.find(parent) if parent else None
            if above is None or not is_standing(above):
                return comment
            comment = above
        return comment

    def item(self, comment: Comment, *, root: str | None = None) -> RawItem:
        """Return a comment as a raw item; one that was thrown away or is spam as a deletion."""
        if not is_standing(comment):
            return self.gone(id_of(comment))
        post = _post(comment)
        kept: dict[str, Json] = {name: comment[name] for name in _KEPT if name in comment}
        payload: dict[str, Json] = {"comment": kept, "post": post, "me": self._site.my_id, "root": root}
        return self._raw(id_of(comment), "comment", payload)

    def gone(self, id_: str) -> RawItem:
        """Return that a comment does not stand on the site any more."""
        return self._raw(id_, "gone", {"id": id_})

    def _raw(self, id_: str, form: str, payload: Json) -> RawItem:
        return RawItem(native_id=f"{self._site.name}/{id_}", form=form, payload=payload, seen_at=self._clock.now())


def id_of(comment: Comment) -> str:
    """Return a comment's number as text; raise PayloadChanged when there is none."""
    number = Wild(comment, "comment")["id"].integer()
    if not 0 < number < 10**18:
        raise PayloadChanged("is no number of a comment.", path="comment.id")
    return str(number)


def parent_of(comment: Comment) -> str | None:
    """Return the number of the comment that is answered, None for the first of a thread."""
    number = Wild(comment, "comment").find("parent").integer_or_none()
    return str(number) if number and number > 0 else None


def is_standing(comment: Comment) -> bool:
    """Tell whether a comment is approved or waits; one without a status was shown to everybody."""
    status = comment.get("status")
    return status in (None, "", "approved", "approve", "1", 1) or is_held(comment)


def is_held(comment: Comment) -> bool:
    """Tell whether a comment waits for approval."""
    return comment.get("status") in ("hold", "0", 0)


def _page(answer: Answer) -> Page:
    body = answer.json()
    if not isinstance(body, list):
        raise PayloadChanged("should be a list.", path="comments")
    total = answer.headers.get("x-wp-total", "").strip()
    comments = tuple(_comment(one, f"comments[{index}]") for index, one in enumerate(body))
    return Page(comments, int(total) if total.isascii() and total.isdigit() and len(total) < 18 else None)


def _comment(value: Json, path: str) -> Comment:
    if not isinstance(value, dict):
        raise PayloadChanged("should be an object.", path=path)
    id_of(value)
    return value


def _post(comment: Comment) -> dict[str, Json]:
    """Return what the page is called that a comment stands below, nothing where the site does not say."""
    embedded = comment.get("_embedded")
    above: Iterable[Json] = ()
    if isinstance(embedded, dict) and isinstance(found := embedded.get("up"), list):
        above = found
    for one in above:
        if isinstance(one, dict) and "title" in one:
            return {name: one[name] for name in ("id", "title", "link", "type") if name in one}
    return {}
