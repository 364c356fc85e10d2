"""A hit of the search, or an item looked at again, to a mention; pure."""

from __future__ import annotations

from typing import Final

from resonanz.connect.contract import Context, Normalised, PayloadChanged, RawItem, Skip
from resonanz.connect.markup import plain_text, read_markup
from resonanz.connect.payload import Wild
from resonanz.connect.text import clean_line
from resonanz.connect.times import heard_time
from resonanz.core.ids import MentionId, mention_id
from resonanz.core.mention import Author, Engagement, Mention, MentionType, Removed

SKIP_REASONS: Final = {
    "no_text": "The story or comment has neither title nor text.",
    "another_kind": "It is a poll, a job or another kind that nobody says anything in.",
    "unknown_form": "The item is of a kind that this connector does not know.",
}

SITE: Final = "https://news.ycombinator.com"

_KINDS: Final = {"story": MentionType.POST, "comment": MentionType.COMMENT}
_HANDLE_LENGTH: Final = 100


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a story or comment says; raise PayloadChanged where its shape is foreign."""
    if item.form == "gone":
        return Removed(id=_id(Wild(item.native_id)), at=item.seen_at)
    if item.form not in ("hit", "item"):
        return Skip("unknown_form")
    hit = Wild(item.payload)
    id_ = _id(hit["objectID"] if item.form == "hit" else hit["id"])
    kind = _kind(hit, item.form)
    if kind is None:
        return Skip("another_kind")
    if item.form == "item" and hit.find("author").is_missing:
        return Removed(id=id_, at=item.seen_at)
    return _mention(hit, item, context, id_, kind)


def _mention(hit: Wild, item: RawItem, context: Context, id_: MentionId, kind: MentionType) -> Normalised:
    text_field = "text" if item.form == "item" else "comment_text" if kind is MentionType.COMMENT else "story_text"
    page = read_markup(hit.find(text_field).text_or_none() or "")
    title = clean_line(plain_text(hit.find("title").text_or_none() or "")) or None
    if not page.text and not title:
        return Skip("no_text")
    leads_to = hit.find("url").url()
    parent, story = hit.find("parent_id"), hit.find("story_id")
    return Mention(
        id=id_,
        channel="hackernews",
        source=context.source,
        type=kind,
        url=f"{SITE}/item?id={id_.partition(':')[2]}",
        published_at=heard_time(hit["created_at_i"].integer(), seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=_author(hit),
        text=page.text or title or "",
        title=title,
        reply_to=None if parent.is_missing else _id(parent),
        thread=id_ if story.is_missing else _id(story),
        engagement=Engagement(likes=hit.find("points").count(), replies=hit.find("num_comments").count()),
        links=tuple(dict.fromkeys([*([leads_to] if leads_to else []), *page.links])),
    )


def _kind(hit: Wild, form: str) -> MentionType | None:
    said = [hit["type"].text()] if form == "item" else [tag.text() for tag in hit["_tags"].items()]
    return next((_KINDS[name] for name in said if name in _KINDS), None)


def _author(hit: Wild) -> Author:
    handle = hit.find("author").line_or_none()
    if handle is None or len(handle) > _HANDLE_LENGTH:
        return Author()
    url = f"{SITE}/user?id={handle}" if handle.replace("-", "").replace("_", "").isalnum() else None
    return Author(id=handle, handle=handle, url=url)


def _id(said: Wild) -> MentionId:
    number = said.identity()
    if not (number.isascii() and number.isdigit()):
        raise PayloadChanged("should be the number of an item.", path=said.path)
    return mention_id("hackernews", number)


__all__ = ["SKIP_REASONS", "normalise"]
