"""Initiatives and forecasts in memory."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.forecast import Forecast
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import Came, Initiative, InitiativeEvent, InitiativeState, Judgement, Try, fingerprint


class MemoryInitiativeBook:
    """Keep initiatives in dictionaries."""

    def __init__(self) -> None:
        self._kept: dict[InitiativeId, Initiative] = {}
        self._events: defaultdict[InitiativeId, list[InitiativeEvent]] = defaultdict(list)
        self._series: dict[InitiativeId, str] = {}
        self._judged: dict[InitiativeId, Judgement] = {}
        self.forecasts: dict[tuple[InitiativeId, UserId], Forecast] = {}
        """Kept here, because a changed plan removes them; read by `MemoryForecastBook`."""
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

    def change(
        self,
        before: Initiative,
        after: Initiative,
        event: InitiativeEvent,
        *,
        anew: bool = False,
        series: str | None = None,
    ) -> None:
        """Store a changed initiative with its event; raise Conflict if it is no longer as `before`."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict(f"Initiative {before.id} was changed in the meantime.")
            self._kept[before.id] = after
            self.note(event)
            if anew:
                self.forecasts = {key: one for key, one in self.forecasts.items() if key[0] != before.id}
            if series is not None:
                self._series[before.id] = series

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

    def judged(self) -> list[Came]:
        """Return what came of every initiative that was judged, oldest first."""
        found = sorted(self._judged.values(), key=lambda one: (one.at, one.initiative))
        return [
            Came(
                initiative=one.initiative,
                title=self.load(one.initiative).title,
                outcome=one.outcome,
                change=one.change,
            )
            for one in found
        ]


class MemoryForecastBook:
    """Keep forecasts beside the initiatives whose state seals them."""

    def __init__(self, initiatives: MemoryInitiativeBook) -> None:
        self._initiatives = initiatives

    def seal(self, forecast: Forecast) -> None:
        """Keep a forecast in the place of the person's earlier one; raise Conflict once the initiative has begun."""
        found = self._initiatives.load(forecast.initiative)
        if not found.is_before_start:
            raise Conflict("The initiative has begun: forecasts stay as they are.")
        if forecast.about != fingerprint(found, self._initiatives.series(found.id)):
            raise Conflict("The plan was changed after you read it: read it again, then forecast.")
        self._initiatives.forecasts[forecast.initiative, forecast.person] = forecast

    def number(self, initiative: InitiativeId) -> int:
        """Return how many people have forecast."""
        return sum(one == initiative for one, _ in self._initiatives.forecasts)

    def own(self, initiative: InitiativeId, person: UserId) -> Forecast | None:
        """Return one's own forecast."""
        return self._initiatives.forecasts.get((initiative, person))

    def opened(self, initiative: InitiativeId | None = None) -> list[Forecast]:
        """Return the forecasts of an initiative that began and is over, or (None) of all those, by their commitments.

        Raise Conflict before it is over, and for good where it never began.
        """
        if initiative is not None and not self._initiatives.load(initiative).opens_forecasts:
            raise Conflict("These forecasts are sealed until the initiative is over; of a dropped idea they stay so.")
        found = [
            forecast
            for (one, _), forecast in self._initiatives.forecasts.items()
            if initiative in {None, one} and self._initiatives.load(one).opens_forecasts
        ]
        return sorted(found, key=lambda one: one.commitment)
