"""All standing queries against a batch of mentions at once.

    matcher = Matcher()
    matcher.put(7, parse("delivery late"))
    matcher.match(batch)  # [(7,), (), ...]

Each query waits under features that it cannot do without, the rarest the stream has shown; a mention looks only at
the queries that its own features call up. What the compiled code leaves open, the evaluator confirms: the answer is
always that of `evaluate.matches`.

What a reader would get wrong: a process that matches little never loads NumPy or the compiled code. The first few
thousand pairs of query and mention are decided by the evaluator, because loading takes longer than they do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Final

from resonanz.core.heard import Heard
from resonanz.query.evaluate import Evaluation, Hit
from resonanz.query.plan import Ask, plan
from resonanz.query.reading import Reading
from resonanz.query.tree import Query

if TYPE_CHECKING:
    from resonanz.query.compiled.engine import Engine


PATIENCE: Final = 20_000
"""Pairs of query and mention that the evaluator decides before the compiled code is loaded."""
MOVED: Final = 100
"""Queries that move into a new engine with each batch, when most of the old one is dead."""


class Matcher:
    """Hold standing queries by their ids; methods may be called from several threads."""

    def __init__(self, *, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._asks: dict[int, Ask] = {}
        self._engine: Engine | None = None
        self._successor: Engine | None = None
        self._to_move: list[int] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._asks)

    def put(self, id: int, query: Query) -> None:
        """Add a query, or replace the one with this id; names in it must have been resolved (else ValueError)."""
        ask = plan(query)
        with self._lock:
            self._asks[id] = ask
            for engine in self._engines():
                engine.put(id, ask)

    def drop(self, id: int) -> None:
        """Forget the query with this id, if there is one."""
        with self._lock:
            if self._asks.pop(id, None) is not None:
                for engine in self._engines():
                    engine.drop(id)

    def match(self, batch: Sequence[Heard], *, now: datetime | None = None) -> list[tuple[int, ...]]:
        """Return for each mention the ids of the queries it matches, ascending; `now` as in `evaluate.matches`."""
        if not batch or not self._asks:
            return [()] * len(batch)
        with self._lock:
            asks = dict(self._asks) if self._engine is None else {}
            self._patience -= len(batch) * len(asks)
            if asks and self._patience >= 0:
                return [_evaluated(heard, asks, now) for heard in batch]
            engine = self._ready()
            found, unsure, asks = engine.match(batch, now), engine.unsure, engine.asks(engine.unsure)
        for index, ids in unsure.items():
            still = _evaluated(batch[index], {each: asks[each] for each in ids}, now)
            found[index] = tuple([each for each in found[index] if each not in ids or each in still])
        return found

    def spans(self, id: int, heard: Heard, *, now: datetime | None = None) -> list[Hit]:
        """Return where a mention matches the query with this id, as `evaluate.spans` does."""
        return Evaluation(Reading(heard), now).hits(self._asks[id])

    def _engines(self) -> list[Engine]:
        return [engine for engine in (self._engine, self._successor) if engine is not None]

    def _ready(self) -> Engine:
        """Return the engine with all queries in it."""
        from resonanz.query.compiled.engine import Engine  # noqa: PLC0415 - loads the compiled code

        if self._engine is None:
            self._engine = Engine()
            for each, ask in self._asks.items():
                self._engine.put(each, ask)
        elif self._successor is not None:
            self._engine = self._moved(self._engine, self._successor)
        elif self._engine.is_mostly_dead:
            self._successor, self._to_move = Engine(), list(self._asks)
        return self._engine

    def _moved(self, engine: Engine, successor: Engine) -> Engine:
        """Move some queries on; return the successor as soon as it has them all."""
        for each in self._to_move[-MOVED:]:
            if each in self._asks:
                successor.put(each, self._asks[each])
        del self._to_move[-MOVED:]
        if self._to_move:
            return engine
        self._successor = None
        return successor


def _evaluated(heard: Heard, asks: Mapping[int, Ask], now: datetime | None) -> tuple[int, ...]:
    evaluation = Evaluation(Reading(heard), now)
    return tuple([each for each in sorted(asks) if evaluation.holds(asks[each])])
