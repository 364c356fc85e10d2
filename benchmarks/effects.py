"""Can the verdicts be trusted? Intervals, false alarms and promised power on thousands of made-up and real series.

    python benchmarks/effects.py [--worlds 400]

Baseline in the same run: the usual way, a regression with weekday dummies and independent errors (statsmodels OLS),
and statsmodels' structural model (UnobservedComponents, local level with a rhythm of the week) on the same series.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from resonanz.learn.counterfactual import Method
from resonanz.learn.daily import Daily
from resonanz.learn.effects import Question, Verdict, effect
from resonanz.learn.power import seeing

WEEK = np.array([0.10, 0.12, 0.08, 0.05, 0.0, -0.30, -0.35])
FIRST = date(2026, 1, 5)
KINDS = ("plain", "trend", "drifting", "surges")
SHAPES = ((42, 14), (90, 14), (90, 28))
Interval = tuple[float, float]


def made(kind: str, days: int, rng: np.random.Generator, controls: int = 0) -> Daily:
    """Return a series of a kind: rhythm of the week, memory, counting noise, and what the kind adds."""
    t = np.arange(days)
    week = WEEK[t % 7] * rng.uniform(0.3, 1.5)
    common = _memory(days, rng.choice([0.0, 0.3, 0.6, 0.8]), rng.uniform(0.08, 0.3), rng)
    if kind == "trend":
        common = common + rng.uniform(-0.006, 0.006) * t
    if kind == "drifting":
        common = common + np.cumsum(rng.normal(0, 0.03, days))
    lines = []
    for _ in range(1 + controls):
        log = np.log(rng.uniform(60, 600)) + week + common
        if controls:
            log = log + rng.normal(0, 0.06, days)
        if kind == "surges":
            for day in np.flatnonzero(rng.random(days) < 0.02):
                log[day : day + 3] += np.log(rng.uniform(2, 6)) * np.array([1, 0.5, 0.2])[: len(log[day : day + 3])]
        lines.append(np.maximum(rng.poisson(np.exp(log)), 1).astype(float))
    return Daily(_days(days), lines[0], {f"c{at}": line for at, line in enumerate(lines[1:])})


def _memory(days: int, memory: float, noise: float, rng: np.random.Generator) -> np.ndarray:
    steps = rng.normal(0, noise * np.sqrt(1 - memory**2), days)
    steps[0] = rng.normal(0, noise)
    for day in range(1, days):
        steps[day] += memory * steps[day - 1]
    return steps


def _days(number: int) -> tuple[date, ...]:
    return tuple(FIRST + timedelta(days=day) for day in range(number))


def changed(daily: Daily, since: int, share: float) -> Daily:
    """Return the series with everything from day `since` on multiplied."""
    values = daily.values.copy()
    values[since:] = np.round(values[since:] * (1 + share))
    return Daily(daily.days, values, daily.controls)


def ours(daily: Daily, since: int, method: Method | None = None) -> tuple[Interval, Verdict]:
    """Return our interval of the relative effect, and the verdict."""
    found = effect(daily, Question(start=daily.days[since], method=method))
    assert found.relative is not None
    return (found.relative.low, found.relative.high), found.verdict


def usual(daily: Daily, since: int) -> Interval:
    """Return what a regression with independent errors says."""
    import statsmodels.api as sm

    rows = np.column_stack([_weekdays(daily), np.arange(len(daily.days)) >= since])
    low, high = sm.OLS(np.log(daily.values), rows.astype(float)).fit().conf_int()[-1]
    return float(np.expm1(low)), float(np.expm1(high))


def structural(daily: Daily, since: int) -> Interval:
    """Return what statsmodels' structural model says: local level, weekdays, and a step at the start."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rows = np.column_stack([_weekdays(daily)[:, 1:], np.arange(len(daily.days)) >= since]).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = UnobservedComponents(np.log(daily.values), level="llevel", exog=rows).fit(disp=0)
    low, high = fitted.conf_int()[-1]
    return float(np.expm1(low)), float(np.expm1(min(high, 20.0)))  # its start values may run away


def _weekdays(daily: Daily) -> np.ndarray:
    weekdays = np.array([day.weekday() for day in daily.days])
    return np.column_stack([np.ones(len(weekdays)), *((weekdays == day).astype(float) for day in range(6))])


