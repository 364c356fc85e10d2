"""Life-cycles that are declared in one place and checked when imported.

A life-cycle lists its moves; a state nobody can reach, or a move from an unknown state, fails at import,
not at three in the morning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from resonanz.core.errors import Conflict

State = TypeVar("State", bound=str)


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """Declare states and the moves between them: `{action: ({from, ...}, to)}`."""

    name: str
    start: State
    moves: Mapping[str, tuple[frozenset[State], State]]

    def __post_init__(self) -> None:
        known = {self.start} | {to for _, to in self.moves.values()}
        for action, (origins, _) in self.moves.items():
            if not origins:
                raise TypeError(f"{self.name}: nothing leads to {action!r}")
            if strange := origins - known:
                raise TypeError(f"{self.name}: {action!r} starts from unreachable {sorted(strange)}")
        if lost := known - self._reachable():
            raise TypeError(f"{self.name}: unreachable {sorted(lost)}")

    def after(self, state: State, action: str) -> State:
        """Return the state that `action` leads to; raise Conflict where it is not allowed."""
        if action not in self.moves:
            raise Conflict(f"A {self.name} knows no {action!r}.")
        origins, to = self.moves[action]
        if state not in origins:
            article = "An" if self.name[0] in "aeiou" else "A"
            raise Conflict(f"{article} {self.name} that is {state} cannot {action.replace('_', ' ')}.")
        return to

    def actions(self, state: State) -> tuple[str, ...]:
        """Return what can be done from `state`, in the order declared."""
        return tuple(action for action, (origins, _) in self.moves.items() if state in origins)

    def mermaid(self) -> str:
        """Return the life-cycle as a Mermaid state diagram for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for action, (origins, to) in self.moves.items():
            lines += [f"    {origin} --> {to}: {action}" for origin in sorted(origins)]
        return "\n".join(lines)

    def _reachable(self) -> set[State]:
        seen = {self.start}
        while True:
            more = {to for origins, to in self.moves.values() if origins & seen} - seen
            if not more:
                return seen
            seen |= more
