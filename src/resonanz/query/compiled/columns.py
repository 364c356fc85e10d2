"""The fields of a batch as columns: for each mention which features its values have, and its numbers.

Only fields that some query asks for are looked at. What a value means for the queries is worked out once and
remembered: a stream has few channels, languages and kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from resonanz.core.heard import Heard
from resonanz.core.understood import Label
from resonanz.query.compiled.features import Features
from resonanz.query.compiled.growing import Growing
from resonanz.query.compiled.layout import Floats, Ints
from resonanz.query.fields import TIMES
from resonanz.query.plan import KeyTest, NumberTest, TimeTest
from resonanz.query.record import NO_TIME, key_holds, number_of, time_of, values_of

_REMEMBERED: Final = 50_000
"""Values a field remembers before it begins anew."""
_COUNTED: Final = frozenset({"author~", "url", "link"})
"""Fields in which a value is not simply equal to what is asked for."""


def _known(label: Label) -> str | None:
    return label.value if label.confidence > 0 else None


_RAW: Final[dict[str, Callable[[Heard], Hashable]]] = {
    "channel": lambda heard: heard.mention.channel,
    "source": lambda heard: heard.mention.source,
    "type": lambda heard: heard.mention.type,
    "kind": lambda heard: _known(heard.understood.kind),
    "lang": lambda heard: _known(heard.understood.lang),
    "sentiment": lambda heard: _known(heard.understood.sentiment),
    "relevant": lambda heard: _known(heard.understood.relevant),
    "department": lambda heard: heard.understood.department,
    "topic": lambda heard: heard.understood.topics,
    "label": lambda heard: heard.understood.labels,
    "case": lambda heard: heard.understood.opens_case,
    "voice": lambda heard: heard.understood.voice,
    "priority": lambda heard: heard.understood.priority,
    "author": lambda heard: (heard.mention.author.handle, heard.mention.author.id, heard.mention.author.name),
    "author~": lambda heard: (heard.mention.author.handle, heard.mention.author.name),
    "site": lambda heard: heard.mention.url,
    "tld": lambda heard: heard.mention.url,
    "url": lambda heard: heard.mention.url,
}
"""What decides a field's values, without working them out; other fields are worked out each time."""


class KeyColumn:
    """Know one field: what is asked of it and what its values mean."""

    def __init__(self, field: str) -> None:
        self.field = field
        self._raw = _RAW.get(field) or (lambda heard: values_of(field, heard))
        self._equal: dict[str, list[int]] = {}
        self._special: list[tuple[KeyTest, int]] = []
        self._sets: dict[Hashable, int] = {}

    def ask(self, test: KeyTest, feature: int) -> None:
        """Have a feature found by what is asked of the field."""
        if test.wild or self.field in _COUNTED:
            self._special.append((test, feature))
        else:
            self._equal.setdefault(test.value, []).append(feature)
        self._sets.clear()

    def sets(self, batch: Sequence[Heard], features: FeatureSets) -> list[int]:
        """Return for each mention the number of the set of features that its values have."""
        raw = self._raw
        known = self._sets
        found = [known.get(raw(heard), -1) for heard in batch]
        if -1 in found:
            if len(known) > _REMEMBERED:
                known.clear()
            found = [
                number if number >= 0 else self._set(heard, features)
                for number, heard in zip(found, batch, strict=True)
            ]
        return found

    def _set(self, heard: Heard, features: FeatureSets) -> int:
        raw = self._raw(heard)
        number = self._sets.get(raw)
        if number is None:
            values = values_of(self.field, heard)
            having = [feature for value in values for feature in self._equal.get(value, ())]
            having += [feature for test, feature in self._special if key_holds(test, values)]
            number = self._sets[raw] = features.number(tuple(sorted(set(having))))
        return number


class FeatureSets:
    """Keep sets of features by number; 0 is the empty set."""

    def __init__(self) -> None:
        self.starts = Growing()
        self.features = Growing()
        self._known: dict[tuple[int, ...], int] = {}
        self.starts.add(0)
        self.number(())

    def number(self, having: tuple[int, ...]) -> int:
        """Return the number of a set."""
        number = self._known.get(having)
        if number is None:
            number = self._known[having] = len(self._known)
            self.features.extend(having)
            self.starts.add(self.features.size)
        return number


class Columns:
    """Keep what queries ask of fields, and give the columns of a batch."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self.sets = FeatureSets()
        self._keys: dict[str, KeyColumn] = {}
        self._numbers: dict[str, int] = {}
        self.tests = Growing(2)
        self.bounds = Growing(2, np.float64)

    def key(self, test: KeyTest) -> int:
        """Return the feature of a field that has a value."""
        feature, new = self._features.of_field((test.field, test.value, test.wild, "field"))
        if new:
            if test.field not in self._keys:
                self._keys[test.field] = KeyColumn(test.field)
            self._keys[test.field].ask(test, feature)
        return feature

    def number(self, test: NumberTest) -> int:
        """Return the number of the test of a number."""
        low = -np.inf if test.low is None else test.low
        high = np.inf if test.high is None else test.high
        self.bounds.add((low, high))
        return self.tests.add((self._column(test.field), test.low_open | test.high_open << 1))

    def time(self, test: TimeTest) -> int:
        """Return the number of the test of a time; times before now are tested by their age."""
        moment = test.since if test.since is not None else test.before
        since = test.since is not None
        if isinstance(moment, timedelta):
            age = moment.total_seconds()
            return self.number(
                NumberTest(f"age {test.field}", None if since else age, age if since else None, low_open=not since)
            )
        if moment is None:
            raise ValueError("a time is asked for without a moment")
        stamp = moment.timestamp()
        return self.number(
            NumberTest(test.field, stamp if since else None, None if since else stamp, high_open=not since)
        )

    def of(self, batch: Sequence[Heard], now: datetime | None) -> tuple[Ints, Floats]:
        """Return the columns of a batch: sets of features, and numbers."""
        sets = np.zeros((len(self._keys), len(batch)), np.int32)
        for row, column in enumerate(self._keys.values()):
            sets[row] = column.sets(batch, self.sets)
        numbers = np.full((len(self._numbers), len(batch)), np.nan)
        for field, row in self._numbers.items():
            numbers[row] = _numbers(field, batch, now)
        return sets, numbers

    def _column(self, field: str) -> int:
        return self._numbers.setdefault(field, len(self._numbers))


def _numbers(field: str, batch: Sequence[Heard], now: datetime | None) -> list[float]:
    aged = field.startswith("age ")
    if aged or field in TIMES:
        times = [(time_of(field.removeprefix("age "), heard), now or heard.mention.seen_at) for heard in batch]
        return [_time_number(time, since, aged=aged) for time, since in times]
    found = [number_of(field, heard) for heard in batch]
    return [np.nan if number is None else number for number in found]


def _time_number(time: datetime, now: datetime, *, aged: bool) -> float:
    if time == NO_TIME:
        return np.nan
    return (now - time).total_seconds() if aged else time.timestamp()
