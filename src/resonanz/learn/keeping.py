"""What happens to initiatives by themselves: the kill criterion is watched, what is over is judged.

Nothing is stopped by a machine: when the criterion is reached, people are told, once a day, and decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotFound
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import (
    INITIATIVE,
    Initiative,
    InitiativeEvent,
    InitiativeState,
    Judgement,
    Outcome,
    Snapshot,
    metrics_of,
)
from resonanz.core.ports import InitiativeBook, Measures, Notice, Notices
from resonanz.learn.judging import Variant, Verdicted, Why, snapshot, variants, verdict, written
from resonanz.learn.reading import SeriesReader

WATCHED: Final = timedelta(hours=1)
"""How often a kill criterion is asked of the archive; it is about whole days, which change only by what is late."""


class InitiativeKeeper:
    """Watch what runs, and judge what is over."""

    def __init__(  # noqa: PLR0913  one keeper, eight things it needs
        self,
        *,
        book: InitiativeBook,
        reader: SeriesReader,
        measures: Measures,
        notices: Notices,
        clock: Clock,
        zone: str,
        version: str,
        head: Callable[[], int],
    ) -> None:
        """Make it; `version` is the programme's, `head` tells how far the archive has come."""
        self._book = book
        self._reader = reader
        self._measures = measures
        self._notices = notices
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._version = version
        self._head = head
        self._watched: dict[InitiativeId, datetime] = {}

    def tick(self, judge: Callable[[InitiativeId], object]) -> int:
        """Look at everything under way; hand to `judge` what is to be judged. Return how many those are."""
        today = self._clock.now().astimezone(self._zone).date()
        due = 0
        for one in self._book.standing([InitiativeState.RUNNING, InitiativeState.MEASURING]):
            if one.state is InitiativeState.RUNNING:
                one = self._ended(one, today)  # noqa: PLW2901  the same one, a step on
            if one.state is InitiativeState.MEASURING:
                judge(one.id)
                due += 1
            else:
                self._watch(one, today - timedelta(days=1))
        return due

    def judge(self, initiative: InitiativeId) -> Outcome:
        """Compute the verdict and keep it with everything that it rests on; one that is there stays."""
        kept = self._book.judgement(initiative)
        if kept is not None:
            return kept.outcome
        before = self._book.load(initiative)
        state, now = INITIATIVE.after(before.state, "judge"), self._clock.now()
        head = 0 if before.plan.by_file else self._head()
        found, others, series = self._found(before)
        judgement = Judgement(
            initiative=initiative,
            at=now,
            outcome=found.outcome,
            why=found.why.value,
            change=found.change,
            finding=written(found, others),
            series=series,
            plan=before.plan,
            definitions=self._definitions(before),
            version=self._version,
            archive_seq=head,
        )
        after = replace(before, state=state, outcome=found.outcome, ended_at=now, changed_at=now)
        event = InitiativeEvent(initiative=initiative, at=now, action="judge", actor=None, detail=found.outcome.value)
        self._book.judge(before, after, event, judgement)
        self._tell(after, "initiative_judged")
        return found.outcome

    def _found(self, initiative: Initiative) -> tuple[Verdicted, tuple[Variant, ...], Snapshot]:
        last = initiative.plan.ends_on
        try:
            daily = self._reader.daily(initiative, last or self._clock.now().astimezone(self._zone).date())
        except (InputRejected, NotFound):  # the file was never handed in, or the metric is gone: that is no flop
            return Verdicted(Outcome.CANNOT_TELL, Why.NO_SERIES, None, None), (), Snapshot((), (), {})
        found = verdict(daily, initiative.plan)
        return found, variants(daily, initiative.plan, found), snapshot(daily)

    def _definitions(self, initiative: Initiative) -> Mapping[str, str]:
        named = {metric.name for metric in metrics_of(initiative.plan)}
        return {one.name: one.formula for one in self._measures.definitions() if one.name in named}

    def _ended(self, one: Initiative, today: date) -> Initiative:
        """Return it measuring when its last day has passed."""
        if one.plan.ends_on is None or today <= one.plan.ends_on:
            return one
        return self._moved(one, replace(one, state=INITIATIVE.after(one.state, "measure")), "measure")

    def _watch(self, one: Initiative, yesterday: date) -> None:
        """Tell, once a day, that the kill criterion is reached; only whole days since the start count."""
        kill, start = one.plan.kill, one.plan.starts_on
        if kill is None or start is None or (one.warned_on is not None and one.warned_on >= yesterday):
            return
        if yesterday < start + timedelta(days=kill.days - 1):
            return
        now = self._clock.now()
        if now - self._watched.get(one.id, datetime.min.replace(tzinfo=UTC)) < WATCHED:
            return
        self._watched[one.id] = now
        try:
            mean = self._reader.mean(kill.metric, yesterday, kill.days)
        except (InputRejected, NotFound):
            return
        if mean is not None and kill.is_reached(mean):
            self._moved(one, replace(one, warned_on=yesterday), "warn", detail=f"{mean:.6g}")
            self._tell(one, "initiative_kill_reached", urgent=True)

    def _moved(self, before: Initiative, after: Initiative, action: str, *, detail: str = "") -> Initiative:
        now = self._clock.now()
        after = replace(after, changed_at=now)
        event = InitiativeEvent(initiative=before.id, at=now, action=action, actor=None, detail=detail)
        try:
            self._book.change(before, after, event)
        except Conflict:  # a person was quicker; the next round sees what they did
            return self._book.load(before.id)
        return after

    def _tell(self, initiative: Initiative, event: str, *, urgent: bool = False) -> None:
        self._notices.tell(
            Notice(
                at=self._clock.now(),
                event=event,
                subject=f"initiative:{initiative.id}",
                department=initiative.department,
                urgent=urgent,
                to=tuple(one for one in (initiative.owner, initiative.sponsor) if one is not None) if urgent else (),
            )
        )
