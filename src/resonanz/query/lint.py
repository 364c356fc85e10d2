"""Warn about queries that can be understood but probably do not mean what was meant.

A hint never stops a query; it says what the query does, and what would do what was likely intended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from resonanz.query import tree
from resonanz.query.leaves import Mode, Slots, phrase_slots, word_slots
from resonanz.query.mistakes import Texts, Wording, position
from resonanz.query.source import CURLY
from resonanz.query.tree import Query

WIDE: Final = 20
"""A NEAR over more words says little more than AND."""
SHORT: Final = 3
"""Letters that a prefix should have at least."""

_ONE_VALUE: Final = frozenset({"channel", "source", "type", "kind", "lang", "department", "sentiment", "priority"})
_SMALL_OPERATORS: Final = {"and": "AND", "or": "OR", "not": "NOT", "near": "NEAR/4"}
_GERMAN_OPERATORS: Final = {"UND": "AND", "ODER": "OR", "NICHT": "NOT"}
_PUNCTUATED: Final = frozenset("&+.!%§/=\\")

HINTS: Final[dict[str, Texts]] = {
    "only_exclusions": (
        ("The query says only what should not be there, so it matches nearly everything.", "Add what should be there."),
        (
            "Die Abfrage sagt nur, was nicht vorkommen soll, und trifft daher fast alles.",
            "Ergänzen Sie, was vorkommen soll.",
        ),
    ),
    "leading_wildcard": (
        ("`{text}` begins with a wildcard and is slow to find.", "Give the beginning of the word where you can."),
        (
            "`{text}` beginnt mit einem Platzhalter und ist langsam zu finden.",
            "Nennen Sie, wo möglich, den Anfang des Wortes.",
        ),
    ),
    "short_prefix": (
        ("`{text}` matches very many words.", "Write more of the word before the star."),
        ("`{text}` trifft sehr viele Wörter.", "Schreiben Sie mehr vom Wort vor den Stern."),
    ),
    "covered": (
        ("`{text}` adds nothing: `{other}` already matches it.", "Leave one of them out."),
        ("`{text}` trägt nichts bei: `{other}` trifft es schon.", "Lassen Sie eines davon weg."),
    ),
    "curly_quote": (
        ("The phrase stands between curly quotation marks.", 'Write straight ones: `"`.'),
        ("Die Wortfolge steht zwischen typografischen Anführungszeichen.", 'Schreiben Sie gerade: `"`.'),
    ),
    "wide_near": (
        ("Within {distance} words nearly everything is near.", "Use NEAR/10 or less, or AND."),
        ("In einem Abstand von {distance} Wörtern ist fast alles nah.", "Nehmen Sie NEAR/10 oder weniger, oder AND."),
    ),
    "space_beside_or": (
        (
            "The space here means AND, which binds more tightly than the OR beside it.",
            "Write OR if these are alternatives, or put brackets where you mean them.",
        ),
        (
            "Das Leerzeichen bedeutet hier AND und bindet stärker als das OR daneben.",
            "Schreiben Sie OR, wenn es Alternativen sind, oder setzen Sie Klammern.",
        ),
    ),
    "space_in_list": (
        ("The spaces mean AND: all {number} words must be there.", "Write OR between them if any is enough."),
        (
            "Die Leerzeichen bedeuten AND: Alle {number} Wörter müssen vorkommen.",
            "Schreiben Sie OR dazwischen, wenn eines genügt.",
        ),
    ),
    "one_value": (
        ("A mention has only one `{field}:`, so this never matches.", "Write OR between the values."),
        ("Eine Erwähnung hat nur ein `{field}:`, also trifft dies nie.", "Schreiben Sie OR zwischen die Werte."),
    ),
    "small_operator": (
        ("`{text}` is looked for as a word.", "Write {instead} for the operator, or quote the word to be sure."),
        (
            "`{text}` wird als Wort gesucht.",
            "Schreiben Sie {instead} für den Operator, oder setzen Sie das Wort in Anführungszeichen.",
        ),
    ),
    "question_mark": (
        ("The question mark in `{text}` stands for one letter.", "Leave it out to look for the word."),
        ("Das Fragezeichen in `{text}` steht für einen Buchstaben.", "Lassen Sie es weg, um das Wort zu suchen."),
    ),
    "punctuation": (
        ("The punctuation in `{text}` does not count.", 'Write raw:"{text}" to find exactly this.'),
        ("Die Satzzeichen in `{text}` zählen nicht.", 'Schreiben Sie raw:"{text}", um genau dies zu finden.'),
    ),
    "contradiction": (
        ("`{text}` is both wanted and excluded, so this never matches.", "Take one of them out."),
        ("`{text}` ist zugleich verlangt und ausgeschlossen, also trifft dies nie.", "Nehmen Sie eines davon heraus."),
    ),
    "exact_punctuation": (
        ("`{text}` has no letters: every mention must be read for it.", "Join it to a word by AND."),
        (
            "`{text}` hat keine Buchstaben: Dafür muss jede Erwähnung gelesen werden.",
            "Verbinden Sie es mit einem Wort.",
        ),
    ),
}
"""Code -> ((message, remedy) in English, the same in German)."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Say what a part of a query probably does not mean."""

    code: str
    line: int
    column: int
    end: int
    details: dict[str, object] = field(default_factory=dict)

    def localised(self, lang: str) -> Wording:
        """Return message and remedy in `de` or `en`."""
        texts = HINTS[self.code][1 if lang.startswith("de") else 0]
        return Wording(*(text.format(**self.details) for text in texts))

    @property
    def message(self) -> str:
        """Return the message in English."""
        return self.localised("en").message

    @property
    def remedy(self) -> str:
        """Return the remedy in English."""
        return self.localised("en").remedy