def coverage(worlds: int, rng: np.random.Generator) -> None:
    """Print how often nothing is called something, and how wide the intervals are."""
    print(f"\nNothing happened, {worlds} series a line: share of 95 % intervals that hold 0 / false verdicts / width")
    ways: dict[str, Callable[[Daily, int], Interval]] = {"usual (OLS)": usual, "statsmodels UC": structural}
    for kind in KINDS:
        for before, after in SHAPES:
            held: dict[str, list[bool]] = defaultdict(list)
            width: dict[str, list[float]] = defaultdict(list)
            false = 0
            for number in range(worlds):
                daily = made(kind, before + after, rng)
                mine, verdict = ours(daily, before)
                false += verdict in {Verdict.POSITIVE, Verdict.NEGATIVE}
                found = {"resonanz": mine}
                if number < worlds // 4:  # the baselines on every fourth: theirs is the slower part
                    found |= {name: way(daily, before) for name, way in ways.items()}
                for name, (low, high) in found.items():
                    held[name].append(low <= 0 <= high)
                    width[name].append(high - low)
            said = "   ".join(f"{name} {np.mean(held[name]):.3f} ({np.median(width[name]):.2f})" for name in held)
            print(f"  {kind:9} {before:3}+{after:2} days: false {false / worlds:.3f}   {said}", flush=True)


def with_controls(worlds: int, rng: np.random.Generator) -> None:
    """Print the same for the methods that use controls."""
    print(f"\nNothing happened, 6 controls, {worlds} series a line: held / false verdicts / width")
    for kind in KINDS:
        for method in (Method.DID, Method.SYNTHETIC, None):
            held, false, width = [], 0, []
            for _ in range(worlds):
                (low, high), verdict = ours(made(kind, 104, rng, controls=6), 90, method)
                held.append(low <= 0 <= high)
                width.append(high - low)
                false += verdict in {Verdict.POSITIVE, Verdict.NEGATIVE}
            name = method.value if method else "auto"
            print(
                f"  {kind:9} {name:10} {np.mean(held):.3f} / {false / worlds:.3f} / {np.median(width):.2f}", flush=True
            )


def promised(worlds: int, rng: np.random.Generator) -> None:
    """Print how often known effects are found against how often the power function said they would be."""
    print(f"\nKnown effects, {worlds} series a line: found / promised before the start")
    for kind in KINDS:
        for share in (0.1, 0.2, 0.5):
            found, said = 0, []
            for _ in range(worlds):
                daily = made(kind, 104, rng)
                said.append(seeing(daily.cut(range(90)), 14, share))
                (low, high), _ = ours(changed(daily, 90, share), 90)
                found += not low <= 0 <= high
            print(f"  {kind:9} {share:4.0%}: {found / worlds:.3f} / {np.mean(said):.3f}", flush=True)


def real(folder: Path) -> None:
    """Print the coverage on real series, asked of many moments when nothing was tried."""
    held = []
    for daily in _real(folder):
        for after in (7, 14):
            for start in range(28, len(daily.days) - after + 1, 2):
                low, high = ours(daily.cut(range(start + after)), start)[0]
                held.append(low <= 0 <= high)
    print(f"\nReal series ({folder.name}), {len(held)} overlapping windows: held {np.mean(held):.3f}")


def _real(folder: Path) -> Iterator[Daily]:
    for file in sorted(folder.rglob("*.csv")):
        sums: dict[date, list[float]] = defaultdict(list)
        with file.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                sums[date.fromisoformat(row["timestamp"][:10])].append(float(row["value"]))
        days = [day for day in sorted(sums) if len(sums[day]) > 280]
        yield Daily(tuple(days), np.array([sum(sums[day]) for day in days]), {})


def speed(rng: np.random.Generator) -> None:
    """Print what a verdict costs against statsmodels' structural model."""
    series = [made("plain", 104, rng) for _ in range(20)]
    took = []
    for way in (ours, structural):
        began = time.process_time()
        for daily in series:
            way(daily, 90)
        took.append((time.process_time() - began) / len(series))
    times = took[0] / took[1]
    print(f"\nA verdict with placebo and curve: {took[0] * 1e3:.0f} ms, {times:.1f} times as long as statsmodels UC")


def main() -> None:
    """Run everything."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=200)
    asked.add_argument("--shared", type=Path, default=Path(os.environ.get("RESONANZ_SHARED", "../shared")))
    chosen = asked.parse_args()
    rng = np.random.default_rng(20260302)
    coverage(chosen.worlds, rng)
    with_controls(max(chosen.worlds // 2, 1), rng)
    promised(chosen.worlds, rng)
    folder = chosen.shared / "data" / "nab_twitter_volume"
    if folder.is_dir():
        real(folder)
    else:
        print(f"\nReal series: skipped, {folder.name} is not there (RESONANZ_SHARED)")
    speed(rng)


if __name__ == "__main__":
    main()
