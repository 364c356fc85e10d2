"""Public holidays by country and state, from a library that knows them; core is only ever given dates.

Only what is a holiday by law in the whole state counts; half-holidays, bank days and customs are days of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import holidays

from resonanz.core.errors import InputRejected


def public_holidays(country: str, state: str, years: Sequence[int], *, lang: str = "") -> Mapping[date, str]:
    """Return the public holidays of these years with their names, in `lang` (en, de) where they are known in it.

    Raise InputRejected for a country or state that is not known.
    """
    return _known(country.strip().upper(), state.strip(), tuple(years), lang)


@lru_cache(maxsize=128)
def _known(country: str, state: str, years: tuple[int, ...], lang: str) -> Mapping[date, str]:
    states = subdivisions()
    if country not in states:
        raise InputRejected(
            f"No holidays are known for {country!r}.", place="country", remedy="Write two letters such as DE, AT or CH."
        )
    if state and state not in states[country]:
        raise InputRejected(
            f"{country} has no state {state!r}.",
            place="state",
            remedy=f"Write one of {', '.join(states[country])}." if states[country] else "Leave it out.",
        )
    language = {"de": "de", "en": "en_US"}.get(lang)
    return dict(holidays.country_holidays(country, subdiv=state or None, years=years, language=language))


@lru_cache(maxsize=1)
def subdivisions() -> Mapping[str, tuple[str, ...]]:
    """Return the states of each country whose holidays are known, by two-letter code."""
    return {
        country: tuple(states)
        for country, states in holidays.list_supported_countries(include_aliases=False).items()
        if len(country) == 2
    }
