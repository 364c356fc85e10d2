"""What every InitiativeBook and every ForecastBook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.forecast import Forecast, Guess, Seen
from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.initiative import (
    BEFORE_START,
    OVER,
    Came,
    Direction,
    Initiative,
    InitiativeEvent,
    InitiativeState,
    Judgement,
    Kill,
    Outcome,
    Plan,
    Snapshot,
    Sort,
    fingerprint,
)
from resonanz.core.metric import Metric
from resonanz.core.ports import ForecastBook, InitiativeBook
from resonanz.core.search import Filter
from tests.store.contracts.making import NOON

VOLUME = Metric(name="volume", filter=Filter(query="fjord", channels=("mastodon",), departments=(DepartmentId(2),)))
PLAN = Plan(
    hypothesis="It helps.", metric=VOLUME, controls={"others": Metric(name="volume")}, direction=Direction.DOWN,
    hope=0.125, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 29), hours=12, money=Decimal("99.50"),
    currency="CHF", kill=Kill(metric=VOLUME, beyond=Direction.DOWN, bound=3.5, days=4), different="The hour.",
)  # fmt: skip


def _event(initiative: InitiativeId, action: str) -> InitiativeEvent:
    return InitiativeEvent(initiative=initiative, at=NOON, action=action, actor=None)


@pytest.fixture
def draft(person: UserId, department: DepartmentId) -> Initiative:
    """Return an initiative that is not stored yet."""
    return Initiative(
        id=InitiativeId(0), title="Answer within an hour", sort=Sort.ANSWERING, department=department, owner=person,
        state=InitiativeState.IDEA, plan=PLAN, sponsor=None, backed_at=None, created_by=person, created_at=NOON,
        changed_at=NOON,
    )  # fmt: skip


@pytest.fixture
def made(initiatives: InitiativeBook, draft: Initiative) -> Initiative:
    """Return one that is stored."""
    return initiatives.add(draft, _event(InitiativeId(0), "noted"))


def moved(initiatives: InitiativeBook, before: Initiative, state: InitiativeState) -> Initiative:
    """Return it in another state."""
    begun = None if state in BEFORE_START else NOON
    after = replace(before, state=state, started_at=begun, ended_at=NOON if state in OVER else None)
    initiatives.change(before, after, _event(before.id, "start"))
    return after


def judgement(initiative: InitiativeId) -> Judgement:
    """Return a verdict."""
    days = (date(2026, 3, 8), date(2026, 3, 9))
    return Judgement(
        initiative=initiative, at=NOON, outcome=Outcome.HIT, why="reached", change=0.25,
        finding={"finding": {"verdict": "positive"}, "variants": []},
        series=Snapshot(days, (1.0, 2.5), {"others": (3.0, 4.0)}), plan=PLAN, definitions={"volume": "mentions"},
        version="1", archive_seq=7,
    )  # fmt: skip


class InitiativeBookContract:
    """Hold for every InitiativeBook: `initiatives` is empty, `person` and `department` exist."""

    def test_an_initiative_comes_back_whole(
        self, initiatives: InitiativeBook, draft: Initiative, made: Initiative
    ) -> None:
        assert made == replace(draft, id=made.id)
        assert initiatives.load(made.id) == made
        assert initiatives.history(made.id) == [_event(made.id, "noted")]

    def test_every_value_changes(self, initiatives: InitiativeBook, made: Initiative, person: UserId) -> None:
        later = NOON + timedelta(hours=1)
        after = replace(
            made, title="Other", sort=Sort.PRODUCT, department=None, owner=None, state=InitiativeState.JUDGED,
            plan=Plan(by_file=True), sponsor=person, backed_at=later, changed_at=later, started_at=later,
            ended_at=later, outcome=Outcome.FLOP, reason="why", taught="much", taught_by=person, taught_at=later,
            warned_on=date(2026, 3, 12),
        )  # fmt: skip
        initiatives.change(made, after, _event(made.id, "change"))
        assert initiatives.load(made.id) == after
        assert [event.action for event in initiatives.history(made.id)] == ["noted", "change"]

    def test_who_comes_second_is_told(self, initiatives: InitiativeBook, made: Initiative) -> None:
        initiatives.change(made, replace(made, title="Other"), _event(made.id, "change"))
        with pytest.raises(Conflict):
            initiatives.change(made, replace(made, title="Third"), _event(made.id, "change"))
        assert [event.action for event in initiatives.history(made.id)] == ["noted", "change"]

    @pytest.mark.parametrize("asked", ["load", "note"])
    def test_an_unknown_initiative_is_not_found(self, initiatives: InitiativeBook, asked: str) -> None:
        none = InitiativeId(99)
        with pytest.raises(NotFound):
            {
                "load": lambda: initiatives.load(none),
                "note": lambda: initiatives.note(_event(none, "note")),
            }[asked]()

    def test_those_in_a_state_are_found(self, initiatives: InitiativeBook, made: Initiative) -> None:
        assert initiatives.standing([InitiativeState.RUNNING]) == []
        running = moved(initiatives, made, InitiativeState.RUNNING)
        assert initiatives.standing([InitiativeState.RUNNING, InitiativeState.MEASURING]) == [running]

    def test_what_is_over_is_compared_with(self, initiatives: InitiativeBook, made: Initiative) -> None:
        assert initiatives.tries(limit=5) == []
        moved(initiatives, made, InitiativeState.JUDGED)
        (earlier,) = initiatives.tries(limit=5)
        assert (earlier.id, earlier.title, earlier.text) == (made.id, made.title, "It helps.\n")

    def test_a_newer_file_replaces_the_older_one(self, initiatives: InitiativeBook, made: Initiative) -> None:
        assert initiatives.series(made.id) is None
        initiatives.change(made, made, _event(made.id, "series"), series="one")
        initiatives.change(made, made, _event(made.id, "series"), series="two")
        assert initiatives.series(made.id) == "two"

    def test_a_file_of_who_comes_second_is_not_kept(self, initiatives: InitiativeBook, made: Initiative) -> None:
        initiatives.change(made, replace(made, title="Other"), _event(made.id, "change"), series="one")
        with pytest.raises(Conflict):
            initiatives.change(made, made, _event(made.id, "series"), series="two")
        assert initiatives.series(made.id) == "one"

    def test_a_verdict_is_written_once(self, initiatives: InitiativeBook, made: Initiative) -> None:
        assert initiatives.judgement(made.id) is None
        kept = judgement(made.id)
        after = replace(made, state=InitiativeState.JUDGED, outcome=Outcome.HIT)
        initiatives.judge(made, after, _event(made.id, "judge"), kept)
        assert initiatives.judgement(made.id) == kept
        assert initiatives.judged() == [Came(initiative=made.id, title=made.title, outcome=Outcome.HIT, change=0.25)]
        with pytest.raises(Conflict):
            initiatives.judge(after, after, _event(made.id, "judge"), replace(kept, outcome=Outcome.FLOP))
        assert initiatives.judgement(made.id) == kept
        assert [event.action for event in initiatives.history(made.id)] == ["noted", "judge"]


class ForecastBookContract:
    """Hold for every ForecastBook: `forecasts` stands beside `initiatives`; `person` and `other` exist."""

    @pytest.fixture
    def said(self, made: Initiative, person: UserId) -> Forecast:
        return Forecast(
            initiative=made.id, person=person, departments=(DepartmentId(3), DepartmentId(4)),
            guess=Guess(0.6, -0.1, 0.3), salt="pepper", at=NOON, about=fingerprint(made, None),
            seen=Seen(at=NOON - timedelta(minutes=3), earlier=(InitiativeId(4),), smallest=0.18),
        )  # fmt: skip

    def test_ones_own_forecast_comes_back(self, forecasts: ForecastBook, said: Forecast, other: UserId) -> None:
        forecasts.seal(said)
        assert forecasts.own(said.initiative, said.person) == said
        assert forecasts.own(said.initiative, other) is None

    def test_a_second_one_replaces_the_first(self, forecasts: ForecastBook, said: Forecast) -> None:
        forecasts.seal(said)
        forecasts.seal(replace(said, guess=Guess(0.2, 0.0, 0.1)))
        assert forecasts.number(said.initiative) == 1
        assert forecasts.own(said.initiative, said.person) == replace(said, guess=Guess(0.2, 0.0, 0.1))

    @pytest.mark.parametrize(
        "state", [one for one in InitiativeState if one not in {InitiativeState.JUDGED, InitiativeState.STOPPED}]
    )
    def test_they_stay_sealed_until_it_is_over(
        self,
        forecasts: ForecastBook,
        initiatives: InitiativeBook,
        said: Forecast,
        made: Initiative,
        state: InitiativeState,
    ) -> None:
        forecasts.seal(said)
        moved(initiatives, made, state)
        with pytest.raises(Conflict):
            forecasts.opened(made.id)
        assert forecasts.opened() == []

    def test_the_end_opens_them(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative, other: UserId
    ) -> None:
        second = replace(said, person=other)
        for one in (said, second):
            forecasts.seal(one)
        moved(initiatives, made, InitiativeState.JUDGED)
        expected = sorted([said, second], key=lambda one: one.commitment)
        assert forecasts.opened(made.id) == expected
        assert forecasts.opened() == expected

    def test_nothing_changes_once_it_has_begun(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative, other: UserId
    ) -> None:
        forecasts.seal(said)
        moved(initiatives, made, InitiativeState.RUNNING)
        for changing in (
            lambda: forecasts.seal(replace(said, guess=Guess(0.9, 0.0, 0.1))),
            lambda: forecasts.seal(replace(said, person=other)),
        ):
            with pytest.raises(Conflict):
                changing()
        assert forecasts.own(made.id, said.person) == said
        assert forecasts.number(made.id) == 1

    def test_a_changed_plan_takes_them_back_at_once(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative
    ) -> None:
        forecasts.seal(said)
        after = replace(made, plan=replace(PLAN, hope=0.5))
        initiatives.change(made, after, _event(made.id, "change"), anew=True)
        assert forecasts.number(said.initiative) == 0

    def test_a_change_that_is_refused_takes_nothing_back(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative
    ) -> None:
        forecasts.seal(said)
        with pytest.raises(Conflict):
            initiatives.change(replace(made, title="Other"), made, _event(made.id, "change"), anew=True)
        assert forecasts.number(said.initiative) == 1

    @pytest.mark.parametrize("what", ["title", "plan", "file"])
    def test_nobody_forecasts_a_plan_that_is_no_longer_there(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative, what: str
    ) -> None:
        changed = {"title": replace(made, title="Other"), "plan": replace(made, plan=replace(PLAN, hope=0.5))}
        event, series = _event(made.id, "change"), "day,value" if what == "file" else None
        initiatives.change(made, changed.get(what, made), event, series=series)
        with pytest.raises(Conflict, match="plan was changed"):
            forecasts.seal(said)

    def test_of_an_idea_that_was_dropped_they_stay_sealed(
        self, forecasts: ForecastBook, initiatives: InitiativeBook, said: Forecast, made: Initiative
    ) -> None:
        forecasts.seal(said)
        dropped = replace(made, state=InitiativeState.STOPPED, ended_at=NOON)
        initiatives.change(made, dropped, _event(made.id, "stop"))
        with pytest.raises(Conflict):
            forecasts.opened(made.id)
        assert forecasts.opened() == []
