"""Departments and their open work."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import DepartmentIn, DepartmentOut
from resonanz.api.schemas_deadlines import CalendarOut, CalendarPut
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.department import Department
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action
from resonanz.store.relational.editing import deadlines
from resonanz.store.relational.editing import departments as editing
from resonanz.store.relational.selectors import rules as selector
from resonanz.store.relational.views import DepartmentRow

router = Router()


@router.get("", response=list[DepartmentOut], summary="Every department with its open work")
def list_(request: HttpRequest) -> list[DepartmentOut]:
    """Return every department, by name."""
    actor(request)
    return [_out(row) for row in selector.departments()]


@router.post("", response={201: DepartmentOut}, summary="Add a department")
def add(request: HttpRequest, wanted: DepartmentIn) -> Status[DepartmentOut]:
    """Add a department."""
    asking = actor(request, Action.MANAGE_SETTINGS)
    made = editing.create_department(asking, _department(DepartmentId(0), wanted), house().clock.now())
    return Status(201, _load(made.id))


@router.get("/{int:department}", response=DepartmentOut, summary="One department")
def one(request: HttpRequest, department: int) -> DepartmentOut:
    """Return one department."""
    actor(request)
    return _load(DepartmentId(department))


@router.put("/{int:department}", response=DepartmentOut, summary="Change a department")
def change(request: HttpRequest, department: int, wanted: DepartmentIn) -> DepartmentOut:
    """Change a department's name or whether it asks for four eyes."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    editing.update_department(asking, _department(DepartmentId(department), wanted), house().clock.now())
    return _load(DepartmentId(department))


@router.delete("/{int:department}", response={204: None}, summary="Remove a department")
def remove(request: HttpRequest, department: int, heir: int | None = None) -> Status[None]:
    """Remove a department; its closed cases go to `heir`. Refused while it has open work."""
    asking = actor(request, Action.MANAGE_SETTINGS)
    inheriting = None if heir is None else DepartmentId(heir)
    editing.delete_department(asking, DepartmentId(department), house().clock.now(), heir=inheriting)
    return Status(204, None)


@router.get("/{int:department}/calendar", response=CalendarOut, summary="A department's working time")
def calendar(request: HttpRequest, department: int) -> CalendarOut:
    """Return a department's working time: its own, or the company's."""
    actor(request)
    _load(DepartmentId(department))
    given, own = house().deadlines.written_calendar(DepartmentId(department))
    return CalendarOut.model_validate({**given, "own": own})


@router.put("/{int:department}/calendar", response=CalendarOut, summary="Give a department its own working time")
def set_calendar(request: HttpRequest, department: int, wanted: CalendarPut) -> CalendarOut:
    """Change a department's working time; each change is a new version of the rules."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    written: dict[str, object] = {"zone": wanted.zone, "hours": wanted.hours}
    if wanted.holidays is not None:
        written["holidays"] = wanted.holidays.dict()
    if wanted.closed:
        written["closed"] = [one.isoformat() for one in wanted.closed]
    deadlines.set_calendar(
        asking,
        DepartmentId(department),
        written,
        house().clock.now(),
        first=house().deadlines.first(),
        adopt=wanted.adopt,
    )
    return calendar(request, department)


def _department(id_: DepartmentId, wanted: DepartmentIn) -> Department:
    return Department(id=id_, slug=wanted.slug, name=wanted.name, four_eyes=wanted.four_eyes)


def _load(department: DepartmentId) -> DepartmentOut:
    for row in selector.departments():
        if row.id == department:
            return _out(row)
    raise NotFound(f"There is no department {department}.")


def _out(row: DepartmentRow) -> DepartmentOut:
    counts = row.counts
    return DepartmentOut(
        id=row.id,
        slug=row.slug,
        name=row.name,
        four_eyes=row.four_eyes,
        new=counts.new,
        open=counts.open,
        answered=counts.answered,
        reacted=counts.reacted,
    )
