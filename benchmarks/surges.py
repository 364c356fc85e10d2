"""How often surges alarm for nothing, and how soon tenfold ones are found: real series, real onsets put into them.

Run `python benchmarks/surges.py`; the labelled data is looked for in RESONANZ_SHARED, or in ../shared. The series are
mentions of companies in five-minute steps, the onsets the first hours of five disasters.
"""

from __future__ import annotations

import argparse
import copy
import csv
import os
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from resonanz.understand.series import Series, read_series
from resonanz.understand.spikes import SurgeWatch

COMPANIES = ("AAPL", "AMZN", "CRM", "CVS", "FB")
EVENTS = (
    "2012_Costa_Rica_earthquake",
    "2012_Guatemala_earthquake",
    "2012_Italy_earthquakes",
    "2012_Venezuela_refinery",
    "2013_West_Texas_explosion",
)
HALF_HOUR = 6
"""Readings."""
HOUR = 12
TWITTER_EPOCH = 1_288_834_974_657
"""Milliseconds since 1970 from which tweets' ids tell the time."""
LEARNED = 14 * 24 * HOUR
"""Readings before the first surge is put in."""


def onset(file: Path) -> list[float]:
    """Return an event's first six hours, as shares of its highest half hour's mean."""
    counted: Counter[int] = Counter()
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row[1].isdigit():
                counted[((int(row[1]) >> 22) + TWITTER_EPOCH) // 300_000] += 1
    steps = [counted[at] for at in range(min(counted), max(counted) + 1)]
    halves = [sum(steps[at : at + HALF_HOUR]) for at in range(len(steps) - HALF_HOUR)]
    highest = max(halves) / HALF_HOUR
    start = halves.index(max(halves))
    while start > 0 and steps[start - 1] > 0.05 * highest:
        start -= 1
    return [value / highest for value in steps[start : start + 6 * HOUR]]


def prepared(series: Series, places: int) -> tuple[float, list[tuple[int, SurgeWatch]]]:
    """Return the alarms a week of a series as it is, and its watch as it stood at random places."""
    chosen = set(random.Random(1).sample(range(LEARNED, len(series.readings) - HOUR), places))
    watch, alarms, stood = SurgeWatch(step=series.step), 0, []
    for number, (at, value) in enumerate(series.readings):
        if number in chosen and watch.surge is None:
            stood.append((number, copy.deepcopy(watch)))
        told = watch.take(at, value)
        alarms += told is not None and told.end is None
    weeks = (series.readings[-1][0] - series.readings[0][0]) / timedelta(weeks=1)
    return alarms / weeks, stood


def is_found(watch: SurgeWatch, usual: Sequence[tuple[datetime, float]], surge: Sequence[float]) -> bool:
    """Tell whether a surge on top of what was said is found within the hour."""
    watch = copy.deepcopy(watch)
    return any(watch.take(at, value + more) is not None for (at, value), more in zip(usual, surge, strict=False))


def measured(series: Series, onsets: Sequence[Sequence[float]], places: int) -> list[float]:
    """Return the alarms a week, and which share of fivefold and of tenfold surges is found."""
    mean = sum(value for _, value in series.readings) / len(series.readings)
    alarms, stood = prepared(series, places)
    hits: dict[int, list[bool]] = {5: [], 10: []}
    for number, watch in stood:
        usual = series.readings[number : number + HOUR]
        for times, found in hits.items():
            found += [is_found(watch, usual, [share * times * mean for share in shape]) for shape in onsets]
    return [alarms, *(sum(found) / max(len(found), 1) for found in hits.values())]


def main() -> None:
    """Print a line a series and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=40, help="where in each series surges are put in")
    chosen = parser.parse_args()
    data = Path(os.environ.get("RESONANZ_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    onsets = [onset(data / "crisislex" / "T26" / event / f"{event}-tweetids_entire_period.csv") for event in EVENTS]
    rows = {}
    for company in COMPANIES:
        file = data / "nab_twitter_volume" / "realTweets" / f"Twitter_volume_{company}.csv"
        rows[company] = measured(read_series(file.read_text(encoding="utf-8").splitlines()), onsets, chosen.places)
    rows["mean"] = [sum(column) / len(rows) for column in zip(*rows.values(), strict=True)]
    print("      alarms a week, found within 60 minutes: fivefold, tenfold")
    for name, (alarms, fivefold, tenfold) in rows.items():
        print(f"{name:5} {alarms:.2f} {fivefold:.2f} {tenfold:.2f}")


if __name__ == "__main__":
    main()
