"""What people do with an initiative: note it, plan it, stand behind it, start it, stop it, and write what it taught.

Members of its department work on it; a person other than its owner signs that they back it and that it may fail.
It becomes ready by itself when nothing is missing, and is an idea again when what was signed and forecast changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed, NotFound
from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.initiative import (
    INITIATIVE,
    Initiative,
    InitiativeEvent,
    InitiativeState,
    Missing,
    Plan,
    Sort,
    fingerprint,
    missing,
)
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Audit, Entry, ForecastBook, InitiativeBook, Measures, Notice, Notices
from resonanz.learn.alike import COMPARED, Alike, most_alike
from resonanz.learn.daily import Daily, read_daily
from resonanz.learn.planning import checked, sentence

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 10_000
LONGEST_SERIES: Final = 500_000
"""Characters of a file that is handed in."""
SHORTEST_NAME: Final = 3
"""Parts of a name that are shorter stand in every other word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what somebody says about an initiative."""

    title: str
    sort: Sort = Sort.OTHER
    department: DepartmentId
    owner: UserId | None = None
    sponsor: UserId | None = None
    plan: Plan = field(default_factory=Plan)


class InitiativeDesk:
    """Do what people do with initiatives."""

    def __init__(  # noqa: PLR0913  one desk, eight things it needs
        self,
        *,
        book: InitiativeBook,
        forecasts: ForecastBook,
        notices: Notices,
        audit: Audit,
        clock: Clock,
        measures: Measures,
        zone: str,
        colleagues: Callable[[], Sequence[str]],
    ) -> None:
        """Make it; days are those of `zone`, `colleagues` are the names of those who work here."""
        self._measures = measures
        self._book = book
        self._forecasts = forecasts
        self._notices = notices
        self._audit = audit
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._colleagues = colleagues

    def note(self, actor: Actor, said: Wanted) -> Initiative:
        """Note an idea; whatever is known of its plan can be said at once."""
        require(actor, Action.TRY, said.department)
        now = self._clock.now()
        idea = Initiative(
            id=InitiativeId(0),
            title=_text(said.title, "title", longest=LONGEST_TITLE),
            sort=said.sort,
            department=said.department,
            owner=said.owner or _somebody(actor),
            state=INITIATIVE.start,
            plan=self._readable(said.plan),
            sponsor=said.sponsor,
            backed_at=None,
            created_by=_somebody(actor),
            created_at=now,
            changed_at=now,
        )
        made = self._book.add(idea, InitiativeEvent(initiative=idea.id, at=now, action="noted", actor=actor.id))
        self._record(actor, made, "note")
        self._ask_sponsor(made, None)
        return made

    def change(self, actor: Actor, initiative: InitiativeId, said: Wanted) -> Initiative:
        """Change an initiative before its start; what changes its plan takes signature and forecasts back."""
        before = self._workable(actor, initiative)
        if said.department != before.department:
            require(actor, Action.TRY, said.department)
        after = replace(
            before,
            title=_text(said.title, "title", longest=LONGEST_TITLE),
            sort=said.sort,
            department=said.department,
            owner=said.owner,
            sponsor=said.sponsor,
            plan=self._readable(said.plan),
            state=INITIATIVE.after(before.state, "change"),
        )
        if _signed(after) != _signed(before):
            after = replace(after, backed_at=None)
        kept = self._change(actor, before, after, "change", anew=_forecast(after) != _forecast(before))
        self._ask_sponsor(after, before.sponsor)
        return self._settled(kept)

    def hand_in(self, actor: Actor, initiative: InitiativeId, text: str) -> Initiative:
        """Keep the file that the initiative is judged by: `timestamp,value,<controls>`.

        Once it has begun, newer days may come, but what was there before the start stays as it was.
        """
        before = self._book.load(initiative)
        require(actor, Action.TRY, before.department)
        if before.is_over or not before.plan.by_file:
            raise Conflict("This initiative is not judged by a file.")
        if len(text) > LONGEST_SERIES:
            raise InputRejected(
                f"This has more than {LONGEST_SERIES} characters.", place="series", remedy="Shorten it."
            )
        given = read_daily(text.splitlines())
        earlier = self._book.series(initiative)
        if not before.is_before_start and before.plan.starts_on and earlier is not None:
            _refuse_other_past(read_daily(earlier.splitlines()), given, before.plan.starts_on)
        after, changed = before, before.is_before_start and earlier not in (None, text)
        if changed:
            after = replace(before, backed_at=None, state=INITIATIVE.after(before.state, "change"))
        detail = sha256(text.encode()).hexdigest()
        return self._settled(self._change(actor, before, after, "series", detail=detail, anew=changed, series=text))

    def back(self, actor: Actor, initiative: InitiativeId, seen: datetime) -> Initiative:
        """Sign as the sponsor that one backs it and that it may fail; `seen` is `changed_at` of what was read."""
        before = self._book.load(initiative)
        require(actor, Action.BACK_INITIATIVE)
        if actor.id is None or actor.id != before.sponsor:
            raise NotAllowed("Only the sponsor who is named can sign.")
        if actor.id == before.owner:
            raise NotAllowed("The sponsor is another person than the owner.")
        if not before.is_before_start:
            raise Conflict("The initiative has begun.")
        if seen != before.changed_at:
            raise Conflict("The initiative was changed after you read it.")
        lacks = self.lacks(before)
        if open_ := set(lacks) - {Missing.BACKING, Missing.FORECASTS, Missing.DIFFERENT}:
            raise InputRejected(
                "The plan is not complete yet.", place="plan", remedy=f"Missing: {', '.join(sorted(open_))}."
            )
        after = replace(before, backed_at=self._clock.now())
        return self._settled(self._change(actor, before, after, "back"))

    def start(self, actor: Actor, initiative: InitiativeId) -> Initiative:
        """Start it, at the latest on its first day; from here on plan and forecasts stay as they are."""
        before = self._book.load(initiative)
        require(actor, Action.TRY, before.department)
        if before.is_before_start and (lacks := self.lacks(before)):
            raise InputRejected("It cannot be started yet.", place="initiative", remedy=f"Missing: {', '.join(lacks)}.")
        state = INITIATIVE.after(before.state, "start")
        if before.plan.starts_on is not None and before.plan.starts_on < self.today():
            raise InputRejected("Its first day has passed.", place="starts_on", remedy="Plan a later one.")
        after = replace(before, state=state, started_at=self._clock.now())
        made = self._change(actor, before, after, "start")
        self._tell(made, "initiative_started")
        return made

    def stop(self, actor: Actor, initiative: InitiativeId, reason: str) -> Initiative:
        """End it without a verdict, or drop the idea; why is kept."""
        before = self._book.load(initiative)
        require(actor, Action.TRY, before.department)
        state = INITIATIVE.after(before.state, "stop")
        after = replace(before, state=state, ended_at=self._clock.now(), reason=_text(reason, "reason"))
        return self._change(actor, before, after, "stop")

    def teach(self, actor: Actor, initiative: InitiativeId, text: str, *, named_on_purpose: bool = False) -> Initiative:
        """Write what it taught; a colleague's name in it is asked about once, because nobody is to blame."""
        before = self._book.load(initiative)
        require(actor, Action.TRY, before.department)
        if not before.is_over:
            raise Conflict("What it taught is written when it is over.")
        told = _text(text, "taught")
        if not named_on_purpose and (names := named_in(told, self._colleagues())):
            raise InputRejected(
                f"This names {', '.join(names)}.",
                place="taught",
                remedy="Say what happened rather than who did it, or keep it on purpose.",
            )
        after = replace(before, taught=told, taught_by=_somebody(actor), taught_at=self._clock.now())
        return self._change(actor, before, after, "teach")

    def lacks(self, initiative: Initiative) -> tuple[Missing, ...]:
        """Return what is missing for a start."""
        found = missing(
            initiative,
            forecasts=self._forecasts.number(initiative.id),
            has_alike=not initiative.plan.different.strip() and bool(self.alike(initiative)),
        )
        no_file = initiative.plan.by_file and self._book.series(initiative.id) is None
        return (Missing.METRIC, *found) if no_file and Missing.METRIC not in found else found

    def alike(self, initiative: Initiative) -> list[Alike]:
        """Return the earlier tries that are most like it."""
        earlier = [one for one in self._book.tries(limit=COMPARED) if one.id != initiative.id]
        return most_alike(f"{initiative.title}\n{initiative.plan.hypothesis}", earlier)

    def fingerprint(self, initiative: Initiative) -> str:
        """Return what stands for the plan that is forecast; who forecasts hands back the one that they read."""
        return fingerprint(initiative, self._book.series(initiative.id))

    def settle(self, initiative: InitiativeId) -> Initiative:
        """Make it ready when nothing is missing any more, as after a forecast."""
        return self._settled(self._book.load(initiative))

    def today(self) -> date:
        """Return the company's day."""
        return self._clock.now().astimezone(self._zone).date()

    def _readable(self, plan: Plan) -> Plan:
        """Return a plan that was checked, each of its metrics read once; raise InputRejected naming the field."""
        yesterday = self.today() - timedelta(days=1)
        places = [("metric", plan.metric), *(("controls", one) for one in plan.controls.values())]
        for place, metric in [*places, ("kill", plan.kill.metric if plan.kill else None)]:
            if metric is None:
                continue
            try:
                self._measures.daily(metric, yesterday, yesterday, time_zone=self._zone.key)
            except (InputRejected, NotFound) as trouble:
                said = trouble.args[0] if isinstance(trouble, InputRejected) else "There is no such metric."
                raise InputRejected(str(said), place=place, remedy=getattr(trouble, "remedy", "")) from trouble
        return checked(plan)

    def _workable(self, actor: Actor, initiative: InitiativeId) -> Initiative:
        before = self._book.load(initiative)
        require(actor, Action.TRY, before.department)
        if not before.is_before_start:
            raise Conflict("The initiative has begun: its plan stays as it is.")
        return before

    def _settled(self, found: Initiative) -> Initiative:
        if found.state is not InitiativeState.IDEA or self.lacks(found):
            return found
        after = replace(found, state=INITIATIVE.after(found.state, "complete"))
        event = InitiativeEvent(initiative=found.id, at=self._clock.now(), action="complete", actor=None)
        self._book.change(found, after, event)
        return after

    def _change(  # noqa: PLR0913  what changes, and what goes with it
        self,
        actor: Actor,
        before: Initiative,
        after: Initiative,
        action: str,
        *,
        detail: str = "",
        anew: bool = False,
        series: str | None = None,
    ) -> Initiative:
        now = self._clock.now()
        after = replace(after, changed_at=now)
        event = InitiativeEvent(initiative=before.id, at=now, action=action, actor=actor.id, detail=detail)
        self._book.change(before, after, event, anew=anew, series=series)
        self._record(actor, after, action)
        return after

    def _record(self, actor: Actor, initiative: Initiative, action: str) -> None:
        subject = f"initiative:{initiative.id}"
        self._audit.write(Entry(at=self._clock.now(), actor=actor.id, action=f"initiative_{action}", subject=subject))

    def _ask_sponsor(self, initiative: Initiative, before: UserId | None) -> None:
        if initiative.sponsor is not None and initiative.sponsor != before:
            self._tell(initiative, "initiative_backing_asked", to=(initiative.sponsor,))

    def _tell(self, initiative: Initiative, event: str, *, to: tuple[UserId, ...] = ()) -> None:
        self._notices.tell(
            Notice(
                at=self._clock.now(),
                event=event,
                subject=f"initiative:{initiative.id}",
                department=initiative.department,
                to=to,
            )
        )


