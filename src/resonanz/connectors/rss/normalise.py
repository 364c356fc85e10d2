"""An entry of a feed to an article; pure.

The one thing a reader would get wrong: `updated` alone makes no revision. Many feeds give the same date twice; only
one that differs from the date of publication says that the entry was edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from resonanz.connect.contract import Context, Normalised, RawItem, Skip
from resonanz.connect.markup import Markup, plain_text, read_markup
from resonanz.connect.payload import Wild, web_address
from resonanz.connect.text import clean_line
from resonanz.connect.times import heard_time, revision_of
from resonanz.core.ids import mention_id
from resonanz.core.mention import Author, Media, Mention, MentionType

SKIP_REASONS: Final = {
    "no_text": "The entry has neither title nor text.",
    "beyond_cap": "The feed holds more entries than are looked at; the rest, further down, was left out.",
    "broke_off": "The feed broke off; the entry at the break is left for the next look.",
    "unknown_form": "The item is of a kind that this connector does not know.",
}

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]{1,20})?")
_NAME_BEHIND_ADDRESS = re.compile(r"\S+@\S+\s*\(([^)]{1,200})\)")
_MEDIA: Final = ("image/", "audio/", "video/")
_MAX_MEDIA: Final = 10


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return the article that an entry is; raise PayloadChanged where its shape is foreign."""
    if item.form == "surplus":
        return Skip("beyond_cap")
    if item.form == "broke_off":
        return Skip("broke_off")
    if item.form not in ("entry", "item"):
        return Skip("unknown_form")
    entry = Wild(item.payload)
    page = _body(entry) if item.form == "entry" else _json_body(entry)
    title = clean_line(plain_text(entry.find("title").text_or_none() or "")) or None
    if not page.text and not title:
        return Skip("no_text")
    published, updated = _dates(entry, item.form)
    id_ = mention_id("rss", item.native_id)
    return Mention(
        id=id_,
        channel="rss",
        source=context.source,
        type=MentionType.ARTICLE,
        url=entry.find("link" if item.form == "entry" else "url").url(),
        published_at=heard_time(published or updated, seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=_author(entry),
        text=page.text or title or "",
        title=title,
        lang_hint=_language(entry.find("language").line_or_none()),
        thread=id_,
        media=tuple(_media(entry))[:_MAX_MEDIA],
        links=page.links,
        revision=0 if updated == published else revision_of(updated, seen_at=item.seen_at),
    )


def _body(entry: Wild) -> Markup:
    """Return the longest that the entry says of itself."""
    said = [content.text() for content in entry.find("content").items_or_none()]
    return read_markup(max([*said, entry.find("summary").text_or_none() or ""], key=len))


def _json_body(entry: Wild) -> Markup:
    html = entry.find("content_html").text_or_none()
    if html is not None:
        return read_markup(html)
    text = entry.find("content_text").text_or_none() or entry.find("summary").text_or_none()
    return Markup(text or "", ())


def _dates(entry: Wild, form: str) -> tuple[str | None, str | None]:
    names = ("published", "updated") if form == "entry" else ("date_published", "date_modified")
    published, updated = (entry.find(name).line_or_none() for name in names)
    return published, updated


def _author(entry: Wild) -> Author:
    named = entry.find("author")
    if named.is_object or not entry.find("authors").is_missing:
        first = next(iter(entry.find("authors").items_or_none()), named)
        return Author(name=first.find("name").line_or_none(), url=first.find("url").url())
    name = named.line_or_none()
    behind = _NAME_BEHIND_ADDRESS.fullmatch(name) if name else None
    return Author(name=behind[1].strip() or None if behind else name)


def _language(said: str | None) -> str | None:
    found = _LANGUAGE.fullmatch(said) if said else None
    return found[1].lower() if found else None


def _media(entry: Wild) -> Iterator[Media]:
    image = entry.find("image")
    if isinstance(image.raw, str) and (address := image.url()):
        yield Media(url=address)
    for name, kind in (("enclosures", "type"), ("attachments", "mime_type")):
        for enclosure in entry.find(name).items_or_none():
            address = web_address(enclosure.find("url").text_or_none())
            if address and (enclosure.find(kind).text_or_none() or "").startswith(_MEDIA):
                yield Media(url=address)


__all__ = ["SKIP_REASONS", "normalise"]
