"""The example company's four weeks on the web, as mentions; the same for the same moment, self-written throughout.

Days are counted back from the moment of filling, so that "today" and "the last four weeks" always show something.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from resonanz.app.demo.affected import BEGINNINGS, ENDS, MIDDLES
from resonanz.core.ids import mention_id, native_part
from resonanz.core.mention import Author, Engagement, Mention, MentionType

Item = TypeVar("Item")

OWN_HANDLE: Final = "velofjord"
DOMAIN: Final = "demo.example"
"""Reserved for examples: nobody can be linked to by mistake."""
FORUM: Final = "lastenradforum.example"
"""Where people begin to talk about the company, besides where it listens."""
PLACES: Final = (FORUM, "speichenfunk.example", "lastenradliebe", "velofjord")
"""Sites and hashtags that the story names."""
CONNECTOR: Final = "file"
SURGE_DAY: Final = 9
"""Days ago, or the working day before."""
SATURDAY: Final = 5
CROWD: Final = 90
SOURCES: Final = {
    "mastodon": "Velofjord · Mastodon",
    "bluesky": "Velofjord · Bluesky",
    "rss": "Velofjord · Feeds",
    "hackernews": "Velofjord · Hacker News",
}
_TYPES: Final = {"rss": MentionType.ARTICLE}


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    channel: str
    who: str
    id: str
    reply_to: str
    text: str


def story(now: datetime, zone: str) -> list[Mention]:
    """Return everything that was said, oldest first; nothing lies in the future."""
    said = [*_surge(now, zone), *_affected(now, zone), *_small_talk(now, zone)]
    answers = list(_answers(said))
    lines = [*_written(now, zone), *said, *answers, *_comebacks(said, answers)]
    lines = sorted((line for line in lines if line.at < now), key=lambda line: line.at)
    roots = _roots(lines)
    return [_mention(line, roots, now) for line in lines]


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row and not row[0].startswith("#"):
            yield row


def _written(now: datetime, zone: str) -> Iterator[_Line]:
    for day, time, channel, who, id_, reply_to, text in _rows("story.tsv"):
        yield _Line(_moment(now, zone, int(day), time), channel, who, id_, reply_to, text)


def _surge(now: datetime, zone: str) -> Iterator[_Line]:
    """Yield the day on which an update locked people's displays: each said by one, repeated by some."""
    for number, (_, who, text) in enumerate(_rows("surge.tsv")):
        channel = (
            "hackernews" if who in ("nullpointer", "tinkerer", "oldcyclist") else ("mastodon", "bluesky")[number % 2]
        )
        start = _moment(now, zone, _surge_day(now, zone), "06:50") + timedelta(minutes=19 * number + _chance(text, 15))
        yield _Line(start, channel, who, f"s{number:03}", "", text)
        for copy in range(_chance(text + "copies", 4)):
            later = start + timedelta(minutes=25 * (copy + 1) + _chance(f"{text}{copy}", 40))
            yield _Line(later, channel, f"passer{number}_{copy}", f"s{number:03}c{copy}", "", f"{text} #velofjord")


def _affected(now: datetime, zone: str) -> Iterator[_Line]:
    """Yield the crowd of that day: most of them in the morning, each in words of their own."""
    for number in range(CROWD):
        seed = f"crowd{number}"
        lang = ("de", "de", "en")[_chance(seed, 3)]
        text = " ".join(_pick(parts[lang], f"{seed}{place}") for place, parts in enumerate((BEGINNINGS, MIDDLES, ENDS)))
        minutes = min(_chance(seed + "t", 600), _chance(seed + "u", 600))
        at = _moment(now, zone, _surge_day(now, zone), "07:05") + timedelta(minutes=minutes)
        yield _Line(at, ("mastodon", "bluesky")[_chance(seed + "c", 2)], f"stranded{number}", f"c{number:03}", "", text)


