"""A post, an entry of a feed, a notification or a commit to a mention: pure, without network, clock or memory.

The one thing a reader would get wrong: a post comes in two shapes. The AppView shows a view (author, counts, pictures
by address) around the author's record; the stream brings the bare record, whose pictures are named by their hash and
whose author is a DID alone. Both carry the same address, so whichever is heard first is kept.
"""

from __future__ import annotations

import re
from typing import Final

from resonanz.connect.contract import Context, Json, Mention, Normalised, RawItem, Removed, Skip
from resonanz.connect.payload import Wild, web_address
from resonanz.connect.times import heard_time
from resonanz.connectors.bluesky.items import COMMIT, FEED, GONE, NOTIFICATION, POST
from resonanz.connectors.bluesky.tid import moment_of
from resonanz.core.ids import mention_id
from resonanz.core.mention import EARLIEST, Author, Engagement, Media, MentionType

CHANNEL: Final = "bluesky"
CDN: Final = "https://cdn.bsky.app/img/feed_fullsize/plain"

SKIPS: Final = {
    "repost": "Somebody passed on another's words; the words themselves are heard where they were said.",
    "reaction": "A notification without words: a like, a follow, a repost.",
    "opted_out": "The account asks not to be shown to those who have not signed in, and we have not.",
    "empty": "Neither words nor media.",
    "unknown_form": "A raw item of a kind that this version does not know.",
}

_WORDS: Final = ("mention", "reply", "quote", "subscribed-post")
"""Reasons for a notification that bring a post."""
_ADDRESS: Final = re.compile(r"at://(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._~:-]+)")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a raw item says; raise PayloadChanged when its shape is unknown."""
    if item.form == GONE:
        return Removed(id=mention_id(CHANNEL, item.native_id), at=item.seen_at)
    read = _FORMS.get(item.form)
    if read is None:
        return Skip("unknown_form", item.form)
    return read(item, Wild(item.payload)[item.form], context)


def _entry(item: RawItem, entry: Wild, context: Context) -> Normalised:
    reason = entry.find("reason")
    if reason.is_object and not reason.find("by").is_missing:
        return Skip("repost")
    return _view(item, entry["post"], context)


def _notification(item: RawItem, notification: Wild, context: Context) -> Normalised:
    reason = notification.find("reason").raw
    if reason not in _WORDS:
        return Skip("reaction", str(reason))
    return _mention(item, notification, notification["record"], context)


def _view(item: RawItem, view: Wild, context: Context) -> Normalised:
    labels = view.find("author", "labels").items_or_none()
    if not context.settings.get("identifier") and any(
        label.find("val").raw == "!no-unauthenticated" for label in labels
    ):
        return Skip("opted_out")
    return _mention(item, view, view["record"], context)


def _commit(item: RawItem, event: Wild, context: Context) -> Normalised:
    commit = event["commit"]
    if commit.find("operation").raw == "delete":
        return Removed(id=mention_id(CHANNEL, item.native_id), at=item.seen_at)
    did = event["did"]
    profile = Wild(item.payload).find("author")
    known = profile.is_object and profile.find("did").raw == did.raw
    author: Json = profile.raw if known else {"did": did.raw}
    return _mention(item, Wild({"author": author}, event.path), commit["record"], context)


def _mention(item: RawItem, view: Wild, record: Wild, context: Context) -> Normalised:
    address = item.native_id
    author = _author(view["author"], Wild(item.payload).find("me").identity_or_none(), context)
    media = _media(view.find("embed"), record.find("embed"), author.id or "")
    text = (record.find("text").text_or_none() or "").strip()
    if not (text or media):
        return Skip("empty")
    parent = record.find("reply", "parent", "uri").identity_or_none()
    root = record.find("reply", "root", "uri").identity_or_none()
    return Mention(
        id=mention_id(CHANNEL, address),
        channel=CHANNEL,
        source=context.source,
        type=MentionType.COMMENT if parent else MentionType.POST,
        url=web_url(address, author.handle),
        published_at=heard_time(record.find("createdAt").raw, seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=author,
        text=text,
        lang_hint=_language(record),
        reply_to=mention_id(CHANNEL, parent) if parent else None,
        thread=mention_id(CHANNEL, root or parent or address),
        engagement=Engagement(
            likes=view.find("likeCount").count(),
            reposts=view.find("repostCount").count(),
            replies=view.find("replyCount").count(),
        ),
        media=media,
        links=_links(record),
        revision=_revision(item),
    )


def _author(author: Wild, me: str | None, context: Context) -> Author:
    did = author["did"].identity()
    handle = author.find("handle").line_or_none()
    handle = None if handle == "handle.invalid" else handle
    own = str(context.settings.get("identifier") or "").strip().lstrip("@").casefold()
    return Author(
        id=did,
        handle=handle,
        name=author.find("displayName").line_or_none(),
        url=web_address(f"https://bsky.app/profile/{handle or did}"),
        bio=author.find("description").text_or_none(),
        followers=author.find("followersCount").count(),
        is_own=did == me or (bool(own) and own in (did.casefold(), (handle or "").casefold())),
    )


def web_url(address: str, handle: str | None) -> str | None:
    """Return where a browser finds a post, by its author's handle or DID."""
    found = _ADDRESS.fullmatch(address)
    return web_address(f"https://bsky.app/profile/{handle or found.group(1)}/post/{found.group(3)}") if found else None


