"""A raw comment or deletion to a mention: pure, without network, clock or memory.

The one thing a reader would get wrong: a comment that waits for approval is a message. Nobody but the site's own
people can read it, so it is no public word until it is approved; then the same id comes back as a comment.
"""

from __future__ import annotations

from typing import Final

from resonanz.connect.contract import Context, Json, Mention, Normalised, RawItem, Removed, Skip
from resonanz.connect.markup import plain_text, read_markup
from resonanz.connect.payload import Wild
from resonanz.connect.text import clean_line
from resonanz.connect.times import heard_time
from resonanz.connectors.wordpress.comments import is_held, is_standing
from resonanz.core.ids import MentionId, mention_id
from resonanz.core.mention import Author, MentionType

CHANNEL: Final = "wordpress"

SKIPS: Final = {
    "empty": "A comment without words.",
    "unknown_form": "A raw item of a kind that this version does not know.",
}


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a raw item says; raise PayloadChanged when its shape is unknown."""
    match item.form:
        case "gone":
            return Removed(id=mention_id(CHANNEL, item.native_id), at=item.seen_at)
        case "comment":
            payload = Wild(item.payload)
            return _comment(item, payload["comment"], payload, context)
        case _:
            return Skip("unknown_form", item.form)


def _comment(item: RawItem, comment: Wild, payload: Wild, context: Context) -> Normalised:
    said = comment.raw if isinstance(comment.raw, dict) else {}
    own_id = mention_id(CHANNEL, item.native_id)
    if not is_standing(said):
        return Removed(id=own_id, at=item.seen_at)
    content = comment["content"]
    page = read_markup((content["rendered"] if content.is_object else content).text())
    if not page.text:
        return Skip("empty")
    site = item.native_id.rpartition("/")[0]
    parent = _above(site, comment.find("parent"))
    held = is_held(said)
    return Mention(
        id=own_id,
        channel=CHANNEL,
        source=context.source,
        type=MentionType.MESSAGE if held else MentionType.COMMENT,
        url=comment.find("link").url(),
        published_at=heard_time(_utc(comment.find("date_gmt").raw), seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=_author(comment, site, payload.find("me").identity_or_none()),
        text=page.text,
        title=None if held else _title(payload.find("post")),  # a message would be called by it
        reply_to=parent,
        thread=(_above(site, payload.find("root")) or parent or own_id),
        links=page.links,
    )


def _above(site: str, number: Wild) -> MentionId | None:
    found = number.integer_or_none()
    return mention_id(CHANNEL, f"{site}/{found}") if found and 0 < found < 10**18 else None


def _author(comment: Wild, site: str, me: str | None) -> Author:
    number = comment.find("author").integer_or_none()
    id_ = str(number) if number and 0 < number < 10**18 else None
    return Author(
        id=author_id(site, id_) if id_ else None,
        name=_line(comment.find("author_name")),
        url=comment.find("author_url").url(),
        is_own=me is not None and me == id_,
    )


def author_id(site: str, number: str) -> str:
    """Return the id of somebody who has an account on the site; visitors have none."""
    return f"{site}/users/{number}"


def _title(post: Wild) -> str | None:
    title = post.find("title")
    return _line(title.find("rendered") if title.is_object else title)


def _line(said: Wild) -> str | None:
    """Return a line that WordPress has written with entities."""
    text = said.line_or_none()
    return clean_line(plain_text(text)) or None if text else None


def _utc(said: Json) -> Json:
    """Return a date with the zone that WordPress leaves out of what it calls GMT."""
    return f"{said}Z" if isinstance(said, str) and said and "Z" not in said.upper() and "+" not in said else said
