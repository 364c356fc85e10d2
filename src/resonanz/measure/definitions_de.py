"""The definitions in German: what a page shows to whoever reads German; names and numbers stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """Hold the words of a definition in another language."""

    title: str
    formula: str
    numerator: str
    denominator: str
    window: str
    gaps: str


_SAID_AT: Final = "Der Zeitpunkt, zu dem die Erwähnung veröffentlicht wurde."
_OPENED: Final = "Der Zeitpunkt, zu dem der Fall eröffnet wurde."
_KIND: Final = "Die Art erkennen Regeln oder ein Modell, sofern sie kein Mensch gesetzt hat."


def _of_kind(words: str, one: str) -> Said:
    return Said(
        f"Anteil {words}",
        f"{words} ÷ alle",
        f"Erwähnungen der Art „{one}“.",
        "Alle Erwähnungen unter dem Filter.",
        _SAID_AT,
        _KIND,
    )


def _time(title: str, what: str) -> Said:
    return Said(
        title,
        "Median der abgeschlossenen Zeiten",
        f"Sekunden der Arbeitszeit der Abteilung {what}; Pausen zählen nicht.",
        "Abgeschlossene Fristen dieser Art.",
        "Der Zeitpunkt, zu dem die Frist begann.",
        "Nur Fälle, für die eine solche Frist zugesagt ist. Was noch wartet, steht daneben und macht den wahren "
        "Median länger.",
    )


GERMAN: Final[Mapping[str, Said]] = {
    "volume": Said(
        "Volumen",
        "relevante Erwähnungen des Marktes",
        "Relevante Erwähnungen, die nicht von uns sind; Kopien zählen mit.",
        "",
        _SAID_AT,
        "Nur, was die eingerichteten Quellen hören, und nichts an Tagen, an denen sie nicht zuhörten.",
    ),
    "voices": Said(
        "Stimmen",
        "verschiedene Autoren je Kanal",
        "Autoren mit mindestens einer relevanten Erwähnung; wer auf zwei Kanälen schreibt, zählt zweimal.",
        "",
        _SAID_AT,
        "Niemand kann wissen, dass zwei Konten ein Mensch sind. Erwähnungen ohne Autor zählen niemanden.",
    ),
    "share": Said(
        "Anteil",
        "Teil ÷ Ganzes",
        "Erwähnungen des gewählten Teils.",
        "Erwähnungen unter dem Filter.",
        _SAID_AT,
        "Was die Quellen nicht hören, fehlt oben und unten.",
    ),
    "share_of_voice": Said(
        "Share of Voice",
        "eigene ÷ (eigene + Wettbewerber)",
        "Erwähnungen, die auf eine Abfrage zu uns oder unseren Produkten passen.",
        "Diese und Erwähnungen, die auf eine Abfrage zu Wettbewerbern passen. Wer beide nennt, zählt in beiden.",
        _SAID_AT,
        "Zählt, wer genannt wird, gleich wie jemand dazu steht; vergleicht nur gerecht, wenn nach den Wettbewerbern so "
        "weit gesucht wird wie nach uns.",
    ),
    "net_sentiment_a": Said(
        "Netto-Stimmung A (von allen)",
        "(positiv − negativ) ÷ (positiv + neutral + negativ)",
        "Positive Erwähnungen abzüglich der negativen.",
        "Alle Erwähnungen, auch die neutralen.",
        _SAID_AT,
        "Die Stimmung des ganzen Textes, von Regeln oder einem Modell erkannt, sofern sie kein Mensch gesetzt hat.",
    ),
    "net_sentiment_b": Said(
        "Netto-Stimmung B (ohne neutrale)",
        "(positiv − negativ) ÷ (positiv + negativ)",
        "Positive Erwähnungen abzüglich der negativen.",
        "Erwähnungen, die positiv oder negativ sind.",
        _SAID_AT,
        "Wie Variante A; weiter weg von null, und unsicher, wo wenige überhaupt etwas empfinden. A nie mit B "
        "vergleichen.",
    ),
    "net_sentiment_us": Said(
        "Netto-Stimmung uns gegenüber (von allen)",
        "(positiv − negativ) ÷ (positiv + neutral + negativ)",
        "Erwähnungen, deren Autor gut von uns denkt, abzüglich derer, deren Autor schlecht von uns denkt.",
        "Alle Erwähnungen, auch die neutralen.",
        _SAID_AT,
        "Die Stimmung uns gegenüber, sonst unseren Produkten gegenüber, wo ein Text sie von anderen unterscheidet; wo "
        "nicht, die des ganzen Textes. Von Regeln oder einem Modell erkannt, sofern sie kein Mensch gesetzt hat.",
    ),
    "question_share": _of_kind("Fragen", "Frage"),
    "request_share": _of_kind("Wünsche", "Wunsch"),
    "problem_share": _of_kind("Probleme", "Problem"),
    "criticism_share": _of_kind("Kritik", "Kritik"),
    "praise_share": _of_kind("Lob", "Lob"),
    "reach": Said(
        "Reichweite (möglich)",
        "Summe der höchsten gesehenen Followerzahl je Stimme",
        "Je Autor und Kanal die größte Followerzahl im Zeitraum.",
        "",
        _SAID_AT,
        "Möglich: wie viele es hätten sehen können, nicht wie viele es sahen; gemeinsame Follower zählen doppelt. Wo "
        "die Zahl unbekannt ist, zählt nichts.",
    ),
    "engagement": Said(
        "Interaktionen",
        "Likes + Weitergaben + Antworten",
        "Was andere mit den Erwähnungen taten; Aufrufe bleiben weg.",
        "",
        _SAID_AT,
        "Stand, als die Erwähnung zuletzt gesehen wurde; was ein Kanal nicht verrät, zählt nichts.",
    ),
    "first_answer_time": _time("Zeit bis zur ersten Antwort", "von der Eröffnung bis zu unserer ersten Antwort"),
    "next_answer_time": _time("Zeit bis zur nächsten Antwort", "vom ältesten unbeantworteten Wort bis zur Antwort"),
    "resolution_time": _time("Zeit bis zur Lösung", "von der Eröffnung bis zum Ende des Falls"),
    "attainment": Said(
        "Einhaltung",
        "eingehalten ÷ (eingehalten + verpasst)",
        "Fristen, die eingehalten wurden.",
        "Fristen, die eingehalten oder verpasst wurden; was noch läuft, steht daneben.",
        "Der Zeitpunkt, zu dem die Frist begann.",
        "Sagt nichts über Fälle, für die nichts zugesagt ist.",
    ),
    "answer_rate": Said(
        "Antwortquote",
        "beantwortet ÷ (beantwortet + ohne Antwort geschlossen)",
        "Fälle, in deren Kanal eine Antwort von uns steht.",
        "Diese und Fälle, die ohne Antwort geschlossen wurden; offene stehen daneben.",
        _OPENED,
        "Erwähnungen, die keinen Fall eröffneten, sind nicht dabei.",
    ),
    "reaction_rate": Said(
        "Reaktionsquote",
        "beantwortete Fälle mit Reaktion ÷ beantwortete Fälle",
        "Beantwortete Fälle, in denen nach unserer Antwort wieder jemand sprach.",
        "Fälle mit einer Antwort von uns.",
        _OPENED,
        "Eine Reaktion kann Dank oder Klage sein; auf junge Antworten konnte noch kaum jemand reagieren.",
    ),
    "told_back_rate": Said(
        "Rückmeldequote",
        "benachrichtigt ÷ erreichbar",
        "Menschen, die erfuhren, was aus ihrem Anliegen wurde.",
        "Menschen, die danach fragten und in ihrem Kanal erreichbar sind; der Anteil an allen steht daneben.",
        "Der Zeitpunkt, zu dem das Anliegen erledigt, beantwortet oder abgelehnt wurde.",
        "Wer auf zwei Kanälen fragte, zählt zweimal.",
    ),
    "needs_coverage": Said(
        "Abdeckung der Anliegen",
        "entschieden ÷ gehört",
        "Anliegen, die geplant, erledigt oder abgelehnt sind.",
        "Alle gehörten Anliegen; zugeordnet, erledigt und rückgemeldet stehen daneben.",
        "Der Zeitpunkt, zu dem das Anliegen aufgeschrieben wurde.",
        "Ein Anliegen, das niemand aufschrieb, ist nicht dabei.",
    ),
    "learning_rate": Said(
        "Lernrate",
        "beurteilte Versuche ÷ Quartale",
        "Initiativen mit Urteil; der Anteil mit einer Lehre steht daneben.",
        "Tage des Zeitraums ÷ 91,3125.",
        "Der Zeitpunkt des Urteils.",
        "Zählt Versuche, nicht ihre Größe. Ein Flop zählt so viel wie ein Treffer: beide lehren.",
    ),
    "criticism_decided": Said(
        "Entschiedene Kritik",
        "entschieden ÷ vorgebracht",
        "Fälle mit Kritik, die angenommen, begründet abgelehnt, umgesetzt oder vertagt wurde.",
        "Eröffnete Fälle mit Kritik; was keine Entscheidung hat, steht daneben.",
        _OPENED,
        "Kritik, die keinen Fall eröffnete, ist nicht dabei; zu vergleichen mit dem Anteil der Kritik.",
    ),
}
"""Name of a metric -> its words in German."""
