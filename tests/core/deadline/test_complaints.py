"""What people complain about in the open help desks, one test each: made right here, and kept right.

Rows 3 to 6 of the survey of public threads; each test is named after the thread, and says what went wrong there.
"""

from __future__ import annotations

from datetime import date, timedelta

from resonanz.core.deadline import DeadlineState, Happening, OnHandOver, deadlines, explain
from tests.core.deadline.making import (
    FIRST,
    HOUR,
    NEXT,
    OFFICE,
    OWNER,
    RESOLUTION,
    SPLIT,
    calendar,
    happened,
    may,
    policy,
    rule,
    the,
)

RUNNING, PAUSED, MET, BREACHED = DeadlineState
EIGHT = policy(rule(first=8, then=8))


# --- row 3: business hours, breaks, split shifts ---------------------------------------------------------------------


def test_chatwoot_14009_a_day_has_several_times_of_opening() -> None:
    """A message in the lunch break counts from the break's end."""
    split = policy(rule(first=1), week=SPLIT)
    found = the(FIRST, [happened("opened", may(4, 12, 30))], split, may(4, 12, 45))
    assert found.due_at == may(4, 14, 0)


def test_chatwoot_13392_a_breach_is_counted_in_business_hours() -> None:
    """One hour from Friday 16:30 was over on Friday 17:30; it is over on Monday 9:30."""
    found = the(FIRST, [happened("opened", may(8, 16, 30))], policy(rule(first=1)), may(10))
    assert (found.due_at, found.state) == (may(11, 9, 30), RUNNING)


def test_osticket_1168_nothing_falls_due_over_the_weekend() -> None:
    """Who works nine hours on five days saw everything of the weekend overdue on Monday."""
    found = the(FIRST, [happened("opened", may(9, 10, 0))], EIGHT, may(11, 8, 59))
    assert (found.used, found.due_at) == (0, may(11, 17, 0))


def test_frappe_2212_the_clock_stands_over_lunch() -> None:
    """The clock ran while nobody was there to answer."""
    split = policy(rule(first=2), week=SPLIT)
    found = the(FIRST, [happened("opened", may(4, 11, 0))], split, may(4, 12, 59))
    assert (found.used, found.due_at) == (HOUR, may(4, 14, 0))


# --- row 4: what a clock means -------------------------------------------------------------------------------------


def test_zammad_5177_a_shorter_next_answer_does_not_overrule_the_first() -> None:
    """A time for updates shorter than that for the first answer decided when the first was due."""
    shorter = policy(rule(first=8, then=1))
    log = [happened("opened", may(4, 9, 0)), happened("said", may(4, 10, 0))]
    (only,) = deadlines(log, [shorter], may(4, 12, 0))
    assert (only.kind, only.due_at) == (FIRST, may(4, 17, 0))


def test_zammad_3140_nothing_escalates_after_we_answered() -> None:
    """Cases were escalated because the author did not write back in time."""
    log = [happened("opened", may(4, 9, 0)), happened("answered", may(4, 10, 0))]
    found = deadlines(log, [EIGHT], may(29, 12, 0))
    assert [(one.kind, one.state) for one in found] == [(FIRST, MET)]


def test_zammad_5624_a_time_that_the_new_department_does_not_set_is_gone() -> None:
    """After a hand-over to a department without such a deadline the old one's stayed."""
    mixed = policy(rule(first=4), rule(then=2, departments=("support",)))
    log = [
        happened("opened", may(4, 9, 0), department="support"),
        happened("answered", may(4, 9, 30)),
        happened("said", may(4, 10, 0)),
        happened("handed_over", may(4, 10, 30), department="sales"),
    ]
    assert [one.kind for one in deadlines(log, [mixed], may(4, 15, 0))] == [FIRST]


def test_zammad_4353_a_case_that_adopts_rules_without_the_deadline_is_no_longer_overdue() -> None:
    """When the rule was taken away, what had been escalated by it stayed escalated."""
    lifted = policy(rule(resolution=100), version="2")
    log = [happened("opened", may(4, 9, 0)), happened("rules_adopted", may(6, 9, 0), policy="2")]
    found = deadlines(log, [EIGHT, lifted], may(6, 10, 0))
    assert [(one.kind, one.state) for one in found] == [(RESOLUTION, RUNNING)]


def test_zammad_1322_every_word_of_the_author_starts_the_clock_again() -> None:
    """A customer's word that came another way left the case waiting for ever."""
    log = [
        happened("opened", may(4, 9, 0)),
        happened("answered", may(4, 10, 0)),
        happened("waiting", may(4, 10, 0)),
        happened("said", may(5, 9, 0)),
    ]
    found = the(NEXT, log, EIGHT, may(5, 12, 0))
    assert (found.state, found.due_at) == (RUNNING, may(5, 17, 0))


def test_an_answer_that_makes_the_case_wait_has_still_met_its_deadline() -> None:
    """Zammad 3551: answering and waiting in one step made the deadline vanish instead of meeting it."""
    log = [happened("opened", may(4, 9, 0)), happened("waiting", may(4, 10, 0)), happened("answered", may(4, 10, 0))]
    assert the(FIRST, log, EIGHT, may(20)).state is MET


