"""What the example's people ask for: three needs at different places on their way, with the evidence of four weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from resonanz.app.demo.story import SOURCES
from resonanz.app.house import House
from resonanz.core.ids import DepartmentId, MentionId, NeedId
from resonanz.core.need import NeedKind
from resonanz.core.policy import SYSTEM
from resonanz.core.search import Filter
from resonanz.learn.evidence import is_voice
from resonanz.learn.needs import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    title: Mapping[str, str]
    asked: Mapping[str, str]
    kind: NeedKind
    owner: str
    """Slug of the department."""
    said: tuple[str, ...]
    """Whatever says one of these is its evidence."""


NEEDS: Final = (
    _Asked(
        title={"de": "Größerer Gepäckträger", "en": "A bigger rack"},
        asked={"de": "„Hätte gern einen größeren Gepäckträger.“", "en": "“I wish the rack were bigger.”"},
        kind=NeedKind.NEED,
        owner="product",
        said=("Gepäckträger", "the rack"),
    ),
    _Asked(
        title={"de": "Wie oft gehört die Kette geölt?", "en": "How often should the chain be oiled?"},
        asked={"de": "„Wie oft sollte man eigentlich die Kette ölen?“", "en": "“How often should the chain be oiled?”"},
        kind=NeedKind.QUESTION,
        owner="customer_service",
        said=("Kette ölen", "chain be oiled"),
    ),
    _Asked(
        title={"de": "Ein anderer Sattel zur Wahl", "en": "Another saddle to choose"},
        asked={"de": "„Der Sattel ist leider nichts für mich.“", "en": "“The saddle is not for me, sadly.”"},
        kind=NeedKind.NEED,
        owner="",
        said=("Sattel", "the saddle"),
    ),
)
ANSWER: Final = {
    "de": "Alle 200 km und nach jeder Regenfahrt; so steht es jetzt auch auf der Seite zur Pflege.",
    "en": "Every 200 km and after each ride in the rain; the care page says so now.",
}


def write_needs(home: House) -> list[NeedId]:
    """Write the example's needs down with their evidence; return their ids."""
    lang = home.settings.language
    rooms = {one.slug: one.id for one in home.rulebook.departments()}
    made = [_written(home, asked, lang, rooms) for asked in NEEDS]
    desk, today = home.need_desk, home.clock.now().date()
    desk.plan(SYSTEM, made[0], today + timedelta(days=60))
    desk.finish(SYSTEM, made[1], ANSWER[lang])
    home.evidence_keeper.tick()
    return made


def _written(home: House, asked: _Asked, lang: str, rooms: Mapping[str, DepartmentId]) -> NeedId:
    wanted = Wanted(
        title=asked.title[lang], asked=asked.asked[lang], kind=asked.kind, department=rooms.get(asked.owner)
    )
    need = home.need_desk.write(SYSTEM, wanted)
    if said := _saying(home, asked.said):
        home.need_desk.say(SYSTEM, need.id, said, belongs=True)
    return need.id


def _saying(home: House, words: tuple[str, ...]) -> list[MentionId]:
    """Return the voices that say any of these words, but one in seven: those are left for proposals."""
    found = [
        heard.mention.id
        for batch in home.archive.scan(Filter(sources=tuple(SOURCES.values()), include_own=False), batch=1_000)
        for heard in batch
        if is_voice(heard) and any(word in heard.mention.text for word in words)
    ]
    return [id_ for place, id_ in enumerate(found) if place % 7 != 3]
