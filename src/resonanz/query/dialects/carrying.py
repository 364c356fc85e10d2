"""Carry a query over from another suite: cut it into pieces, translate each, read the result with our own reader.

What cannot be said in our language is left out of the tree and noted. Leaving out a condition makes a query match
more, leaving out an alternative makes it match less; the note says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from resonanz.query import tree
from resonanz.query.fields import canonical
from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError, Texts, Wording, position
from resonanz.query.tree import Query, all_of, any_of

NOTES: Final[dict[str, Texts]] = {
    "left_out": (
        ("`{text}` was left out: {reason}.", "The query now matches {effect}."),
        ("`{text}` wurde weggelassen: {reason}.", "Die Abfrage trifft nun {effect}."),
    ),
    "changed": (("`{text}` became `{instead}`: {reason}.", ""), ("`{text}` wurde zu `{instead}`: {reason}.", "")),
    "space": (
        ("The words `{text}` side by side became a phrase.", "Write AND or OR between them if you meant that."),
        (
            "Die nebeneinanderstehenden Wörter `{text}` wurden zu einer Wortfolge.",
            "Schreiben Sie AND oder OR dazwischen, wenn Sie das meinten.",
        ),
    ),
    "weight": (
        ("The weight `{text}` was left out: it changes the order of hits, not which there are.", ""),
        ("Das Gewicht `{text}` wurde weggelassen: Es ändert die Reihenfolge der Treffer, nicht welche es sind.", ""),
    ),
}
REASONS: Final[dict[str, tuple[str, str]]] = {
    "place": ("we do not know where a mention was written", "wir kennen den Ort einer Erwähnung nicht"),
    "people": ("we do not guess who people are", "wir raten nicht, wer Menschen sind"),
    "picture": ("we do not look into pictures", "wir sehen nicht in Bilder hinein"),
    "repost": ("reposts are no mentions here, only counted", "Wiederholungen sind hier keine Erwähnungen, nur gezählt"),
    "thread": ("ask for a thread by its page", "einen Gesprächsfaden zeigt seine Seite"),
    "unknown": ("we have nothing like it", "wir haben nichts Entsprechendes"),
    "addressed": ("whoever is addressed is named in the text", "wer angesprochen wird, steht im Text"),
    "wider": ("ours is the closest there is", "unseres kommt am nächsten"),
}
EFFECTS: Final[dict[str, tuple[str, str]]] = {
    "more": ("more than it did", "mehr als zuvor"),
    "less": ("less than it did", "weniger als zuvor"),
    "nothing": ("nothing: nothing of it is left", "nichts: von ihr ist nichts übrig"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Say what was not carried over as it was."""

    code: str
    line: int
    column: int
    end: int
    text: str
    reason: str = ""
    instead: str = ""
    effect: str = "more"

    @property
    def is_loss(self) -> bool:
        """Tell whether the query no longer means the same."""
        return self.code == "left_out"

    def localised(self, lang: str) -> Wording:
        """Return message and remedy in `de` or `en`."""
        german = lang.startswith("de")
        details = {
            "text": self.text,
            "instead": self.instead,
            "reason": REASONS[self.reason][german] if self.reason else "",
            "effect": EFFECTS[self.effect][german],
        }
        return Wording(*(text.format(**details) for text in NOTES[self.code][german]))


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold a query in our language (None: nothing of it was left) and what is to be said about it."""

    query: Query | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Say how a suite writes queries. Names of fields are lower case, without the colon."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Their field -> ours, with the colon; those we call the same need no entry."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Their field -> reason why we have none."""
    values: Mapping[str, str] = field(default_factory=dict)
    """`field:value` of theirs -> what it is in ours; a value without an entry is left out."""
    any_case: bool = False
    """Operators may be written in any case."""
    spaces_are_phrases: bool = False
    """Words side by side are a phrase."""


_PIECES: Final = re.compile(
    r'(?P<space>\s+)|(?P<quoted>"(?:[^"\\]|\\.)*"(?:~\d+)?)|(?P<bracket>[()])|(?P<minus>-(?=[A-Za-z_]+:))'
    r"|(?P<field>[A-Za-z_]+~?(?:/\d+)?:)(?=[^\s/])|(?P<word>(?:(?!:)[^\s()\"]|:)+)|(?P<other>.)"
)
_STRAIGHT: Final = str.maketrans("“”„«»", '"' * 5)
_OPERATOR: Final = re.compile(r"(?:and|or|not|o?near(?:/\d+f?)?)", re.IGNORECASE)
_WEIGHT: Final = re.compile(r"\^\d+(?:\.\d+)?")
_LEFT_OUT: Final = re.compile(r"leftout(\d+)x")


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str
    at: tuple[int, int]


def carried(dialect: Dialect, text: str) -> Carried:
    """Return a query in our language; raise QueryError where it cannot be read."""
    return _Carrying(dialect, text).done()


