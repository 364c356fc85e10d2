"""Queries written for other suites, carried over into our language with a report of what could not be.

from resonanz.query.dialects import DIALECTS, carry_over

carried = carry_over("brandwatch", '(title:"Deutsche Bahn" OR at_mentions:DB_Bahn) NEAR/5 late*')
str(carried.query), carried.notes
"""

from __future__ import annotations

from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.query.dialects.brandwatch import BRANDWATCH
from resonanz.query.dialects.carrying import Carried, Note, carried
from resonanz.query.dialects.meltwater import MELTWATER
from resonanz.query.dialects.sprinklr import SPRINKLR
from resonanz.query.dialects.talkwalker import TALKWALKER
from resonanz.query.dialects.x import X

DIALECTS: Final = {dialect.name: dialect for dialect in (BRANDWATCH, MELTWATER, TALKWALKER, SPRINKLR, X)}
"""Dialects by their names."""


def carry_over(dialect: str, text: str) -> Carried:
    """Return a query of another suite in our language, with notes.

    Raise InputRejected for an unknown dialect, QueryError (with places in `text`) for what no suite understands.
    """
    if dialect not in DIALECTS:
        remedy = f"Write one of {', '.join(sorted(DIALECTS))}."
        raise InputRejected(f"There is no dialect {dialect!r}.", place="--dialect", remedy=remedy)
    return carried(DIALECTS[dialect], text)


__all__ = ["DIALECTS", "Carried", "Note", "carry_over"]
