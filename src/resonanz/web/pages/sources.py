"""Sources: how each is, what it brought, where it did not listen, its settings as its connector declares them.

Secrets are write-only: the page knows which are set, never what they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.connect.contract import Connector, Form, Probes, Setting
from resonanz.core.errors import InputRejected, NotFound, SourceTrouble
from resonanz.core.ids import SourceId
from resonanz.core.policy import Action, require
from resonanz.core.source import Source
from resonanz.store.relational.editing import sources as editing
from resonanz.store.relational.selectors import sources as stored
from resonanz.store.relational.views import SourceDetail
from resonanz.web import sentences, words
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.charts import Chart, Series, hours_between
from resonanz.web.desks import now
from resonanz.web.fields import Lines
from resonanz.web.trouble import rejections_at

OPML: Final = 5 * 1024 * 1024
CHARTED: Final = timedelta(hours=48)


@page()
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources."""
    rows = stored.sources(now())
    return render(
        request,
        "pages/sources.html",
        {
            "rows": rows,
            "titles": {name: connector.title for name, connector in house().connectors.items()},
            "empty": {
                "title": _("No source listens yet"),
                "text": _("Some channels need no credential and work at once."),
                "url": reverse("source_add") if may(request, Action.MANAGE_SOURCES) else "",
                "label": _("Add a source"),
            },
        },
    )


@page()
def source(request: HttpRequest, number: int) -> HttpResponse:
    """Show how one source is and what it brought."""
    detail = stored.source_detail(SourceId(number), now(), house().secrets)
    connector = house().connectors.get(detail.row.source.connector)
    return render(
        request,
        "pages/source.html",
        {
            "detail": detail,
            "connector": connector,
            "summary": localised(connector.summary) if connector else "",
            "chart": _chart(detail, now()),
            "skips": [(_skip_words(connector, row.reason), row.number) for row in detail.skips],
            "facts": _facts(detail, connector),
            "mentions": link(reverse("live"), source=detail.row.source.name),
        },
    )


def _chart(detail: SourceDetail, at: datetime) -> Chart:
    hours = hours_between(at - CHARTED, at)
    by_hour = {row.hour: row for row in detail.hours}
    series = tuple(
        Series(colour, title, tuple(getattr(by_hour[hour], name) if hour in by_hour else 0 for hour in hours))
        for name, title, colour in (
            ("new", _("new"), "accent"),
            ("revised", _("edited"), "request"),
            ("skipped", _("left out"), "neutral"),
        )
    )
    gaps = tuple(gap for gap in detail.gaps if gap.end is None or gap.end > hours[0])
    return Chart("per-hour", _("What came in per hour"), series[0].total, hours, series, gaps, _("nothing"))


def _skip_words(connector: Connector | None, reason: str) -> str:
    if reason in words.ALL["skip"]:
        return words.word(reason, "skip")
    told = connector.skip_reasons.get(reason) if connector else None
    return sentences.translated(told) if told else words.word(reason, "skip")


def _facts(detail: SourceDetail, connector: Connector | None) -> list[tuple[str, str]]:
    found = []
    for setting in connector.settings if connector else ():
        if setting.form is Form.SECRET:
            value = _("is set") if setting.name in detail.secrets else _("is not set")
        else:
            value = _shown(detail.row.source.settings.get(setting.name, setting.default))
        found.append((localised(setting.label), value))
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value[:30]) + ("…" if len(value) > 30 else "")
    return "" if value is None else str(value)


def localised(texts: Mapping[str, str]) -> str:
    """Return the text in the reader's language, else in English, else in any."""
    language = (get_language() or "en")[:2]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


# --- settings --------------------------------------------------------------------------------------------------------


