"""Departments and who is what in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.core.department import Department
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import Action, Role
from resonanz.store.relational.editing import departments as editing
from resonanz.store.relational.selectors import people as stored_people
from resonanz.store.relational.selectors import rules, together
from resonanz.store.relational.views import DepartmentRow
from resonanz.web import desks, words
from resonanz.web.access import actor, may, page
from resonanz.web.desks import now
from resonanz.web.trouble import rejections_at


class DepartmentForm(forms.Form):
    """Take a department."""

    name = forms.CharField(label=lazy("Name"), max_length=120)
    four_eyes = forms.BooleanField(
        label=lazy("A second person approves each answer"),
        required=False,
        help_text=lazy("Four eyes see more than two."),
    )


@page(methods=("GET", "POST"))
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments; administrators add one here."""
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"slug": "name"}):
            empty = Department(id=DepartmentId(0), slug="", **form.cleaned_data)
            editing.create_department(actor(request), empty, now())
            messages.success(request, _("The department is there. Lead a route to it."))
            return redirect("departments")
    return render(
        request,
        "pages/departments.html",
        {"rows": rules.departments(), "form": form, "adds": may(request, Action.MANAGE_SETTINGS)},
        status=400 if form.errors else 200,
    )


@page(methods=("GET", "POST"))
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a department and its members; leads change it here."""
    row = _load(slug)
    manages = may(request, Action.MANAGE_DEPARTMENT, row.id)
    form = DepartmentForm(request.POST or None, initial={"name": row.name, "four_eyes": row.four_eyes})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"slug": "name"}):
            changed = Department(id=row.id, slug=row.slug, **form.cleaned_data)
            editing.update_department(actor(request), changed, now())
            messages.success(request, _("The department is changed."))
            return redirect("department", slug)
    return render(request, "pages/department.html", _context(request, row, form, manages=manages))


def _context(request: HttpRequest, row: DepartmentRow, form: DepartmentForm, *, manages: bool) -> dict[str, Any]:
    members = rules.members(row.id)
    there = {member.user for member in members}
    others = [one for one in stored_people.people() if one.active and one.id not in there] if manages else []
    return {
        "row": row,
        "form": form,
        "manages": manages,
        "members": members,
        "others": others,
        "roles": role_options(),
        "ways": desks.options("way"),
        "way": together.way_of(row.id).value,
        "routes": [one for one in rules.routes() if one.route.department == row.id],
        "heirs": [one for one in rules.departments() if one.id != row.id],
        "removes": may(request, Action.MANAGE_SETTINGS),
    }


def role_options() -> list[tuple[str, str]]:
    """Return the roles that somebody can hold in a department."""
    return [(role.name, words.word(role.name, "role")) for role in (Role.READER, Role.MEMBER, Role.LEAD)]


def _load(slug: str) -> DepartmentRow:
    row = next((row for row in rules.departments() if row.slug == slug), None)
    if row is None:
        raise NotFound("There is no such department.")
    return row


@page(writes=Action.MANAGE_DEPARTMENT, methods=("POST",))
def member_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role in a department, or take it away."""
    row = _load(slug)
    user, name = request.POST.get("user", ""), request.POST.get("role", "")
    if not (user.isascii() and user.isdigit()) or (name and name not in Role.__members__):
        raise InputRejected("There is no such role.", place="role", remedy="Choose another one.")
    editing.set_role(actor(request), UserId(int(user)), row.id, Role[name] if name else None, now())
    messages.success(request, _("The role is set.") if name else _("The role is taken away."))
    return redirect(reverse("department", args=[slug]))


@page(writes=Action.MANAGE_SETTINGS, methods=("POST",))
def department_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a department; its closed cases go to another one."""
    row = _load(slug)
    heir = request.POST.get("heir", "")
    chosen = DepartmentId(int(heir)) if heir.isascii() and heir.isdigit() else None
    editing.delete_department(actor(request), row.id, now(), heir=chosen)
    messages.success(request, _("The department is removed."))
    return redirect("departments")