def test_a_hand_over_does_not_give_the_clock_a_new_start_unless_chosen() -> None:
    log = [
        happened("opened", may(4, 9, 0), department="a"),
        happened("handed_over", may(4, 15, 0), department="b"),
    ]
    restarting = policy(rule(first=8), hand_over=OnHandOver.RESTART)
    due = [the(FIRST, log, one, may(4, 16, 0)).due_at for one in (EIGHT, restarting)]
    assert due == [may(4, 17, 0), may(5, 15, 0)]


def test_what_came_late_is_breached_and_says_by_how_much() -> None:
    log = [happened("opened", may(4, 9, 0)), happened("answered", may(5, 11, 0))]
    found = the(FIRST, log, EIGHT, may(20))
    assert (found.state, found.late, explain(found).rpartition(", ")[2]) == (BREACHED, 2 * HOUR, "2 h late")


# --- row 5: what nobody answers --------------------------------------------------------------------------------------


def test_chatwoot_6889_what_nobody_answers_is_overdue_whoever_owns_it() -> None:
    """An unanswered conversation stayed unseen with whoever had been given it."""
    log = [happened("opened", may(4, 9, 0)), happened("assigned", may(4, 9, 5), owner="7")]
    assert the(FIRST, log, EIGHT, may(5, 9, 1)).state is BREACHED


def test_chatwoot_13516_each_new_owner_has_a_clock_of_their_own() -> None:
    """There was no clock that began with giving somebody the case and ended with their answer."""
    owned = policy(rule(first=8, owner=2))
    log = [
        happened("opened", may(4, 9, 0)),
        happened("assigned", may(4, 9, 0), owner="7"),
        happened("assigned", may(4, 13, 0), owner="8"),
        happened("answered", may(4, 14, 0)),
    ]
    states = [(one.state, one.due_at) for one in deadlines(log, [owned], may(5)) if one.kind is OWNER]
    assert states == [(BREACHED, may(4, 11, 0)), (MET, may(4, 15, 0))]


def test_a_snoozed_case_is_due_all_the_same() -> None:
    log = [happened("opened", may(4, 9, 0)), happened("snoozed", may(4, 9, 5))]
    assert the(FIRST, log, EIGHT, may(4, 12, 0)).due_at == may(4, 17, 0)


def test_closing_without_an_answer_is_not_an_answer() -> None:
    log = [happened("opened", may(4, 9, 0)), happened("closed", may(4, 10, 0))]
    assert the(FIRST, log, EIGHT, may(20)).state is PAUSED


# --- row 6: duplicates and what gets lost ----------------------------------------------------------------------------


def test_chatwoot_11901_an_event_that_is_told_twice_counts_once() -> None:
    """The same message was announced twice."""
    log = [happened(one.what, one.at) for one in _answered() for _ in range(2)]
    assert deadlines(log, [EIGHT], may(6)) == deadlines(_answered(), [EIGHT], may(6))


def test_chatwoot_14071_two_cases_made_of_one_are_due_as_the_first() -> None:
    """A message made two conversations; merging their logs keeps the time of the first word."""
    twins = [happened("opened", may(4, 9, 0)), happened("opened", may(4, 9, 1))]
    assert [one.due_at for one in deadlines(twins, [EIGHT], may(4, 12, 0))] == [may(4, 17, 0)]


def test_chatwoot_6220_a_second_word_within_seconds_begins_no_second_deadline() -> None:
    """What came in twice was taken for two askings."""
    log = [happened("opened", may(4, 9, 0)), happened("said", may(4, 9, 0) + timedelta(seconds=2))]
    assert len(deadlines(log, [EIGHT], may(4, 12, 0))) == 1


def test_n8n_8856_what_arrives_late_is_put_in_its_place() -> None:
    """The last line of a feed was taken for the newest; here its time decides, wherever it stands."""
    late_line_last = [
        happened("opened", may(4, 9, 0)),
        happened("said", may(6, 9, 0)),
        happened("answered", may(4, 12, 0)),
    ]
    found = deadlines(late_line_last, [EIGHT], may(6, 10, 0))
    assert [(one.kind, one.state) for one in found] == [(FIRST, MET), (NEXT, RUNNING)]


def test_n8n_22652_words_of_the_same_moment_are_told_apart() -> None:
    """Items were lost; of several that bear the same time, each counts here."""
    at = may(5, 9, 0)
    log = [
        *_answered(),
        happened("said", at, key="1"),
        happened("answered", at, key="2"),
        happened("said", at, key="3"),
    ]
    rounds = [(one.round, one.state) for one in deadlines(log, [EIGHT], may(5, 10)) if one.kind is NEXT]
    assert rounds == [(1, MET), (2, RUNNING)]


def test_a_holiday_is_no_working_day() -> None:
    closed = policy(rule(first=8), calendar=calendar(OFFICE, "Europe/Berlin", date(2026, 5, 14)))
    found = the(FIRST, [happened("opened", may(13, 13, 0))], closed, may(13, 14, 0))
    assert found.due_at == may(15, 13, 0)


def _answered() -> list[Happening]:
    return [happened("opened", may(4, 9, 0)), happened("answered", may(4, 10, 0))]
