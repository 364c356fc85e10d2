"""One pass over a text's tokens: what feels good or bad in it, and what its words do.

Negation, intensity and contrast are settled here, because they depend on the order of the words; what follows from the
sums is for `relevance`, `sentiment` and `kind` to judge.

The one thing a reader would get wrong: German negates backwards as well (`gefällt mir nicht`). A negator that met
nothing to negate by the end of its clause turns what stood before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from resonanz.understand.lexicon import ANY_WORDS, GAP, Lexicon, Role, Word
from resonanz.understand.plain import Plain

NEGATED_WITHIN: Final = 4
"""Tokens that a negation reaches over."""
BOOSTED_WITHIN: Final = 2
ADDRESSED_WITHIN: Final = 5
"""Tokens of a salutation: what follows its comma is the beginning of the sentence."""
EXCLAIMED_WITHIN: Final = 4
"""Tokens of a first exclamation: praise that is followed by trouble was mockery."""
LONGEST_DEMAND: Final = 14
"""Tokens of a sentence that asks by an infinitive alone."""
MALFUNCTION: Final = -1.5
"""How it feels that something does not work."""

_ROLES: Final = len(Role)


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what one pass over a text found."""

    positive: float
    """Sum of what feels good, at least 0."""
    negative: float
    """Sum of what feels bad, at least 0."""
    signs: tuple[int, ...]
    """How often each `Role` was met, by its number."""
    asked: int = 0
    """Sentences with a question mark."""
    asked_silently: int = 0
    """Sentences that begin as questions but end without the mark."""
    broken: int = 0
    """Times something is said not to work, or to be defective."""
    exclaimed: int = 0

    def count(self, role: Role) -> int:
        """Return how often a role was met."""
        return self.signs[role]


class _Hit:
    """Hold one word that feels like something, while its clause may still change that."""

    __slots__ = ("place", "weight", "works")

    def __init__(self, place: int, weight: float, works: bool) -> None:
        self.place = place
        self.weight = weight
        self.works = works


class _Reader:
    """Go through the tokens of one text."""

    def __init__(self, plain: Plain, lexicon: Lexicon) -> None:
        self.plain = plain
        self.lexicon = lexicon
        self.signs = [0] * _ROLES
        self.hits: list[_Hit] = []
        self.sentence_hits = 0
        """Index of the sentence's first hit."""
        self.start = 0
        """Place at which a word is the first of its sentence."""
        self.thanked = 0.0
        self.mocked: _Hit | None = None
        self.negator = -99
        self.boost_at = -99
        self.boost = 1.0
        self.after_contrast = 1.0
        self.silent_question = False
        self.wishes = False
        self.greeted = False
        self.bound = False
        """Whether the sentence has a subject, a modal verb or a further clause."""
        self.asked = self.asked_silently = self.broken = self.exclaimed = 0

    def meet(self, place: int, word: Word, token: str) -> None:
        """Take in one known word."""
        greets = place == self.start and Role.OPENING in word.roles
        for role in word.roles:
            self._act(role, place, token)
        if Role.THANKS in word.roles:
            self.thanked += max(word.weight, 0.0)
        elif word.weight and not greets:
            self._feel(place, word.weight)

    def _act(self, role: Role, place: int, token: str) -> None:
        if role is Role.STOP:
            self._end_sentence(place, token)
            return
        if role in _AT_START and place != self.start:
            return
        self.signs[role] += 1
        if action := _ACTIONS.get(role):
            action(self, place)

    def open(self, place: int) -> None:
        if place == self.start:
            self.start = place + 1
            self.greeted = True

    def negate(self, place: int) -> None:
        self.negator = place

    def strengthen(self, place: int) -> None:
        self.boost_at, self.boost = place, 1.4

    def weaken(self, place: int) -> None:
        self.boost_at, self.boost = place, 0.6

    def wish(self, _place: int) -> None:
        self.wishes = True

    def ask(self, _place: int) -> None:
        self.silent_question = True

    def bind(self, _place: int) -> None:
        self.bound = True

    def comma(self, place: int) -> None:
        self.bound = True
        self._exclaim(place)
        if place - self.start < ADDRESSED_WITHIN and self.greeted:
            self.start = place + 1
        self.end_clause(place)

    def _feel(self, place: int, weight: float) -> None:
        if place - self.boost_at <= BOOSTED_WITHIN:
            weight *= self.boost
        if place - self.negator <= NEGATED_WITHIN:
            weight = _negated(weight)
            self.negator = -99
        self.hits.append(_Hit(place, weight * self.after_contrast, works=False))

    def call_working(self, place: int) -> None:
        if place - self.negator <= NEGATED_WITHIN:
            self.negator = -99
            self.broken += 1
            self.hits.append(_Hit(place, MALFUNCTION, works=False))
        else:
            self.hits.append(_Hit(place, 0.0, works=True))

    def call_broken(self, place: int) -> None:
        if place - self.negator > NEGATED_WITHIN:
            self.broken += 1

    def _exclaim(self, place: int) -> None:
        """Remember that the text begins with nothing but praise: `Great, ...`, `Na super!`."""
        if len(self.hits) == 1 and place < EXCLAIMED_WITHIN and self.hits[0].weight > 0:
            self.mocked = self.hits[0]

    def end_clause(self, _place: int) -> None:
        """Let a negator that met nothing turn what stood before it."""
        if self.negator >= 0 and len(self.hits) > self.sentence_hits:
            hit = self.hits[-1]
            if self.negator - hit.place <= NEGATED_WITHIN:
                if hit.works:
                    self.broken += 1
                    hit.weight = MALFUNCTION
                    hit.works = False
                elif hit.weight > 0:
                    hit.weight = _negated(hit.weight)
        self.negator = -99

    def turn(self, place: int) -> None:
        """Weigh what stands after `but` more than what stands before it."""
        self.end_clause(place)
        for hit in self.hits[self.sentence_hits :]:
            hit.weight *= 0.6
        self.after_contrast = 1.25

    def _end_sentence(self, place: int, token: str) -> None:
        self.end_clause(place)
        self._exclaim(place)
        asks = "?" in token
        if asks:
            self.asked += 1
        elif self.silent_question or (place > 1 and self.plain.tokens[place - 1] in self.lexicon.tags):
            self.asked_silently += 1
        elif self._ends_in_infinitive(place):
            self.signs[Role.REQUEST] += 1
            self.wishes = True
        if "!" in token:
            self.exclaimed += 1
        if asks or self.wishes:
            # who asks for something good has not got it
            for hit in self.hits[self.sentence_hits :]:
                if hit.weight > 0:
                    hit.weight *= 0.4
        self.start = place + 1
        self.sentence_hits = len(self.hits)
        self.after_contrast = 1.0
        self.silent_question = self.wishes = self.greeted = self.bound = False

    def _ends_in_infinitive(self, place: int) -> bool:
        """Tell whether the sentence names a deed and nobody who does it: `Pausen verlängern!`."""
        if self.bound or not 2 <= place - self.start <= LONGEST_DEMAND or not self.lexicon.infinitives:
            return False
        last = self.plain.written[place - 1]
        word = self.lexicon[last]
        return last.islower() and last.endswith(self.lexicon.infinitives) and not (word and Role.NO_VERB in word.roles)

    def reading(self, end: int) -> Reading:
        """Close the last sentence and add up."""
        self._end_sentence(end, "")
        if self.mocked and (self.broken or any(hit.weight < 0 for hit in self.hits)):
            self.mocked.weight *= -0.5
        negative = -sum(hit.weight for hit in self.hits if hit.weight < 0)
        # who complains or asks says thanks out of politeness, or in mockery
        thanked = self.thanked if not (negative or self.broken or self.asked) else 0.0
        return Reading(
            positive=sum(hit.weight for hit in self.hits if hit.weight > 0) + thanked,
            negative=negative,
            signs=tuple(self.signs),
            asked=self.asked,
            asked_silently=self.asked_silently,
            broken=self.broken,
            exclaimed=self.exclaimed,
        )


