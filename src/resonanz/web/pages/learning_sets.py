"""Label sets of the company's own: a name, its values, and what is said with them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.policy import Action
from resonanz.core.teaching import LabelSet
from resonanz.store.relational.editing import label_sets as editing
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.fields import Lines, OpenForm
from resonanz.web.trouble import rejections_at


class SetForm(OpenForm):
    """Take a label set."""

    name = forms.CharField(label=lazy("Name"), max_length=40, help_text=lazy("What is asked, for example “Reason”."))
    values = Lines(label=lazy("Values"), help_text=lazy("One a line. One key will answer each."))

    def clean(self) -> dict[str, object]:
        """Say what is wrong beside the field."""
        said = super().clean() or {}
        if not self.errors and not slugify(said["name"]):
            self.add_error("name", _("Write at least one letter or digit."))
        return said


@page(Action.MANAGE_UNDERSTANDING, methods=("GET", "POST"))
def set_new(request: HttpRequest) -> HttpResponse:
    """Make a label set."""
    form = SetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"slug": "name"}):
            _refuse_known(slugify(form.cleaned_data["name"])[:40].strip("-"))
            made = _kept(request, form, slugify(form.cleaned_data["name"])[:40].strip("-"))
            return redirect("understanding_task", made.task)
    return render(request, "pages/label_set.html", {"form": form}, status=400 if form.errors else 200)


@page(Action.MANAGE_UNDERSTANDING, methods=("GET", "POST"))
def set_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a label set; what was said with its values stays."""
    known = _load(slug)
    form = SetForm(request.POST or None, initial={"name": known.name, "values": list(known.values)})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            made = _kept(request, form, slug)
            return redirect("understanding_task", made.task)
    context = {"form": form, "known": known}
    return render(request, "pages/label_set.html", context, status=400 if form.errors else 200)


@page(Action.MANAGE_UNDERSTANDING, methods=("POST",))
def set_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a label set with everything that was said and learned in it."""
    _load(slug)
    editing.drop_set(actor(request), slug, desks.now())
    messages.success(request, _("The label set is removed."))
    return redirect("understanding")


def _kept(request: HttpRequest, form: SetForm, slug: str) -> LabelSet:
    said = form.cleaned_data
    wanted = LabelSet(slug=slug, name=said["name"], values=tuple(said["values"]))
    made = editing.keep_set(actor(request), wanted, desks.now())
    messages.success(request, _("The label set is kept."))
    return made


def _refuse_known(slug: str) -> None:
    if any(known.slug == slug for known in house().lessons.sets()):
        raise InputRejected("There is a label set of that name already.", place="name", remedy="Choose another one.")


def _load(slug: str) -> LabelSet:
    for known in house().lessons.sets():
        if known.slug == slug:
            return known
    raise NotFound(f"There is no label set {slug!r}.")
