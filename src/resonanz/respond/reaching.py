"""Who of those who asked can be told, by which text, and why the others cannot: pure rules over what is known.

The one thing a reader would get wrong: a person is judged over all that they said, newest first, because whom a channel
lets us answer at one place it may not at another.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from resonanz.connect.graphemes import graphemes
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention, MentionType
from resonanz.core.need import person_of
from resonanz.core.ports import Archive, Channels
from resonanz.core.telling import (
    ChannelRule,
    Manner,
    PersonState,
    Said,
    Telling,
    Told,
    Why,
    filled,
    rule_for,
    text_for,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Hold what telling somebody depends on besides what they said."""

    limit: Callable[[Mention], int | None]
    """The longest answer to a mention, in graphemes; None where it cannot be answered from here."""
    addressed: frozenset[MentionId]
    """Mentions that spoke to us."""
    unwanted: frozenset[str] = frozenset()
    """People who asked not to be told."""
    closed: frozenset[str] = frozenset()
    """Channels and hosts in which the operator lets nobody be told."""
    title: str = ""
    """Of what they are told of."""


@dataclass(slots=True)
class Preview:
    """Hold what telling would do in one channel."""

    rule: ChannelRule
    limit: int | None = None
    """In graphemes; None: unlimited, or nobody can be answered."""
    samples: list[tuple[str, str, int]] = field(default_factory=list)
    """Language, the longest text that somebody would read, its length in graphemes."""
    reached: int = 0
    cannot: dict[Why, int] = field(default_factory=dict)


def judged(heard: Heard | None, texts: Mapping[str, str], around: Around) -> Why | None:
    """Return why an answer to this mention cannot be sent; None where it can."""
    if heard is None:
        return Why.ERASED
    if why := _unwelcome(heard.mention, around):
        return why
    longest = around.limit(heard.mention)
    if longest is None:
        return Why.NO_SOURCE
    _lang, text = text_for(texts, heard.understood.lang.value)
    return Why.TOO_LONG if graphemes(filled(text, heard.mention.author, around.title)) > longest else None


def _unwelcome(mention: Mention, around: Around) -> Why | None:
    """Return why somebody must not be told, whatever the text; None where they may."""
    rule, person = rule_for(mention.channel), person_of(mention)
    if rule.manner is Manner.NEVER or around.closed & {mention.channel, _host(mention)}:
        return Why.NEVER_HERE
    if not person:
        return Why.UNNAMED
    if person in around.unwanted:
        return Why.NOT_WANTED
    return Why.NOT_ADDRESSED if rule.only_addressed and mention.id not in around.addressed else None


def planned(said: Sequence[Said], found: Mapping[MentionId, Heard], telling: Telling, around: Around) -> list[Told]:
    """Return the list of people, each with what they are answered to, or why they cannot be told.

    `said` comes newest first; of what a person said, the newest that can be answered is.
    """
    people: dict[str, list[Said]] = {}
    for one in said:
        people.setdefault(one.person, []).append(one)
    return [_person(person, theirs, found, telling, around) for person, theirs in people.items()]


def _person(
    person: str, said: Sequence[Said], found: Mapping[MentionId, Heard], telling: Telling, around: Around
) -> Told:
    verdicts = [(one, judged(found.get(one.mention), telling.texts, around)) for one in said]
    chosen, why = next(((one, why) for one, why in verdicts if why is None), verdicts[0])
    return Told(
        about=telling.about,
        telling=telling.id,
        person=person,
        mention=chosen.mention,
        channel=chosen.channel,
        lang=text_for(telling.texts, chosen.lang)[0],
        key=secrets.token_urlsafe(16),
        state=PersonState.WAITING if why is None else PersonState.CANNOT,
        why=why,
    )


def previewed(
    evidence: Iterable[Told], found: Mapping[MentionId, Heard], texts: Mapping[str, str], around: Around
) -> list[Preview]:
    """Return what telling would do, channel by channel, with the longest text of each language."""
    previews: dict[str, Preview] = {}
    for one in evidence:
        preview = previews.setdefault(one.channel, Preview(rule_for(one.channel)))
        heard = found.get(one.mention) if one.mention else None
        if one.why is None:
            preview.reached += 1
        else:
            preview.cannot[one.why] = preview.cannot.get(one.why, 0) + 1
        if heard is None or one.why not in (None, Why.TOO_LONG):
            continue
        preview.limit = around.limit(heard.mention)
        text = filled(texts[one.lang], heard.mention.author, around.title)
        _keep_longest(preview, (one.lang, text, graphemes(text)))
    return [previews[channel] for channel in sorted(previews)]


def _keep_longest(preview: Preview, sample: tuple[str, str, int]) -> None:
    kept = {one[0]: one for one in preview.samples}
    if sample[0] not in kept or kept[sample[0]][2] < sample[2]:
        kept[sample[0]] = sample
    preview.samples = [kept[lang] for lang in sorted(kept)]


def spoken_to_us(said: Iterable[Heard], archive: Archive, accounts: frozenset[tuple[str, str]]) -> frozenset[MentionId]:
    """Return which mentions spoke to us: messages, answers to what we said, and what names an account of ours."""
    heards = list(said)
    parents = [one.mention.reply_to for one in heards if one.mention.reply_to]
    ours = {id_ for id_, heard in archive.find(list(dict.fromkeys(parents))).items() if heard.mention.author.is_own}
    return frozenset(
        one.mention.id
        for one in heards
        if one.mention.type is MentionType.MESSAGE
        or one.mention.reply_to in ours
        or any(one.mention.channel == channel and f"@{name}" in one.mention.text.lower() for channel, name in accounts)
    )


def remembered(channels: Channels) -> Callable[[Mention], int | None]:
    """Return what tells the longest answer, asking once for each channel and source."""
    known: dict[tuple[str, str], int | None] = {}

    def limit(mention: Mention) -> int | None:
        place = (mention.channel, mention.source)
        if place not in known:
            known[place] = channels.limit(mention)
        return known[place]

    return limit


def _host(mention: Mention) -> str:
    try:
        return (urlsplit(mention.url or "").hostname or "").lower() or "-"
    except ValueError:
        return "-"