class SourceForm(forms.Form):
    """Ask for what every source has; the connector's own settings follow."""

    name = forms.CharField(label=lazy("Name"), max_length=200, help_text=lazy("Mentions carry it as their source."))

    def __init__(self, *args: Any, connector: Connector, secrets: Sequence[str] = (), **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.connector = connector
        for setting in connector.settings:
            self.fields[setting.name] = _field(setting, is_set=setting.name in secrets)
        self.fields["interval"] = forms.FloatField(
            label=_("Minutes between looks"),
            min_value=10 / 60,
            max_value=7 * 24 * 60,
            initial=connector.default_interval / 60,
        )
        if connector.streams:
            self.fields["streams"] = forms.BooleanField(
                label=_("Keep a stream open besides"),
                required=False,
                help_text=_("What is said arrives within seconds."),
            )
        self.fields["retention_days"] = forms.IntegerField(
            label=_("Days that mentions are kept"), required=False, min_value=1, help_text=_("Empty: for ever.")
        )

    def settings(self) -> dict[str, object]:
        """Return the connector's settings that are no secrets."""
        return {
            setting.name: self.cleaned_data[setting.name]
            for setting in self.connector.settings
            if setting.form is not Form.SECRET
        }

    def secrets(self) -> dict[str, str]:
        """Return the secrets that were entered; what was left empty keeps its old value."""
        return {
            setting.name: self.cleaned_data[setting.name]
            for setting in self.connector.settings
            if setting.form is Form.SECRET and self.cleaned_data[setting.name]
        }

    def onto(self, source: Source) -> Source:
        """Return `source` with what was entered."""
        said = self.cleaned_data
        return replace(
            source,
            name=said["name"],
            settings=self.settings(),
            interval=said["interval"] * 60,
            streams=bool(said.get("streams")),
            retention_days=said["retention_days"],
        )


def _field(setting: Setting, *, is_set: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": localised(setting.label),
        "help_text": localised(setting.help) if setting.help else "",
        "required": setting.required,
        "initial": setting.default,
    }
    hint = {"placeholder": setting.example} if setting.example else {}
    match setting.form:
        case Form.SWITCH:
            return forms.BooleanField(**{**common, "required": False})
        case Form.CHOICE:
            return forms.ChoiceField(**common, choices=[(one, one) for one in setting.choices])
        case Form.LIST:
            return Lines(**common, max_length=200_000)
        case Form.SECRET:
            hint = (
                {"placeholder": _("is set; leave empty to keep it"), "autocomplete": "off"}
                if is_set
                else {"autocomplete": "off"}
            )
            widget = forms.PasswordInput(attrs=hint, render_value=False)
            return forms.CharField(
                **{**common, "required": setting.required and not is_set}, widget=widget, max_length=5_000
            )
        case _:
            return forms.CharField(**common, max_length=5_000, widget=forms.TextInput(attrs=hint))


@page(Action.MANAGE_SOURCES)
def source_add(request: HttpRequest) -> HttpResponse:
    """Offer the channels."""
    offered = [(one, localised(one.summary)) for one in house().connectors.values() if one.name != "file"]
    offered.sort(key=lambda pair: (pair[0].needs_credentials, pair[0].title))
    return render(request, "pages/source_add.html", {"offered": offered, "opml": _has_feeds()})


def _has_feeds() -> bool:
    return "rss" in house().connectors


@page(Action.MANAGE_SOURCES, methods=("GET", "POST"))
def source_new(request: HttpRequest, connector: str) -> HttpResponse:
    """Add a source of one channel."""
    chosen = house().connectors.get(connector)
    if chosen is None:
        raise NotFound(f"No connector {connector!r} is installed.")
    form = SourceForm(request.POST or None, connector=chosen, initial={"streams": chosen.streams})
    if request.method == "POST" and form.is_valid():
        empty = Source(id=SourceId(0), name="", connector=connector)
        with rejections_at(form):
            made = editing.create_source(actor(request), form.onto(empty), now())
            _keep_secrets(request, made.id, form)
            messages.success(request, _("The source looks for the first time now."))
            return redirect("source", made.id)
    return _source_form(request, form, chosen)


@page(Action.MANAGE_SOURCES, methods=("GET", "POST"))
def source_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a source's settings."""
    before = house().sources.load(SourceId(number))
    chosen = house().opener.connector(before)
    known = tuple(house().secrets.read(before.id))
    initial = {
        **before.settings,
        "name": before.name,
        "interval": before.interval / 60,
        "streams": before.streams,
        "retention_days": before.retention_days,
    }
    form = SourceForm(request.POST or None, connector=chosen, secrets=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.update_source(actor(request), form.onto(before), now())
            _keep_secrets(request, before.id, form)
            messages.success(request, _("The settings are kept; the source looks now."))
            return redirect("source", number)
    return _source_form(request, form, chosen, before)


def _keep_secrets(request: HttpRequest, number: SourceId, form: SourceForm) -> None:
    if given := form.secrets():
        editing.write_secrets(actor(request), house().secrets, number, given, now())


def _source_form(
    request: HttpRequest, form: SourceForm, connector: Connector, before: Source | None = None
) -> HttpResponse:
    context = {"form": form, "connector": connector, "summary": localised(connector.summary), "before": before}
    return render(request, "pages/source_form.html", context, status=400 if form.errors else 200)


# --- what is done with a source --------------------------------------------------------------------------------------


@page(writes=Action.WORK_CASE, methods=("POST",))
def source_look(request: HttpRequest, number: int) -> HttpResponse:
    """Wish that a source looks now."""
    editing.look_now(actor(request), SourceId(number), now())
    messages.success(request, _("It looks within a few seconds."))
    return redirect("source", number)


@page(writes=Action.MANAGE_SOURCES, methods=("POST",))
def source_switch(request: HttpRequest, number: int) -> HttpResponse:
    """Pause a source, or let it listen again."""
    turned = request.POST.get("on") == "yes"
    editing.switch_source(actor(request), SourceId(number), now(), on=turned)
    messages.success(request, _("It listens again.") if turned else _("It is paused; the gap is recorded."))
    return redirect("source", number)


@page(writes=Action.MANAGE_SOURCES, methods=("POST",))
def source_probe(request: HttpRequest, number: int) -> HttpResponse:
    """Try whether a source's settings work, before anything is read."""
    try:
        opened = house().opener.open(house().sources.load(SourceId(number)))
        if isinstance(opened.connection, Probes):
            messages.success(request, sentences.translated(opened.connection.probe()))
        else:
            messages.info(request, _("This channel cannot be tried without reading it: look now instead."))
    except SourceTrouble as trouble:
        messages.error(request, sentences.translated(str(trouble)))
    return redirect("source", number)


@page(writes=Action.MANAGE_SOURCES, methods=("POST",))
def source_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a source; what it heard stays."""
    editing.delete_source(actor(request), SourceId(number), now())
    messages.success(request, _("The source is removed. What it heard stays."))
    return redirect("sources")


@page(writes=Action.MANAGE_SOURCES, methods=("POST",))
def source_opml(request: HttpRequest) -> HttpResponse:
    """Add the feeds of an OPML file."""
    from resonanz.app.feeds import add_feeds  # noqa: PLC0415  reads XML only when there is some

    require(actor(request), Action.MANAGE_SOURCES)
    file = request.FILES.get("opml")
    if file is None or file.size is None or file.size > OPML:
        raise InputRejected("Choose an OPML file of at most 5 MB.", place="opml")
    added, known = add_feeds(house(), file.read())
    told = ngettext("%(n)d feed was added.", "%(n)d feeds were added.", len(added)) % {"n": len(added)}
    messages.success(request, f"{told} " + _("%(n)d were known already.") % {"n": len(known)})
    return redirect("sources")
