"""A stored mail to a mention: pure, without network, clock or memory.

The one thing a reader would get wrong: a sender's address proves nothing. Web forms write in the name of the mailbox
itself, and so does fraud. So our own voice is only what lies among what we sent, and who writes through a form is
the one that answers are to go to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import getaddresses
from typing import Final

from resonanz.connect.contract import Context, Mention, Normalised, PayloadChanged, RawItem, Skip
from resonanz.connect.payload import Wild
from resonanz.connect.text import clean_line, clean_text
from resonanz.connect.times import heard_time, parse_time
from resonanz.connectors.email.automatic import AUTO_REPLY, BOUNCE, BULK, SPAM, machine_of
from resonanz.connectors.email.ids import CHANNEL, is_ours, mention_of, message_ids
from resonanz.connectors.email.quoting import own_words, own_words_of_page
from resonanz.connectors.email.settings import is_on
from resonanz.connectors.email.wording import header_text
from resonanz.core.mention import Attachment, Author, MentionType, believable_time

FORM: Final = "mail"

SKIPS: Final = {
    BOUNCE: "A server reports that a mail could not be delivered, and it was none of our answers.",
    AUTO_REPLY: "An automatic reply, such as an absence notice.",
    BULK: "A newsletter or a mail of a mailing list, and the source does not ask for those.",
    SPAM: "The mail server marked it as spam.",
    "first_words": "We wrote first: a mail of ours that answers nobody.",
    "empty": "Neither words nor attachments.",
    "no_sender": "Nobody can tell who wrote it.",
    "unknown_form": "A raw item of a kind that this version does not know.",
}

LATEST: Final = timedelta(days=2)
"""How long before its arrival a mail may have been written by its own clock, to be believed."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a raw item says; raise PayloadChanged when its shape is unknown."""
    if item.form != FORM:
        return Skip("unknown_form", item.form)
    mail = Wild(item.payload)
    headers = _headers(mail["headers"])
    if mail.find("sent").flag():
        return _ours(item, mail, headers, context)
    kind = machine_of(headers, reported=mail.find("report").is_object, lists=is_on(context.settings.get("lists")))
    if kind == BOUNCE:
        return _bounce(item, mail, headers, context)
    if kind is not None:
        return Skip(kind)
    author = author_of(headers, own=str(context.settings.get("address") or ""))
    return _mention(item, mail, headers, context, author) if author else Skip("no_sender")


def _ours(item: RawItem, mail: Wild, headers: Mapping[str, str], context: Context) -> Normalised:
    if not parents_of(headers):
        return Skip("first_words")
    author = _author(headers.get("from", "")) or Author()
    own = Author(id=author.id, handle=author.handle, name=author.name, is_own=True)
    return _mention(item, mail, headers, context, own)


def _mention(item: RawItem, mail: Wild, headers: Mapping[str, str], context: Context, author: Author) -> Mention | Skip:
    subject = header_text(headers.get("subject", ""))
    text, links = _said(mail, subject)
    attachments = _attachments(mail)
    if not (text or subject or attachments):
        return Skip("empty")
    parents = parents_of(headers)
    own_id = mention_of(item.native_id)
    language = headers.get("content-language", "").strip()
    return Mention(
        id=own_id,
        channel=CHANNEL,
        source=context.source,
        type=MentionType.MESSAGE,
        published_at=_written(mail, headers, item.seen_at),
        seen_at=item.seen_at,
        author=author,
        text=text,
        title=subject or None,
        lang_hint=language.lower() if _LANGUAGE.fullmatch(language) else None,
        reply_to=mention_of(parents[-1]) if parents else None,
        thread=mention_of(parents[0]) if parents else own_id,
        links=links,
        attachments=attachments,
    )