def author_of(address: str) -> str | None:
    """Return the DID in whose repository a post lies."""
    found = _ADDRESS.fullmatch(address)
    return found.group(1) if found else None


def key_of(address: str) -> str:
    """Return the record key of a post."""
    return address.rpartition("/")[2]


def _media(shown: Wild, embedded: Wild, did: str) -> tuple[Media, ...]:
    return tuple(_shown(shown)) if shown.is_object else tuple(_bare(embedded, did))


def _shown(embed: Wild) -> list[Media]:
    """Return the pictures and films of a view, also beside a quoted post."""
    embed = embed.find("media") if embed.find("media").is_object else embed
    found = [
        Media(url=url, alt=image.find("alt").text_or_none())
        for image in embed.find("images").items_or_none()
        if (url := image.find("fullsize").url() or image.find("thumb").url())
    ]
    if film := embed.find("playlist").url():
        found.append(Media(url=film, alt=embed.find("alt").text_or_none()))
    return found


def _bare(embed: Wild, did: str) -> list[Media]:
    """Return the pictures of a bare record, by the addresses that the network's image server gives them."""
    embed = embed.find("media") if embed.find("media").is_object else embed
    found = []
    for image in embed.find("images").items_or_none():
        blob = image.find("image", "ref", "$link").identity_or_none()
        if url := web_address(f"{CDN}/{did}/{blob}@jpeg") if blob else None:
            found.append(Media(url=url, alt=image.find("alt").text_or_none()))
    return found


def _links(record: Wild) -> tuple[str, ...]:
    """Return what the text, the preview card and a quotation link to."""
    found = [
        feature.find("uri").url()
        for facet in record.find("facets").items_or_none()
        for feature in facet.find("features").items_or_none()
    ]
    embed = record.find("embed")
    found.append(embed.find("external", "uri").url())
    card = embed.find("media").find("external", "uri") if embed.find("media").is_object else Wild(None)
    found.append(card.url())
    quoted = embed.find("record")
    inner = quoted.find("record", "uri").identity_or_none() or quoted.find("uri").identity_or_none()
    found.append(web_url(inner, None) if inner else None)
    return tuple(dict.fromkeys(filter(None, found)))


def _language(record: Wild) -> str | None:
    first = next(record.find("langs").items_or_none(), Wild(None)).line_or_none()
    return first.lower() if first and _LANGUAGE.fullmatch(first) else None


def _revision(item: RawItem) -> int:
    """Return 0, or when an updated record was written: the stream alone tells of updates."""
    payload = Wild(item.payload)
    if item.form != COMMIT or payload[COMMIT]["commit"].find("operation").raw != "update":
        return 0
    written = moment_of(payload[COMMIT]["commit"].find("rev").identity_or_none() or "")
    return int(written.timestamp()) if written is not None and EARLIEST < written <= item.seen_at else 0


_FORMS: Final = {POST: _view, FEED: _entry, NOTIFICATION: _notification, COMMIT: _commit}
