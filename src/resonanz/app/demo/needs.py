"""What the example's people ask for: three needs at different places on their way, with the evidence of four weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from resonanz.app.demo.stage import Stage
from resonanz.app.demo.story import SOURCES
from resonanz.app.house import House
from resonanz.core.ids import MentionId, NeedId
from resonanz.core.need import NeedKind
from resonanz.core.search import Filter
from resonanz.learn.evidence import is_voice
from resonanz.learn.needs import NeedDesk, Wanted


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


def write_needs(stage: Stage) -> list[NeedId]:
    """Write the example's needs down with their evidence; return their ids. The second one is answered."""
    desk = stage.ago(days=8).need_desk
    made = [_written(stage, desk, asked) for asked in NEEDS]
    desk.plan(stage.actor(2), made[0], stage.today + timedelta(days=60))
    stage.ago(days=4).need_desk.finish(stage.actor(0), made[1], ANSWER[stage.lang])
    stage.home.evidence_keeper.tick()
    return made


def _written(stage: Stage, desk: NeedDesk, asked: _Asked) -> NeedId:
    wanted = Wanted(
        title=asked.title[stage.lang],
        asked=asked.asked[stage.lang],
        kind=asked.kind,
        department=stage.rooms.get(asked.owner),
    )
    need = desk.write(stage.actor(0), wanted)
    if said := _saying(stage.home, asked.said):
        desk.say(stage.actor(0), need.id, said, belongs=True)
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