class _Carrying:
    """Translate one query piece by piece."""

    def __init__(self, dialect: Dialect, text: str) -> None:
        self.dialect = dialect
        self.text = text
        straight = text.translate(_STRAIGHT)
        self.pieces = [_Piece(found.lastgroup or "", found[0], found.span()) for found in _PIECES.finditer(straight)]
        self.at = 0
        self.written: list[str] = []
        self.notes: list[Note] = []
        self.left_out: list[Note] = []

    def done(self) -> Carried:
        while self.at < len(self.pieces):
            self._carry(self.pieces[self.at])
        query = parse("".join(self.written))
        pruned = self._pruned(query, "more", positive=True)
        notes = (*self.notes, *self.left_out)
        if pruned is None:
            notes = tuple([replace(note, effect="nothing") if note.is_loss else note for note in notes])
        return Carried(pruned, tuple(sorted(notes, key=lambda note: (note.line, note.column))))

    def _carry(self, piece: _Piece) -> None:
        self.at += 1
        if piece.kind == "field":
            self._field(piece)
        elif piece.kind == "word":
            self._word(piece)
        else:
            self.written.append(piece.text)

    def _note(self, code: str, at: tuple[int, int], **details: str) -> Note:
        where = position(self.text, at)
        return Note(code, where.line, where.column, where.end, self.text[at[0] : at[1]], **details)

    # --- words

    def _word(self, piece: _Piece) -> None:
        word = piece.text
        weight = _WEIGHT.search(word)
        if weight:
            self.notes.append(self._note("weight", (piece.at[0] + weight.start(), piece.at[0] + weight.end())))
            word = word[: weight.start()] + word[weight.end() :]
        if self.dialect.any_case and _OPERATOR.fullmatch(word):
            word = word.upper().replace("F", "f")
        if word.startswith("+") and len(word) > 1:
            word = word[1:]
        if self.dialect.spaces_are_phrases and _is_plain(word):
            word = self._phrase(piece, word)
        self.written.append(word)

    def _phrase(self, piece: _Piece, word: str) -> str:
        """Return a word, or it and the plain words that follow it as a phrase."""
        words, end = [word], piece.at[1]
        while self.at + 1 < len(self.pieces):
            space, following = self.pieces[self.at : self.at + 2]
            if space.kind != "space" or following.kind != "word" or not _is_plain(following.text):
                break
            words.append(following.text)
            end = following.at[1]
            self.at += 2
        if len(words) == 1:
            return word
        self.notes.append(self._note("space", (piece.at[0], end)))
        return f'"{" ".join(words)}"'

    # --- fields

    def _field(self, piece: _Piece) -> None:
        name = piece.text[:-1].lower()
        if any(known.startswith(name + ":") for known in self.dialect.values):
            self._value(piece, name)
        elif name in self.dialect.fields:
            self.written.append(self.dialect.fields[name])
        elif name in self.dialect.missing or canonical(name.partition("/")[0]) is None:
            if name.partition("/")[0] in {"atleast", "stem"}:
                self.written.append(piece.text)
            else:
                self._leave_out(piece, self.dialect.missing.get(name, "unknown"))
        else:
            self.written.append(piece.text)

    def _value(self, piece: _Piece, name: str) -> None:
        operand = self.pieces[self.at] if self.at < len(self.pieces) else piece
        wanted = f"{name}:{operand.text.strip(chr(34)).lower()}"
        if wanted in self.dialect.values:
            self.at += 1
            self.written.append(self.dialect.values[wanted])
        else:
            self._leave_out(piece, self.dialect.missing.get(wanted, self.dialect.missing.get(name, "unknown")))

    def _leave_out(self, piece: _Piece, reason: str) -> None:
        """Write a word in place of a condition, to be taken out of the tree again."""
        end = self._operand_end(piece.at[1])
        self.written.append(f"leftout{len(self.left_out)}x")
        self.left_out.append(self._note("left_out", (piece.at[0], end), reason=reason))

    def _operand_end(self, end: int) -> int:
        """Pass over what stands behind a field: a value or a whole bracket; return where it ends."""
        open_brackets = 0
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            open_brackets += (piece.text == "(") - (piece.text == ")")
            if open_brackets <= 0:
                return piece.at[1]
        return end

    # --- the tree

    def _pruned(self, node: Query, effect: str, *, positive: bool) -> Query | None:  # noqa: PLR0911 - one a kind of node
        """Return a tree without what is to be left out, None if nothing is left; note what that does."""
        match node:
            case tree.Word(text) if found := _LEFT_OUT.fullmatch(text):
                number = int(found[1])
                self.left_out[number] = replace(self.left_out[number], effect=effect)
                return None
            case tree.And(parts):
                return _joined(all_of, self._each_pruned(parts, "more" if positive else "less", positive=positive))
            case tree.Or(parts):
                return _joined(any_of, self._each_pruned(parts, "less" if positive else "more", positive=positive))
            case tree.Not(part):
                kept = self._pruned(part, effect, positive=not positive)
                return None if kept is None else replace(node, part=kept)
            case tree.Near(left, right):
                sides = self._each_pruned((left, right), effect, positive=positive)
                if len(sides) < 2:
                    return sides[0] if sides else None
                return replace(node, left=sides[0], right=sides[1])
            case tree.Within() | tree.Sentence() | tree.AtLeast() | tree.Stem() | tree.Strict():
                inner = self._pruned(node.part, effect, positive=positive)
                return None if inner is None else replace(node, part=inner)
        return node

    def _each_pruned(self, parts: tuple[Query, ...], effect: str, *, positive: bool) -> list[Query]:
        pruned = [self._pruned(part, effect, positive=positive) for part in parts]
        return [part for part in pruned if part is not None]


def _joined(join: Callable[[tuple[Query, ...]], Query], parts: list[Query]) -> Query | None:
    return join(tuple(parts)) if parts else None


def _is_plain(word: str) -> bool:
    return not _OPERATOR.fullmatch(word) and word[0] not in "-!#@$`" and "*" not in word


__all__ = ["Carried", "Dialect", "Note", "QueryError", "carried"]
