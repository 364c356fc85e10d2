"""A series as a file gives it: two columns, `timestamp,value`, in any order and any even step."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from resonanz.core.errors import InputRejected


class Series(NamedTuple):
    """Hold readings, ascending in time, and the usual step between them."""

    readings: list[tuple[datetime, float]]
    step: timedelta


def read_series(lines: Iterable[str]) -> Series:
    """Return the series that stands in lines of CSV; a time without a zone is taken as UTC.

    Raise InputRejected, naming the line, where a line cannot be read or there are fewer than three.
    """
    rows = csv.reader(lines)
    header = [name.strip().lower() for name in next(rows, [])]
    if not {"timestamp", "value"} <= set(header):
        raise InputRejected(
            "There are no columns `timestamp` and `value`.", place="line 1", remedy="Write `timestamp,value` first."
        )
    at, of = header.index("timestamp"), header.index("value")
    readings = [_reading(rows.line_num, row, at, of) for row in rows if row]
    if len(readings) < 3:
        raise InputRejected("A series has at least three readings.", remedy="Give more lines.")
    readings.sort()
    steps = [after - before for (before, _), (after, _) in pairwise(readings)]
    step = timedelta(seconds=median(one.total_seconds() for one in steps))
    if step <= timedelta(0):
        raise InputRejected("Most readings have the same time.", remedy="Give one line a moment.")
    return Series(readings, step)


def _reading(number: int, row: list[str], at: int, of: int) -> tuple[datetime, float]:
    place = f"line {number}"
    try:
        moment, value = datetime.fromisoformat(row[at].strip()), float(row[of])
    except (ValueError, IndexError) as error:
        raise InputRejected(
            f"This is no reading ({','.join(row)[:60]}).", place=place, remedy="Write `2026-03-02T12:00:00,17`."
        ) from error
    if not math.isfinite(value) or not 1900 <= moment.year <= 2200:
        raise InputRejected("No reading has such a time or value.", place=place, remedy="Leave the line out.")
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)), value
