"""Compile the matcher ahead, so that the first stream does not wait for it: `python -m resonanz.query.compiled`.

An installation runs it once; the machine code stays in the user's cache directory.
"""

from __future__ import annotations

from datetime import UTC, datetime

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.understood import Understood
from resonanz.query.compiled.engine import Engine
from resonanz.query.language import parse
from resonanz.query.plan import plan

_SOME_OF_EVERYTHING = 'late NEAR/3 "parcel delivery" OR deliver* OR m?ller OR raw:"AT&T" OR atleast/2:late OR len:>5'
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def compile_ahead() -> None:
    """Compile everything that matching needs and keep it for the next start."""
    id_ = MentionId("none:1")
    mention = Mention(
        id=id_, channel="none", source="none", published_at=_MOMENT, seen_at=_MOMENT, text="Müller: AT&T!", thread=id_
    )
    engine = Engine()
    engine.put(1, plan(parse(_SOME_OF_EVERYTHING)))
    engine.match([Heard(mention, Understood())], None)


if __name__ == "__main__":
    compile_ahead()
