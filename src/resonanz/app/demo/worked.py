"""What the example's people did in their four weeks: cases in hands, ready answers, goals, a charter, a topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from resonanz.app.demo.staff import ALSO
from resonanz.app.demo.stage import Stage
from resonanz.app.demo.story import CONNECTOR, SOURCES
from resonanz.core.case import Case, CaseState
from resonanz.core.charter import AnswerPromise, Charter, Subject, SubjectKind
from resonanz.core.goal import Goal
from resonanz.core.ids import AnswerId, CaseId, DepartmentId, UserId
from resonanz.core.policy import SYSTEM
from resonanz.core.ready_answers import ReadyAnswer
from resonanz.core.search import Filter
from resonanz.core.understood import Kind
from resonanz.learn.planning import metric

if TYPE_CHECKING:
    from resonanz.app.house import House

ANSWERS: Final = (
    (
        {"de": "Wie oft die Kette geölt wird", "en": "How often the chain is oiled"},
        {"de": "Wie oft sollte man die Kette ölen?", "en": "How often should the chain be oiled?"},
        {
            "de": "Alle 200 km und nach jeder Regenfahrt. Ein Tropfen je Glied genügt, danach abwischen.",
            "en": "Every 200 km and after each ride in the rain. One drop a link is enough; wipe off the rest.",
        },
        True,
    ),
    (
        {"de": "Display gesperrt nach Update 4.2", "en": "Display locked after update 4.2"},
        {"de": "Mein Display zeigt nur ein Schloss.", "en": "My display shows nothing but a padlock."},
        {
            "de": "Das tut uns leid. Update 4.3 hebt die Sperre auf: Akku zehn Sekunden herausnehmen, dann App öffnen.",
            "en": "We are sorry. Update 4.3 lifts the lock: take the battery out for ten seconds, then open the app.",
        },
        True,
    ),
    (
        {"de": "Träge Schaltung", "en": "Sluggish shifting"},
        {"de": "Die Schaltung ist etwas träge.", "en": "Shifting feels a bit sluggish."},
        {
            "de": "Meist hat sich der Zug gelängt: Eine halbe Umdrehung der Stellschraube hilft, sonst die Werkstatt.",
            "en": "Mostly the cable has stretched: half a turn of the barrel adjuster helps, else the workshop does.",
        },
        False,
    ),
)
"""Title, what is asked, text, whether somebody confirmed it."""
ELSEWHERE: Final = {"de": "Am Telefon geklärt.", "en": "Cleared up on the phone."}
TOPIC: Final = {"de": "Träge Schaltung", "en": "Sluggish shifting"}
SLUGGISH: Final = ("träge", "sluggish")
GOALS: Final = (
    ({"de": "Halb so viele Fragen im Netz", "en": "Half as many questions"}, "volume", "kind:question", 60.0),
    ({"de": "Mehr Menschen, die uns loben", "en": "More people who praise us"}, "voices", "kind:praise", 60.0),
)
MEANT: Final = {
    "de": "Jede Frage bekommt am selben Tag eine Antwort.",
    "en": "Every question is answered the same day.",
}


def write(stage: Stage) -> dict[str, Iterable[int | str]]:
    """Write down what they know and mean; return what was made, by what it is."""
    return {
        "answers": _answers(stage),
        "goals": _goals(stage),
        "charters": _charters(stage),
        "topics": _topics(stage),
    }


def cases(home: House) -> list[Case]:
    """Return the example's cases, oldest first."""
    wanted = Filter(sources=tuple(SOURCES.values()))
    found: dict[CaseId, Case] = {}
    for batch in home.archive.scan(wanted, batch=1_000):
        found.update((case.id, case) for case in home.casebook.homes([one.mention.id for one in batch]).values())
    return [found[number] for number in sorted(found)]


