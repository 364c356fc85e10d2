"""Counting a report, and when it is made by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.clock import FixedClock
from resonanz.core.errors import InputRejected
from resonanz.core.ids import SourceId
from resonanz.core.metric import Figure, Span, Unit
from resonanz.core.report import Decision, Every
from resonanz.core.source import Gap
from resonanz.measure.definitions import DEFINITIONS
from resonanz.measure.reporting.gathering import Ask, Gatherer
from resonanz.measure.reporting.timing import days_before, next_time
from resonanz.store.memory.archive import MemoryArchive
from tests.store.contracts.making import heard

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)


class Counted:
    """Be metrics of which each figure is the number of days that were asked for."""

    def __init__(self) -> None:
        self.asked: list[Span] = []

    def definitions(self):
        return [DEFINITIONS["volume"]]

    def figure(self, metric, span):
        self.asked.append(span)
        return Figure(value=float((span.until - span.since).days), unit=Unit.MENTIONS)

    def daily(self, metric, first, last, *, time_zone="UTC"):
        raise NotImplementedError


def gatherer(archive=None, *, measures=None, gaps=(), decisions=()):
    return Gatherer(
        archive=archive or MemoryArchive(), measures=measures or Counted(), gaps=lambda _since, _until: gaps,
        deciding=lambda: decisions, clock=FixedClock(NOW), version="1.0",
    )  # fmt: skip


def ask(first: date, last: date) -> Ask:
    return Ask(template="management", first=first, last=last, zone=BERLIN)


def test_days_are_those_of_the_zone():
    archive = MemoryArchive()
    archive.keep(
        [
            heard(1, published_at=datetime(2026, 9, 30, 21, 59, tzinfo=UTC)),
            heard(2, published_at=datetime(2026, 9, 30, 22, 0, tzinfo=UTC)),
            heard(3, published_at=datetime(2026, 10, 2, 21, 59, tzinfo=UTC)),
        ]
    )
    drawing = gatherer(archive).gather(ask(date(2026, 10, 1), date(2026, 10, 2))).drawings[0]
    assert [sum(values) for values in zip(*(one.values for one in drawing.series), strict=True)] == [1.0, 1.0]


def test_it_says_up_to_which_entry_it_was_counted():
    archive = MemoryArchive()
    archive.keep([heard(1), heard(2)])
    assert gatherer(archive).gather(ask(date(2026, 10, 1), date(2026, 10, 2))).seq == 2


def test_a_whole_month_is_compared_with_the_month_before():
    measures = Counted()
    (line,) = gatherer(measures=measures).gather(ask(date(2026, 3, 1), date(2026, 3, 31))).lines
    assert measures.asked[1].since == datetime(2026, 1, 31, 23, tzinfo=UTC)
    assert line.before.value == 28.0


def test_other_days_are_compared_with_as_many_before():
    measures = Counted()
    gatherer(measures=measures).gather(ask(date(2026, 6, 8), date(2026, 6, 14)))
    assert measures.asked[1] == Span(
        since=datetime(2026, 5, 31, 22, tzinfo=UTC), until=datetime(2026, 6, 7, 22, tzinfo=UTC)
    )


def test_days_on_which_nobody_listened_are_marked():
    gap = Gap(
        source=SourceId(1),
        start=datetime(2026, 10, 2, 3, tzinfo=UTC),
        end=datetime(2026, 10, 3, 3, tzinfo=UTC),
        reason="",
    )
    drawing = gatherer(gaps=(gap,)).gather(ask(date(2026, 10, 1), date(2026, 10, 5))).drawings[0]
    assert drawing.gaps == ((1, 2),)


def test_what_nobody_waits_for_is_not_listed():
    some = (Decision(kind="needs", number=0), Decision(kind="incidents", number=1))
    assert [one.kind for one in gatherer(decisions=some).gather(ask(NOW.date(), NOW.date())).decisions] == ["incidents"]


@pytest.mark.parametrize(
    ("first", "last", "place"),
    [(date(2026, 2, 2), date(2026, 2, 1), "to"), (date(2024, 1, 1), date(2026, 1, 1), "from")],
)
def test_days_that_make_no_sense_are_refused(first, last, place):
    with pytest.raises(InputRejected) as refused:
        gatherer().gather(ask(first, last))
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("every", "after", "then"),
    [
        (Every.WEEK, datetime(2026, 11, 2, 6, tzinfo=UTC), datetime(2026, 11, 9, 6, tzinfo=UTC)),
        (Every.WEEK, datetime(2026, 11, 2, 5, 59, tzinfo=UTC), datetime(2026, 11, 2, 6, tzinfo=UTC)),
        (Every.MONTH, datetime(2026, 3, 15, tzinfo=UTC), datetime(2026, 4, 1, 5, tzinfo=UTC)),
    ],
)
def test_a_report_falls_due_by_the_local_clock(every, after, then):
    assert next_time(every, 7, BERLIN, after) == then


@given(
    st.sampled_from(Every),
    st.integers(0, 23),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_time_is_later_and_the_days_lie_before_it(every, hour, after):
    then = next_time(every, hour, BERLIN, after)
    first, last = days_before(every, then, BERLIN)
    assert then > after
    assert first <= last < then.astimezone(ZoneInfo(BERLIN)).date()


def test_the_days_of_a_month_are_the_whole_month_before():
    assert days_before(Every.MONTH, datetime(2026, 3, 1, 6, tzinfo=UTC), BERLIN) == (
        date(2026, 2, 1),
        date(2026, 2, 28),
    )


def test_the_days_of_a_week_are_monday_to_sunday_before():
    assert days_before(Every.WEEK, datetime(2026, 11, 2, 6, tzinfo=UTC), BERLIN) == (
        date(2026, 10, 26),
        date(2026, 11, 1),
    )
