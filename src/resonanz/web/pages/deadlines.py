"""The rules of deadlines: how long things may take, for what, and what is chosen where views differ.

A rule is a card with conditions and times. Keeping them makes a new version; cases under way stay with theirs unless
the box is ticked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.deadline import AfterAnswer, OnHandOver, OnReopening, name_of
from resonanz.core.deadline.policy import BY_RULE
from resonanz.core.errors import InputRejected
from resonanz.core.policy import Action
from resonanz.store.relational.editing import deadlines as editing
from resonanz.store.relational.selectors import rules as stored
from resonanz.web import desks, due
from resonanz.web.access import actor, may, page
from resonanz.web.desks import now
from resonanz.web.trouble import in_words

CONDITIONS: Final = ("department", "priority", "channel", "kind")
MOST: Final = 60


class RuleForm(forms.Form):
    """Take one rule."""

    name = forms.CharField(label=lazy("Name"), required=False, max_length=120)
    department = forms.ChoiceField(label=lazy("Department"), required=False)
    priority = forms.ChoiceField(label=lazy("Priority"), required=False)
    channel = forms.ChoiceField(label=lazy("Channel"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    first_answer, next_answer, resolution, owner_answer, internal_answer = (
        forms.CharField(required=False, max_length=20) for _one in BY_RULE
    )
    always = forms.BooleanField(label=lazy("counted around the clock"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's own
        super().__init__(*args, **kwargs)
        choices = {
            "department": [(str(one), name) for one, name in desks.names()["departments"].items()],
            "priority": desks.options("priority"),
            "channel": desks.channel_options(),
            "kind": desks.options("kind"),
        }
        for name, options in choices.items():
            self.fields[name].choices = self._with_stored(name, options)  # type: ignore[attr-defined]
        for kind in BY_RULE:
            self.fields[kind.value].label = name_of(kind, due.lang())
        for one in self.fields.values():
            one.quiet = True  # type: ignore[attr-defined]  # an empty one means something

    def _with_stored(self, name: str, options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the choices; what is stored and no longer offered stays, so that keeping a page changes nothing."""
        held = str(self.initial.get(name, "") or "")
        missing = [(held, held)] if held and held not in dict(options) else []
        return [("", _("all")), *options, *missing]

    def times(self) -> list[forms.BoundField]:
        """Return the fields of the times."""
        return [self[kind.value] for kind in BY_RULE]

    def conditions(self) -> list[forms.BoundField]:
        """Return the fields of the conditions."""
        return [self[name] for name in CONDITIONS]

    def written(self) -> dict[str, object]:
        """Return the rule as it is stored; empty when nothing was filled in."""
        given = self.cleaned_data
        times = {kind.value: given[kind.value].strip() for kind in BY_RULE if given.get(kind.value, "").strip()}
        words = {word.casefold(): "none" for word in ("none", "keine", "-", "–")}
        conditions = {name: [given[name]] for name in CONDITIONS if given.get(name)}
        if not times and not conditions and not given.get("name"):
            return {}
        rule: dict[str, object] = {"name": given.get("name", ""), **conditions}
        rule |= {name: words.get(value.casefold(), value) for name, value in times.items()}
        return {**rule, "clock": "always"} if given.get("always") else rule


class ChoicesForm(forms.Form):
    """Take what is chosen where views differ."""

    hand_over = forms.ChoiceField(
        label=lazy("When another department takes over"),
        choices=[
            ("continue", lazy("the clock goes on, by its working time and rules")),
            ("restart", lazy("it has its whole time")),
        ],
    )
    reopening = forms.ChoiceField(
        label=lazy("When a closed case comes back"),
        choices=[("continue", lazy("the resolution goes on")), ("restart", lazy("the resolution begins anew"))],
    )
    after_answer = forms.ChoiceField(
        label=lazy("After our answer"),
        choices=[
            ("pause", lazy("the resolution waits for the author")),
            ("run", lazy("the resolution goes on")),
        ],
    )
    windows = forms.CharField(
        label=lazy("Channels that close"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One channel a line with the time after the author's last word, for example whatsapp: 24 h."),
    )
    adopt = forms.BooleanField(
        label=lazy("Open cases follow these rules too"),
        required=False,
        help_text=lazy("They are worked out anew from their beginning, also what was missed by the old rules."),
    )

    def written(self) -> dict[str, object]:
        """Return the choices as they are stored."""
        lines = (line.partition(":") for line in self.cleaned_data["windows"].splitlines() if line.strip())
        windows = {channel.strip().lower(): value.strip() for channel, _colon, value in lines}
        return {name: self.cleaned_data[name] for name in ("hand_over", "reopening", "after_answer")} | {
            "windows": windows
        }


RuleForms = forms.formset_factory(RuleForm, extra=1, can_delete=True, max_num=MOST, absolute_max=MOST)


@page(writes=Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show the rules of deadlines; administrators change them here."""
    document = house().deadlines.rules().document
    given = request.POST or None
    cards = RuleForms(given, initial=[_initial(one) for one in _rules(document)], prefix="rule")
    choices = ChoicesForm(given, initial=_chosen(document))
    if request.method == "POST" and cards.is_valid() and choices.is_valid() and _kept(request, cards, choices):
        return redirect("deadlines")
    invalid = request.method == "POST"
    context = {
        "cards": cards,
        "choices": choices,
        "manages": may(request, Action.MANAGE_SETTINGS),
        "departments": stored.departments(),
        "version": house().deadlines.rules().number,
    }
    return render(request, "pages/deadlines.html", context, status=400 if invalid else 200)


def _kept(request: HttpRequest, cards: Any, choices: ChoicesForm) -> bool:  # noqa: ANN401  a made class
    """Store the rules; where they are refused, put the reason at the card that it is about."""
    left = [card for card in cards if not card.cleaned_data.get("DELETE")]
    written = [(card, rule) for card in left if (rule := card.written())]
    parts = {"rules": [rule for _card, rule in written], **choices.written()}
    try:
        adopt = choices.cleaned_data["adopt"]
        editing.set_rules(actor(request), parts, now(), first=house().deadlines.first(), adopt=adopt)
    except InputRejected as trouble:
        _put(trouble, [card for card, _rule in written], choices)
        return False
    messages.success(request, _("The rules are changed."))
    return True


def _put(trouble: InputRejected, cards: Sequence[RuleForm], choices: ChoicesForm) -> None:
    first, _dot, rest = trouble.place.partition(".")
    if first.startswith("rules["):
        card = cards[int(first[6:-1])]
        card.add_error(rest if rest in card.fields else None, in_words(trouble))
    else:
        choices.add_error(first if first in choices.fields else None, in_words(trouble))


def _rules(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = document.get("rules", ())
    return found


def _initial(rule: Mapping[str, Any]) -> dict[str, object]:
    first = {name: next(iter(rule.get(name, ())), "") for name in CONDITIONS}
    times = {kind.value: rule.get(kind.value, "") for kind in BY_RULE}
    return {"name": rule.get("name", ""), **first, **times, "always": rule.get("clock") == "always"}


def _chosen(document: Mapping[str, Any]) -> dict[str, object]:
    windows = "\n".join(f"{channel}: {value}" for channel, value in document.get("windows", {}).items())
    usual = {"hand_over": OnHandOver.CONTINUE, "reopening": OnReopening.CONTINUE, "after_answer": AfterAnswer.PAUSE}
    kept = {name: document.get(name, choice.value) for name, choice in usual.items()}
    return {**kept, "windows": windows}
