"""What waits for an answer in which department, and the ladder by which each makes sure that somebody knows."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.escalation import MOST_STEPS, Ladder, Step, Whom
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.selectors import notices as stored
from resonanz.store.relational.selectors import rules
from resonanz.store.relational.views import DepartmentRow
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.desks import now, options
from resonanz.web.fields import OpenForm
from resonanz.web.pages.notices import ServiceForm, add_service
from resonanz.web.trouble import in_words, rejections_at

UNITS: Final = {"m": 1, "h": 60, "d": 1_440}


class StepForm(OpenForm):
    """Take one step: whom, how long, before or after, and by which clock."""

    whom = forms.ChoiceField(label=lazy("Who is told"))
    amount = forms.IntegerField(label=lazy("How long"), min_value=0, max_value=100_000, required=False)
    unit = forms.ChoiceField(
        label=lazy("Unit"), choices=[("m", lazy("minutes")), ("h", lazy("hours")), ("d", lazy("days (24 h)"))]
    )
    side = forms.ChoiceField(
        label=lazy("When"), choices=[("after", lazy("after it is due")), ("before", lazy("before it is due"))]
    )
    clock = forms.ChoiceField(
        label=lazy("Counted in"), choices=[("working", lazy("working time")), ("elapsed", lazy("time as it passes"))]
    )

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        """Return whom a step can reach."""
        return {"whom": [("", _("no step")), *options("whom")]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        super().__init__(*args, **kwargs)
        self.fields["whom"].required = False
        for one in self.fields.values():
            one.quiet = True  # type: ignore[attr-defined]  # an empty one means something

    def step(self) -> Step | None:
        """Return the step; None where the card is empty."""
        said = self.cleaned_data
        if not said.get("whom"):
            return None
        minutes = (said.get("amount") or 0) * UNITS[said["unit"]]
        return Step(
            Whom(said["whom"]), -minutes if said["side"] == "before" else minutes, working=said["clock"] == "working"
        )


StepForms = forms.formset_factory(StepForm, extra=2, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


class DepartmentServiceForm(ServiceForm):
    """Take a service of a department."""

    kinds = forms.MultipleChoiceField(label=lazy("Is told of"), widget=forms.CheckboxSelectMultiple)

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        """Return the kinds of notices."""
        return {"kinds": options("notice_kind")}


@page()
def unanswered(request: HttpRequest) -> HttpResponse:
    """Show where cases wait without an owner or overdue, and where nobody is there to act."""
    rows = sorted(stored.waiting(now()), key=lambda row: (-(row.unowned + row.overdue), row.name))
    return render(request, "pages/unanswered.html", {"rows": rows})


@page(writes=Action.MANAGE_DEPARTMENT, methods=("GET", "POST"))
def ladder(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a department's ladder and services; its leads change both."""
    row = _load(slug)
    manages = may(request, Action.MANAGE_DEPARTMENT, row.id)
    book = house().escalation_book
    current = book.ladder(row.id)
    adds = request.method == "POST" and "address" in request.POST
    steps = StepForms(request.POST if request.method == "POST" and not adds else None, initial=_initial(current))
    service = DepartmentServiceForm(request.POST if adds else None)
    if request.method == "POST" and (_added(request, service, row) if adds else _kept(request, steps, row)):
        return redirect("department_ladder", slug)
    after = request.GET.get("after") or None
    log = stored.messages(department=row.id, after=after, limit=20)
    path = reverse("department_ladder", args=[slug])
    context = {
        "row": row,
        "manages": manages,
        "steps": steps,
        "own": current.changed_at is not None,
        "next_level": current.next_level,
        "above": [(one.id, one.name) for one in rules.departments() if one.id != row.id],
        "service": service,
        "targets": stored.targets(department=row.id),
        "log": log.items,
        "next": link(path, after=log.next) if log.next else "",
        "first": path if after else "",
    }
    return render(request, "pages/ladder.html", context, status=400 if request.method == "POST" else 200)


def _kept(request: HttpRequest, steps: Any, row: DepartmentRow) -> bool:  # noqa: ANN401  a made class
    if "usual" in request.POST:
        editing.set_ladder(actor(request), row.id, None, now())
        messages.success(request, _("The usual ladder counts again."))
        return True
    if not steps.is_valid():
        return False
    wanted = tuple(step for card in steps if (step := card.step()) is not None)
    above = request.POST.get("next_level", "")
    number = DepartmentId(int(above)) if above.isascii() and above.isdigit() and len(above) < 18 else None
    try:
        editing.set_ladder(actor(request), row.id, Ladder(steps=wanted, next_level=number), now())
    except InputRejected as trouble:
        messages.error(request, in_words(trouble))
        return False
    messages.success(request, _("The ladder is changed."))
    return True


def _added(request: HttpRequest, form: DepartmentServiceForm, row: DepartmentRow) -> bool:
    if form.is_valid():
        with rejections_at(form):
            add_service(request, form, department=row.id, kinds=form.cleaned_data["kinds"])
            messages.success(request, _("The service is there. Send a test to see whether it arrives."))
            return True
    return False


def _initial(ladder: Ladder) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for step in ladder.steps:
        minutes = abs(step.minutes)
        unit = next(name for name in ("d", "h", "m") if minutes % UNITS[name] == 0) if minutes else "m"
        found.append(
            {
                "whom": step.whom.value,
                "amount": minutes // UNITS[unit],
                "unit": unit,
                "side": "before" if step.minutes < 0 else "after",
                "clock": "working" if step.working else "elapsed",
            }
        )
    return found


def _load(slug: str) -> DepartmentRow:
    row = next((row for row in rules.departments() if row.slug == slug), None)
    if row is None:
        raise NotFound("There is no such department.")
    return row
