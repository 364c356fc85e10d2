"""Departments and who is what in them."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify

from resonanz.core.department import Department
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.inquiry import InquiryState
from resonanz.core.policy import Action, Actor, Role, require
from resonanz.store.relational import models
from resonanz.store.relational.editing import naming
from resonanz.store.relational.editing.recording import edit, found, record, save, text
from resonanz.store.relational.rows import department_of


def create_department(actor: Actor, department: Department, at: datetime) -> Department:
    """Add a department (its id is given here); without a slug it gets one from its name."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = models.Department()
        _fill(row, department)
        record(actor, "department_create", f"department:{row.pk}", at, name=row.name)
    return department_of(row)


def update_department(actor: Actor, department: Department, at: datetime) -> Department:
    """Change a department's name, slug or approval."""
    require(actor, Action.MANAGE_DEPARTMENT, department.id)
    with edit():
        row = found(models.Department, department.id, "department")
        before = row.slug
        _fill(row, department)
        if row.slug != before:
            naming.refuse_department_named(before)
        record(actor, "department_update", f"department:{row.pk}", at, name=row.name, four_eyes=row.four_eyes)
    return department_of(row)


def delete_department(
    actor: Actor, department: DepartmentId, at: datetime, *, heir: DepartmentId | None = None
) -> None:
    """Remove a department; its closed cases and the questions it answered go to `heir`.

    Refused while cases are open, questions are not answered, or routes lead here.
    """
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.Department, department, "department")
        _refuse_while_used(row)
        naming.refuse_department_named(row.slug)
        kept = [table.objects.filter(department=row) for table in (models.Case, models.Inquiry)]
        if any(rows.exists() for rows in kept):
            if heir is None or heir == department:
                raise InputRejected(
                    "The department has closed cases or answered questions, whose history must stay.",
                    place="heir",
                    remedy="Name the department that keeps them.",
                )
            inheriting = found(models.Department, heir, "department")
            for rows in kept:
                rows.update(department=inheriting)
        record(actor, "department_delete", f"department:{row.pk}", at, name=row.name, heir=heir)
        row.delete()


def set_role(actor: Actor, user: UserId, department: DepartmentId, role: Role | None, at: datetime) -> None:
    """Make somebody something in a department; None takes the role away. Nobody gives or takes more than they hold."""
    require(actor, Action.MANAGE_DEPARTMENT, department)
    with edit():
        found(models.Department, department, "department")
        found(models.User, user, "person")
        held = models.Membership.objects.filter(user=user, department=department)
        before = Role(held.values_list("role", flat=True).first() or Role.READER)
        if max(before, role or before) > (actor.role_in(department) or 0):
            raise NotAllowed("You cannot give or take a role above your own.")
        if role is None:
            held.delete()
        else:
            models.Membership.objects.update_or_create(
                user_id=user, department_id=department, defaults={"role": role.value}
            )
        name = "none" if role is None else role.name.lower()
        record(actor, "role_set", f"user:{user}", at, department=department, role=name)


def _refuse_while_used(row: models.Department) -> None:
    if number := models.Case.objects.filter(department=row, alive=1).count():
        raise InputRejected(
            f"{row.name} has {number} open cases.",
            place="department",
            remedy="Hand them over or close them first.",
        )
    asked = models.Inquiry.objects.filter(department=row, state=InquiryState.OPEN.value)
    if number := asked.count():
        raise InputRejected(
            f"{row.name} owes an answer to {number} questions.",
            place="department",
            remedy="Answer them, or let those who asked take them back.",
        )
    if routes := list(models.Route.objects.filter(department=row).order_by("position").values_list("name", flat=True)):
        raise InputRejected(
            f"These routes lead to {row.name}: {', '.join(routes)}.",
            place="department",
            remedy="Lead them elsewhere or remove them first.",
        )


def _fill(row: models.Department, department: Department) -> None:
    row.name = text(department.name, place="name", longest=120)
    row.slug = slugify(department.slug or row.name)[:60] or "department"
    row.four_eyes = department.four_eyes
    save(row, place="slug", taken=f"There is a department {row.slug!r} already.")
