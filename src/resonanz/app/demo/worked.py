"""What the example's people did in their four weeks: cases in hands, decided criticism, ready answers, an incident.

Everything is written without an actor, so that no line of the audit trail is theirs and all of it can be taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from resonanz.app.demo.story import CONNECTOR, SOURCES
from resonanz.core.case import Case, CaseState
from resonanz.core.charter import AnswerPromise, Charter, Subject, SubjectKind
from resonanz.core.criticism import Criticism, CriticismEvent, CriticismState
from resonanz.core.goal import Goal
from resonanz.core.ids import AnswerId, CaseId, CriticismId, DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.incident import Incident, IncidentEvent, IncidentState
from resonanz.core.policy import SYSTEM, Role
from resonanz.core.ready_answers import ReadyAnswer
from resonanz.core.search import Filter
from resonanz.core.understood import Kind
from resonanz.learn.planning import metric

if TYPE_CHECKING:
    from resonanz.app.house import House

ALSO: Final = (("product", 2), ("operations", 1), ("sales", 3), ("human_resources", 2), ("legal", 1))
"""Who else works where: department, place in the staff."""
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
REASON: Final = {
    "de": "Geschmackssache: Der Sattel lässt sich beim Händler tauschen.",
    "en": "A matter of taste: dealers change the saddle.",
}
TOPIC: Final = {"de": "Träge Schaltung", "en": "Sluggish shifting"}
SLUGGISH: Final = ("träge", "sluggish")
INCIDENT: Final = {"de": "Update 4.2 sperrt Displays", "en": "Update 4.2 locks displays"}
STATEMENT: Final = {
    "de": "Update 4.2 hat Displays gesperrt. Update 4.3 hebt die Sperre auf. Wir bitten um Entschuldigung.",
    "en": "Update 4.2 locked displays. Update 4.3 lifts the lock; we apologise to everybody it hit.",
}
GOALS: Final = (
    ({"de": "Halb so viele Fragen im Netz", "en": "Half as many questions"}, "volume", "kind:question", 40.0),
    ({"de": "Mehr Menschen, die uns loben", "en": "More people who praise us"}, "voices", "kind:praise", 60.0),
)
MEANT: Final = {
    "de": "Jede Frage bekommt am selben Tag eine Antwort.",
    "en": "Every question is answered the same day.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """Say what was made, so that it can be taken away."""

    answers: tuple[int, ...] = ()
    criticisms: tuple[int, ...] = ()
    goals: tuple[int, ...] = ()
    charters: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    incidents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Office:
    home: House
    staff: Sequence[UserId]
    rooms: dict[str, DepartmentId] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        return self.home.settings.language


def work(home: House, staff: Sequence[UserId], surges: Iterable[int]) -> Worked:
    """Let the staff work as if for four weeks; return what was made."""
    office = _Office(home, staff, {one.slug: one.id for one in home.rulebook.departments()})
    _join_rooms(office)
    known = cases(home)
    criticisms = list(_decide(office, known))
    _work_cases(office, known)
    return Worked(
        answers=tuple(_answers(office)),
        criticisms=tuple(criticisms),
        goals=tuple(_goals(office)),
        charters=tuple(_charters(office)),
        topics=tuple(_topics(office)),
        incidents=tuple(_incident(office, SurgeId(number)) for number in list(surges)[:1]),
    )


def _join_rooms(office: _Office) -> None:
    from resonanz.store.relational.editing.departments import set_role

    now = office.home.clock.now()
    for slug, place in ALSO:
        set_role(SYSTEM, office.staff[place], office.rooms[slug], Role.LEAD, now)


def cases(home: House) -> list[Case]:
    """Return the example's cases, oldest first."""
    wanted = Filter(sources=tuple(SOURCES.values()))
    found: dict[CaseId, Case] = {}
    for batch in home.archive.scan(wanted, batch=1_000):
        found.update((case.id, case) for case in home.casebook.homes([one.mention.id for one in batch]).values())
    return [found[number] for number in sorted(found)]


def _work_cases(office: _Office, cases: Sequence[Case]) -> None:
    """Give most cases to somebody; close what was answered and left alone for a week."""
    home, now = office.home, office.home.clock.now()
    owners = _owners(office)
    for case in cases:
        if case.id % 7 == 3 or case.department not in owners:
            continue
        here = owners[case.department]
        home.case_desk.assign(SYSTEM, case.id, here[case.id % len(here)])
        answered = case.state is CaseState.ANSWERED and case.kind != Kind.CRITICISM.value
        if answered and case.opened_at < now - timedelta(days=7):
            home.case_desk.close(SYSTEM, case.id)