_AT_START: Final = frozenset({Role.QUESTION_START, Role.REQUEST_START})
_ACTIONS: Final[dict[Role, Callable[[_Reader, int], None]]] = {
    Role.COMMA: _Reader.comma,
    Role.MODAL: _Reader.bind,
    Role.OPENING: _Reader.open,
    Role.NEGATOR: _Reader.negate,
    Role.BOOST: _Reader.strengthen,
    Role.DAMP: _Reader.weaken,
    Role.CONTRAST: _Reader.turn,
    Role.WISH: _Reader.wish,
    Role.REQUEST: _Reader.wish,
    Role.REQUEST_START: _Reader.wish,
    Role.QUESTION: _Reader.ask,
    Role.QUESTION_START: _Reader.ask,
    Role.BROKEN: _Reader.call_broken,
    Role.WORKS: _Reader.call_working,
}


def read(plain: Plain, lexicon: Lexicon) -> Reading:
    """Return what the words of a text feel like and do."""
    tokens = plain.tokens
    reader = _Reader(plain, lexicon)
    swallowed = 0
    for place, word in enumerate(map(lexicon.__getitem__, tokens)):
        if word is None or place < swallowed:
            continue
        phrase = _phrase(tokens, place, word, starts=place == reader.start) if word.phrases else None
        if phrase:
            swallowed, meaning = phrase
            reader.meet(place, meaning, tokens[place])
        else:
            reader.meet(place, word, tokens[place])
    return reader.reading(len(tokens))


def _negated(weight: float) -> float:
    """Return how a negated word feels: `not good` is bad, `not bad` is hardly good."""
    return -0.7 * weight if weight > 0 else -0.3 * weight


def _phrase(tokens: tuple[str, ...], place: int, word: Word, *, starts: bool) -> tuple[int, Word] | None:
    """Return where the longest matching entry of several words ends, and the entry.

    One that means something only at the start of a sentence swallows its words nowhere else.
    """
    for tail, meaning in word.phrases:
        if (starts or not meaning.roles or meaning.roles[0] not in _AT_START) and (
            end := _matches(tokens, place + 1, tail)
        ):
            return end, meaning
    return None


def _matches(tokens: tuple[str, ...], place: int, tail: tuple[str, ...]) -> int:
    """Return the place after `tail` when it stands at `place`, else 0."""
    for index, pattern in enumerate(tail):
        if pattern == ANY_WORDS:
            rest = tail[index + 1 :]
            return next((end for skip in range(GAP + 1) if (end := _matches(tokens, place + skip, rest))), 0)
        if place >= len(tokens) or not _fits(tokens[place], pattern):
            return 0
        place += 1
    return place


def _fits(token: str, pattern: str) -> bool:
    return token.startswith(pattern[:-1]) if pattern[-1] == "*" else token == pattern