def work_cases(stage: Stage) -> None:
    """Give most cases to somebody; close what was answered days ago, and most of what was cleared up elsewhere."""
    desk, owners, old = stage.at(stage.now).case_desk, _owners(stage), stage.now - timedelta(days=6)
    for case in cases(stage.home):
        if case.id % 7 == 3 or case.department not in owners:
            continue
        here = owners[case.department]
        desk.assign(SYSTEM, case.id, here[case.id % len(here)])
        waits = case.kind == Kind.CRITICISM.value or case.department == stage.rooms["legal"]
        if waits or case.opened_at > old:
            continue
        if case.state in (CaseState.ANSWERED, CaseState.REACTED):
            desk.close(SYSTEM, case.id)
        elif case.state is CaseState.NEW and case.id % 4:
            desk.close(SYSTEM, case.id, ELSEWHERE[stage.lang])


def calm(stage: Stage) -> None:
    """Take as read what was told of the cases: four weeks that never happened are no news to anybody.

    Beside a running server the ladders of what is overdue are climbed first; they would be a moment later.
    """
    from resonanz.store.archive import is_served
    from resonanz.store.relational.editing.example import calm_notices

    home = stage.home
    if is_served(home.settings.home):
        home.deadlines.tick()
        home.escalation.tick()
    calm_notices((int(case.id) for case in cases(home)), stage.now)


def _owners(stage: Stage) -> dict[DepartmentId, list[UserId]]:
    rooms, staff = stage.rooms, stage.staff
    return {
        rooms["customer_service"]: list(staff[:3]),
        rooms["communications"]: [staff[3], staff[6]],
        rooms["management"]: [staff[4]],
        rooms["legal"]: [staff[5]],
        **{rooms[slug]: [staff[place]] for slug, place in ALSO},
    }


def _answers(stage: Stage) -> Iterable[int]:
    home, now, today = stage.home, stage.now, stage.today
    owner = stage.staff[0]
    for title, asked, text, confirmed in ANSWERS:
        made = home.answer_library.add(
            ReadyAnswer(
                id=AnswerId(0),
                department=stage.rooms["customer_service"],
                title=title[stage.lang],
                asked=asked[stage.lang],
                german=text["de"],
                english=text["en"],
                owner=owner,
                confirm_by=today + timedelta(days=180),
                confirmed_at=now if confirmed else None,
                confirmed_by=owner if confirmed else None,
                changed_at=now,
            ),
            None,
        )
        yield int(made.id)


def _goals(stage: Stage) -> Iterable[int]:
    from resonanz.store.relational.editing.seriousness import set_goal

    now = stage.now
    for title, name, about, target in GOALS:
        wanted = Goal(
            id=0,
            title=title[stage.lang],
            metric=metric(name, about=about),
            target=target,
            start_value=140.0 if name == "volume" else 30.0,
            window=28,
            set_on=now.date() - timedelta(days=21),
            due_on=now.date() + timedelta(days=70),
            owner=stage.staff[0],
            department=stage.rooms["customer_service"],
        )
        yield set_goal(SYSTEM, wanted, now)


def _charters(stage: Stage) -> Iterable[str]:
    """Write a charter half: what it lacks is what the page is there to show."""
    from resonanz.store.relational.editing.seriousness import write_charter

    now, subject = stage.now, Subject(SubjectKind.CHANNEL, CONNECTOR)
    charter = Charter(
        subject=subject,
        owner=stage.staff[0],
        goal=MEANT[stage.lang],
        promise=AnswerPromise(minutes=480, share=0.9),
        backing=stage.staff[3],
    )
    write_charter(SYSTEM, charter, now)
    yield str(subject)


def _topics(stage: Stage) -> Iterable[str]:
    wanted = Filter(sources=tuple(SOURCES.values()), include_own=False)
    examples = [
        one.mention.id
        for batch in stage.home.archive.scan(wanted, batch=1_000)
        for one in batch
        if any(word in one.mention.text for word in SLUGGISH)
    ]
    if examples:
        yield str(stage.home.topic_desk.begin(SYSTEM, TOPIC[stage.lang], examples[:12]).key)
