"""Between a mention and its row in the archive, both ways and without loss.

A row is a tuple in the order of `schema.COLUMNS`; times are microseconds since 1970. Written column by column out of
tuples because that is several times quicker than asking each mention for each column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import pyarrow as pa

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import QueryId
from resonanz.core.mention import Attachment, Author, Engagement, Media, Mention, MentionType
from resonanz.core.sites import first_site, site_of
from resonanz.core.teaching import SET
from resonanz.core.understood import Label, OwnLabel, Priority, Towards, Understood, Voice
from resonanz.store.archive.schema import MENTIONS, NAMES, PLACE, UNDERSTOOD

Row = tuple[Any, ...]
Hash = Callable[[str], int]

NOWHERE: Final = ""
"""The `domain` of a mention that leads to no site; null says that nobody has looked."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_TYPES: Final = {each.value: each for each in MentionType}
_VOICES: Final = {each.value: each for each in Voice}
_PRIORITIES: Final = {each.value: each for each in Priority}


class _Shown(msgspec.Struct, array_like=True, frozen=True):
    """Hold what is shown and never asked for; new fields go to the end and have a default."""

    url: str | None = None
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    author_url: str | None = None
    author_bio: str | None = None
    title: str | None = None
    lang_hint: str | None = None
    media: tuple[tuple[str, str | None, str | None], ...] = ()
    links: tuple[str, ...] = ()
    attachments: tuple[tuple[int, str, str, int, str], ...] = ()


_encode: Final = msgspec.msgpack.Encoder().encode
_decode_packed: Final = msgspec.msgpack.Decoder(tuple[tuple[str, int, str, float, str], ...]).decode
_decode: Final = msgspec.msgpack.Decoder(_Shown).decode


def key_of(name: str) -> int:
    """Return the 64-bit key of a mention's id."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def micros(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(since_1970: int) -> datetime:
    """Return the moment that many microseconds after 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=since_1970)


def to_row(heard: Heard, seq: int, key: int) -> Row:
    """Return the row of a mention at a place in the log."""
    said, author, counted = heard.mention, heard.mention.author, heard.mention.engagement
    return (
        seq,
        key,
        said.id,
        said.revision,
        said.channel,
        said.source,
        said.type.value,
        micros(said.published_at),
        micros(said.seen_at),
        said.thread,
        said.reply_to,
        author.handle.lower() if author.handle else None,
        author.id.lower() if author.id else None,
        author.followers,
        author.is_own,
        counted.likes,
        counted.reposts,
        counted.replies,
        counted.views,
        said.rating,
        said.text,
        _encode(_shown(said)),
        *understood_values(heard.understood),
        site_of(said) or NOWHERE,
    )


def _shown(said: Mention) -> _Shown:
    author = said.author
    return _Shown(
        said.url,
        author.id,
        author.handle,
        author.name,
        author.url,
        author.bio,
        said.title,
        said.lang_hint,
        tuple((each.url, each.alt, each.licence) for each in said.media),
        said.links,
        tuple((each.number, each.name, each.type, each.size, each.refused) for each in said.attachments),
    )


def understood_values(understood: Understood) -> Row:
    """Return the values of the columns that understanding fills."""
    lang, relevant = understood.lang, understood.relevant
    sentiment, kind = understood.sentiment, understood.kind
    return (
        lang.value,
        lang.confidence,
        lang.origin,
        relevant.value,
        relevant.confidence,
        relevant.origin,
        sentiment.value,
        sentiment.confidence,
        sentiment.origin,
        kind.value,
        kind.confidence,
        kind.origin,
        understood.voice.value,
        understood.topics,
        understood.queries,
        understood.duplicate_of,
        understood.department,
        understood.route,
        understood.priority.value,
        understood.opens_case,
        _packed(understood) if understood.targets or understood.labels else None,
        _towards(understood),
    )


def _packed(understood: Understood) -> bytes:
    """Return the labels that have no columns: of targets, and of label sets of our own, whose `about` is their task."""
    of_targets = [(one.about, one.query, one.feels) for one in understood.targets]
    of_sets = [(SET + one.slug, 0, one.label) for one in understood.labels]
    told = [*of_targets, *of_sets]
    return _encode([(about, query, label.value, label.confidence, label.origin) for about, query, label in told])


def _towards(understood: Understood) -> str | None:
    """Return what is felt for us where the column `sentiment` does not say it."""
    felt = understood.towards_us.value
    return None if felt == understood.sentiment.value else felt


