"""The form of an initiative, and the way between its fields and a plan.

Everything but title and department may stay empty: an idea is an idea. What is missing for a start is told on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.initiative import Direction, Initiative, Kill, Plan, Sort
from resonanz.core.metric import Metric
from resonanz.core.policy import Action, Actor, allowed
from resonanz.learn.initiatives import LONGEST_TITLE, Wanted
from resonanz.learn.planning import metric
from resonanz.measure.definitions import definition
from resonanz.store.relational.selectors import people as stored_people
from resonanz.web import desks
from resonanz.web.fields import Lines, OpenForm
from resonanz.web.words import word

FILE: Final = "file"
GROUPS: Final = (
    (lazy("What is tried"), ("title", "sort", "department", "owner", "hypothesis", "different")),
    (
        lazy("How it is judged"),
        ("metric", "about", "part", "channel", "metric_department", "direction", "hope", "controls"),
    ),
    (lazy("When, and what goes into it"), ("starts_on", "ends_on", "hours", "money", "currency")),
    (lazy("Who stands behind it, and when it is stopped early"), (
        "sponsor", "kill_metric", "kill_about", "kill_beyond", "kill_bound", "kill_days",
    )),
)  # fmt: skip
"""Fields as they stand together."""


def _day(label: Any, **more: Any) -> forms.DateField:  # noqa: ANN401  a lazy text
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


class InitiativeForm(OpenForm):
    """Take an initiative as far as it is thought out."""

    title = forms.CharField(label=lazy("What is tried, in a few words"), max_length=LONGEST_TITLE)
    sort = forms.ChoiceField(label=lazy("Kind"))
    department = forms.TypedChoiceField(label=lazy("Department that does it"), coerce=int)
    owner = forms.TypedChoiceField(label=lazy("Owner"), coerce=int, required=False, empty_value=None)
    hypothesis = forms.CharField(
        label=lazy("Hypothesis"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("What will happen, and why. For example: if we answer within an hour, fewer complain again."),
    )
    different = forms.CharField(
        label=lazy("What is different this time"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    metric = forms.ChoiceField(label=lazy("Metric that judges it"), required=False)
    about = forms.CharField(
        label=lazy("Read over which mentions"),
        required=False,
        help_text=lazy("A query, such as: fjord AND kind:problem. Empty: over everything about us."),
    )
    part = forms.CharField(
        label=lazy("Which part of them"), required=False, help_text=lazy("A query; only for a share.")
    )
    channel = forms.ChoiceField(label=lazy("In one channel alone"), required=False)
    metric_department = forms.TypedChoiceField(
        label=lazy("Of one department alone"), coerce=int, required=False, empty_value=None
    )
    direction = forms.ChoiceField(label=lazy("It is to"))
    hope = forms.FloatField(
        label=lazy("By at least so many per cent"),
        required=False,
        min_value=0.1,
        help_text=lazy("Below that it counts as a flop, and this is what is forecast."),
    )
    controls = Lines(
        label=lazy("Controls that the try does not touch"),
        required=False,
        help_text=lazy("One a line, a name and a query: other topics, competitors, regions. Each makes it more exact."),
    )
    starts_on = _day(lazy("First day on which it can show"))
    ends_on = _day(lazy("Last day that counts"))
    hours = forms.IntegerField(label=lazy("Hours of people"), required=False, min_value=1)
    money = forms.DecimalField(label=lazy("Money"), required=False, min_value=0, max_digits=12, decimal_places=2)
    currency = forms.CharField(label=lazy("Currency"), max_length=3, required=False)
    sponsor = forms.TypedChoiceField(
        label=lazy("Sponsor"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=lazy("Another person than the owner, who signs that it may fail."),
    )
    kill_metric = forms.ChoiceField(label=lazy("Stopped early by"), required=False)
    kill_about = forms.CharField(label=lazy("Read over which mentions"), required=False)
    kill_beyond = forms.ChoiceField(label=lazy("When its mean is"))
    kill_bound = forms.FloatField(label=lazy("this bound"), required=False)
    kill_days = forms.IntegerField(label=lazy("over so many days"), required=False, min_value=1, max_value=28)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        self._who = who
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Any]:
        """Return the choices: only departments in which the person may try something."""
        rooms = list(desks.names()["departments"].items())
        staff = [("", _("nobody")), *((one.id, one.name) for one in stored_people.people() if one.active)]
        every = metric_options()
        return {
            "sort": desks.options("try_sort", [one.value for one in Sort]),
            "department": [room for room in rooms if allowed(self._who, Action.TRY, DepartmentId(room[0]))],
            "owner": staff,
            "sponsor": staff,
            "metric": [("", _("not chosen yet")), *every, (FILE, _("a series that is handed in as a file"))],
            "channel": [("", _("all channels")), *desks.channel_options()],
            "metric_department": [("", _("all departments")), *rooms],
            "direction": desks.options("try_direction"),
            "kill_metric": [("", _("not chosen yet")), *every],
            "kill_beyond": desks.options("try_beyond"),
        }

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Return the fields as they stand together."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def wanted(self) -> Wanted:
        """Return what was filled in; raise InputRejected naming the field."""
        given = self.cleaned_data
        return Wanted(
            title=given["title"],
            sort=Sort(given["sort"]),
            department=DepartmentId(given["department"]),
            owner=None if given["owner"] is None else UserId(given["owner"]),
            sponsor=None if given["sponsor"] is None else UserId(given["sponsor"]),
            plan=self._plan(given),
        )

    def _plan(self, given: dict[str, Any]) -> Plan:
        by_file = given["metric"] == FILE
        chosen = "" if by_file else given["metric"]
        return Plan(
            hypothesis=given["hypothesis"],
            metric=_metric(given, chosen) if chosen else None,
            by_file=by_file,
            controls=controls_of(given["controls"], chosen, given) if chosen else {},
            direction=Direction(given["direction"]),
            hope=None if given["hope"] is None else given["hope"] / 100,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            hours=given["hours"],
            money=given["money"],
            currency=given["currency"] or "EUR",
            kill=_kill(given),
            different=given["different"],
        )


def metric_options() -> list[tuple[str, str]]:
    """Return the metrics that can be read day by day, with their titles."""
    lang = (get_language() or "en")[:2]
    return [(one.name, definition(one.name, lang).title) for one in house().measures.definitions() if one.by_day]


def filled_in(initiative: Initiative) -> dict[str, Any]:
    """Return the fields of an initiative."""
    plan, own, kill = initiative.plan, initiative.plan.metric, initiative.plan.kill
    return {
        "title": initiative.title,
        "sort": initiative.sort.value,
        "department": initiative.department,
        "owner": initiative.owner,
        "sponsor": initiative.sponsor,
        "hypothesis": plan.hypothesis,
        "different": plan.different,
        "metric": FILE if plan.by_file else own.name if own else "",
        **(_read_over(own) if own else {}),
        "direction": plan.direction.value,
        "hope": None if plan.hope is None else round(100 * plan.hope, 4),
        "controls": [f"{name}: {one.filter.query}" for name, one in plan.controls.items()],
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "hours": plan.hours,
        "money": plan.money,
        "currency": plan.currency,
        "kill_metric": kill.metric.name if kill else "",
        "kill_about": kill.metric.filter.query if kill else "",
        "kill_beyond": kill.beyond.value if kill else Direction.UP.value,
        "kill_bound": kill.bound if kill else None,
        "kill_days": kill.days if kill else 3,
    }


def _read_over(own: Metric) -> dict[str, Any]:
    return {
        "about": own.filter.query,
        "part": own.part.query if own.part else "",
        "channel": own.filter.channels[0] if own.filter.channels else "",
        "metric_department": own.filter.departments[0] if own.filter.departments else None,
    }


def _metric(given: dict[str, Any], name: str) -> Metric:
    return metric(
        name,
        about=given["about"],
        part=given["part"] if name == "share" else "",
        channel=given["channel"],
        department=given["metric_department"],
    )


def controls_of(lines: Sequence[str], name: str, given: dict[str, Any]) -> dict[str, Metric]:
    """Return controls by their name: the same metric, read over something else."""
    found = {}
    for line in lines:
        title, colon, about = line.partition(":")
        if not (colon and title.strip() and about.strip()):
            raise InputRejected(
                "A control is a name and what it is read over.", place="controls", remedy="Write it as: name: words."
            )
        found[title.strip()[:80]] = metric(name, about=about, part=given["part"] if name == "share" else "")
    return found


def _kill(given: dict[str, Any]) -> Kill | None:
    chosen, bound, days = given["kill_metric"], given["kill_bound"], given["kill_days"]
    if not chosen and bound is None:
        return None
    if not chosen or bound is None or not days:
        raise InputRejected(
            "Say when it will be stopped: a metric, a bound and days.", place="kill_metric", remedy="Fill it in."
        )
    read = metric(chosen, about=given["kill_about"])
    return Kill(metric=read, beyond=Direction(given["kill_beyond"]), bound=bound, days=days)


def metric_words(read: Metric) -> str:
    """Return a metric in words: its title and what it is read over."""
    lang = (get_language() or "en")[:2]
    try:
        title = definition(read.name, lang).title
    except NotFound:
        title = read.name
    over = [read.filter.query, *(word(one, "channel") for one in read.filter.channels)]
    over += [desks.names()["departments"].get(int(one), "") for one in read.filter.departments]
    if read.part:
        over.append(read.part.query)
    told = ", ".join(one for one in over if one)
    return f"{title} ({told})" if told else title
