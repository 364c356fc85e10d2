"""What people do to tell others what became of what they said: write one text, have it approved, begin, pause, stop.

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
from resonanz.core.ids import DepartmentId, MentionId, UserId
from resonanz.core.need import person_of
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Channels, Entry, Rulebook, TellingBook
from resonanz.core.telling import (
    NOT_BEGUN,
    TELLING,
    About,
    Matter,
    PersonState,
    Said,
    Subject,
    Telling,
    Told,
    check_text,
)
from resonanz.respond.reaching import Around, Preview, planned, previewed, remembered, spoken_to_us
from resonanz.respond.telling_matters import WORK, Matters

LONGEST_TEXT: Final = 5_000
MOST_TEXTS: Final = 10


class TellingDesk:
    """Do what people do with rounds of telling."""

    def __init__(  # noqa: PLR0913  one desk, eight things it needs
        self,
        *,
        matters: Mapping[Matter, Matters],
        tellings: TellingBook,
        archive: Archive,
        rulebook: Rulebook,
        channels: Channels,
        audit: Audit,
        clock: Clock,
        closed: frozenset[str] = frozenset(),
    ) -> None:
        """Make it over the stores; `closed` are channels and hosts in which nobody may be told."""
        self._matters = matters
        self._tellings = tellings
        self._archive = archive
        self._rulebook = rulebook
        self._channels = channels
        self._audit = audit
        self._clock = clock
        self._closed = closed

    def draft(self, actor: Actor, about: About, texts: Mapping[str, str]) -> Telling:
        """Begin a round: one text a language, the first for everybody who speaks another one."""
        subject = self._decided(about)
        require(actor, WORK[about.matter], subject.department)
        now = self._clock.now()
        telling = Telling(
            id=0,
            about=subject.about,
            texts=_texts(texts),
            author=_somebody(actor),
            needs_four_eyes=self._four_eyes(subject.department),
            created_at=now,
            changed_at=now,
        )
        made = self._tellings.add(telling)
        self._record(actor, made, "draft")
        return made

    def edit(self, actor: Actor, telling: int, texts: Mapping[str, str]) -> Telling:
        """Change the texts; who wrote them last cannot be the second pair of eyes."""
        before = self._permitted(actor, telling)
        return self._move(actor, replace(before, texts=_texts(texts), author=_somebody(actor)), before, "edit")

    def submit(self, actor: Actor, telling: int) -> Telling:
        """Ask for approval."""
        before = self._permitted(actor, telling)
        return self._move(actor, before, before, "submit")

    def approve(self, actor: Actor, telling: int, texts: Mapping[str, str]) -> Telling:
        """Approve the texts that were read, and begin; raise Conflict where they were changed since."""
        before = self._permitted(actor, telling, Action.DECIDE_NEED)
        subject = self._decided(before.about)
        if (before.needs_four_eyes or self._four_eyes(subject.department)) and actor.id == before.author:
            raise NotAllowed("Another person than its author approves this text.")
        if _texts(texts) != dict(before.texts):
            raise Conflict("The text was changed after you read it.")
        if before.state not in NOT_BEGUN:
            TELLING.after(before.state, "approve")
        # The list first: a process that dies before the round is running leaves people who wait, and no answer.
        self._tellings.enlist(self._plan(subject, before, self.said(before.about))[0])
        return self._move(actor, replace(before, approved_by=_somebody(actor)), before, "approve")

    def pause(self, actor: Actor, telling: int) -> Telling:
        """Hand nothing out until it is resumed; what is on its way already arrives."""
        before = self._permitted(actor, telling)
        return self._move(actor, before, before, "pause")

    def resume(self, actor: Actor, telling: int) -> Telling:
        """Go on."""
        before = self._permitted(actor, telling, Action.DECIDE_NEED)
        return self._move(actor, before, before, "resume")

    def stop(self, actor: Actor, telling: int) -> Telling:
        """Tell nobody further in this round; a later one may."""
        before = self._permitted(actor, telling)
        after = self._move(actor, before, before, "stop")
        self._tellings.leave(telling, self._clock.now())
        return after

    def refuse(self, actor: Actor, about: About, person: int) -> None:
        """Note for good that somebody on the list does not want to be told, of this or anything else."""
        subject = self.subject(about)
        require(actor, WORK[about.matter], subject.department)
        if person not in {one.id for one in self._tellings.people(about)}:
            raise InputRejected("There is nobody of that number on the list.", place="person")
        now = self._clock.now()
        self._tellings.refuse(person, now)
        action = f"{about.matter}_not_to_be_told"
        self._audit.write(Entry(at=now, actor=actor.id, action=action, subject=str(about)))

    def preview(self, about: About, texts: Mapping[str, str]) -> list[Preview]:
        """Return what telling with these texts would do in each channel; nothing is stored and nothing sent."""
        subject, now = self.subject(about), self._clock.now()
        telling = Telling(id=0, about=about, texts=_texts(texts), author=UserId(0), created_at=now, changed_at=now)
        done = {
            one.person
            for one in self._tellings.people(about)
            if one.state not in (PersonState.CANNOT, PersonState.LEFT)
        }
        said = [one for one in self.said(about) if self._tellings.named(one.person) not in done]
        people, found, around = self._plan(subject, telling, said)
        return previewed(people, found, telling.texts, around)

    def subject(self, about: About) -> Subject:
        """Return what people are told of; raise NotFound."""
        return self._matters[about.matter].load(about.number)

    def said(self, about: About) -> Sequence[Said]:
        """Return who asked for it or criticised it, newest said first."""
        return self._matters[about.matter].said(about.number)

    def finish(self, telling: Telling) -> None:
        """Note of what a round told that everybody who could be told was."""
        matters, at = self._matters[telling.about.matter], self._clock.now()
        matters.finish(telling.about.number, at, since=telling.created_at)

    def _plan(
        self, subject: Subject, telling: Telling, said: Sequence[Said]
    ) -> tuple[list[Told], Mapping[MentionId, Heard], Around]:
        found = self._archive.find([one.mention for one in said])
        around = self.around(subject, found)
        return planned(said, found, telling, around), found, around

    def around(self, subject: Subject, found: Mapping[MentionId, Heard]) -> Around:
        """Return what telling people depends on besides what they said."""
        accounts = self._rulebook.own_accounts()
        return Around(
            limit=remembered(self._channels),
            addressed=spoken_to_us(found.values(), self._archive, accounts),
            unwanted=self._tellings.unwanted({person_of(heard.mention) for heard in found.values()}),
            closed=self._closed,
            title=subject.title,
        )

    def _decided(self, about: About) -> Subject:
        subject = self.subject(about)
        if not subject.is_decided:
            raise Conflict("There is nothing to tell yet: decide it first.")
        return subject

    def _permitted(self, actor: Actor, telling: int, action: Action | None = None) -> Telling:
        loaded = self._tellings.load(telling)
        require(actor, action or WORK[loaded.about.matter], self.subject(loaded.about).department)
        return loaded

    def _four_eyes(self, department: DepartmentId | None) -> bool:
        return any(room.four_eyes for room in self._rulebook.departments() if room.id == department)

    def _move(self, actor: Actor, after: Telling, before: Telling, action: str) -> Telling:
        moved = replace(after, state=TELLING.after(before.state, action), changed_at=self._clock.now())
        self._tellings.change(before, moved)
        self._record(actor, moved, action)
        return moved

    def _record(self, actor: Actor, telling: Telling, action: str) -> None:
        now = self._clock.now()
        about = telling.about
        self._matters[about.matter].note(about.number, now, f"telling_{action}", actor.id)
        said = f"{about.matter}_telling_{action}"
        self._audit.write(Entry(at=now, actor=actor.id, action=said, subject=str(about)))


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
