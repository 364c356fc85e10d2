"""Initiatives with their history and verdicts, and forecasts that nobody reads before their time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from resonanz.core.forecast import Forecast
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import Came, Initiative, InitiativeEvent, InitiativeState, Judgement, Try


class InitiativeBook(Protocol):
    """Keep initiatives; a history is only added to, a verdict is written once."""

    def add(self, initiative: Initiative, event: InitiativeEvent) -> Initiative:
        """Store a new initiative with the first line of its history; return it with its id."""
        ...

    def load(self, initiative: InitiativeId) -> Initiative:
        """Return one initiative; raise NotFound."""
        ...

    def change(
        self,
        before: Initiative,
        after: Initiative,
        event: InitiativeEvent,
        *,
        anew: bool = False,
        series: str | None = None,
    ) -> None:
        """Store a changed initiative with its event; raise Conflict if it is no longer as `before`.

        At once with it, or not at all: `anew` removes its forecasts, because they were of another plan, and `series` is
        kept in the place of an earlier file.
        """
        ...

    def note(self, event: InitiativeEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        ...

    def history(self, initiative: InitiativeId) -> list[InitiativeEvent]:
        """Return an initiative's history, oldest first."""
        ...

    def standing(self, states: Sequence[InitiativeState]) -> list[Initiative]:
        """Return the initiatives in these states, oldest first."""
        ...

    def tries(self, *, limit: int) -> list[Try]:
        """Return those that are over, the latest first."""
        ...

    def series(self, initiative: InitiativeId) -> str | None:
        """Return the lines that were handed in, None when there are none."""
        ...

    def judge(self, before: Initiative, after: Initiative, event: InitiativeEvent, judgement: Judgement) -> None:
        """Store a verdict with the changed initiative; raise Conflict as `change` does, or where there is one."""
        ...

    def judgement(self, initiative: InitiativeId) -> Judgement | None:
        """Return the verdict, None where there is none."""
        ...

    def judged(self) -> list[Came]:
        """Return what came of every initiative that was judged, oldest first; no series is read."""
        ...


class ForecastBook(Protocol):
    """Keep forecasts sealed: what lies in the store can be opened only with the installation's key."""

    def seal(self, forecast: Forecast) -> None:
        """Keep a forecast in the place of the person's earlier one.

        Raise Conflict once the initiative has begun, and where its plan is no longer the one that was forecast.
        """
        ...

    def number(self, initiative: InitiativeId) -> int:
        """Return how many people have forecast."""
        ...

    def own(self, initiative: InitiativeId, person: UserId) -> Forecast | None:
        """Return one's own forecast."""
        ...

    def opened(self, initiative: InitiativeId | None = None) -> list[Forecast]:
        """Return the forecasts of an initiative that began and is over, or (None) of all those, by their commitments.

        Raise Conflict before it is over, and for good where it never began.
        """
        ...
