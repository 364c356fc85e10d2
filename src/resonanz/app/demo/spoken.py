"""What the example's people said in their four weeks: answers and what came of them, questions to other departments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from resonanz.app.demo.stage import Stage, stands
from resonanz.app.demo.story import SOURCES
from resonanz.core.case import ENDED
from resonanz.core.mention import Mention
from resonanz.core.search import Filter

MOST: Final = 40
"""Answers that were written here; the others were given in the channel itself."""
WRITING: Final = timedelta(minutes=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    said: tuple[str, str]
    """Channel and line of the story in whose case it is asked."""
    by: int
    """Place in the staff."""
    room: str
    """Slug of the department that is asked."""
    ago: float
    """Days."""
    text: Mapping[str, str]
    told_by: int = -1
    answer: Mapping[str, str] | None = None
    """None: it waits; empty: the question was taken back."""


ASKED: Final = (
    _Asked(
        said=("mastodon", "m014"),
        by=5,
        room="product",
        ago=21,
        text={
            "de": "Welche Standortdaten speichert die App je Fahrt, und wie lange?",
            "en": "Which locations does the app keep of a ride, and for how long?",
        },
        told_by=2,
        answer={
            "de": "Start, Ziel und Strecke für 30 Tage; danach bleiben nur die Kilometer.",
            "en": "Start, end and track for 30 days; after that nothing but the kilometres.",
        },
    ),
    _Asked(
        said=("hackernews", "h003"),
        by=0,
        room="product",
        ago=20,
        text={"de": "Sind unsere Updates signiert?", "en": "Are our updates signed?"},
        told_by=2,
        answer={
            "de": "Ja, seit Version 3.9. Der öffentliche Schlüssel steht auf der Seite für Werkstätten.",
            "en": "Yes, since version 3.9. The public key is on the page for workshops.",
        },
    ),
    _Asked(
        said=("mastodon", "m033"),
        by=5,
        room="customer_service",
        ago=10,
        text={
            "de": "Gab es zu diesem Rahmenbruch schon einen Schriftwechsel?",
            "en": "Did we write to each other about this broken frame before?",
        },
        told_by=0,
        answer={
            "de": "Zwei Mails im September. Wir hatten um Fotos gebeten, es kamen keine.",
            "en": "Two mails in September. We had asked for photos and got none.",
        },
    ),
    _Asked(
        said=("mastodon", "m012"),
        by=1,
        room="product",
        ago=9,
        text={"de": "Wann kommt die App auf Deutsch?", "en": "When will the app speak German?"},
        told_by=1,
        answer={},
    ),
    _Asked(
        said=("mastodon", "m038"),
        by=3,
        room="legal",
        ago=4,
        text={
            "de": "Dürfen wir an einen Verein verleasen, ohne dass eine Person bürgt?",
            "en": "May we lease to a club without a person who vouches for it?",
        },
    ),
    _Asked(
        said=("mastodon", "m041"),
        by=0,
        room="product",
        ago=1,
        text={
            "de": "Lässt sich ein gestohlenes Rad sperren, ohne es zu orten?",
            "en": "Can a stolen bike be locked without locating it?",
        },
    ),
    _Asked(
        said=("bluesky", "b043"),
        by=0,
        room="operations",
        ago=0.02,
        text={
            "de": "Ab wann ist die Regenhaube einzeln lieferbar?",
            "en": "From when on can the rain cover be ordered by itself?",
        },
    ),
)
NOTE: Final = {
    "de": "@{name} Dürfen wir ein gestohlenes Rad über das Display sperren? Bitte einmal draufschauen.",
    "en": "@{name} May we lock a stolen bike by its display? Please have a look.",
}


def answer(stage: Stage) -> None:
    """Write down answers that stand in the channels as answers from here, and see what came of them."""
    home, seen = stage.home, set()
    for own in _own(stage):
        case = home.casebook.homes([own.reply_to]).get(own.reply_to) if own.reply_to else None
        if case is None:
            continue
        author = case.id % 3
        _answered(stage, own, author)
        seen.add(case.id)
    for number in seen:
        home.reaction_keeper.look(number)


def _own(stage: Stage) -> Iterator[Mention]:
    """Yield the first answers of ours that lie in the archive, those that people wrote by hand before all others."""
    wanted = Filter(sources=tuple(SOURCES.values()))
    every = [one.mention for batch in stage.home.archive.scan(wanted, batch=1_000) for one in batch]
    own = [one for one in every if one.author.is_own and one.reply_to]
    yield from sorted(own, key=lambda one: (one.id.endswith("a"), one.published_at))[:MOST]


def _answered(stage: Stage, own: Mention, author: int) -> None:
    from resonanz.store.relational.editing.recording import edit

    assert own.reply_to is not None
    case = stage.home.casebook.homes([own.reply_to])[own.reply_to]
    past = stage.at(own.published_at - WRITING)
    with edit():  # else the outbox could find it approved
        draft = past.reply_desk.draft(stage.actor(author), case.id, own.text, reply_to=own.reply_to)
        stands(past, past.reply_desk.approve(stage.actor((author + 1) % 3), draft.id), own)


def ask_others(stage: Stage) -> None:
    """Ask other departments inside cases: answered, taken back, waiting, overdue."""
    for asked in ASKED:
        case, room = stage.case_of(*asked.said), stage.rooms[asked.room]
        if case is None or case.state in ENDED or case.department == room:
            continue
        made = stage.ago(days=asked.ago).inquiry_desk.ask(stage.actor(asked.by), case.id, room, asked.text[stage.lang])
        desk = stage.ago(days=asked.ago - 0.3).inquiry_desk
        if asked.answer:
            desk.tell(stage.actor(asked.told_by), made.id, asked.answer[stage.lang])
        elif asked.answer is not None:
            desk.withdraw(stage.actor(asked.told_by), made.id)


def call_administrator(stage: Stage) -> None:
    """Let a colleague name the administrator in a note, so that there is something to look at."""
    from resonanz.store.relational.selectors.people import people

    case = stage.case_of("mastodon", "m041")
    administrator = next((one for one in people() if one.active and one.is_administrator), None)
    if case is None or administrator is None:
        return
    text, now = NOTE[stage.lang].format(name=administrator.username), stage.at(stage.now, aloud=True)
    now.case_desk.note(stage.actor(0), case.id, text)
    now.calling.call(stage.actor(0), case.id, text)