_PLACES: Final = {
    "de": (
        "an der Förde",
        "durch die Innenstadt",
        "zum Markt",
        "im Regen",
        "mit Einkauf",
        "zur Arbeit",
        "gegen den Wind",
    ),
    "en": (
        "along the coast",
        "across town",
        "to the market",
        "in the rain",
        "with groceries",
        "to work",
        "into the wind",
    ),
}
_BIKES: Final = ("Fjord One", "Skerry")
_REMARKS: Final = {
    "de": (
        "läuft einfach.",
        "Akku hält länger als gedacht.",
        "die Schaltung ist etwas träge.",
        "der Sattel ist leider nichts für mich.",
        "macht jeden Tag Spaß.",
        "wie oft sollte man eigentlich die Kette ölen?",
        "hätte gern einen größeren Gepäckträger.",
        "das Schutzblech klappert.",
        "ohne Motor wäre ich nicht angekommen.",
        "kein Vergleich zu meinem alten Rad.",
    ),
    "en": (
        "it just works.",
        "the battery lasts longer than I thought.",
        "shifting feels a bit sluggish.",
        "the saddle is not for me, sadly.",
        "a joy every day.",
        "how often should the chain be oiled?",
        "I wish the rack were bigger.",
        "the mudguard rattles.",
        "would not have made it without the motor.",
        "no comparison to my old bike.",
    ),
}


def _small_talk(now: datetime, zone: str) -> Iterator[_Line]:
    """Yield what is said on any day, more on weekdays at the ends of the working day."""
    for day in range(27, -1, -1):
        for number in range(6 + _chance(f"many{day}", 7)):
            seed = f"{day}.{number}"
            lang = ("de", "de", "en")[_chance(seed, 3)]
            bike, place = _pick(_BIKES, seed + "b"), _pick(_PLACES[lang], seed + "p")
            remark = _pick(_REMARKS[lang], seed + "r")
            text = (
                f"Heute mit dem Velofjord {bike} {place}: {remark}"
                if lang == "de"
                else f"Velofjord {bike} {place} today: {remark}"
            )
            hour = _pick((7, 8, 9, 12, 16, 17, 18, 20), seed + "h")
            at = _moment(now, zone, day, f"{hour:02}:{_chance(seed + 'm', 60):02}")
            channel = ("mastodon", "bluesky")[_chance(seed + "c", 2)]
            yield _Line(at, channel, f"rider{_chance(seed + 'w', 90)}", f"t{day:02}{number:02}", "", text)


_ANSWERED: Final = ("?", "träge", "sluggish", "Gepäckträger", "rack", "klappert", "rattles", "Sattel", "saddle")
"""What our service answers of the small talk; the surge it answers anyway."""
_THANKS: Final = {
    "de": "Danke für die Nachricht! Wir haben sie an die Werkstatt gegeben und melden uns mit einer Antwort.",
    "en": "Thank you for telling us! We have passed it on to the workshop and will come back with an answer.",
}


def _answers(said: list[_Line]) -> Iterator[_Line]:
    """Yield our answers: to most of what asks for one, mostly within hours, so that deadlines are met and missed."""
    for line in said:
        asks = line.id.startswith(("s", "c")) or any(word in line.text for word in _ANSWERED)
        if not asks or line.who.startswith("passer") or _chance(line.id + "answered", 12) == 0:
            continue
        wait = timedelta(minutes=35 + _chance(line.id + "wait", 300 if _chance(line.id + "slow", 9) else 2_400))
        lang = "de" if any(word in line.text for word in (" mit ", "ist", "der ", "die ", "Heute")) else "en"
        yield _Line(line.at + wait, line.channel, "us", f"{line.id}a", line.id, _THANKS[lang])


_BACK: Final = {
    "de": (
        "Danke, genau das hat gefehlt!",
        "Danke euch, läuft wieder.",
        "Hilft leider gar nicht, ich bin enttäuscht.",
    ),
    "en": ("Thank you, that was it!", "Thanks, all good again.", "That does not help at all, I am disappointed."),
}


