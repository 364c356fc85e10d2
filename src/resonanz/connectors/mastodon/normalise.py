"""A raw status, notification or deletion to a mention: pure, without network, clock or memory.

The one thing a reader would get wrong: the id is host and local id, not the status's `uri`. What a server says of a
status's parent and of a deleted one is the local id alone, so only ids of this shape let a reply find its parent and a
deletion its mention. The price: the same toot heard through two servers is two mentions (with one `url`).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from resonanz.connect.contract import Context, Mention, Normalised, RawItem, Removed, Skip
from resonanz.connect.markup import plain_text, read_markup
from resonanz.connect.payload import Wild
from resonanz.connect.times import heard_time, revision_of
from resonanz.connectors.mastodon.ids import native_id
from resonanz.connectors.mastodon.settings import is_on
from resonanz.core.ids import MentionId, mention_id
from resonanz.core.mention import Author, Engagement, Media, MentionType

CHANNEL: Final = "mastodon"
LONGEST_BIO: Final = 1_000

SKIPS: Final = {
    "repost": "Somebody passed on another's words; the words themselves are heard where they were said.",
    "reaction": "A notification without words: a favourite, a follow, the end of a poll.",
    "opted_out": "The account excludes search engines, or does not allow search and the source asks for that.",
    "empty": "Neither words nor media.",
    "unknown_form": "A raw item of a kind that this version does not know.",
}

WORDS: Final = ("mention", "status", "update", "quote", "quoted_update")
"""Kinds of notification that bring a status somebody wrote."""

NOT_PUBLIC: Final = ("direct", "private")
"""Visibilities of what some are told and not everybody: without an account such a status looks as if it were gone."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MARKED: Final = re.compile(r'<a\b[^<>]{0,500}\bclass="[^"<>]{0,100}\b(?:mention|hashtag)\b[^<>]{0,500}>')
_HREF: Final = re.compile(r'\bhref="([^"<>]{1,2000})"')


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a raw item says; raise PayloadChanged when its shape is unknown."""
    payload = Wild(item.payload)
    match item.form:
        case "delete":
            return Removed(id=mention_id(CHANNEL, item.native_id), at=item.seen_at)
        case "status":
            status = payload["status"]
            if payload.find("found").raw == "timeline" and _opted_out(status, context):
                return Skip("opted_out")
            return _status(item, status, context)
        case "notification":
            notification = payload["notification"]
            status = notification.find("status")
            if notification.find("type").raw not in WORDS or status.is_missing:
                return Skip("reaction", str(notification.find("type").raw))
            return _status(item, status, context)
        case _:
            return Skip("unknown_form", item.form)


def _status(item: RawItem, status: Wild, context: Context) -> Normalised:
    if not status.find("reblog").is_missing:
        return Skip("repost")
    said = read_markup(status.find("content").text_or_none() or "")
    text = "\n".join([said.text, *_options(status)]).strip()
    title = status.find("spoiler_text").line_or_none()
    media = _media(status)
    if not (text or title or media):
        return Skip("empty")
    host = item.native_id.partition("/")[0]
    own_id = mention_id(CHANNEL, item.native_id)
    parent = status.find("in_reply_to_id").identity_or_none()
    return Mention(
        id=own_id,
        channel=CHANNEL,
        source=context.source,
        type=_type(status, is_reply=parent is not None),
        url=status.find("url").url() or status.find("uri").url(),
        published_at=heard_time(status.find("created_at").raw, seen_at=item.seen_at),
        seen_at=item.seen_at,
        author=author_of(status["account"], host, Wild(item.payload).find("me").identity_or_none()),
        text=text,
        title=title,
        lang_hint=_language(status),
        reply_to=mention_id(CHANNEL, native_id(host, parent)) if parent else None,
        thread=_thread(item, host, parent),
        engagement=Engagement(
            likes=status.find("favourites_count").count(),
            reposts=status.find("reblogs_count").count(),
            replies=status.find("replies_count").count(),
        ),
        media=media,
        links=_links(said.links, status),
        revision=revision_of(status.find("edited_at").raw, seen_at=item.seen_at),
    )


def _opted_out(status: Wild, context: Context) -> bool:
    account = status.find("account")
    if account.find("noindex").flag():
        return True
    return is_on(context.settings.get("only_indexable")) and not account.find("indexable").flag(default=True)


def _type(status: Wild, *, is_reply: bool) -> MentionType:
    if status.find("visibility").raw in NOT_PUBLIC:
        return MentionType.MESSAGE
    answers = is_reply or not status.find("in_reply_to_account_id").is_missing
    return MentionType.COMMENT if answers else MentionType.POST


def _thread(item: RawItem, host: str, parent: str | None) -> MentionId:
    if parent is None:
        return mention_id(CHANNEL, item.native_id)
    root = Wild(item.payload).find("root").identity_or_none()
    return mention_id(CHANNEL, native_id(host, root or parent))


def author_of(account: Wild, host: str, me: str | None = None) -> Author:
    """Return whom an account is; `me` is the id of our own on that server."""
    local_id = account["id"].identity()
    url = account.find("url").url()
    return Author(
        id=url or f"{host}/{local_id}",
        handle=full_handle(account.find("acct").line_or_none() or account.find("username").line_or_none(), host),
        name=account.find("display_name").line_or_none(),
        url=url,
        bio=plain_text(account.find("note").text_or_none() or "")[:LONGEST_BIO] or None,
        followers=account.find("followers_count").count(),
        is_own=me is not None and me == local_id,
    )


def full_handle(acct: str | None, host: str) -> str | None:
    """Return `name@host`; a server leaves its own host out."""
    if acct is None:
        return None
    return acct if "@" in acct else f"{acct}@{host}"


def _options(status: Wild) -> list[str]:
    options = status.find("poll", "options").items_or_none()
    return [f"– {title}" for option in options if (title := option.find("title").line_or_none())]


def _media(status: Wild) -> tuple[Media, ...]:
    found = []
    for one in status.find("media_attachments").items_or_none():
        url = one.find("url").url() or one.find("remote_url").url() or one.find("preview_url").url()
        if url:
            found.append(Media(url=url, alt=one.find("description").text_or_none()))
    return tuple(found)


def _links(links: tuple[str, ...], status: Wild) -> tuple[str, ...]:
    """Return what the text links to besides people and hashtags, and what it quotes."""
    people = {mention.find("url").url() for mention in status.find("mentions").items_or_none()}
    marked = _MARKED.findall(status.find("content").text_or_none() or "")
    named = people | {unescape(href) for anchor in marked for href in _HREF.findall(anchor)}
    quote = status.find("quote")
    quoted = quote.find("quoted_status", "url") if quote.is_object else Wild(None)
    web = [link for link in links if link not in named]
    return tuple(dict.fromkeys([*web, *filter(None, [quoted.url()])]))


def _language(status: Wild) -> str | None:
    said = status.find("language").line_or_none()
    return said.lower() if said and _LANGUAGE.fullmatch(said) else None
