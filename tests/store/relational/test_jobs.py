"""The queue: one worker a job, nothing lost with a dead one, one live job a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from resonanz.core.errors import Conflict, InputRejected
from resonanz.store.relational import jobs, models
from tests.store.contracts.making import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def claimed(now: datetime = NOON, **options: Any) -> jobs.Job:
    job = jobs.claim("worker", now=now, **options)
    assert job is not None
    return job


def state_of(number: int) -> str:
    return models.Job.objects.get(pk=number).state


def test_a_job_comes_with_what_it_needs() -> None:
    number = jobs.enqueue("report", {"lang": "de", "text": "\x00 ü"}, at=NOON)
    job = claimed()
    assert (job.id, job.name, job.arguments) == (number, "report", {"lang": "de", "text": "\x00 ü"})


def test_nothing_is_claimed_before_it_is_due() -> None:
    jobs.enqueue("report", at=NOON + MINUTE)
    assert jobs.claim("worker", now=NOON) is None
    assert claimed(NOON + MINUTE).name == "report"


def test_what_is_due_longest_comes_first() -> None:
    late = jobs.enqueue("a", at=NOON)
    early = jobs.enqueue("b", at=NOON - MINUTE)
    assert [claimed().id, claimed().id] == [early, late]


def test_a_worker_may_ask_for_some_names_only() -> None:
    jobs.enqueue("heavy", at=NOON)
    light = jobs.enqueue("light", at=NOON)
    assert claimed(names=["light"]).id == light
    assert jobs.claim("worker", now=NOON, names=["light"]) is None


def test_a_running_job_belongs_to_its_worker() -> None:
    jobs.enqueue("report", at=NOON)
    claimed()
    assert jobs.claim("other", now=NOON + MINUTE) is None


def test_a_killed_workers_job_comes_back_after_its_lease() -> None:
    number = jobs.enqueue("report", at=NOON)
    claimed(lease=MINUTE)
    assert jobs.claim("other", now=NOON + MINUTE - timedelta(seconds=1)) is None
    again = claimed(NOON + MINUTE)
    assert (again.id, again.tries) == (number, 2)


def test_a_heartbeat_keeps_the_lease() -> None:
    jobs.enqueue("report", at=NOON)
    job = claimed(lease=MINUTE)
    jobs.heartbeat(job, now=NOON + MINUTE, lease=MINUTE, done=3, total=10, message="three of ten")
    assert jobs.claim("other", now=NOON + MINUTE) is None
    row = models.Job.objects.get()
    assert (row.done, row.total, row.message) == (3, 10, "three of ten")


@pytest.mark.parametrize("meanwhile", ["prolonged", "reclaimed"])
def test_a_lease_that_changed_between_look_and_grip_is_left_alone(meanwhile: str) -> None:
    jobs.enqueue("report", at=NOON)
    job = claimed(lease=MINUTE)
    seen = models.Job.objects.get()
    if meanwhile == "prolonged":
        jobs.heartbeat(job, now=NOON, lease=2 * MINUTE)
    else:
        models.Job.objects.update(lease="another")
    assert jobs._taken(seen, "late", NOON + 9 * MINUTE) is None
    assert models.Job.objects.get().worker == "worker"


def test_who_lost_the_lease_can_end_nothing() -> None:
    number = jobs.enqueue("report", at=NOON)
    first = claimed(lease=MINUTE)
    claimed(NOON + MINUTE)
    for end in (
        lambda: jobs.finish(first, now=NOON),
        lambda: jobs.fail(first, "too late", now=NOON),
        lambda: jobs.heartbeat(first, now=NOON),
    ):
        with pytest.raises(Conflict):
            end()
    assert state_of(number) == models.Job.RUNNING


def test_a_finished_job_is_not_run_again() -> None:
    number = jobs.enqueue("report", at=NOON)
    jobs.finish(claimed(), now=NOON, message="sent")
    assert state_of(number) == models.Job.DONE
    assert jobs.claim("worker", now=NOON + timedelta(days=1)) is None


def test_a_failed_job_waits_longer_each_time() -> None:
    jobs.enqueue("report", at=NOON, max_tries=9)
    now, waits = NOON, []
    for _ in range(3):
        jobs.fail(claimed(now), "no network", now=now)
        waits.append(models.Job.objects.get().run_at - now)
        now += waits[-1]
    assert waits == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert jobs.back_off(60) == jobs.LONGEST_WAIT


def test_a_job_that_used_its_tries_has_failed() -> None:
    number = jobs.enqueue("report", at=NOON, max_tries=1)
    jobs.fail(claimed(), "no network", now=NOON)
    assert state_of(number) == models.Job.FAILED


def test_a_failure_for_good_is_not_tried_again() -> None:
    number = jobs.enqueue("report", at=NOON)
    jobs.fail(claimed(), "no such report", now=NOON, again=False)
    assert state_of(number) == models.Job.FAILED


def test_a_job_that_kills_its_workers_fails() -> None:
    number = jobs.enqueue("report", at=NOON, max_tries=2)
    now = NOON
    for _ in range(2):
        claimed(now, lease=MINUTE)
        now += MINUTE
    assert jobs.claim("worker", now=now) is None
    assert state_of(number) == models.Job.FAILED
    assert "died" in models.Job.objects.get().trouble


def test_one_live_job_has_a_key() -> None:
    first = jobs.enqueue("learn", at=NOON, key="learn:de")
    assert jobs.enqueue("learn", at=NOON, key="learn:de") == first
    jobs.finish(claimed(), now=NOON)
    assert jobs.enqueue("learn", at=NOON, key="learn:de") != first


def test_a_scheduled_job_asks_for_its_next_run_when_it_ends() -> None:
    jobs.enqueue("digest", {"to": 1}, at=NOON, key="digest", schedule="0 6 * * 1")
    jobs.finish(claimed(), now=NOON)
    following = models.Job.objects.get(state=models.Job.WAITING)
    assert following.run_at == datetime(2026, 3, 9, 6, tzinfo=UTC)
    assert (following.key, following.tries, following.schedule) == ("digest", 0, "0 6 * * 1")


def test_a_scheduled_job_that_failed_is_run_next_time() -> None:
    jobs.enqueue("digest", at=NOON, key="digest", schedule="0 6 * * 1", max_tries=1)
    jobs.fail(claimed(), "no mail server", now=NOON)
    assert models.Job.objects.filter(state=models.Job.WAITING).count() == 1


def test_a_wrong_schedule_is_refused() -> None:
    with pytest.raises(InputRejected, match="no schedule"):
        jobs.enqueue("digest", at=NOON, schedule="every monday")


def test_a_job_exists_only_if_its_cause_does() -> None:
    with transaction.atomic():
        jobs.enqueue("report", at=NOON)
        transaction.set_rollback(True)
    assert jobs.claim("worker", now=NOON) is None


def test_old_jobs_are_removed_and_live_ones_stay() -> None:
    jobs.enqueue("old", at=NOON)
    jobs.finish(claimed(), now=NOON)
    waiting = jobs.enqueue("waiting", at=NOON)
    assert jobs.prune(before=NOON + MINUTE) == 1
    assert list(models.Job.objects.values_list("pk", flat=True)) == [waiting]


@pytest.mark.django_db(transaction=True)
def test_many_workers_claim_each_job_once(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    for number in range(12):
        jobs.enqueue("job", {"n": number}, at=NOON)

    def work() -> list[int]:
        mine = []
        while (job := jobs.claim("worker", now=NOON)) is not None:
            mine.append(job.arguments["n"])
        return mine

    answers = together(work, 4)
    assert sorted(number for mine in answers for number in mine) == list(range(12))


@pytest.mark.django_db(transaction=True)
def test_many_askers_make_one_job_of_a_key(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    answers = together(lambda: jobs.enqueue("learn", at=NOON, key="learn"), 4)
    assert len(set(answers)) == 1
    assert models.Job.objects.count() == 1
