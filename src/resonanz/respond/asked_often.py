"""Finding what many people ask and the library does not answer, and drafting the answer from what was answered before.

Counted in people, not in posts: who asks ten times is one who asks. Nothing is written by itself; a person takes a
proposal, and confirms what was drafted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.need import person_of
from resonanz.core.policy import Actor
from resonanz.core.ports import Archive, Library, Proposals, Resemblance
from resonanz.core.ready_answers import LANGS, Proposed, ReadyAnswer, refuse_unknown
from resonanz.core.search import Filter
from resonanz.core.understood import Kind
from resonanz.respond.ready_answers import LibraryDesk, Wording

LATELY: Final = timedelta(days=90)
MOST: Final = 2_000
"""Questions of one language that are grouped, the latest."""
ANSWERED: Final = 0.45
"""Resemblance to something the library has from which a question counts as answered."""
LOOKED_AT: Final = 2_000
"""Earlier answers among which a draft is looked for."""


class AskedOften:
    """Find what is asked often."""

    def __init__(
        self, *, archive: Archive, library: Library, proposals: Proposals, resemblance: Resemblance, clock: Clock
    ) -> None:
        self._archive = archive
        self._library = library
        self._proposals = proposals
        self._resemblance = resemblance
        self._clock = clock

    def look(self, *, people: int) -> int:
        """Propose what at least so many people asked lately; return how many proposals there are."""
        answers = self._library.offered()
        found = [one for lang in LANGS for one in self._in_language(lang, answers, people)]
        self._proposals.propose(found, self._clock.now())
        return len(found)

    def draft(self, proposal: int) -> tuple[str, str]:
        """Return what one of those who ask was answered last, in German and in English; empty where nobody was."""
        asked = set(self._proposals.mentions(proposal))
        there = self._archive.find(list(asked))
        texts = dict.fromkeys(LANGS, "")
        for mention, text, _case in self._library.answered(limit=LOOKED_AT):
            lang = there[mention].understood.lang.value if mention in there else ""
            if mention in asked and lang in texts and not texts[lang]:
                texts[lang] = text
        return texts["de"], texts["en"]

    def _in_language(self, lang: str, answers: Sequence[ReadyAnswer], people: int) -> list[Proposed]:
        questions = self._open(lang, answers)
        texts = [_words(one) for one in questions]
        proposed = []
        for places in self._resemblance.groups(texts, smallest=people):
            members = [questions[place] for place in places]
            voices = {person_of(one.mention) or one.mention.id for one in members}
            if len(voices) < people:
                continue
            words = self._resemblance.words([texts[place] for place in places], texts)
            departments = Counter(one.understood.department for one in members if one.understood.department is not None)
            proposed.append(
                Proposed(
                    words=", ".join(words),
                    lang=lang,
                    department=departments.most_common(1)[0][0] if departments else None,
                    people=len(voices),
                    mentions=tuple(one.mention.id for one in members),
                )
            )
        return proposed

    def _open(self, lang: str, answers: Sequence[ReadyAnswer]) -> list[Heard]:
        """Return the latest questions in a language about which nobody decided and that nothing answers."""
        asked = Filter(
            kinds=(Kind.QUESTION.value,),
            langs=(lang,),
            since=self._clock.now() - LATELY,
            include_own=False,
            include_duplicates=False,
            only_relevant=True,
        )
        said = (heard for batch in self._archive.scan(asked) for heard in batch)
        questions = list(islice(said, MOST))
        settled = self._proposals.settled([one.mention.id for one in questions])
        answered = self._answered([_words(one) for one in questions], answers)
        return [
            one
            for one, done in zip(questions, answered, strict=True)
            if not done and one.mention.id not in settled and one.mention.text.strip()
        ]

    def _answered(self, texts: Sequence[str], answers: Sequence[ReadyAnswer]) -> list[bool]:
        done = [False] * len(texts)
        known = [line for one in answers for line in (one.title, *one.asked.splitlines()) if line.strip()]
        for line in known:
            scores = self._resemblance.scores(line, texts)
            done = [before or score >= ANSWERED for before, score in zip(done, scores, strict=True)]
        return done


def take_up(actor: Actor, often: AskedOften, desk: LibraryDesk, one: Proposed, proposal: int) -> ReadyAnswer:
    """Write the answer that a proposal asks for, drafted from what was answered before; it is not confirmed."""
    german, english = (_without_places(text) for text in often.draft(proposal))
    if not (german or english):
        german, english = ("Hallo {name}, ", "") if one.lang == "de" else ("", "Hello {name}, ")
    return desk.write(actor, Wording(title=one.words or "?", german=german, english=english, department=one.department))


def _without_places(text: str) -> str:
    """Return an earlier answer as a text of the library; one with braces of its own cannot be."""
    try:
        refuse_unknown(text, (), place="text")
    except InputRejected:
        return text.replace("{", "(").replace("}", ")")
    return text


def _words(heard: Heard) -> str:
    return f"{heard.mention.title or ''}\n{heard.mention.text}".strip()
