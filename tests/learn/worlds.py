"""Series like real ones, made by the rule that is to be found again: rhythm of the week, trend, memory, surges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from resonanz.learn.daily import Daily

WEEK = np.array([0.10, 0.12, 0.08, 0.05, 0.0, -0.30, -0.35])
FIRST = date(2026, 1, 5)


@dataclass(frozen=True)
class World:
    """How a series behaves."""

    level: float = 200.0
    noise: float = 0.15
    memory: float = 0.5
    trend: float = 0.0
    drift: float = 0.0
    surges: float = 0.0
    controls: int = 0


def lived(world: World, days: int, seed: int, *, effect: float = 0.0, since: int = 0) -> Daily:
    """Return `days` days of a world; from day number `since` on the series is `1 + effect` times what it would be."""
    rng = np.random.default_rng(seed)
    common = world.trend * np.arange(days) + np.cumsum(rng.normal(0, world.drift, days)) + _memory(world, days, rng)
    series = _counts(world, common, rng, np.log1p(effect) * (np.arange(days) >= since))
    controls = {f"c{number}": _counts(world, common, rng, np.zeros(days)) for number in range(world.controls)}
    return Daily(tuple(FIRST + timedelta(days=number) for number in range(days)), series, controls)


def _memory(world, days, rng):
    steps = rng.normal(0, world.noise * np.sqrt(1 - world.memory**2), days)
    found, before = np.zeros(days), rng.normal(0, world.noise)
    for day in range(days):
        before = found[day] = world.memory * before + steps[day]
    return found


def _counts(world, common, rng, change):
    days = len(common)
    log = np.log(world.level) + WEEK[np.arange(days) % 7] + common + change + rng.normal(0, world.noise / 3, days)
    for day in np.flatnonzero(rng.random(days) < world.surges):
        log[day : day + 3] += np.log(rng.uniform(2, 6)) * np.array([1.0, 0.5, 0.2])[: len(log[day : day + 3])]
    return np.maximum(rng.poisson(np.exp(log)), 1).astype(float)
