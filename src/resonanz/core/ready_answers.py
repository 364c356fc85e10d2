"""The answers library: texts that a department stands behind, and the places in them that a case fills.

The one thing a reader would get wrong: a text is confirmed as it was read. Whoever changes it takes the confirmation
away, and a confirmation ends on its date; the answer is still offered then, but never as confirmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import AnswerId, DepartmentId, MentionId, ReplyId, UserId
from resonanz.core.mention import Author

LANGS: Final = ("de", "en")
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 10_000
LONGEST_ASKED: Final = 4_000
"""Characters of the questions that an answer is for."""
GIVEN: Final = ("name", "handle", "case", "link")
"""Placeholders that every case fills; a company adds its own."""
LONGEST_VALUE: Final = 80
"""Characters of a stranger's name or handle in our answer."""
_PLACE: Final = re.compile(r"\{([^{}\n]{1,40})\}")
_OWN_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,29}\Z")
_ADDRESS: Final = re.compile(r"//|www\.|@|\.\w{2,}(?:\W|\Z)", re.IGNORECASE)


class Standing(StrEnum):
    """Whether somebody stands behind an answer today."""

    CONFIRMED = "confirmed"
    OVERDUE = "overdue"
    """It was confirmed once; the date until which it was is past."""
    UNCONFIRMED = "unconfirmed"
    """Nobody has confirmed it as it reads now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyAnswer:
    """Hold one answer of the library as it is now."""

    id: AnswerId
    department: DepartmentId | None
    """None: its own was removed; every department may keep it."""
    title: str
    asked: str
    """The questions that it is for, in the company's words."""
    german: str
    """Empty where there is none."""
    english: str
    owner: UserId | None
    confirm_by: date
    """Until when a confirmation holds, in the company's days."""
    confirmed_at: datetime | None = None
    confirmed_by: UserId | None = None
    version: int = 1
    retired: bool = False
    changed_at: datetime

    def standing(self, today: date) -> Standing:
        """Tell whether somebody stands behind it on that day."""
        if self.confirmed_at is None:
            return Standing.UNCONFIRMED
        return Standing.CONFIRMED if today <= self.confirm_by else Standing.OVERDUE

    def text(self, lang: str) -> tuple[str, str]:
        """Return the text for a reader of `lang` and the language that it is in: the other one where it has to be."""
        texts = {"de": self.german, "en": self.english}
        wanted = lang if texts.get(lang) else next((one for one in LANGS[::-1] if texts[one]), "en")
        return texts[wanted], wanted

    @property
    def words(self) -> tuple[str, str, str]:
        """Return what a version holds besides its title; a change of it is a new version."""
        return self.asked, self.german, self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerUse:
    """Say that an answer to somebody was written with one of the library."""

    answer: AnswerId
    version: int
    reply: ReplyId
    mention: MentionId
    """What was answered: from now on one of the answer's examples."""
    at: datetime
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlaceholder:
    """Hold a placeholder of the company's own."""

    name: str
    german: str
    english: str


@dataclass(frozen=True, slots=True)
class Filled:
    """Hold a text whose places are filled."""

    text: str
    missing: tuple[str, ...] = ()
    """Places for which there was nothing; they were left out."""


def places(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in a text, each once, in their order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def refuse_unknown(text: str, known: Iterable[str], *, place: str) -> None:
    """Raise InputRejected where a text has a placeholder that nothing fills."""
    offered = [*GIVEN, *known]
    if strange := [name for name in places(text) if name not in offered]:
        raise InputRejected(
            f"The placeholder {{{strange[0]}}} is not known.",
            place=place,
            remedy=f"Choose one of: {', '.join(offered)}.",
        )


def checked_name(name: str) -> str:
    """Return the name of a placeholder of one's own; raise InputRejected for one that cannot be."""
    if not _OWN_NAME.match(name) or name in GIVEN:
        raise InputRejected(
            "This is no name of a placeholder.", place="name", remedy="Write small letters, digits and underscores."
        )
    return name


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values into their places, each once: what a value contains is never read as a place again.

    A place without a value is left out together with the space before it.
    """
    missing = [name for name in places(text) if not values.get(name)]
    for name in missing:
        text = text.replace(f" {{{name}}}", "").replace(f"{{{name}}}", "")
    return Filled(_PLACE.sub(lambda found: values[found[1]], text), tuple(missing))


def calling(author: Author) -> Mapping[str, str]:
    """Return what an author may be called in our own answer: `name` and `handle`, empty where there is nothing safe.

    A name that looks like an address or calls somebody else is not repeated: a stranger would speak through our mouth.
    """
    name = _tame(author.name or "")
    handle = _tame((author.handle or "").lstrip("@"))
    return {
        "name": "" if _ADDRESS.search(name) else name,
        "handle": f"@{handle}" if handle and " " not in handle else "",
    }


def _tame(text: str) -> str:
    """Return a stranger's words on one line, without what would reorder, break or hide the text around them."""
    kept = "".join(
        " " if unicodedata.category(one) in {"Cc", "Zl", "Zp", "Zs"} else one
        for one in text[: 4 * LONGEST_VALUE]
        if unicodedata.category(one) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.replace("{", "(").replace("}", ")").split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Hold a question that many people ask and the library does not answer."""

    words: str
    """Words that they share; they quote nobody."""
    lang: str
    department: DepartmentId | None
    """Which department has most of these questions."""
    people: int
    mentions: tuple[MentionId, ...]