def named_in(text: str, names: Sequence[str]) -> list[str]:
    """Return whose names a text holds: a whole name, or a part of one that stands alone as a word."""
    words = {word.casefold() for word in re.findall(r"\w+", text) if word[:1].isupper()}
    found = []
    for name in names:
        parts = [part.casefold() for part in re.findall(r"\w+", name) if len(part) >= SHORTEST_NAME]
        if any(part in words for part in parts):
            found.append(name)
    return found


def _signed(initiative: Initiative) -> object:
    """Return what a sponsor signs."""
    return initiative.title, initiative.owner, initiative.sponsor, initiative.plan


def _forecast(initiative: Initiative) -> object:
    """Return what people forecast about."""
    return initiative.title, replace(initiative.plan, different="")


def _refuse_other_past(earlier: Daily, given: Daily, start: date) -> None:
    if set(given.controls) != set(earlier.controls):
        raise InputRejected(
            "The controls are others than in the file that was there.",
            place="series",
            remedy="Keep its columns: what it is compared with was said before the start.",
        )
    if _past(earlier, start) != _past(given, start):
        raise InputRejected(
            "The days before the start are others than in the file that was there.",
            place="series",
            remedy="Add newer days only.",
        )


def _past(daily: Daily, start: date) -> list[tuple[object, ...]]:
    """Return the days before the start, each with its value and those of the controls."""
    columns = [daily.values, *(daily.controls[name] for name in sorted(daily.controls))]
    rows = zip(daily.days, *([float(value) for value in column] for column in columns), strict=True)
    return [row for row in rows if row[0] < start]


def _somebody(actor: Actor) -> UserId:
    if actor.id is None:
        raise NotAllowed("An initiative needs a person who acts.")
    return actor.id


def _text(text: str, place: str, *, longest: int = LONGEST_TEXT) -> str:
    return sentence(text, place, longest=longest)
