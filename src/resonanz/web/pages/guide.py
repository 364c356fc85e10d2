"""The first-run guide: six short steps from an empty house to one that listens, each kept as soon as it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.connect.contract import Connector, Form, Setting
from resonanz.core.department import DEFAULT_DEPARTMENTS
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.policy import Action
from resonanz.store.relational.editing import company as editing
from resonanz.store.relational.selectors import people as stored
from resonanz.store.relational.selectors import rules, sources
from resonanz.web import beginnings, desks, words
from resonanz.web.access import actor, page
from resonanz.web.fields import Lines, OpenForm
from resonanz.web.pages.sources import localised
from resonanz.web.trouble import rejections_at

STEPS: Final = editing.STEPS
TITLES: Final[Mapping[str, str | Promise]] = {
    "company": lazy("Your company"),
    "accounts": lazy("Own accounts"),
    "competitors": lazy("Competitors"),
    "departments": lazy("Departments"),
    "listening": lazy("What to listen for"),
    "done": lazy("Ready"),
}
ACCOUNTS: Final = 4
CAREFUL: Final = ("legal", "communications", "management")


class CompanyStep(forms.Form):
    """Ask what the company is called."""

    name = forms.CharField(
        label=lazy("What is your company called?"),
        max_length=200,
        help_text=lazy("As people write it when they speak of you."),
    )


class AccountsStep(forms.Form):
    """Ask for the accounts that speak for the company."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        super().__init__(*args, **kwargs)
        channels = [("*", words.word("*", "channel")), *desks.channel_options()]
        for number in range(1, ACCOUNTS + 1):
            self.fields[f"channel{number}"] = forms.ChoiceField(
                label=_("Channel %(n)d") % {"n": number}, choices=channels, required=False
            )
            self.fields[f"account{number}"] = forms.CharField(
                label=_("Account %(n)d") % {"n": number}, required=False, max_length=300
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Return the fields side by side."""
        return [(self[f"channel{number}"], self[f"account{number}"]) for number in range(1, ACCOUNTS + 1)]


class CompetitorsStep(forms.Form):
    """Ask whom the company is compared with."""

    names = Lines(label=lazy("Competitors, one a line"), required=False, max_length=20_000)


class DepartmentsStep(OpenForm):
    """Ask which departments answer for what concerns them."""

    slugs = forms.MultipleChoiceField(
        label=lazy("Departments"), widget=forms.CheckboxSelectMultiple, initial=list(DEFAULT_DEPARTMENTS)
    )
    careful = forms.MultipleChoiceField(
        label=lazy("Where a second person approves each answer"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=list(CAREFUL),
    )

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the departments that are proposed."""
        proposed = desks.options("department")
        return {"slugs": proposed, "careful": proposed}


class ListeningStep(forms.Form):
    """Ask for words to listen for, and where to."""

    brands = Lines(label=lazy("Names and words for you, one a line"), max_length=5_000)
    topics = Lines(label=lazy("Topics that matter to you, one a line"), required=False, max_length=20_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        super().__init__(*args, **kwargs)
        given = self.initial.get("brands", [])
        self.channels: list[tuple[Connector, str, str, list[str]]] = []
        for connector in beginnings.open_connectors():
            switch = f"use-{connector.name}"
            self.fields[switch] = forms.BooleanField(
                label=connector.title, required=False, initial=beginnings.goes_at_once(connector, given)
            )
            names = [self._add(connector, setting, given) for setting in beginnings.asked_settings(connector)]
            self.channels.append((connector, localised(connector.summary), switch, names))

    def _add(self, connector: Connector, setting: Setting, brands: list[str]) -> str:
        name = f"{connector.name}-{setting.name}"
        common: dict[str, Any] = {
            "label": localised(setting.label),
            "help_text": localised(setting.help) if setting.help else "",
            "required": False,
            "initial": beginnings.proposed(setting, brands),
        }
        field = (
            Lines(**common, max_length=100_000)
            if setting.form is Form.LIST
            else forms.CharField(**common, max_length=2_000)
        )
        self.fields[name] = field
        return name

    @property
    def offered(self) -> list[Mapping[str, Any]]:
        """Return the channels with their fields."""
        return [
            {"title": one.title, "summary": summary, "switch": self[switch], "fields": [self[name] for name in names]}
            for one, summary, switch, names in self.channels
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for what a chosen channel cannot do without."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for connector, _summary, switch, _names in self.channels:
            if said.get(switch):
                self._require(connector, said)
        return said

    def _require(self, connector: Connector, said: Mapping[str, Any]) -> None:
        asked = beginnings.asked_settings(connector)
        for setting in asked:
            if setting.required and not said.get(f"{connector.name}-{setting.name}"):
                self.add_error(
                    f"{connector.name}-{setting.name}", _("This channel needs it; or leave the channel out.")
                )
        lists = [f"{connector.name}-{one.name}" for one in asked if one.form is Form.LIST]
        if lists and not any(said.get(name) for name in lists):
            self.add_error(lists[0], _("Say what to listen for here, or leave the channel out."))


FORMS: Final[Mapping[str, type[forms.Form]]] = {
    "company": CompanyStep,
    "accounts": AccountsStep,
    "competitors": CompetitorsStep,
    "departments": DepartmentsStep,
    "listening": ListeningStep,
}


@page(Action.MANAGE_SETTINGS)
def guide(_request: HttpRequest) -> HttpResponse:
    """Go on where the guide was left."""
    return redirect("guide_step", stored.company().onboarding)


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def guide_step(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one step's questions and keep the answers."""
    if step not in STEPS:
        raise NotFound("The guide has no such step.")
    if step == "done":
        return render(
            request,
            "pages/guide_done.html",
            {"steps": _steps(step), "sources": sources.sources(desks.now()), "routes": rules.routes()},
        )
    form = FORMS[step](request.POST or None, initial=_initial(step))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            KEEP[step](request, form.cleaned_data)
            following = STEPS[STEPS.index(step) + 1]
            editing.reach_step(actor(request), following, desks.now())
            return redirect("guide_step", following)
    context = {"form": form, "step": step, "steps": _steps(step), "title": TITLES[step], "before": _before(step)}
    return render(request, "pages/guide.html", context, status=400 if form.errors else 200)


def _steps(step: str) -> list[tuple[str, str | Promise, bool, bool]]:
    at = STEPS.index(step)
    return [(name, TITLES[name], place < at, place == at) for place, name in enumerate(STEPS)]


def _before(step: str) -> str:
    at = STEPS.index(step)
    return STEPS[at - 1] if at else ""


def _initial(step: str) -> dict[str, Any]:
    if step == "company":
        return {"name": stored.company().name}
    if step == "accounts":
        known = stored.accounts()[:ACCOUNTS]
        pairs = [(f"channel{n}", one.channel) for n, one in enumerate(known, 1)]
        return dict([*pairs, *((f"account{n}", one.account) for n, one in enumerate(known, 1))])
    if step == "competitors":
        return {"names": [one.name for one in stored.competitors()]}
    if step == "listening":
        return {"brands": [name] if (name := stored.company().name) else []}
    return {}


# --- what each step keeps --------------------------------------------------------------------------------------------


def _keep_company(request: HttpRequest, said: Mapping[str, Any]) -> None:
    editing.name_company(actor(request), said["name"], desks.now())


def _keep_accounts(request: HttpRequest, said: Mapping[str, Any]) -> None:
    for number in range(1, ACCOUNTS + 1):
        if account := said.get(f"account{number}"):
            try:
                editing.add_account(actor(request), said.get(f"channel{number}") or "*", account, desks.now())
            except InputRejected as trouble:
                raise InputRejected(str(trouble.args[0]), place=f"account{number}", remedy=trouble.remedy) from trouble


def _keep_competitors(request: HttpRequest, said: Mapping[str, Any]) -> None:
    beginnings.begin_competitors(actor(request), said["names"], desks.now())


def _keep_departments(request: HttpRequest, said: Mapping[str, Any]) -> None:
    beginnings.begin_departments(actor(request), said["slugs"], said["careful"], desks.now())


def _keep_listening(request: HttpRequest, said: Mapping[str, Any]) -> None:
    own, at = actor(request), desks.now()
    name = stored.company().name or said["brands"][0]
    brand = beginnings.begin_queries(own, name, said["brands"], said["topics"], at)
    beginnings.begin_routes(own, brand, at)
    for connector in beginnings.open_connectors():
        if said.get(f"use-{connector.name}"):
            asked = beginnings.asked_settings(connector)
            beginnings.begin_source(
                own, connector, {one.name: said[f"{connector.name}-{one.name}"] for one in asked}, at
            )
    messages.success(request, _("Resonanz listens from now on."))


KEEP: Final[Mapping[str, Callable[[HttpRequest, Mapping[str, Any]], None]]] = {
    "company": _keep_company,
    "accounts": _keep_accounts,
    "competitors": _keep_competitors,
    "departments": _keep_departments,
    "listening": _keep_listening,
}
