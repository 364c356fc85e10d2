"""What a person can get wrong in a query: where, what, and what would be right, in English and German.

Positions are counted from 1 in characters; `end` is the column behind the last wrong character on the same line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from resonanz.core.errors import InputRejected


@dataclass(frozen=True, slots=True)
class Wording:
    """Say in one language what is wrong and what would be right."""

    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Position:
    """Say where in a text something is: line and column count from 1, `end` is the column behind it on that line."""

    line: int
    column: int
    end: int


def position(source: str, at: tuple[int, int]) -> Position:
    """Return where the characters [start, end) of a text are; what goes on in the next line is cut off."""
    start, stop = at
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    line_end = source.find("\n", start)
    stop = min(max(stop, start + 1), line_end if line_end >= start else len(source) + 1)
    return Position(source.count("\n", 0, start) + 1, column, column + max(stop - start, 1))


class QueryError(InputRejected):
    """Say that a query cannot be understood, with the exact place."""

    def __init__(
        self, code: str, details: Mapping[str, object], *, source: str = "", at: tuple[int, int] = (0, 0)
    ) -> None:
        self.code = code
        """snake_case, stable: what kind of mistake it is."""
        self.details = details
        where = position(source, at)
        self.line, self.column, self.end = where.line, where.column, where.end
        wording = self.localised("en")
        self.message = wording.message
        place = f"line {self.line}, column {self.column}"
        super().__init__(wording.message, place=place, remedy=wording.remedy)

    def localised(self, lang: str) -> Wording:
        """Return message and remedy in `de` or `en` (any other language: English)."""
        texts = MISTAKES[self.code][1 if lang.startswith("de") else 0]
        return Wording(*(text.format(**self.details) for text in texts))


Texts = tuple[tuple[str, str], tuple[str, str]]

MISTAKES: Final[dict[str, Texts]] = {
    "empty": (
        ("The query is empty.", "Write at least one word."),
        ("Die Abfrage ist leer.", "Schreiben Sie mindestens ein Wort."),
    ),
    "bracket_open": (
        ("This bracket is never closed.", "Add `)` where the group ends."),
        ("Diese Klammer wird nie geschlossen.", "Ergänzen Sie `)` am Ende der Gruppe."),
    ),
    "bracket_extra": (
        ("This bracket closes nothing.", "Remove it, or add `(` where the group begins."),
        ("Diese Klammer schließt nichts.", "Entfernen Sie sie oder ergänzen Sie `(` am Anfang der Gruppe."),
    ),
    "bracket_empty": (
        ("There is nothing between these brackets.", "Put words between them or remove them."),
        ("Zwischen diesen Klammern steht nichts.", "Schreiben Sie Wörter hinein oder entfernen Sie sie."),
    ),
    "operator_left": (
        ("`{operator}` has nothing before it.", "Put a word or a group before it, or quote it to search for the word."),
        (
            "Vor `{operator}` steht nichts.",
            "Setzen Sie ein Wort oder eine Gruppe davor, oder setzen Sie es in Anführungszeichen.",
        ),
    ),
    "operator_right": (
        ("`{operator}` has nothing after it.", "Put a word or a group after it, or quote it to search for the word."),
        (
            "Nach `{operator}` steht nichts.",
            "Setzen Sie ein Wort oder eine Gruppe dahinter, oder setzen Sie es in Anführungszeichen.",
        ),
    ),
    "operator_unknown": (
        ("`{operator}` is no operator here.", "Write {instead}."),
        ("`{operator}` ist hier kein Operator.", "Schreiben Sie {instead}."),
    ),
    "quote_open": (
        ("This quotation mark is never closed.", 'Add `"` where the phrase ends.'),
        ("Dieses Anführungszeichen wird nie geschlossen.", 'Ergänzen Sie `"` am Ende der Wortfolge.'),
    ),
    "quote_curly": (
        (
            'The phrase begins with `"` and ends with the curly mark `{mark}`, which does not close it.',
            'Write both as straight marks: `"`.',
        ),
        (
            'Die Wortfolge beginnt mit `"` und endet mit dem typografischen Zeichen `{mark}`, das sie nicht schließt.',
            'Schreiben Sie beide gerade: `"`.',
        ),
    ),
    "exact_open": (
        ("This back-tick is never closed.", "Add a back-tick where the exact text ends."),
        ("Dieser Gravis wird nie geschlossen.", "Ergänzen Sie einen Gravis am Ende des exakten Textes."),
    ),
    "comment_open": (
        ("This comment is never closed.", "Add `>>>` where it ends."),
        ("Dieser Kommentar wird nie geschlossen.", "Ergänzen Sie `>>>` an seinem Ende."),
    ),
    "comment_extra": (
        ("`>>>` closes no comment.", "Remove it, or add `<<<` where the comment begins."),
        ("`>>>` schließt keinen Kommentar.", "Entfernen Sie es oder ergänzen Sie `<<<` am Anfang des Kommentars."),
    ),
    "phrase_empty": (
        ("There is nothing between these quotation marks.", "Put words between them or remove them."),
        ("Zwischen diesen Anführungszeichen steht nichts.", "Schreiben Sie Wörter hinein oder entfernen Sie sie."),
    ),
    "nothing_to_find": (
        (
            "`{text}` has no letter, digit or emoji that could be found.",
            'Punctuation alone is found only exactly: raw:"{text}".',
        ),
        (
            "`{text}` hat keinen Buchstaben, keine Ziffer und kein Emoji, die man finden könnte.",
            'Satzzeichen allein findet nur die exakte Suche: raw:"{text}".',
        ),
    ),
    "wildcard_alone": (
        ("A wildcard alone would match everything.", "Give it letters: `word*`."),
        ("Ein Platzhalter allein träfe alles.", "Geben Sie ihm Buchstaben: `wort*`."),
    ),
    "wildcard_many": (
        ("`{text}` has more than {limit} wildcards.", "Split it into several words."),
        ("`{text}` hat mehr als {limit} Platzhalter.", "Teilen Sie es in mehrere Wörter auf."),
    ),
    "wildcard_ideograph": (
        ("A wildcard cannot stand between ideographs.", "Join the parts: `{left} ONEAR/5 {right}`."),
        ("Zwischen Schriftzeichen kann kein Platzhalter stehen.", "Verbinden Sie die Teile: `{left} ONEAR/5 {right}`."),
    ),
    "distance": (
        ("The distance must be a number from 1 to {limit}.", "Write for example {operator}/4."),
        ("Der Abstand muss eine Zahl von 1 bis {limit} sein.", "Schreiben Sie zum Beispiel {operator}/4."),
    ),
    "slop": (
        ("After `~` belongs a number from 1 to {limit}.", 'Write for example "late delivery"~5.'),
        ("Nach `~` gehört eine Zahl von 1 bis {limit}.", 'Schreiben Sie zum Beispiel "späte Lieferung"~5.'),
    ),
    "near_operand": (
        (
            "`{text}` has no place in the text, so nothing can be near it.",
            "NEAR joins words, phrases and groups of them; join other conditions by AND.",
        ),
        (
            "`{text}` hat keinen Ort im Text, also kann nichts in seiner Nähe stehen.",
            "NEAR verbindet Wörter, Wortfolgen und Gruppen davon; verbinden Sie andere Bedingungen mit AND.",
        ),
    ),
    "near_not": (
        (
            "Both sides of NEAR are excluded, so there is nothing to find.",
            "Leave one side without NOT: `late NEAR/5 NOT never`.",
        ),
        (
            "Beide Seiten von NEAR sind ausgeschlossen, also ist nichts zu finden.",
            "Lassen Sie eine Seite ohne NOT: `spät NEAR/5 NOT nie`.",
        ),
    ),
    "near_wide": (
        ("This NEAR would be spread into more than {limit} pairs.", "Use OR within its sides, or split the query."),
        (
            "Dieses NEAR würde in mehr als {limit} Paare aufgefächert.",
            "Verwenden Sie OR auf seinen Seiten oder teilen Sie die Abfrage.",
        ),
    ),
    "count_operand": (
        ("`{text}` cannot be counted.", "atleast/n: counts words and phrases, or groups of them joined by OR."),
        (
            "`{text}` kann nicht gezählt werden.",
            "atleast/n: zählt Wörter und Wortfolgen oder mit OR verbundene Gruppen davon.",
        ),
    ),
    "count": (
        ("The count must be a number from 1 to {limit}.", "Write for example atleast/3:word."),
        ("Die Anzahl muss eine Zahl von 1 bis {limit} sein.", "Schreiben Sie zum Beispiel atleast/3:wort."),
    ),
    "field_unknown": (
        ("There is no field `{field}:`.", 'Did you mean {instead}? To search for the text, quote it: "{text}".'),
        (
            "Es gibt kein Feld `{field}:`.",
            'Meinten Sie {instead}? Um den Text zu suchen, setzen Sie ihn in Anführungszeichen: "{text}".',
        ),
    ),
    "value_missing": (
        ("`{field}:` has no value.", "Write the value directly after the colon, without a space."),
        ("`{field}:` hat keinen Wert.", "Schreiben Sie den Wert ohne Leerzeichen hinter den Doppelpunkt."),
    ),
    "value_unknown": (
        ("`{field}:` does not know `{value}`.", "Its values are {values}."),
        ("`{field}:` kennt `{value}` nicht.", "Seine Werte sind {values}."),
    ),
    "value_shape": (
        ("`{value}` is no value for `{field}:`.", "Write for example {example}."),
        ("`{value}` ist kein Wert für `{field}:`.", "Schreiben Sie zum Beispiel {example}."),
    ),
    "range_shape": (
        ("This range is not complete.", "Write it as {example}; `*` leaves a side open."),
        ("Dieser Bereich ist nicht vollständig.", "Schreiben Sie ihn als {example}; `*` lässt eine Seite offen."),
    ),
    "range_backwards": (
        ("This range ends before it begins.", "Write the smaller value first."),
        ("Dieser Bereich endet, bevor er beginnt.", "Schreiben Sie den kleineren Wert zuerst."),
    ),
    "exact_wildcard": (
        ("Exact text has no wildcards.", 'Search without `raw:`, or quote the star to find it: raw:"{text}".'),
        (
            "Exakter Text hat keine Platzhalter.",
            'Suchen Sie ohne `raw:`, oder setzen Sie den Stern in Anführungszeichen: raw:"{text}".',
        ),
    ),
    "key_group": (
        ("Only values can stand in the brackets of `{field}:`.", "Write {field}:(a OR b)."),
        ("In den Klammern von `{field}:` können nur Werte stehen.", "Schreiben Sie {field}:(a OR b)."),
    ),
    "stem_lang": (
        ("`stem:` knows no language `{value}`.", "Write stem:de(...) or stem:en(...)."),
        ("`stem:` kennt keine Sprache `{value}`.", "Schreiben Sie stem:de(...) oder stem:en(...)."),
    ),
    "too_long": (
        (
            "The query has {number} characters; the limit is {limit}.",
            "Split it, or keep long lists as queries of their own.",
        ),
        (
            "Die Abfrage hat {number} Zeichen; die Grenze ist {limit}.",
            "Teilen Sie sie, oder führen Sie lange Listen als eigene Abfragen.",
        ),
    ),
    "too_many": (
        ("The query has more than {limit} terms.", "Split it, or keep long lists as queries of their own."),
        (
            "Die Abfrage hat mehr als {limit} Begriffe.",
            "Teilen Sie sie, oder führen Sie lange Listen als eigene Abfragen.",
        ),
    ),
    "too_deep": (
        ("The query is nested more than {limit} levels deep.", "Leave out brackets that change nothing, or split it."),
        (
            "Die Abfrage ist mehr als {limit} Ebenen tief verschachtelt.",
            "Lassen Sie Klammern weg, die nichts ändern, oder teilen Sie sie.",
        ),
    ),
    "list_unknown": (
        ("There is no query named `{name}`.", "Its name must be written as in the list of queries."),
        ("Es gibt keine Abfrage namens `{name}`.", "Der Name muss wie in der Liste der Abfragen geschrieben sein."),
    ),
    "list_cycle": (
        ("The queries name each other in a circle: {path}.", "Take one of the names out."),
        ("Die Abfragen nennen einander im Kreis: {path}.", "Nehmen Sie einen der Namen heraus."),
    ),
    "list_broken": (
        ("The query `{name}` named here cannot be understood: {reason}", "Mend that query first."),
        ("Die hier genannte Abfrage `{name}` ist nicht verständlich: {reason}", "Berichtigen Sie zuerst jene Abfrage."),
    ),
    "list_breaks": (
        ("The query `{name}` names this one and could not be understood any more: {reason}", "Change that one first."),
        (
            "Die Abfrage `{name}` nennt diese und wäre nicht mehr verständlich: {reason}",
            "Ändern Sie zuerst jene Abfrage.",
        ),
    ),
    "list_route_breaks": (
        ("The route `{name}` names this query and could not be understood any more: {reason}", "Change it first."),
        (
            "Die Regel `{name}` nennt diese Abfrage und wäre nicht mehr verständlich: {reason}",
            "Ändern Sie zuerst die Regel.",
        ),
    ),
    "list_named": (
        ("The query is named `{old}` by: {names}.", "Keep its name, or change these first."),
        (
            "Die Abfrage wird unter dem Namen `{old}` genannt von: {names}.",
            "Lassen Sie ihr den Namen, oder ändern Sie zuerst diese.",
        ),
    ),
    "department_named": (
        ("These ask for `department:{slug}`: {names}.", "Change their words first."),
        ("Diese fragen nach `department:{slug}`: {names}.", "Ändern Sie zuerst deren Text."),
    ),
    "department_unknown": (
        ("There is no department `{value}`.", "Its departments are {values}."),
        ("Es gibt keine Abteilung `{value}`.", "Die Abteilungen sind {values}."),
    ),
}
"""Code -> ((message, remedy) in English, the same in German)."""
