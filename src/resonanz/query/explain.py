r"""Say in words what a query asks, and of one mention which part of it holds and where.

explained = explain(parse("late NEAR/5 delivery"), lang="en")
print("\\n".join(explained.lines()))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from resonanz.core.heard import Heard
from resonanz.query import tree
from resonanz.query.evaluate import Evaluation, Hit
from resonanz.query.leaves import Mode, Slot
from resonanz.query.plan import Context, Found, narrowed, plan
from resonanz.query.reading import Reading
from resonanz.query.tree import Query


@dataclass(frozen=True, slots=True)
class Explained:
    """Hold one part of a query in words; `holds` is None when no mention was given."""

    words: str
    query: str
    """The part in canonical text."""
    parts: tuple[Explained, ...] = ()
    holds: bool | None = None
    hits: tuple[Hit, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the part and its parts, one a line, indented."""
        mark = {None: "", True: "✓ ", False: "✗ "}[self.holds]
        hits = "  [" + ", ".join(f"{name} {start}-{end}" for name, start, end in self.hits) + "]" if self.hits else ""
        yield f"{'  ' * depth}{mark}{self.words}{hits}"
        for part in self.parts:
            yield from part.lines(depth + 1)


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "and": ("all of these:", "alles davon:"),
    "or": ("any of these:", "eines davon:"),
    "not": ("not this:", "nicht dies:"),
    "near": ("at most {distance} words apart:", "höchstens {distance} Wörter voneinander entfernt:"),
    "onear": (
        "the first at most {distance} words before the second:",
        "das erste höchstens {distance} Wörter vor dem zweiten:",
    ),
    "within": ("in {field}:", "in {field}:"),
    "sentence": ("within one sentence:", "innerhalb eines Satzes:"),
    "atleast": ("at least {count} times:", "mindestens {count}-mal:"),
    "stem": ("with the inflections of {lang}:", "mit den Beugungsformen von {lang}:"),
    "strict": ("with umlauts and accents as written:", "mit Umlauten und Akzenten wie geschrieben:"),
    "word": ("the word {what}", "das Wort {what}"),
    "words": ("the words {what} side by side", "die Wörter {what} nebeneinander"),
    "loose": (
        "the words {what} in any order, at most {extra} other words among them",
        "die Wörter {what} in beliebiger Folge, höchstens {extra} andere Wörter dazwischen",
    ),
    "exact": ("exactly the characters {what}", "genau die Zeichen {what}"),
    "key": ("{field} is {what}", "{field} ist {what}"),
    "key_like": ("{field} looks like {what}", "{field} sieht aus wie {what}"),
    "number": ("{field} {what}", "{field} {what}"),
    "since": ("{field} at or after {what}", "{field} ab {what}"),
    "before": ("{field} before {what}", "{field} vor {what}"),
    "named": ("what the query {what} asks", "was die Abfrage {what} fragt"),
    "prefix": ("beginning with “{what}”", "beginnend mit „{what}“"),
    "glob": ("like “{what}”", "wie „{what}“"),
    "quoted": ("“{what}”", "„{what}“"),
    "more": ("{what} or {number} other forms", "{what} oder {number} weitere Formen"),
}


def explain(query: Query, heard: Heard | None = None, *, lang: str = "en", now: datetime | None = None) -> Explained:
    """Return what a query asks in words (`de` or `en`), and with a mention which parts of it hold and where.

    Names of other queries must be resolved when a mention is given.
    """
    evaluation = Evaluation(Reading(heard), now) if heard is not None else None
    return _Explainer(lang, evaluation).part(query, Context())


class _Explainer:
    def __init__(self, lang: str, evaluation: Evaluation | None) -> None:
        self._german = lang.startswith("de")
        self._evaluation = evaluation

    def part(self, node: Query, context: Context) -> Explained:
        inner = narrowed(node, context) if isinstance(node, tree.Within | tree.Strict | tree.Stem) else context
        parts = tuple([self.part(child, inner) for child in node.children])
        holds, hits = self._tested(node, context)
        return Explained(self._words(node, context), str(node), parts, holds, hits)

    def _tested(self, node: Query, context: Context) -> tuple[bool | None, tuple[Hit, ...]]:
        if self._evaluation is None:
            return None, ()
        ask = plan(node, context)
        return self._evaluation.holds(ask), tuple(self._evaluation.hits(ask))

    def _say(self, key: str, **details: object) -> str:
        return _WORDS[key][self._german].format(**details)

    def _words(self, node: Query, context: Context) -> str:
        match node:
            case tree.Word() | tree.Phrase():
                return self._text(node, context)
            case tree.Exact(text):
                return self._say("exact", what=self._say("quoted", what=text))
            case tree.Near():
                return self._say("onear" if node.ordered else "near", distance=node.distance)
            case tree.Within() | tree.AtLeast() | tree.Stem():
                details = {name: getattr(node, name) for name in ("field", "count", "lang") if hasattr(node, name)}
                return self._say(type(node).__name__.lower(), **details)
            case tree.And() | tree.Or() | tree.Not() | tree.Sentence() | tree.Strict():
                return self._say(type(node).__name__.lower())
        return self._field(node)

    def _text(self, node: tree.Word | tree.Phrase, context: Context) -> str:
        found = plan(node, context)
        if not isinstance(found, Found):
            raise TypeError(f"{node} is no word")
        slots = [self._slot(slot) for slot in found.slots]
        what = " ".join(slots)
        if len(slots) == 1:
            return self._say("word", what=what)
        if found.slop is not None:
            return self._say("loose", what=what, extra=found.slop - 1)
        return self._say("words", what=what)

    def _slot(self, slot: Slot) -> str:
        if slot.mode is not Mode.EQUAL:
            return self._say(slot.mode.value, what=slot.sign + slot.forms[0])
        first = self._say("quoted", what=slot.sign + slot.forms[0])
        return first if len(slot.forms) == 1 else self._say("more", what=first, number=len(slot.forms) - 1)

    def _field(self, node: Query) -> str:
        match node:
            case tree.Key(field, value, wild):
                return self._say("key_like" if wild else "key", field=field, what=self._say("quoted", what=value))
            case tree.Number(field):
                return self._say("number", field=field, what=str(node).partition(":")[2])
            case tree.Since(field):
                return self._say("since", field=field, what=str(node).partition(">=")[2])
            case tree.Before(field):
                return self._say("before", field=field, what=str(node).partition("<")[2])
            case tree.Named(name):
                return self._say("named", what=self._say("quoted", what=name))
        raise TypeError(f"{type(node).__name__} cannot be explained")
