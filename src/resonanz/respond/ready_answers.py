"""What people do with the answers library, and what it offers a case.

A case is offered what resembles its question: answers of the library, and what was answered before. The one thing a
reader would get wrong: nothing here writes or sends. A person puts a text into the composer, and what they send goes
the way of every answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.heard import Heard
from resonanz.core.ids import AnswerId, CaseId, DepartmentId, ReplyId, UserId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.core.ports import Archive, Audit, Casebook, Entry, Library, Replies, Resemblance
from resonanz.core.ready_answers import (
    LONGEST_ASKED,
    LONGEST_TEXT,
    LONGEST_TITLE,
    AnswerUse,
    Filled,
    ReadyAnswer,
    Standing,
    calling,
    fill,
    refuse_unknown,
)

LIKE_ENOUGH: Final = 0.12
"""Resemblance below which nothing is offered."""
OTHERS: Final = 0.8
"""How much an answer of another department counts beside one of the case's own."""
MOST: Final = 5
"""Answers that are offered."""
EARLIER: Final = 3
"""Earlier questions that are offered."""
LOOKED_AT: Final = 400
"""Earlier answers among which similar questions are looked for, the latest first."""
LASTS: Final = timedelta(days=180)
"""How long a confirmation holds unless somebody says otherwise."""
LONGEST_LASTING: Final = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Hold what somebody writes into the library."""

    title: str
    german: str = ""
    english: str = ""
    asked: str = ""
    department: DepartmentId | None = None
    owner: UserId | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold an answer of the library that fits a case, its places filled."""

    answer: ReadyAnswer
    standing: Standing
    filled: Filled
    lang: str
    """Which language the text is in; another one than the question's where there is no text in that."""
    score: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """Hold an earlier question with what it was answered."""

    asked: Heard
    text: str
    case: CaseId
    score: float


