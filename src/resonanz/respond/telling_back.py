"""What people do to tell those who asked what became of it: write one text, have it approved, begin, pause, stop.

The text is approved once for everybody, by another person where the department demands it. Where a channel's rules ask
for it, each single answer is approved besides (`core.telling.RULES`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, NeedId, UserId
from resonanz.core.need import Evidence, Need, NeedEvent, NeedState, person_of
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Channels, Entry, NeedBook, Rulebook, TellingBook
from resonanz.core.telling import NOT_BEGUN, TELLING, PersonState, Telling, Told, check_text
from resonanz.respond.reaching import Around, Preview, planned, previewed, remembered, spoken_to_us

TELLABLE: Final = frozenset({NeedState.DONE, NeedState.DECLINED, NeedState.TOLD_BACK})
LONGEST_TEXT: Final = 5_000
MOST_TEXTS: Final = 10


class TellingDesk:
    """Do what people do with rounds of telling."""

    def __init__(  # noqa: PLR0913  one desk, eight things it needs
        self,
        *,
        needs: NeedBook,
        tellings: TellingBook,
        archive: Archive,
        rulebook: Rulebook,
        channels: Channels,
        audit: Audit,
        clock: Clock,
        closed: frozenset[str] = frozenset(),
    ) -> None:
        """Make it over the stores; `closed` are channels and hosts in which nobody may be told."""
        self._needs = needs
        self._tellings = tellings
        self._archive = archive
        self._rulebook = rulebook
        self._channels = channels
        self._audit = audit
        self._clock = clock
        self._closed = closed

    def draft(self, actor: Actor, need: NeedId, texts: Mapping[str, str]) -> Telling:
        """Begin a round: one text a language, the first for everybody who speaks another one."""
        loaded = self._tellable(need)
        require(actor, Action.WORK_NEED, loaded.department)
        now = self._clock.now()
        telling = Telling(
            id=0,
            need=loaded.id,
            texts=_texts(texts),
            author=_somebody(actor),
            needs_four_eyes=self._four_eyes(loaded),
            created_at=now,
            changed_at=now,
        )
        made = self._tellings.add(telling)
        self._record(actor, made, "draft")
        return made

    def edit(self, actor: Actor, telling: int, texts: Mapping[str, str]) -> Telling:
        """Change the texts; who wrote them last cannot be the second pair of eyes."""
        before = self._permitted(actor, telling, Action.WORK_NEED)
        return self._move(actor, replace(before, texts=_texts(texts), author=_somebody(actor)), before, "edit")

    def submit(self, actor: Actor, telling: int) -> Telling:
        """Ask for approval."""
        before = self._permitted(actor, telling, Action.WORK_NEED)
        return self._move(actor, before, before, "submit")

    def approve(self, actor: Actor, telling: int, texts: Mapping[str, str]) -> Telling:
        """Approve the texts that were read, and begin; raise Conflict where they were changed since."""
        before = self._permitted(actor, telling, Action.DECIDE_NEED)
        need = self._tellable(before.need)
        if (before.needs_four_eyes or self._four_eyes(need)) and actor.id == before.author:
            raise NotAllowed("Another person than its author approves this text.")
        if _texts(texts) != dict(before.texts):
            raise Conflict("The text was changed after you read it.")
        if before.state not in NOT_BEGUN:
            TELLING.after(before.state, "approve")
        # The list first: a process that dies before the round is running leaves people who wait, and no answer.
        evidence = self._needs.evidence(before.need)
        self._tellings.enlist(self._plan(need, before, evidence)[0])
        return self._move(actor, replace(before, approved_by=_somebody(actor)), before, "approve")

    def pause(self, actor: Actor, telling: int) -> Telling:
        """Hand nothing out until it is resumed; what is on its way already arrives."""
        before = self._permitted(actor, telling, Action.WORK_NEED)
        return self._move(actor, before, before, "pause")

    def resume(self, actor: Actor, telling: int) -> Telling:
        """Go on."""
        before = self._permitted(actor, telling, Action.DECIDE_NEED)
        return self._move(actor, before, before, "resume")

    def stop(self, actor: Actor, telling: int) -> Telling:
        """Tell nobody further in this round; a later one may."""
        before = self._permitted(actor, telling, Action.WORK_NEED)
        after = self._move(actor, before, before, "stop")
        self._tellings.leave(telling, self._clock.now())
        return after

    def refuse(self, actor: Actor, need: NeedId, person: int) -> None:
        """Note for good that somebody on the list does not want to be told, of this or any other need."""
        loaded = self._needs.load(need)
        require(actor, Action.WORK_NEED, loaded.department)
        if person not in {one.id for one in self._tellings.people(need)}:
            raise InputRejected("There is nobody of that number on the list.", place="person")
        now = self._clock.now()
        self._tellings.refuse(person, now)
        self._audit.write(Entry(at=now, actor=actor.id, action="need_not_to_be_told", subject=f"need:{need}"))

    def preview(self, need: NeedId, texts: Mapping[str, str]) -> list[Preview]:
        """Return what telling with these texts would do in each channel; nothing is stored and nothing sent."""
        loaded = self._needs.load(need)
        now = self._clock.now()
        telling = Telling(
            id=0, need=need, texts=_texts(texts), author=UserId(0), created_at=now, changed_at=now
        )  # fmt: skip
        done = {
            one.person for one in self._tellings.people(need) if one.state not in (PersonState.CANNOT, PersonState.LEFT)
        }
        evidence = [one for one in self._needs.evidence(need) if one.person not in done]
        people, found, around = self._plan(loaded, telling, evidence)
        return previewed(people, found, telling.texts, around)

    def _plan(
        self, need: Need, telling: Telling, evidence: Sequence[Evidence]
    ) -> tuple[list[Told], Mapping[MentionId, Heard], Around]:
        found = self._archive.find([one.mention for one in evidence])
        around = self.around(need, found)
        return planned(evidence, found, telling, around), found, around

    def around(self, need: Need, found: Mapping[MentionId, Heard]) -> Around:
        """Return what telling people depends on besides what they said."""
        accounts = self._rulebook.own_accounts()
        return Around(
            limit=remembered(self._channels),
            addressed=spoken_to_us(found.values(), self._archive, accounts),
            unwanted=self._tellings.unwanted({person_of(heard.mention) for heard in found.values()}),
            closed=self._closed,
            title=need.title,
        )

    def _tellable(self, need: NeedId) -> Need:
        loaded = self._needs.load(need)
        if loaded.state not in TELLABLE:
            raise Conflict("There is nothing to tell yet: decide it first.")
        return loaded

    def _permitted(self, actor: Actor, telling: int, action: Action) -> Telling:
        loaded = self._tellings.load(telling)
        require(actor, action, self._needs.load(loaded.need).department)
        return loaded

    def _four_eyes(self, need: Need) -> bool:
        return any(room.four_eyes for room in self._rulebook.departments() if room.id == need.department)

    def _move(self, actor: Actor, after: Telling, before: Telling, action: str) -> Telling:
        moved = replace(after, state=TELLING.after(before.state, action), changed_at=self._clock.now())
        self._tellings.change(before, moved)
        self._record(actor, moved, action)
        return moved

    def _record(self, actor: Actor, telling: Telling, action: str) -> None:
        now = self._clock.now()
        self._needs.note(NeedEvent(need=telling.need, at=now, action=f"telling_{action}", actor=actor.id))
        self._audit.write(
            Entry(at=now, actor=actor.id, action=f"need_telling_{action}", subject=f"need:{telling.need}")
        )


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    given = {lang: check_text(text, f"text_{lang}") for lang, text in texts.items() if text.strip()}
    if not given:
        raise InputRejected("The text is empty.", place="texts", remedy="Write something.")
    if len(given) > MOST_TEXTS or any(len(text) > LONGEST_TEXT for text in given.values()):
        raise InputRejected(f"This has more than {LONGEST_TEXT} characters.", place="texts", remedy="Shorten it.")
    return given


def _somebody(actor: Actor) -> UserId:
    if actor.id is None:
        raise NotAllowed("Telling people needs a person who answers for it.")
    return actor.id
