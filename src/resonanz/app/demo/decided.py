"""What the example company decided: criticism in every way there is, and two incidents, one of them closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from resonanz.app.demo.stage import Stage
from resonanz.core.criticism import Decision
from resonanz.core.ids import CaseId, CriticismId, SurgeId
from resonanz.core.incident import Incident
from resonanz.core.policy import SYSTEM
from resonanz.core.surge import Gravity
from resonanz.respond.incidents import Declaration, IncidentDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    said: tuple[tuple[str, str], ...]
    """Channels and lines of the story; the first one's case is decided, the others say the same."""
    action: str
    owner: int
    ago: float
    title: Mapping[str, str]
    reason: Mapping[str, str]
    until: int = 0
    """In so many days, where it is deferred."""
    change: Mapping[str, str] | None = None
    """What is different now, three days after the decision."""


DECIDED: Final = (
    _Decided(
        said=(("bluesky", "b014"),),
        action="accept",
        owner=1,
        ago=21,
        title={"de": "Schutzbleche kommen verbogen an", "en": "Mudguards arrive bent"},
        reason={"de": "Der Karton gibt nach.", "en": "The box gives way."},
        change={
            "de": "Schutzbleche gehen jetzt in einem zweiten Karton auf den Weg.",
            "en": "Mudguards now travel in a second box.",
        },
    ),
    _Decided(
        said=(("mastodon", "m015"),),
        action="reject",
        owner=2,
        ago=19,
        title={"de": "Das Lastenrad ist zu teuer", "en": "The cargo bike is too expensive"},
        reason={
            "de": "Der Preis folgt aus der Fertigung in Kiel, und daran halten wir fest.",
            "en": "The price follows from building it in Kiel, and we will go on doing so.",
        },
    ),
    _Decided(
        said=(("mastodon", "m019"),),
        action="accept",
        owner=0,
        ago=18,
        title={"de": "Niemand kommt durch die Warteschleife", "en": "Nobody gets through to the hotline"},
        reason={
            "de": "Montags fehlen zwei Leute; der Rückruf wird geplant.",
            "en": "Two people are missing on Mondays; calling back is being planned.",
        },
    ),
    _Decided(
        said=(("mastodon", "m029"),),
        action="accept",
        owner=2,
        ago=13,
        title={"de": "Werbung in der App", "en": "Advertising in the app"},
        reason={"de": "Das Rad ist bezahlt.", "en": "The bike is paid for."},
        change={"de": "Seit Version 4.3 zeigt die App keine Werbung.", "en": "Since 4.3 the app shows no advertising."},
    ),
    _Decided(
        said=(("mastodon", "m033"),),
        action="defer",
        owner=5,
        ago=10,
        until=30,
        title={"de": "Gewährleistung beim Rahmenbruch", "en": "Warranty for a broken frame"},
        reason={"de": "Das Gutachten steht aus.", "en": "We wait for the expert's report."},
    ),
    _Decided(
        said=tuple(("mastodon", f"s{number:03}") for number in range(0, 16, 2)),
        action="accept",
        owner=2,
        ago=7,
        title={"de": "Update 4.2 kam ohne Probelauf an alle", "en": "Update 4.2 went to everybody untried"},
        reason={"de": "So darf es nicht wieder sein.", "en": "It must not happen again."},
        change={
            "de": "Updates gehen erst an ein Rad von hundert und nie vor einem Werktag um zehn.",
            "en": "Updates go to one bike in a hundred first, and never before ten on a working day.",
        },
    ),
)
INCIDENT: Final = {"de": "Update 4.2 sperrt Displays", "en": "Update 4.2 locks displays"}
STATEMENT: Final = {
    "de": "Update 4.2 hat Displays gesperrt. Update 4.3 hebt die Sperre auf. Wir bitten um Entschuldigung.",
    "en": "Update 4.2 locked displays. Update 4.3 lifts the lock; we apologise to everybody it hit.",
}
NOTED: Final = {
    "de": "Update 4.3 ist auf allen Rädern; die Werkstätten haben eine Anleitung für Fehler 17.",
    "en": "Update 4.3 is on every bike; workshops have instructions for error 17.",
}
REVIEW: Final = {
    "de": "Die Wegfahrsperre hielt eine verlorene Verbindung für Diebstahl. Geprüft war nur auf neuen Displays.",
    "en": "The immobiliser took a lost connection for a theft. Only new displays had been tested.",
}
FINDINGS: Final = (
    {"de": "Updates zuerst an ein Rad von hundert.", "en": "Updates go to one bike in a hundred first."},
    {
        "de": "Freie Werkstätten brauchen am selben Tag Zugang zur Diagnose.",
        "en": "Independent workshops need the diagnosis tool the same day.",
    },
    {
        "de": "Eine Stunde bis zum ersten öffentlichen Wort war zu lang.",
        "en": "An hour until the first public word was too long.",
    },
)
STEPS: Final = {
    "de": (
        "Eine Person bestimmen, die entscheidet",
        "Kundenservice und Werkstätten informieren",
        "Ein erstes öffentliches Wort sagen",
        "Geplante Beiträge anhalten",
        "Recht und Geschäftsführung einbeziehen",
        "Stündlich sagen, wie es steht",
    ),
    "en": (
        "Name one person who decides",
        "Tell customer service and workshops",
        "Say a first word in public",
        "Stop what was planned to be published",
        "Bring in legal and management",
        "Say every hour how it stands",
    ),
}
"""From what is notable to what is critical, two more each time."""
BILLED: Final = {"de": "Rechnungen kommen doppelt", "en": "Bills arrive twice"}
BANK: Final = {
    "de": "Die Bank bestätigt: der Lauf von Donnerstag ging zweimal hinaus. 38 Kunden sind betroffen.",
    "en": "The bank confirms: Thursday's run went out twice. 38 customers are affected.",
}