def _owners(office: _Office) -> dict[DepartmentId, list[UserId]]:
    rooms, staff = office.rooms, office.staff
    return {
        rooms["customer_service"]: list(staff[:3]),
        rooms["communications"]: [staff[3]],
        **{rooms[slug]: [staff[place]] for slug, place in ALSO},
    }


def _decide(office: _Office, cases: Sequence[Case]) -> Iterable[int]:
    """Decide the oldest criticism, each another way."""
    home, owner, now = office.home, office.staff[3], office.home.clock.now()
    later = now.date() + timedelta(days=45)
    said: tuple[tuple[str, CriticismState, dict[str, Any]], ...] = (
        ("reject", CriticismState.REJECTED, {"reason": REASON[office.lang]}),
        ("accept", CriticismState.ACCEPTED, {}),
        ("defer", CriticismState.DEFERRED, {"until": later}),
    )
    open_ones = [case for case in cases if case.kind == Kind.CRITICISM.value]
    for case, (action, state, more) in zip(open_ones, said, strict=False):
        decided = Criticism(
            id=CriticismId(0),
            title="",
            department=case.department,
            state=state,
            owner=owner,
            decided_by=owner,
            decided_at=now,
            changed_at=now,
            **more,
        )
        event = CriticismEvent(criticism=decided.id, at=now, action=action, actor=owner)
        yield int(home.criticism_book.add(decided, case.id, event).id)


def _answers(office: _Office) -> Iterable[int]:
    home, now, today = office.home, office.home.clock.now(), office.home.clock.now().date()
    owner = office.staff[0]
    for title, asked, text, confirmed in ANSWERS:
        made = home.answer_library.add(
            ReadyAnswer(
                id=AnswerId(0),
                department=office.rooms["customer_service"],
                title=title[office.lang],
                asked=asked[office.lang],
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


def _goals(office: _Office) -> Iterable[int]:
    from resonanz.store.relational.editing.seriousness import set_goal

    now = office.home.clock.now()
    for title, name, about, target in GOALS:
        wanted = Goal(
            id=0,
            title=title[office.lang],
            metric=metric(name, about=about),
            target=target,
            start_value=80.0 if name == "volume" else 30.0,
            window=28,
            set_on=now.date() - timedelta(days=21),
            due_on=now.date() + timedelta(days=70),
            owner=office.staff[0],
            department=office.rooms["customer_service"],
        )
        yield set_goal(SYSTEM, wanted, now)


def _charters(office: _Office) -> Iterable[str]:
    """Write a charter half: what it lacks is what the page is there to show."""
    from resonanz.store.relational.editing.seriousness import write_charter

    now, subject = office.home.clock.now(), Subject(SubjectKind.CHANNEL, CONNECTOR)
    charter = Charter(
        subject=subject,
        owner=office.staff[0],
        goal=MEANT[office.lang],
        promise=AnswerPromise(minutes=480, share=0.9),
        backing=office.staff[3],
    )
    write_charter(SYSTEM, charter, now)
    yield str(subject)


def _topics(office: _Office) -> Iterable[str]:
    wanted = Filter(sources=tuple(SOURCES.values()), include_own=False)
    examples = [
        one.mention.id
        for batch in office.home.archive.scan(wanted, batch=1_000)
        for one in batch
        if any(word in one.mention.text for word in SLUGGISH)
    ]
    if examples:
        yield str(office.home.topic_desk.begin(SYSTEM, TOPIC[office.lang], examples[:12]).key)


def _incident(office: _Office, number: SurgeId) -> int:
    """Write down the incident that was declared for the surge; it is watched and not closed yet."""
    home, owner, surge = office.home, office.staff[3], office.home.surges.load(number)
    declared = surge.started_at + timedelta(hours=1)
    incident = Incident(
        id=IncidentId(0),
        title=INCIDENT[office.lang],
        gravity=surge.gravity,
        state=IncidentState.WATCHING,
        department=office.rooms["communications"],
        owner=owner,
        surge=surge.id,
        series=surge.series,
        since=surge.started_at,
        declared_by=owner,
        declared_at=declared,
        changed_at=home.clock.now(),
        statement=STATEMENT[office.lang],
        statement_by=owner,
        statement_approved_by=office.staff[0],
    )
    event = IncidentEvent(incident=incident.id, at=declared, action="declared", actor=owner, detail=incident.title)
    made = home.incidents.add(incident, event)
    home.incidents.extend_checklist(made.id, home.incidents.template(made.gravity))
    for step in home.incidents.checklist(made.id)[:3]:
        home.incidents.tick(made.id, step.number, owner, declared + timedelta(minutes=30))
    home.gathering.gather(made)
    return int(made.id)