def lint(query: Query, text: str) -> list[Hint]:
    """Return hints on a query that was read from `text`, in the order of their places."""
    found = _Linter(text)
    if not _wants_something(query):
        found.add("only_exclusions", query)
    for node in tree.walk(query):
        found.look_at(node)
    return sorted(found.hints, key=lambda hint: (hint.line, hint.column))


def _wants_something(node: Query) -> bool:
    if isinstance(node, tree.And):
        return any(_wants_something(part) for part in node.parts)
    if isinstance(node, tree.Or):
        return all(_wants_something(part) for part in node.parts)
    return not isinstance(node, tree.Not) or isinstance(node.part, tree.Not)


class _Linter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.hints: list[Hint] = []

    def add(self, code: str, node: Query, **details: object) -> None:
        where = position(self.text, node.at)
        written = self.text[node.at[0] : node.at[1]] or str(node)
        self.hints.append(Hint(code, where.line, where.column, where.end, {"text": written, **details}))

    def look_at(self, node: Query) -> None:
        match node:
            case tree.Word():
                self._word(node)
            case tree.Phrase():
                if self.text[node.at[0] : node.at[0] + 1] in set(CURLY):
                    self.add("curly_quote", node)
            case tree.Exact(text) if not any(char.isalnum() for char in text):
                self.add("exact_punctuation", node)
            case tree.Near(distance=distance) if distance > WIDE:
                self.add("wide_near", node, distance=distance)
            case tree.Or(parts):
                self._covered(parts)
                self._spaces_beside_or(parts)
            case tree.And(parts):
                self._covered(parts)
                self._together(node)

    def _word(self, node: tree.Word) -> None:
        text = node.text
        instead = _SMALL_OPERATORS.get(text) or _GERMAN_OPERATORS.get(text)
        if instead:
            self.add("small_operator", node, instead=instead)
        elif text[0] in "*?":
            self.add("leading_wildcard", node)
        elif text.endswith("?"):
            self.add("question_mark", node)
        elif text.endswith("*") and len(text.strip("*#@$")) < SHORT and text.isascii():
            self.add("short_prefix", node)
        elif not _PUNCTUATED.isdisjoint(text.rstrip(".!,")) and "://" not in text and text[0] not in "@#":
            self.add("punctuation", node)

    def _covered(self, parts: tuple[Query, ...]) -> None:
        """Hint at terms of a group that another term of the same group stands for; long groups by equality alone."""
        known: dict[Slots, Query] = {}
        prefixes = [part for part in parts if isinstance(part, tree.Word) and _prefix(part)]
        for part in parts:
            if not isinstance(part, tree.Word | tree.Phrase):
                continue
            slots = _slots(part)
            other = known.setdefault(slots, part)
            if other is not part:
                self.add("covered", part, other=other)
            elif len(slots) == 1 and slots[0].mode is Mode.EQUAL:
                self._covered_by_prefix(part, slots, prefixes)

    def _covered_by_prefix(self, part: Query, slots: Slots, prefixes: list[tree.Word]) -> None:
        for prefix in prefixes[:100]:
            wanted = _slots(prefix)[0]
            if slots[0].forms[0].startswith(wanted.forms[0]) and wanted.sign in {"", slots[0].sign}:
                self.add("covered", part, other=prefix)
                return

    def _spaces_beside_or(self, parts: tuple[Query, ...]) -> None:
        for part in parts:
            if isinstance(part, tree.And) and len(parts) > 1:
                for gap in self._bare_gaps(part):
                    self.add("space_beside_or", gap)
                    return

    def _bare_gaps(self, node: tree.And) -> Iterator[Query]:
        """Yield the parts of an And before which only a space stands, unless brackets are around them."""
        before = self.text[: node.parts[0].at[0]].rstrip()
        if before.endswith("("):
            return
        for left, right in zip(node.parts, node.parts[1:], strict=False):
            between = self.text[left.at[1] : right.at[0]]
            if between and not between.strip() and not isinstance(right, tree.Not):
                yield right

    def _together(self, node: tree.And) -> None:
        words = [part for part in node.parts if isinstance(part, tree.Word)]
        if len(words) == len(node.parts) > 4 and len(list(self._bare_gaps(node))) == len(words) - 1:
            self.add("space_in_list", node, number=len(words))
        self._one_value(node)
        excluded = {part.part: part for part in node.parts if isinstance(part, tree.Not)}
        for part in node.parts:
            if part in excluded:
                self.add("contradiction", excluded[part], text=part)

    def _one_value(self, node: tree.And) -> None:
        values: dict[str, str] = {}
        for part in node.parts:
            if not isinstance(part, tree.Key) or part.field not in _ONE_VALUE or part.wild:
                continue
            if values.setdefault(part.field, part.value) != part.value:
                self.add("one_value", part, field=part.field)
                return


def _slots(node: Query) -> Slots:
    return word_slots(node.text) if isinstance(node, tree.Word) else phrase_slots(str(getattr(node, "text", "")))


def _prefix(node: tree.Word) -> bool:
    slots = word_slots(node.text)
    return len(slots) == 1 and slots[0].mode is Mode.PREFIX