def decide(stage: Stage) -> Iterator[int]:
    """Decide criticism in every way there is; yield what was decided."""
    for one in DECIDED:
        cases = [case.id for said in one.said if (case := stage.case_of(*said)) is not None]
        if cases:
            yield int(_decide(stage, one, list(dict.fromkeys(cases))))


def _decide(stage: Stage, one: _Decided, cases: Sequence[CaseId]) -> CriticismId:
    actor, desk = stage.actor(one.owner), stage.ago(days=one.ago).criticism_desk
    decision = Decision(
        action=one.action,
        reason=one.reason[stage.lang],
        owner=stage.staff[one.owner],
        until=stage.today + timedelta(days=one.until) if one.until else None,
        title=one.title[stage.lang],
    )
    made = desk.decide(actor, cases[0], decision)
    for case in cases[1:]:
        desk.join(actor, case, made.id)
    if one.change:
        stage.ago(days=one.ago - 3).criticism_desk.change(actor, made.id, one.change[stage.lang])
    return made.id


def write_checklists(stage: Stage) -> list[int]:
    """Write what is done in an incident of each gravity, where nobody has; return the gravities."""
    from resonanz.store.relational.editing.surges import write_checklist

    missing = [one for one in Gravity if not stage.home.incidents.template(one)]
    for gravity in missing:
        write_checklist(SYSTEM, gravity, STEPS[stage.lang][: 2 * gravity.value], stage.now)
    return [gravity.value for gravity in missing]


def live_through(stage: Stage, surges: Sequence[int]) -> Iterator[int]:
    """Answer the surge together until its review, and begin with something smaller; yield both incidents."""
    from resonanz.store.relational.editing.recording import edit

    for number in surges[:1]:
        with edit():  # else the worker could gather what is said today
            yield int(_update(stage, SurgeId(number)).id)
    yield int(_bills(stage).id)


def _update(stage: Stage, number: SurgeId) -> Incident:
    surge, owner, lang = stage.home.surges.load(number), stage.actor(3), stage.lang
    declared = surge.started_at + timedelta(hours=1)

    def later(hours: float) -> IncidentDesk:
        return stage.at(declared + timedelta(hours=hours)).incident_desk

    made = later(0).declare(
        owner,
        Declaration(
            title=INCIDENT[lang], gravity=surge.gravity, department=stage.rooms["communications"], surge=surge.id
        ),
    )
    stage.at(declared + timedelta(hours=24)).gathering.gather(made)
    later(0.4).write_statement(owner, made.id, STATEMENT[lang])
    later(0.6).approve_statement(stage.actor(0), made.id, STATEMENT[lang])
    for step in stage.home.incidents.checklist(made.id):
        later(0.5 + step.number).tick(owner, made.id, step.number, done=True)
    later(9).note(owner, made.id, NOTED[lang])
    later(10).move(owner, made.id, "watch")
    return later(72).close(owner, made.id, REVIEW[lang], [one[lang] for one in FINDINGS])


def _bills(stage: Stage) -> Incident:
    owner, lang = stage.actor(0), stage.lang
    made = stage.ago(days=2).incident_desk.declare(
        owner, Declaration(title=BILLED[lang], gravity=Gravity.NOTABLE, department=stage.rooms["customer_service"])
    )
    desk = stage.ago(days=1.8).incident_desk
    if case := stage.case_of("mastodon", "m040"):
        desk.put_case(owner, made.id, case.id, belongs=True)
    for step in stage.home.incidents.checklist(made.id)[:1]:
        desk.tick(owner, made.id, step.number, done=True)
    desk.note(owner, made.id, BANK[lang])
    return made
