"""What the example company kept and tries: archived reports, and a new place until a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from resonanz.app.demo.company import MARK
from resonanz.app.demo.stage import Stage
from resonanz.app.demo.story import FORUM
from resonanz.core.charter import Charter, Subject, SubjectKind
from resonanz.core.place import Place, PlaceKind
from resonanz.core.policy import SYSTEM
from resonanz.core.report import Every, Report
from resonanz.measure.places import FEWEST
from resonanz.measure.reporting.timing import days_before

REPORT: Final = {
    Every.WEEK: {"de": "Woche", "en": "Week"},
    Every.MONTH: {"de": "Monat", "en": "Month"},
}
BACK: Final = ((Every.MONTH, 0), (Every.WEEK, 14), (Every.WEEK, 7), (Every.WEEK, 0))
"""How often, and made on the day so many days ago."""
HOUR: Final = 7
TRIED: Final = {
    "de": "Vier Wochen lang zweimal in der Woche mitlesen und auf Fragen zum Skerry antworten.",
    "en": "Read along twice a week for four weeks, and answer questions about the Skerry.",
}


def archive_reports(stage: Stage) -> dict[str, set[int]]:
    """Make the reports of the last weeks and of the month, and say that they go on; return schedules and reports."""
    from resonanz.app.reporting import asked, next_of
    from resonanz.store.relational.editing.reports import Wanted, create_schedule, keep_report

    home, lang = stage.home, stage.lang
    schedules = {
        every: create_schedule(
            SYSTEM,
            Wanted(
                name=MARK + names[lang], template="management", lang=lang, every=every.value, hour=HOUR, recipients=()
            ),
            templates=("management",),
            due=lambda every, hour: next_of(home, every, hour),
            at=stage.now,
        )
        for every, names in REPORT.items()
    }
    made = set()
    for every, ago in BACK:
        first, last = days_before(every, stage.now - timedelta(days=ago), home.settings.time_zone)
        content = stage.ago(days=ago).gatherer.gather(asked(home, "management", first, last))
        kept = keep_report(SYSTEM, Report(lang=lang, content=content, schedule=schedules[every].id), stage.now)
        made.add(int(kept.id or 0))
    return {"schedules": {int(one.id or 0) for one in schedules.values()}, "reports": made}


def try_place(stage: Stage) -> Iterator[str]:
    """Count the places that are spoken of, and try the forum until a day; yield its charter."""
    from resonanz.store.relational.editing import places as editing
    from resonanz.store.relational.selectors.places import heard_of

    stage.home.place_follower.tick()
    week = stage.today - timedelta(days=28)
    rows = heard_of(week, week, fewest=FEWEST)
    forum = next((one for one in rows if Place(one.kind, one.name) == Place(PlaceKind.SITE, FORUM)), None)
    if forum is None:
        return
    charter = Charter(
        subject=Subject(SubjectKind.PLACE, str(forum.id)),
        owner=stage.staff[6],
        goal=TRIED[stage.lang],
        hours_a_week=1.0,
        backing=stage.staff[3],
        ends_on=stage.today + timedelta(days=24),
    )
    editing.try_place(SYSTEM, forum.id, charter, stage.now)
    yield str(charter.subject)