class LibraryDesk:
    """Do what people do with the answers library."""

    def __init__(  # noqa: PLR0913  one desk, eight things it needs
        self,
        *,
        library: Library,
        archive: Archive,
        casebook: Casebook,
        replies: Replies,
        resemblance: Resemblance,
        audit: Audit,
        clock: Clock,
        zone: str,
    ) -> None:
        self._library = library
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._resemblance = resemblance
        self._audit = audit
        self._clock = clock
        self._zone = ZoneInfo(zone)

    @property
    def today(self) -> date:
        """Return the company's day."""
        return self._clock.now().astimezone(self._zone).date()

    def write(self, actor: Actor, said: Wording) -> ReadyAnswer:
        """Write a new answer; nobody has confirmed it yet."""
        require(actor, Action.WORK_CASE, said.department)
        checked = self._checked(said)
        made = self._library.add(
            ReadyAnswer(
                id=AnswerId(0),
                department=said.department,
                title=checked.title,
                asked=checked.asked,
                german=checked.german,
                english=checked.english,
                owner=said.owner or actor.id,
                confirm_by=self.today + LASTS,
                changed_at=self._clock.now(),
            ),
            actor.id,
        )
        self._record(actor, made, "write")
        return made

    def edit(self, actor: Actor, answer: AnswerId, said: Wording, *, seen: int | None = None) -> ReadyAnswer:
        """Change an answer; where its words change, a version is added and its confirmation is gone.

        `seen` is the version that the person read. Raise Conflict where there is another one by now.
        """
        before = self._permitted(actor, answer)
        if said.department != before.department:
            require(actor, Action.WORK_CASE, said.department)
        if seen is not None and seen != before.version:
            raise Conflict("Somebody else changed this answer meanwhile.")
        checked = self._checked(said)
        after = replace(
            before,
            title=checked.title,
            asked=checked.asked,
            german=checked.german,
            english=checked.english,
            department=said.department,
            owner=said.owner,
        )
        return self._store(actor, before, after, "edit")

    def restore(self, actor: Actor, answer: AnswerId, version: int) -> ReadyAnswer:
        """Give an answer the words of one of its versions; that is a new version, and nobody has confirmed it."""
        before = self._permitted(actor, answer)
        then = self._library.version(answer, version)
        after = replace(before, title=then.title, asked=then.asked, german=then.german, english=then.english)
        return self._store(actor, before, after, "restore")

    def confirm(
        self, actor: Actor, answer: AnswerId, until: date | None = None, *, seen: int | None = None
    ) -> ReadyAnswer:
        """Stand behind an answer until a day (half a year unless told otherwise); its owner and leads may.

        `seen` is the version that was read. Raise Conflict where there is another one by now.
        """
        before = self._permitted(actor, answer)
        leads = allowed(actor, Action.MANAGE_DEPARTMENT, before.department)
        if actor.id is None or not (leads or actor.id == before.owner):
            raise NotAllowed("An answer is confirmed by its owner or a lead of its department.")
        if seen is not None and seen != before.version:
            raise Conflict("Somebody else changed this answer meanwhile.")
        last = until or self.today + LASTS
        if not self.today < last <= self.today + LONGEST_LASTING:
            raise InputRejected(
                "An answer is confirmed until a day to come, for at most three years.",
                place="until",
                remedy="Choose another day.",
            )
        now = self._clock.now()
        after = replace(before, confirmed_at=now, confirmed_by=actor.id, confirm_by=last)
        return self._store(actor, before, after, "confirm")

    def retire(self, actor: Actor, answer: AnswerId, *, retired: bool) -> ReadyAnswer:
        """Offer an answer no longer, or again; what was written with it stays."""
        before = self._permitted(actor, answer)
        return self._store(actor, before, replace(before, retired=retired), "retire" if retired else "bring_back")

    def used(self, actor: Actor, reply: ReplyId, answers: Sequence[AnswerId]) -> int:
        """Remember which answers a reply was written with; return how many were new."""
        loaded = self._replies.load(reply)
        require(actor, Action.WORK_CASE, self._casebook.load(loaded.case).department)
        if actor.id is None:
            raise NotAllowed("An answer needs a person who writes it.")
        now = self._clock.now()
        return sum(
            self._library.use(
                AnswerUse(
                    answer=one,
                    version=self._library.load(one).version,
                    reply=reply,
                    mention=loaded.reply_to,
                    at=now,
                    by=actor.id,
                )
            )
            for one in dict.fromkeys(answers)
        )

    # --- what a case is offered --------------------------------------------------------------------------------------

    def suggestions(self, case: CaseId) -> list[Suggestion]:
        """Return the answers that fit a case's question, its own department's first among equals; the best first."""
        asked = self._asked(case)
        offered = self._library.offered()
        if not asked or not offered:
            return []
        documents = self._documents(offered)
        scores = self._resemblance.scores(_question(asked), [text for _place, text in documents])
        best: dict[int, float] = {}
        for (place, _text), score in zip(documents, scores, strict=True):
            best[place] = max(best.get(place, 0.0), score)
        department = self._casebook.load(case).department
        ranked = sorted(
            (
                (score * (1.0 if offered[place].department == department else OTHERS), place)
                for place, score in best.items()
            ),
            reverse=True,
        )
        return [
            self._suggestion(offered[place], asked[-1], case, score)
            for score, place in ranked[:MOST]
            if score >= LIKE_ENOUGH
        ]

    def earlier(self, case: CaseId) -> list[Earlier]:
        """Return earlier questions like this case's with what was answered, the likest first."""
        asked = self._asked(case)
        told = [one for one in self._library.answered(limit=LOOKED_AT) if one[2] != case]
        if not asked or not told:
            return []
        there = self._archive.find([mention for mention, _text, _case in told])
        known = [(there[mention], text, other) for mention, text, other in told if mention in there]
        scores = self._resemblance.scores(_question(asked), [_words(heard) for heard, _text, _case in known])
        ranked = sorted(zip(scores, range(len(known)), strict=True), key=lambda one: (-one[0], one[1]))
        found: dict[str, Earlier] = {}
        for score, place in ranked:
            heard, text, other = known[place]
            if score >= LIKE_ENOUGH and len(found) < EARLIER:
                found.setdefault(text, Earlier(heard, text, other, score))
        return list(found.values())

    def filled(self, answer: ReadyAnswer, case: CaseId, lang: str = "") -> Suggestion:
        """Return an answer's text for a case; raise InputRejected where nobody is left to answer."""
        asked = self._asked(case)
        if not asked:
            raise InputRejected("What was said was taken back at its source.", place="case")
        return self._suggestion(answer, asked[-1], case, 0.0, lang)

    def _suggestion(self, answer: ReadyAnswer, asked: Heard, case: CaseId, score: float, lang: str = "") -> Suggestion:
        text, found = answer.text(lang or asked.understood.lang.value)
        own = {one.name: one.german if found == "de" else one.english for one in self._library.own_places()}
        given = {**own, **calling(asked.mention.author), "case": str(case), "link": asked.mention.url or ""}
        return Suggestion(answer, answer.standing(self.today), fill(text, given), found, score)

    def _asked(self, case: CaseId) -> list[Heard]:
        """Return what the market said in a case, oldest first."""
        ids = self._casebook.mentions(case)
        there = self._archive.find(ids)
        return [there[one] for one in ids if one in there and not there[one].mention.author.is_own]

    def _documents(self, offered: Sequence[ReadyAnswer]) -> list[tuple[int, str]]:
        """Return what each answer is compared by: its questions, what it answered before, and its texts."""
        examples = self._library.examples([one.id for one in offered])
        there = self._archive.find([mention for some in examples.values() for mention in some])
        documents: list[tuple[int, str]] = []
        for place, answer in enumerate(offered):
            heard = [there[mention] for mention in examples.get(answer.id, ()) if mention in there]
            texts = [answer.title, *answer.asked.splitlines(), answer.german, answer.english, *map(_words, heard)]
            documents += [(place, text) for text in texts if text.strip()]
        return documents

    # --- what every change does --------------------------------------------------------------------------------------

    def _checked(self, said: Wording) -> Wording:
        own = [one.name for one in self._library.own_places()]
        for place, text in (("german", said.german), ("english", said.english)):
            refuse_unknown(text, own, place=place)
        if not (said.german.strip() or said.english.strip()):
            raise InputRejected("The answer is empty.", place="german", remedy="Write something.")
        return replace(
            said,
            title=_bounded(" ".join(said.title.split()), "title", LONGEST_TITLE, needed=True),
            asked=_bounded(said.asked, "asked", LONGEST_ASKED),
            german=_bounded(said.german, "german", LONGEST_TEXT),
            english=_bounded(said.english, "english", LONGEST_TEXT),
        )

    def _permitted(self, actor: Actor, answer: AnswerId) -> ReadyAnswer:
        loaded = self._library.load(answer)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _store(self, actor: Actor, before: ReadyAnswer, after: ReadyAnswer, action: str) -> ReadyAnswer:
        after = replace(after, changed_at=self._clock.now())
        if (after.title, after.words) != (before.title, before.words):
            after = replace(after, version=before.version + 1, confirmed_at=None, confirmed_by=None)
        self._library.change(before, after, actor.id)
        self._record(actor, after, action)
        return after

    def _record(self, actor: Actor, answer: ReadyAnswer, action: str) -> None:
        now = self._clock.now()
        self._audit.write(Entry(at=now, actor=actor.id, action=f"library_{action}", subject=f"answer:{answer.id}"))


def _question(asked: Sequence[Heard]) -> str:
    """Return what a case asks: its first words and its latest."""
    return "\n".join(dict.fromkeys(_words(one) for one in (asked[0], asked[-1])))


def _words(heard: Heard) -> str:
    return f"{heard.mention.title or ''}\n{heard.mention.text}".strip()


def _bounded(text: str, place: str, longest: int, *, needed: bool = False) -> str:
    cleaned = text.replace("\0", "").replace("\r\n", "\n").strip()
    if needed and not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > longest:
        raise InputRejected(f"This has more than {longest} characters.", place=place, remedy="Shorten it.")
    return cleaned