def _comebacks(said: list[_Line], answers: list[_Line]) -> Iterator[_Line]:
    """Yield what some riders say to our answers, most of them pleased; those of the bad day say nothing."""
    riders = {line.id: line.who for line in said if line.id.startswith("t")}
    for line in answers:
        if line.reply_to not in riders or _chance(line.id + "back", 3):
            continue
        lang = "de" if line.text == _THANKS["de"] else "en"
        later = line.at + timedelta(minutes=20 + _chance(line.id + "later", 600))
        text = _pick(_BACK[lang], line.id + "said")
        yield _Line(later, line.channel, riders[line.reply_to], f"{line.id}b", line.id, text)


def _surge_day(now: datetime, zone: str) -> int:
    """Return how many days ago the update came: on a working day, as those whom it hit complain."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return next(day for day in range(SURGE_DAY, SURGE_DAY + 3) if (today - timedelta(days=day)).weekday() < SATURDAY)


def _moment(now: datetime, zone: str, days_ago: int, time: str) -> datetime:
    hour, minute = map(int, time.split(":"))
    day = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _roots(lines: list[_Line]) -> Mapping[str, str]:
    parents = {line.id: line.reply_to for line in lines}
    roots = {}
    for id_ in parents:
        root = id_
        while parents.get(root):
            root = parents[root]
        roots[id_] = root
    return roots


def _mention(line: _Line, roots: Mapping[str, str], now: datetime) -> Mention:
    channel, native = line.channel, f"demo-{line.id}"
    return Mention(
        id=mention_id(channel, native),
        channel=channel,
        source=SOURCES[channel],
        type=_TYPES.get(channel, MentionType.COMMENT if line.reply_to else MentionType.POST),
        url=f"https://{channel}.{DOMAIN}/{line.who}/{line.id}",
        published_at=line.at,
        seen_at=min(line.at + timedelta(seconds=40), now),
        author=_author(line, channel),
        text=line.text,
        title=line.text.split(". ")[0].split(":")[0] if channel == "rss" else None,
        reply_to=mention_id(channel, f"demo-{line.reply_to}") if line.reply_to else None,
        thread=mention_id(channel, f"demo-{roots[line.id]}"),
        engagement=Engagement(likes=_chance(line.id + "l", 40), reposts=_chance(line.id + "s", 9)),
    )


def answer_of_ours(asked: Mention, text: str, at: datetime) -> Mention:
    """Return what we say to somebody, as it stands in the channel."""
    native = f"{native_part(asked.id)}told"
    return Mention(
        id=mention_id(asked.channel, native),
        channel=asked.channel,
        source=asked.source,
        type=MentionType.COMMENT,
        url=f"https://{asked.channel}.{DOMAIN}/{OWN_HANDLE}/{native}",
        published_at=at,
        seen_at=at + timedelta(seconds=40),
        author=Author(id=f"demo-{OWN_HANDLE}", handle=OWN_HANDLE, name="Velofjord", is_own=True),
        text=text,
        reply_to=asked.id,
        thread=asked.thread,
    )


def _author(line: _Line, channel: str) -> Author:
    if line.who == "us":
        return Author(id=f"demo-{OWN_HANDLE}", handle=OWN_HANDLE, name="Velofjord", is_own=True)
    known = _cast().get(line.who, {})
    author = Author(
        id=f"demo-{line.who}",
        handle=line.who,
        name=str(known.get("name", line.who)),
        url=f"https://{channel}.{DOMAIN}/{line.who}",
    )
    followers = known.get("followers")
    return replace(author, followers=int(followers)) if isinstance(followers, int) else author


@cache
def _cast() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(files(__package__).joinpath("cast.toml").read_text(encoding="utf-8"))


def _chance(seed: str, below: int) -> int:
    """Return a number from 0 to below - 1 that is always the same for a seed."""
    return int.from_bytes(sha256(seed.encode()).digest()[:4], "big") % below


def _pick(items: tuple[Item, ...], seed: str) -> Item:
    return items[_chance(seed, len(items))]
