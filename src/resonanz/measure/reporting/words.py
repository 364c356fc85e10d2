"""What reports say in German and English, and how they write numbers, days and times.

Kept apart from the catalogues of the pages because a report is made where no page is: by the command line, at night,
again in a year. Whatever has no word of its own is called by what the report itself keeps.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected
from resonanz.core.report import Line, Value

LANGS: Final = ("de", "en")
_SPACE: Final = "\N{NO-BREAK SPACE}"
_MINUS: Final = "\N{MINUS SIGN}"
_MONTHS_DE: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
_MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_HOUR: Final = 3_600


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Return all words, by group and name."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Speech:
    """Say things in one language."""

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in LANGS:
            raise InputRejected("Reports are in German or English.", place="lang", remedy="Write de or en.")

    def word(self, group: str, name: str, default: str = "", **values: object) -> str:
        """Return the word for something; what has none is called by `default`, else by its name."""
        found = table()[group].get(name)
        text: str = found[self.lang] if found else default or name
        return text.format(**values) if values else text

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with this language's separators and a proper minus."""
        text = f"{abs(value):,.{digits}f}"
        if self.lang == "de":
            text = text.translate({ord(","): ".", ord("."): ","})
        return _MINUS + text if value < 0 and text.strip("0.,") else text

    @property
    def thousands(self) -> str:
        """Return what stands between thousands."""
        return "." if self.lang == "de" else ","

    def percent(self, share: float) -> str:
        """Return a share of 1 in per cent; small ones with a digit behind the comma."""
        return self.number(100 * share, 0 if abs(share) >= 0.1 or share == 0 else 1) + _SPACE + "%"

    def lasting(self, seconds: float) -> str:
        """Return a time as hours and minutes."""
        minutes = round(seconds / 60)
        if minutes < 60:
            return f"{self.number(minutes)}{_SPACE}min"
        hours, rest = divmod(minutes, 60)
        if hours >= 24 or not rest:
            return f"{self.number(seconds / _HOUR)}{_SPACE}h"
        return f"{hours}{_SPACE}h {rest}{_SPACE}min"

    def value(self, value: float, unit: str) -> str:
        """Return a value in its unit."""
        match unit:
            case "share":
                return self.percent(value)
            case "balance":
                return ("+" if value > 0 else "") + self.number(value, 2)
            case "seconds":
                return self.lasting(value)
            case "tries":
                return self.number(value, 1)
            case _:
                return self.number(value)

    def day(self, day: date) -> str:
        """Return a day in full."""
        if self.lang == "de":
            return f"{day.day}.{_SPACE}{_MONTHS_DE[day.month - 1]} {day.year}"
        return f"{day.day}{_SPACE}{_MONTHS_EN[day.month - 1]} {day.year}"

    def short_day(self, day: date) -> str:
        """Return a day for an axis."""
        if self.lang == "de":
            return f"{day.day}.{day.month}."
        return f"{day.day} {_MONTHS_EN[day.month - 1][:3]}"

    def moment(self, moment: datetime, zone: str) -> str:
        """Return a moment as a clock in `zone` shows it."""
        local = moment.astimezone(ZoneInfo(zone))
        return f"{self.day(local.date())}, {local:%H:%M}"

    def definition(self, line: Line) -> Mapping[str, str]:
        """Return title, formula, numerator, denominator and gaps of a figure in this language.

        In English it is what the report keeps; German words are ours, and what they lack is said in English.
        """
        kept = {
            "title": self.word("figure", line.name, line.title),
            "formula": line.formula,
            "numerator": line.numerator,
            "denominator": line.denominator,
            "gaps": line.gaps,
        }
        own: Mapping[str, str] = table()["definition_de"].get(line.name, {}) if self.lang == "de" else {}
        return {name: own.get(name, "" if own and name == "denominator" else text) for name, text in kept.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """Say one figure in words."""

    title: str
    value: str
    interval: str
    of: str
    before: str
    verdict: str
    tone: str
    """better, worse, or empty."""


def told(line: Line, speech: Speech) -> Told:
    """Return a figure in words, compared with the period before."""
    verdict, direction = _compared(line, speech)
    good = line.higher_is_better
    tone = "" if good is None or not direction else ("better" if (direction > 0) is good else "worse")
    now = line.now
    return Told(
        title=speech.definition(line)["title"],
        value=speech.word("said", "nothing") if now.value is None else speech.value(now.value, line.unit),
        interval=_interval(line, speech),
        of=_of(line, speech),
        before=_before(line, speech),
        verdict=verdict,
        tone=tone,
    )


def _interval(line: Line, speech: Speech) -> str:
    low, high = line.now.low, line.now.high
    if low is None or high is None:
        return ""
    return speech.word("said", "interval", low=speech.value(low, line.unit), high=speech.value(high, line.unit))


def _of(line: Line, speech: Speech) -> str:
    parts = []
    if line.unit == "share" and line.now.denominator:
        part, whole = speech.number(line.now.numerator), speech.number(line.now.denominator)
        parts.append(speech.word("said", "of", part=part, whole=whole))
    if line.now.undecided:
        parts.append(speech.word("said", "running", number=speech.number(line.now.undecided)))
    return ", ".join(parts)


def _before(line: Line, speech: Speech) -> str:
    if line.before.value is None:
        return speech.word("said", "nothing_before")
    return speech.word("said", "before", value=speech.value(line.before.value, line.unit))


def _compared(line: Line, speech: Speech) -> tuple[str, int]:
    """Return how the figure differs from before in words, and where that is clear, its direction."""
    now, before = line.now, line.before
    if now.value is None or before.value is None:
        return "", 0
    if _is_estimate(now) and _is_estimate(before):
        direction = _apart(now, before)
        return speech.word("said", {1: "higher", -1: "lower", 0: "unclear"}[direction]), direction
    if now.value == before.value:
        return speech.word("said", "same"), 0
    if not before.value:
        return "", 0
    change = now.value / before.value - 1
    return ("+" if change > 0 else "") + speech.percent(change), 1 if change > 0 else -1


def _is_estimate(value: Value) -> bool:
    return value.low is not None and value.high is not None


def _apart(now: Value, before: Value) -> int:
    """Return 1 or -1 where two intervals do not touch, else 0."""
    assert now.low is not None
    assert now.high is not None
    assert before.low is not None
    assert before.high is not None
    if now.low > before.high:
        return 1
    return -1 if now.high < before.low else 0
