"""Initiatives and forecasts in memory."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.forecast import Forecast
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import Initiative, InitiativeEvent, InitiativeState, Judgement, Try


class MemoryInitiativeBook:
    """Keep initiatives in dictionaries."""

    def __init__(self) -> None:
        self._kept: dict[InitiativeId, Initiative] = {}
        self._events: defaultdict[InitiativeId, list[InitiativeEvent]] = defaultdict(list)
        self._series: dict[InitiativeId, str] = {}
        self._judged: dict[InitiativeId, Judgement] = {}
        self._lock = threading.RLock()

    def add(self, initiative: Initiative, event: InitiativeEvent) -> Initiative:
        """Store a new initiative with the first line of its history; return it with its id."""
        with self._lock:
            stored = replace(initiative, id=InitiativeId(len(self._kept) + 1))
            self._kept[stored.id] = stored
            self._events[stored.id].append(replace(event, initiative=stored.id))
            return stored

    def load(self, initiative: InitiativeId) -> Initiative:
        """Return one initiative; raise NotFound."""
        try:
            return self._kept[initiative]
        except KeyError:
            raise NotFound(f"There is no initiative {initiative}.") from None

    def change(self, before: Initiative, after: Initiative, event: InitiativeEvent) -> None:
        """Store a changed initiative with its event; raise Conflict if it is no longer as `before`."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict(f"Initiative {before.id} was changed in the meantime.")
            self._kept[before.id] = after
            self.note(event)

    def note(self, event: InitiativeEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        self.load(event.initiative)
        self._events[event.initiative].append(event)

    def history(self, initiative: InitiativeId) -> list[InitiativeEvent]:
        """Return an initiative's history, oldest first."""
        return list(self._events[initiative])

    def standing(self, states: Sequence[InitiativeState]) -> list[Initiative]:
        """Return the initiatives in these states, oldest first."""
        return [one for one in self._kept.values() if one.state in states]

    def tries(self, *, limit: int) -> list[Try]:
        """Return those that are over, the latest first."""
        over = [one for one in self._kept.values() if one.is_over]
        over.sort(key=lambda one: (one.ended_at or one.changed_at, one.id), reverse=True)
        return [
            Try(
                id=one.id,
                title=one.title,
                text=f"{one.plan.hypothesis}\n{one.taught}",
                outcome=one.outcome,
                taught=one.taught,
            )
            for one in over[:limit]
        ]

    def put_series(self, initiative: InitiativeId, text: str) -> None:
        """Keep the lines of a file that was handed in, in the place of an earlier one; raise NotFound."""
        self._series[self.load(initiative).id] = text

    def series(self, initiative: InitiativeId) -> str | None:
        """Return the lines that were handed in, None when there are none."""
        return self._series.get(initiative)

    def judge(self, before: Initiative, after: Initiative, event: InitiativeEvent, judgement: Judgement) -> None:
        """Store a verdict with the changed initiative; raise Conflict as `change` does, or where there is one."""
        with self._lock:
            if before.id in self._judged:
                raise Conflict(f"Initiative {before.id} was changed in the meantime.")
            self.change(before, after, event)
            self._judged[before.id] = judgement

    def judgement(self, initiative: InitiativeId) -> Judgement | None:
        """Return the verdict, None where there is none."""
        return self._judged.get(initiative)

    def judged(self) -> list[tuple[Initiative, Judgement]]:
        """Return every initiative that was judged with its verdict, oldest first."""
        found = sorted(self._judged.values(), key=lambda one: (one.at, one.initiative))
        return [(self.load(one.initiative), one) for one in found]


class MemoryForecastBook:
    """Keep forecasts in a dictionary, beside the initiatives whose state seals them."""

    def __init__(self, initiatives: MemoryInitiativeBook) -> None:
        self._initiatives = initiatives
        self._kept: dict[tuple[InitiativeId, UserId], Forecast] = {}

    def seal(self, forecast: Forecast) -> None:
        """Keep a forecast in the place of the person's earlier one; raise Conflict once the initiative has begun."""
        self._refuse_begun(forecast.initiative)
        self._kept[forecast.initiative, forecast.person] = forecast

    def number(self, initiative: InitiativeId) -> int:
        """Return how many people have forecast."""
        return sum(one == initiative for one, _ in self._kept)

    def own(self, initiative: InitiativeId, person: UserId) -> Forecast | None:
        """Return one's own forecast."""
        return self._kept.get((initiative, person))

    def take_back(self, initiative: InitiativeId) -> int:
        """Remove the forecasts of a plan that was changed; return how many. Raise Conflict once it has begun."""
        self._refuse_begun(initiative)
        gone = [key for key in self._kept if key[0] == initiative]
        for key in gone:
            del self._kept[key]
        return len(gone)

    def opened(self, initiative: InitiativeId | None = None) -> list[Forecast]:
        """Return the forecasts of an initiative that is over, or (None) of all that are, by their commitments.

        Raise Conflict before it is over.
        """
        if initiative is not None and not self._initiatives.load(initiative).is_over:
            raise Conflict("These forecasts are sealed until the initiative is over.")
        found = [
            forecast
            for (one, _), forecast in self._kept.items()
            if initiative in {None, one} and self._initiatives.load(one).is_over
        ]
        return sorted(found, key=lambda one: one.commitment)

    def _refuse_begun(self, initiative: InitiativeId) -> None:
        if not self._initiatives.load(initiative).is_before_start:
            raise Conflict("The initiative has begun: forecasts stay as they are.")