def _bounce(item: RawItem, mail: Wild, headers: Mapping[str, str], context: Context) -> Mention | Skip:
    """Return the report about an answer of ours, so that it stands where the answer does."""
    returned = mail.find("report").find("returned") if mail.find("report").is_object else Wild(None)
    known = _headers(returned) if returned.is_object else {}
    sent = [one for one in [*message_ids(known.get("message-id", "")), *parents_of(headers)] if is_ours(one)]
    if not sent:
        return Skip(BOUNCE)
    above = parents_of(known)
    return Mention(
        id=mention_of(item.native_id),
        channel=CHANNEL,
        source=context.source,
        type=MentionType.NOTICE,
        published_at=_written(mail, headers, item.seen_at),
        seen_at=item.seen_at,
        author=_author(headers.get("from", "")) or Author(name="Mail Delivery System"),
        text=_reported(mail),
        title=header_text(headers.get("subject", "")) or None,
        reply_to=mention_of(sent[0]),
        thread=mention_of(above[0] if above else sent[0]),
    )


def _reported(mail: Wild) -> str:
    """Return in a line what the server reported, and below it what it wrote for people."""
    report = mail.find("report")
    facts = [report.find(name).line_or_none() for name in ("action", "status", "final-recipient", "diagnostic-code")] \
        if report.is_object else []  # fmt: skip
    told = (mail.find("text").text_or_none() or "").strip()
    return clean_text("\n\n".join(part for part in (" · ".join(filter(None, facts)), told[:4_000]) if part))


def parents_of(headers: Mapping[str, str]) -> list[str]:
    """Return what a mail answers: the root of its thread first, the answered mail last; empty where it starts one."""
    above = message_ids(headers.get("references", ""))
    answered = message_ids(headers.get("in-reply-to", ""))[:1]
    return [*(one for one in above if one not in answered), *answered] if answered else above


def author_of(headers: Mapping[str, str], *, own: str) -> Author | None:
    """Return who wrote a mail: its sender, or whom answers are to go to where the mailbox wrote to itself."""
    sender = _author(headers.get("from", "")) or _author(headers.get("sender", ""))
    if sender is None or (own and sender.id == own.lower()):
        return _author(headers.get("reply-to", "")) or sender
    return sender


def recipient_of(headers: Mapping[str, str]) -> str:
    """Return the address that an answer goes to, empty where there is none."""
    for name in ("reply-to", "from", "sender"):
        author = _author(headers.get(name, ""))
        if author is not None and author.handle:
            return author.handle
    return ""


def _author(said: str) -> Author | None:
    """Return the first of some addresses; one whose name pretends to be another address keeps only the true one."""
    try:
        pairs = getaddresses([said[:2_000]])
    except Exception:  # noqa: BLE001  the library fails on some addresses of strangers in ways of its own
        return None
    for name, address in pairs:
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or len(address) > 320 or any(sign.isspace() for sign in address):
            continue
        shown = header_text(name).strip("\"' ")
        true = clean_line(f"{local}@{domain.lower()}", limit=320)
        return Author(id=true.lower(), handle=true, name=None if "@" in shown else shown or None)
    return None


def _said(mail: Wild, subject: str) -> tuple[str, tuple[str, ...]]:
    text, page = mail.find("text").text_or_none(), mail.find("html").raw
    if page is not None and not isinstance(page, str):
        raise PayloadChanged("should be text.", path="$.html")
    if text is not None:
        return clean_text(own_words(text, subject=subject)), ()
    words, links = own_words_of_page(page or "", subject=subject)
    return clean_text(words), links


def _attachments(mail: Wild) -> tuple[Attachment, ...]:
    found = []
    for one in mail.find("attachments").items_or_none():
        if one.find("inline").flag():
            continue
        found.append(
            Attachment(
                number=one["number"].count() or 0,
                name=one.find("name").line_or_none() or "",
                type=one["type"].line_or_none() or "application/octet-stream",
                size=one.find("size").count() or 0,
                refused=one.find("refused").line_or_none() or "",
            )
        )
    return tuple(found)


def _written(mail: Wild, headers: Mapping[str, str], seen_at: datetime) -> datetime:
    """Return when a mail was written: by its own clock where its arrival bears that out, else when it arrived."""
    arrived = heard_time(mail.find("received").raw, seen_at=seen_at)
    claimed = believable_time(parse_time(headers.get("date", "")), seen_at=arrived)
    return claimed if arrived - claimed <= LATEST else arrived


def _headers(said: Wild) -> dict[str, str]:
    if not isinstance(said.raw, dict):
        raise PayloadChanged("should be an object.", path=said.path)
    return {name: value for name, value in said.raw.items() if isinstance(value, str)}
