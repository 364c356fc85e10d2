"""Queries from other suites: pasted, carried over with a report of what could not be, then into the editor."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from resonanz.core.policy import Action
from resonanz.query.dialects import DIALECTS, Carried, carry_over
from resonanz.web.access import page
from resonanz.web.editor.reading import straightened
from resonanz.web.trouble import rejections_at

SUITES: Final = {
    "brandwatch": "Brandwatch",
    "meltwater": "Meltwater",
    "talkwalker": "Talkwalker",
    "sprinklr": "Sprinklr",
    "x": "X",
}


class ImportForm(forms.Form):
    """Take a query of another suite."""

    dialect = forms.ChoiceField(
        label=lazy("Written for"), choices=[(name, SUITES.get(name, name)) for name in DIALECTS]
    )
    text = forms.CharField(
        label=lazy("Query there"),
        help_text=lazy("Paste it as it stands."),
        strip=False,
        widget=forms.Textarea(attrs={"class": "code", "rows": 8, "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_text(self) -> str:
        """Return the text with lines that end as the language counts them."""
        return straightened(self.cleaned_data["text"])


@page(Action.MANAGE_QUERIES, methods=("GET", "POST"))
def query_import(request: HttpRequest) -> HttpResponse:
    """Carry a query over; nothing is kept until the editor keeps it."""
    form = ImportForm(request.POST or None, initial={"dialect": request.GET.get("dialect", "brandwatch")})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"line": "text", "--dialect": "dialect"}):
            carried = carry_over(form.cleaned_data["dialect"], form.cleaned_data["text"])
            context |= {"carried": carried, "canonical": str(carried.query or ""), "notes": _notes(carried)}
    return render(request, "pages/query_import.html", context, status=400 if form.errors else 200)


def _notes(carried: Carried) -> list[dict[str, Any]]:
    lang = get_language() or "en"
    return [{"note": note, "said": note.localised(lang)} for note in carried.notes]