def to_heard(row: Row) -> Heard:
    """Return the mention of a row; what `schema.UNREAD` names may be missing from it."""
    shown = _decode(row[_SHOWN])
    seq, _key, name, revision, channel, source, kind, published, seen, thread, reply_to = row[:11]
    _handle, _author, followers, is_own, likes, reposts, replies, views, rating, text = row[11:21]
    said = Mention(
        id=name,
        channel=channel,
        source=source,
        type=_TYPES[kind],
        url=shown.url,
        published_at=moment(published),
        seen_at=moment(seen),
        author=Author(
            id=shown.author_id,
            handle=shown.author_handle,
            name=shown.author_name,
            url=shown.author_url,
            bio=shown.author_bio,
            followers=followers,
            is_own=is_own,
        ),
        text=text,
        title=shown.title,
        lang_hint=shown.lang_hint,
        reply_to=reply_to,
        thread=thread,
        engagement=Engagement(likes=likes, reposts=reposts, replies=replies, views=views),
        rating=rating,
        media=tuple(Media(url=url, alt=alt, licence=licence) for url, alt, licence in shown.media),
        links=shown.links,
        attachments=tuple(
            Attachment(number=number, name=name, type=type_, size=size, refused=refused)
            for number, name, type_, size, refused in shown.attachments
        ),
        revision=revision,
    )
    return Heard(said, to_understood(row[_UNDERSTOOD:_DOMAIN]), seq)


_SHOWN: Final = PLACE["shown"]
_UNDERSTOOD: Final = PLACE[UNDERSTOOD[0]]
_DOMAIN: Final = PLACE["domain"]


def to_understood(values: Row) -> Understood:
    """Return what is understood from the values of `schema.UNDERSTOOD`."""
    voice, topics, queries, duplicate_of, department, route, priority, opens_case, targets, _towards = values[12:]
    told = _decode_packed(targets) if targets else ()
    return Understood(
        lang=Label(*values[0:3]),
        relevant=Label(*values[3:6]),
        sentiment=Label(*values[6:9]),
        kind=Label(*values[9:12]),
        voice=_VOICES[voice],
        topics=tuple(topics),
        queries=tuple(queries),
        duplicate_of=duplicate_of,
        department=department,
        route=route,
        priority=_PRIORITIES[priority],
        opens_case=opens_case,
        targets=tuple(
            Towards(about, QueryId(query), Label(value, sure, origin))
            for about, query, value, sure, origin in told
            if not about.startswith(SET)
        ),
        labels=tuple(
            OwnLabel(about.removeprefix(SET), Label(value, sure, origin))
            for about, _query, value, sure, origin in told
            if about.startswith(SET)
        ),
    )


def title_of(shown: bytes) -> str | None:
    """Return the title from what `shown` holds."""
    return _decode(shown).title


def table(rows: Sequence[Row]) -> pa.Table:
    """Return rows as a table; raise InputRejected for a text that is no Unicode."""
    try:
        by_column = zip(NAMES, zip(*rows, strict=True), strict=True)
        columns = [pa.array(values, MENTIONS.field(name).type) for name, values in by_column]
    except UnicodeEncodeError as trouble:
        raise InputRejected(
            "A mention holds half a character.", place=_place(rows), remedy="Clean texts where they are normalised."
        ) from trouble
    return pa.Table.from_arrays(columns, schema=MENTIONS)


def domains_table(rows: Sequence[tuple[int, bytes]]) -> pa.Table:
    """Return the places, and the sites that mentions lead to, from (place, `shown`)."""
    seqs, domains = [], []
    for seq, packed in rows:
        shown = _decode(packed)
        seqs.append(seq)
        domains.append(first_site(shown.links, shown.url) or NOWHERE)
    return pa.table([pa.array(seqs, pa.int64()), pa.array(domains, pa.string())], names=["seq", "domain"])


def changes_table(seqs: Sequence[int], understood: Sequence[Understood], columns: Sequence[str]) -> pa.Table:
    """Return the new values of `columns` for the mentions at `seqs`."""
    places = [UNDERSTOOD.index(name) for name in columns]
    values = list(zip(*map(understood_values, understood), strict=True))
    arrays = [pa.array(seqs, pa.int64())]
    arrays += [pa.array(values[place], MENTIONS.field(UNDERSTOOD[place]).type) for place in places]
    return pa.table(arrays, names=["seq", *columns])


def _place(rows: Sequence[Row]) -> str:
    for row in rows:
        try:
            for value in row:
                if isinstance(value, str):
                    value.encode()
        except UnicodeEncodeError:
            return str(row[PLACE["id"]]).encode("utf-8", "backslashreplace").decode()
    return ""
