"""Does a person speak here, to us or about us? News, adverts and job offers are heard, but nobody feels them.

The one thing a reader would get wrong: `no` does not throw a mention away. It stays in the archive and in every
count that asks for it; only sentiment and kind are not judged, because a headline about an accident is no complaint.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from resonanz.core.mention import MentionType
from resonanz.core.understood import Label
from resonanz.understand.labels import label, suspected
from resonanz.understand.lexicon import Role
from resonanz.understand.plain import Plain
from resonanz.understand.reading import Reading

NEWS: Final = "news"
ADVERT: Final = "advert"
JOB_OFFER: Final = "job_offer"


class Relevance(NamedTuple):
    """Hold whether a person speaks, and which exit it takes when none does."""

    relevant: Label
    exit: str
    """`NEWS`, `ADVERT`, `JOB_OFFER`, or empty when somebody speaks."""


def judge(form: MentionType, plain: Plain, reading: Reading) -> Relevance:
    """Return whether a person speaks in a text."""
    person = _person(plain, reading)
    jobs = 2 * reading.count(Role.JOB)
    if jobs >= 2 and jobs > person - 1:
        return Relevance(suspected("no", 0.6 + 0.05 * jobs), JOB_OFFER)
    adverts = reading.count(Role.ADVERT) * (1.5 if plain.links else 1.0)
    if adverts >= 2 and adverts > person:
        return Relevance(suspected("no", 0.5 + 0.05 * adverts), ADVERT)
    if form is MentionType.ARTICLE:
        return Relevance(label("no", 0.9), NEWS)
    news = _news(plain, reading)
    if news > max(person, 1.9):
        return Relevance(suspected("no", 0.5 + 0.05 * (news - person)), NEWS)
    return Relevance(label("yes", 0.6 + 0.05 * min(person - news, 6)), "")


def _person(plain: Plain, reading: Reading) -> float:
    """Weigh the signs that somebody speaks for themselves or to somebody."""
    return (
        2.0 * min(reading.count(Role.ME), 3)
        + min(reading.count(Role.YOU), 2)
        + (1.0 if reading.asked and not plain.links else 0.0)
        + min(reading.exclaimed, 2) * 0.5
        + min(plain.handles, 2) * 0.7
        + min(plain.shouted, 1) * 0.5
        + reading.count(Role.THANKS)
    )


def _news(plain: Plain, reading: Reading) -> float:
    """Weigh the signs of a headline, a press release or a report."""
    return (
        1.2 * reading.count(Role.NEWS)
        + (0.8 if plain.links else 0.0)
        + (0.8 if plain.words > 120 else 0.0)
        + (0.5 if not reading.exclaimed and not reading.asked else 0.0)
    )
