"""Metrics read off an archive in memory: what is counted, day by day and against the time before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import QueryId, SourceId
from resonanz.core.mention import Author, Engagement
from resonanz.core.metric import Figure, Metric, Span, Unit
from resonanz.core.search import By, Filter
from resonanz.core.source import Gap
from resonanz.core.understood import Label, Towards, Voice
from resonanz.measure.comparing import difference, segments
from resonanz.measure.formulas import share
from resonanz.measure.parts import both
from resonanz.measure.reading import Measuring, days_between, deaf_days
from resonanz.store.memory import MemoryArchive
from tests.making import NOON, heard

DAY = timedelta(days=1)
WEEK = Span(since=NOON - 7 * DAY, until=NOON)
OURS, THEIRS = QueryId(1), QueryId(2)


class Rules:
    def queries(self):
        return [
            StandingQuery(id=OURS, name="Us", text="us", about="own"),
            StandingQuery(id=THEIRS, name="Them", text="them", about="competitor"),
        ]


class Cases:
    """Be the figures of cases that a test hands in."""

    def __init__(self, rows=()):
        self.rows = rows

    def waits(self, kind, span, only):
        return self.rows

    promises = answers = reactions = lambda self, span, only: self.rows


def measuring(said=(), *, cases=(), gaps=(), elsewhere=None):
    archive = MemoryArchive()
    archive.keep(list(said))
    return Measuring(
        archive=archive,
        cases=Cases(cases),
        rulebook=Rules(),
        gaps=lambda _since, _until: gaps,
        elsewhere=elsewhere or {},
    )


def said(number, *, days=1.0, by="ada", feels="neutral", followers=None, **values):
    return heard(
        str(number),
        published_at=NOON - timedelta(days=days),
        author=Author(id=by, handle=by, followers=followers),
        sentiment=Label(feels, 0.9),
        **values,
    )


def value(name, mentions, **values):
    return measuring(mentions).figure(Metric(name=name, **values), WEEK).value


def test_volume_counts_the_market_and_what_is_about_us():
    own = replace(said(2), understood=replace(said(2).understood, voice=Voice.OWN))
    news = said(3, relevant=Label("no", 0.9))
    assert value("volume", [said(1), own, news, said(4, days=8)]) == 1


def test_voices_are_authors_per_channel():
    mentions = [said(1), said(2), said(3, by="bob"), said(4, channel="bluesky")]
    assert value("voices", mentions) == 3


def test_share_of_voice_sets_us_against_us_and_them():
    mentions = [said(1, queries=(OURS,)), said(2, queries=(OURS, THEIRS)), said(3, queries=(THEIRS,)), said(4)]
    assert value("share_of_voice", mentions) == 0.5


def test_a_share_of_voice_without_a_query_has_no_value():
    made = measuring([said(1)])
    assert made.figure(Metric(name="share_of_voice"), WEEK).value is None


def test_both_net_sentiments_differ_by_what_is_neutral():
    mentions = [said(1, feels="positive"), said(2, feels="negative"), said(3, feels="positive"), said(4)]
    assert value("net_sentiment_a", mentions) == 0.25
    assert value("net_sentiment_b", mentions) == pytest.approx(1 / 3)


def test_praise_of_a_competitor_is_no_praise_of_us():
    told_apart = (
        Towards("own", OURS, Label("negative", 0.6)),
        Towards("competitor", THEIRS, Label("positive", 0.6)),
    )
    mentions = [said(1, feels="positive", targets=told_apart), said(2, feels="positive"), said(3), said(4)]
    assert value("net_sentiment_a", mentions) == 0.5
    assert value("net_sentiment_us", mentions) == 0.0


def test_a_filter_on_sentiment_leaves_the_other_parts_empty():
    mentions = [said(1, feels="positive"), said(2, feels="negative")]
    assert value("net_sentiment_a", mentions, filter=Filter(sentiments=("positive",))) == 1.0


def test_a_share_counts_its_part():
    mentions = [said(1, text="parcel"), said(2, text="price"), said(3, text="parcel"), said(4, text="else")]
    assert value("share", mentions, part=Filter(query="parcel")) == 0.5


def test_reach_counts_each_voice_once_by_its_most_followers():
    mentions = [said(1, followers=10), said(2, followers=30), said(3, by="bob", followers=5), said(4, by="eve")]
    assert value("reach", mentions) == 35


def test_engagement_leaves_views_out():
    assert value("engagement", [said(1, engagement=Engagement(likes=2, reposts=1, replies=None, views=900))]) == 3


def test_times_that_run_are_beside_the_median():
    figure = measuring(cases=[(NOON, 60), (NOON, None), (NOON, 120)]).figure(Metric(name="first_answer_time"), WEEK)
    assert (figure.value, figure.undecided) == (90, 1)


def test_attainment_is_of_what_is_decided():
    figure = measuring(cases=[(NOON, 1), (NOON, 0), (NOON, None)]).figure(Metric(name="attainment"), WEEK)
    assert (figure.value, figure.undecided) == (0.5, 1)


def test_a_day_on_which_nothing_was_said_counts_nothing_and_has_no_share():
    made = measuring([said(1, feels="positive")])
    first, last = date(2026, 2, 28), date(2026, 3, 2)
    assert made.daily(Metric(name="volume"), first, last).values == (0, 1, 0)
    assert made.daily(Metric(name="net_sentiment_a"), first, last).values == (None, 1.0, None)
    assert made.daily(Metric(name="reach"), first, last).values == (0, 0, 0)


def test_a_day_is_the_readers_own():
    made = measuring([said(1, days=0.5 + 1 / 48)])  # half past eleven in the evening in UTC
    assert made.daily(Metric(name="volume"), date(2026, 3, 1), date(2026, 3, 2), time_zone="Europe/Berlin").values == (
        0,
        1,
    )


def test_days_sum_up_to_their_time():
    mentions = [said(number, days=number % 6 + 0.5) for number in range(20)]
    made = measuring(mentions)
    daily = made.daily(Metric(name="volume"), date(2026, 2, 24), date(2026, 3, 2))
    assert sum(daily.values) == made.figure(Metric(name="volume"), WEEK).value


def test_days_without_listening_are_marked():
    gap = Gap(source=SourceId(1), start=NOON - DAY, end=NOON - DAY + timedelta(hours=2), reason="")
    blink = Gap(source=SourceId(1), start=NOON - 2 * DAY, end=NOON - 2 * DAY + timedelta(minutes=5), reason="")
    days = days_between(date(2026, 2, 27), date(2026, 3, 2))
    assert deaf_days([gap, blink], days, "UTC") == {date(2026, 3, 1)}


def test_what_nobody_reads_is_not_offered():
    made = measuring()
    assert "told_back_rate" not in {one.name for one in made.definitions()}
    with pytest.raises(InputRejected):
        made.figure(Metric(name="told_back_rate"), WEEK)


def test_what_another_area_counts_is_read_from_there():
    counts = {"told": 3, "reachable": 4, "asked": 6}
    made = measuring(elsewhere={"told_back_rate": lambda _metric, _span: counts})
    assert made.figure(Metric(name="told_back_rate"), WEEK).value == 0.75


def test_an_unknown_metric_is_not_found():
    with pytest.raises(NotFound):
        measuring().figure(Metric(name="buzz"), WEEK)


def test_a_time_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputRejected):
        measuring().figure(Metric(name="volume"), Span(since=NOON, until=NOON - DAY))


def test_segments_are_narrowed_figures():
    mentions = [said(1), said(2), said(3, channel="bluesky")]
    made = measuring(mentions)
    archive = MemoryArchive()
    archive.keep(mentions)
    found = segments(archive, made, Metric(name="volume"), WEEK, By.CHANNEL)
    assert [(one.key, one.figure.value) for one in found] == [("mastodon", 2), ("bluesky", 1)]


def test_two_conditions_that_exclude_each_other_meet_nothing():
    assert both(Filter(channels=("rss",)), Filter(channels=("mastodon",))) is None


def test_words_of_part_and_whole_are_both_asked():
    assert both(Filter(query="a OR b"), Filter(query="c OR d")).query == "(a OR b) AND (c OR d)"


def test_a_difference_is_bounded_as_newcombe_says():
    """His example: 56/70 against 48/80 gives 0.2, from 0.0524 to 0.3339."""
    found = difference(share(56, 70), share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert found.is_sure


def test_plain_numbers_have_a_difference_without_bounds():
    found = difference(Figure(value=5, unit=Unit.MENTIONS), Figure(value=3, unit=Unit.MENTIONS))
    assert (found.value, found.is_sure) == (2, None)
