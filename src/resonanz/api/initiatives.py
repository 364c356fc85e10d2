"""Initiatives: noting, planning, backing, starting, stopping; their verdicts, and what they taught."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.schemas_initiatives import (
    InitiativeEventOut,
    InitiativeIn,
    InitiativeOut,
    LearningIn,
    OutlookOut,
    ReasonIn,
    SeenIn,
    SeriesIn,
    VerdictOut,
)
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import InitiativeId
from resonanz.learn.initiatives import Wanted
from resonanz.store.relational.selectors import initiatives as selector

router = Router()


@router.get("", response=Page[InitiativeOut], summary="Initiatives, the latest first")
def initiatives(  # noqa: PLR0913, PLR0917  each a condition of the address
    request: HttpRequest,
    view: str = "all",
    q: str = "",
    sort: str = "",
    outcome: str = "",
    department: int | None = None,
    metric: str = "",
    year: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[InitiativeOut]:
    """Return a page of initiatives; `view` is all, running, ideas or register."""
    actor(request)
    if year is not None and not 1 <= year <= 9998:
        raise InputRejected("This is no year.", place="year", remedy="Write for example 2026.")
    looked = selector.Looked(
        view=view,
        text=q.replace("\0", "")[:200],
        sort=sort.replace("\0", ""),
        outcome=outcome.replace("\0", ""),
        department=_small(department),
        metric=metric.replace("\0", ""),
        year=year,
    )
    rows = selector.initiatives(looked, after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[InitiativeOut](items=[InitiativeOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response=InitiativeOut, summary="Note an idea")
def note(request: HttpRequest, wanted: InitiativeIn) -> InitiativeOut:
    """Note an idea; its `missing` says what it lacks for a start."""
    return _now(house().initiative_desk.note(actor(request), _known(wanted)).id)


@router.get("/{int:initiative}", response=InitiativeOut, summary="An initiative, and what it lacks")
def one(request: HttpRequest, initiative: int) -> InitiativeOut:
    """Return one initiative."""
    actor(request)
    return _now(initiative)


@router.put("/{int:initiative}", response=InitiativeOut, summary="Change an initiative before its start")
def change(request: HttpRequest, initiative: int, wanted: InitiativeIn) -> InitiativeOut:
    """Change an initiative; a changed plan takes signature and forecasts back."""
    house().initiative_desk.change(actor(request), InitiativeId(initiative), _known(wanted))
    return _now(initiative)


@router.get("/{int:initiative}/events", response=list[InitiativeEventOut], summary="An initiative's history")
def events(request: HttpRequest, initiative: int) -> list[InitiativeEventOut]:
    """Return a history, newest first."""
    actor(request)
    history = selector.initiative_detail(InitiativeId(initiative)).history
    return [InitiativeEventOut.model_validate(row, from_attributes=True) for row in history]


@router.get("/{int:initiative}/outlook", response=OutlookOut, summary="What the try would be able to show")
def outlook(request: HttpRequest, initiative: int) -> OutlookOut:
    """Return the smallest change that would be seen with 80 %, from the metric's history."""
    actor(request)
    found = house().initiatives.load(InitiativeId(initiative))
    preview = house().series_reader.preview(found, house().initiative_desk.today())
    if preview is None:
        raise InputRejected("It is not said yet how it will be judged.", place="plan", remedy="Write metric and days.")
    power = preview.power
    return OutlookOut(
        history_days=preview.history,
        days=preview.days,
        smallest_rise=power.rise if power else None,
        smallest_fall=power.fall if power else None,
        chance=preview.chance,
        days_needed=preview.needed,
    )


@router.put("/{int:initiative}/series", response=InitiativeOut, summary="Hand the series in that judges it")
def series(request: HttpRequest, initiative: int, given: SeriesIn) -> InitiativeOut:
    """Keep the lines of a file; after the start only newer days may come."""
    house().initiative_desk.hand_in(actor(request), InitiativeId(initiative), given.csv)
    return _now(initiative)


@router.post("/{int:initiative}/back", response=InitiativeOut, summary="Sign as the sponsor that it may fail")
def back(request: HttpRequest, initiative: int, seen: SeenIn) -> InitiativeOut:
    """Back it, as it was read."""
    house().initiative_desk.back(actor(request), InitiativeId(initiative), seen.changed_at)
    return _now(initiative)


@router.post("/{int:initiative}/start", response=InitiativeOut, summary="Start it")
def start(request: HttpRequest, initiative: int) -> InitiativeOut:
    """Start it; refused while anything is missing."""
    house().initiative_desk.start(actor(request), InitiativeId(initiative))
    return _now(initiative)


@router.post("/{int:initiative}/stop", response=InitiativeOut, summary="Stop or drop it without a verdict")
def stop(request: HttpRequest, initiative: int, why: ReasonIn) -> InitiativeOut:
    """End it; the reason is kept."""
    house().initiative_desk.stop(actor(request), InitiativeId(initiative), why.reason)
    return _now(initiative)


@router.get("/{int:initiative}/verdict", response=VerdictOut, summary="The verdict with what it rests on")
def verdict(request: HttpRequest, initiative: int) -> VerdictOut:
    """Return the verdict, its finding, the series and the definitions it was computed from."""
    actor(request)
    found = house().initiatives.judgement(house().initiatives.load(InitiativeId(initiative)).id)
    if found is None:
        raise NotFound("There is no verdict yet.")
    return VerdictOut.of(found)


@router.put("/{int:initiative}/learning", response=InitiativeOut, summary="Write what it taught")
def teach(request: HttpRequest, initiative: int, said: LearningIn) -> InitiativeOut:
    """Write what it taught; a colleague's name is asked about once."""
    house().initiative_desk.teach(
        actor(request), InitiativeId(initiative), said.text, named_on_purpose=said.named_on_purpose
    )
    return _now(initiative)


def _known(wanted: InitiativeIn) -> Wanted:
    if wanted.department not in {int(one.id) for one in house().rulebook.departments()}:
        raise InputRejected("There is no such department.", place="department")
    return wanted.read()


def _small(number: int | None) -> int | None:
    """Return a number that a database can compare; one that is too large names nothing."""
    return number if number is None or abs(number) < 2**63 else 0


def _now(initiative: int) -> InitiativeOut:
    row = selector.initiative_detail(InitiativeId(initiative)).row
    lacks = house().initiative_desk.lacks(row.initiative) if row.initiative.is_before_start else ()
    return InitiativeOut.of(row, tuple(one.value for one in lacks), house().initiative_desk.fingerprint(row.initiative))
