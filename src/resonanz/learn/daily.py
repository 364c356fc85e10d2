"""A series with its controls, a value a day, as a file or the archive gives it.

Readings finer than a day are summed to days. A reader would get wrong that a day which lacks readings is left out: half
a day's sum looks like a fall. Days of a time zone are meant by the offset that a time carries.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from resonanz.core.errors import InputRejected
from resonanz.learn.noise import Floats

COMPLETE: Final = 0.9
"""Share of the usual number of readings that makes a day a whole one."""
MOST_DAYS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Daily:
    """Hold values by day: `days` ascending, `values` and each control of the same length."""

    days: tuple[date, ...]
    values: Floats
    controls: Mapping[str, Floats]

    def cut(self, chosen: Sequence[int]) -> Daily:
        """Return the days at these places."""
        places = np.asarray(chosen, dtype=int)
        return Daily(
            tuple(self.days[place] for place in chosen),
            self.values[places],
            {name: control[places] for name, control in self.controls.items()},
        )


def read_daily(lines: Iterable[str], controls: Sequence[str] | None = None) -> Daily:
    """Return the series in lines of CSV with the columns `timestamp`, `value` and, by name, the controls.

    `controls` None takes every other column. An empty cell leaves its day out. Raise InputRejected naming the line.
    """
    rows = csv.reader(lines)
    header = [name.strip() for name in next(rows, [])]
    columns = _columns(header, controls)
    sums: dict[date, Floats] = {}
    readings: Counter[date] = Counter()
    seen: set[datetime] = set()
    for row in rows:
        if not row:
            continue
        moment, values = _reading(rows.line_num, row, columns)
        if moment in seen:
            raise InputRejected("This time stands there twice.", place=f"line {rows.line_num}", remedy="Leave one out.")
        seen.add(moment)
        if values is not None:
            sums[moment.date()] = sums.get(moment.date(), 0.0) + values
            readings[moment.date()] += 1
    return _made(sums, readings, [name for name in columns if name not in {"timestamp", "value"}])


def _made(sums: Mapping[date, Floats], readings: Counter[date], names: Sequence[str]) -> Daily:
    if not sums:
        raise InputRejected("There is no reading.", remedy="Give a line a day: `2026-03-02,17`.")
    usual = Counter(readings.values()).most_common(1)[0][0]
    days = sorted(day for day, number in readings.items() if number >= COMPLETE * usual)[-MOST_DAYS:]
    table = np.array([sums[day] for day in days])
    return Daily(tuple(days), table[:, 0], {name: table[:, at + 1] for at, name in enumerate(names)})


def _columns(header: Sequence[str], controls: Sequence[str] | None) -> Mapping[str, int]:
    """Return where each wanted column stands."""
    wanted = ["timestamp", "value", *(controls if controls is not None else ())]
    if absent := [name for name in wanted if name not in header]:
        raise InputRejected(
            f"There is no column {', '.join(absent)}.", place="line 1", remedy=f"There are: {', '.join(header)}."
        )
    if len(set(header)) < len(header):
        raise InputRejected("Two columns have the same name.", place="line 1", remedy="Name each its own way.")
    if controls is None:
        wanted += [name for name in header if name not in wanted and name]
    return {name: header.index(name) for name in wanted}


def _reading(number: int, row: Sequence[str], columns: Mapping[str, int]) -> tuple[datetime, Floats | None]:
    place = f"line {number}"
    try:
        moment = datetime.fromisoformat(row[columns["timestamp"]].strip())
        cells = [row[at].strip() for name, at in columns.items() if name != "timestamp"]
        values = [float(cell) for cell in cells] if all(cells) else None
    except (ValueError, IndexError) as error:
        raise InputRejected(
            f"This is no reading ({','.join(row)[:60]}).",
            place=place,
            remedy="Write `2026-03-02,17`.",
        ) from error
    if values is not None and not all(map(math.isfinite, values)):
        raise InputRejected("A value is not finite.", place=place, remedy="Leave the cell empty.")
    return moment, None if values is None else np.array(values)


def day_of(text: str, *, place: str) -> date:
    """Return the day that a person wrote: `2026-03-02`, or a time of that day."""
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError as error:
        raise InputRejected(f"This is no date ({text[:40]}).", place=place, remedy="Write 2026-03-02.") from error


def numbers_of(days: Sequence[date]) -> Floats:
    """Return days as numbers, a day one apart."""
    return np.array([float(day.toordinal()) for day in days])
