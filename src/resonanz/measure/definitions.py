"""Every metric there is, in the order it is shown; a name that is not here is measured nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Final

from resonanz.core.errors import NotFound
from resonanz.core.metric import Definition
from resonanz.measure.definitions_de import GERMAN
from resonanz.measure.definitions_market import MARKET
from resonanz.measure.definitions_work import WORK

DEFINITIONS: Final[Mapping[str, Definition]] = {one.name: one for one in (*MARKET, *WORK)}


def definition(name: str, lang: str = "en") -> Definition:
    """Return a metric's definition in a language (German, else English); raise NotFound."""
    found = DEFINITIONS.get(name)
    if found is None:
        raise NotFound("There is no such metric.")
    return replace(found, **asdict(GERMAN[name])) if lang == "de" else found
