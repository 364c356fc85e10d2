"""A verdict in words: what came, how sure, what was checked, what it assumes, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from resonanz.core.initiative import Initiative, Judgement
from resonanz.learn.effects import FEWEST_BEFORE, Estimate, Finding
from resonanz.learn.judging import Variant, finding_of
from resonanz.learn.reading import Preview
from resonanz.learn.wording import in_words
from resonanz.web import initiative_charts
from resonanz.web.sentences import translated
from resonanz.web.tags import number, percent
from resonanz.web.words import word


def verdict_of(initiative: Initiative, judgement: Judgement) -> Mapping[str, Any]:
    """Return what a page shows of a verdict."""
    finding, others = finding_of(judgement.finding)
    return {
        "outcome": judgement.outcome.value,
        "why": word(judgement.why, "try_why"),
        "judgement": judgement,
        "finding": finding,
        "numbers": _numbers(judgement, finding) if finding else [],
        "reasons": [translated(one) for one in in_words(finding)] if finding else [],
        "checks": _checks(finding) if finding else [],
        "assumptions": _assumptions(finding) if finding else [],
        "variants": [_variant(one) for one in others],
        "changes": any(one.outcome is not judgement.outcome for one in others),
        "chart": initiative_charts.verdict_chart(initiative, judgement, finding) if finding else None,
    }


def _numbers(judgement: Judgement, finding: Finding) -> list[tuple[str, str, str]]:
    told = judgement.outcome.value != "cannot_tell"
    found = []
    if finding.relative is not None:
        name = pgettext("metric", "Change") if told else _("Estimate, no finding")
        found.append((name, percent(finding.relative.value, signed=True), _range(finding.relative)))
    hope = judgement.plan.hope or 0.0
    wanted = hope if judgement.plan.direction == "up" else -hope
    found.append((_("Stated before"), percent(wanted, signed=True), _("at least")))
    if finding.effect is not None:
        scale = initiative_charts.SCALE.get(initiative_charts.unit_of(judgement), 1.0)
        bounds = f"{number(round(finding.effect.low * scale, 1))} … {number(round(finding.effect.high * scale, 1))}"
        found.append((_("A day"), number(round(finding.effect.value * scale, 1)), bounds))
    days = _("%(before)s days before, %(after)s after") % {"before": finding.days_before, "after": finding.days_after}
    found.append((_("Looked at"), number(finding.days_before + finding.days_after), days))
    return found


def _range(change: Estimate) -> str:
    said = {"low": percent(change.low, signed=True), "high": percent(change.high, signed=True)}
    return _("95 %% interval: %(low)s to %(high)s") % said


def _checks(finding: Finding) -> list[str]:
    found = [_("Method: %(name)s.") % {"name": word(finding.method, "try_method")}]
    if finding.before_start is not None:
        found.append(
            _("Just before the start, when nothing had begun, as much is found by chance in %(share)s of all cases.")
            % {"share": percent(finding.before_start)}
        )
    if finding.placebo is not None:
        found.append(
            _("Held against the controls, where nothing was tried, it is number %(rank)s of %(of)s by size.")
            % {"rank": finding.placebo.rank, "of": finding.placebo.of}
        )
    else:
        found.append(_("There were too few controls to look for as large a change where nothing was tried."))
    if finding.probability is not None:
        said = {"share": percent(finding.probability)}
        found.append(_("Probability that the metric rose at all: %(share)s.") % said)
    return found


def _assumptions(finding: Finding) -> list[str]:
    found = [
        _("The try is the only thing that began on that day."),
        _("Chance after the start is like chance before it; a surge after the start counts as part of the effect."),
    ]
    if finding.method != "structural":
        found.append(_("The controls did not feel the try."))
    return found


def _variant(one: Variant) -> Mapping[str, str]:
    which = word(one.which, "try_method") if one.what == "method" else one.which
    if one.what == "without_day":
        which = formats.date_format(date.fromisoformat(one.which), "SHORT_DATE_FORMAT")
    return {
        "what": word(one.what, "try_variant"),
        "which": which,
        "outcome": one.outcome.value,
        "change": percent(one.change, signed=True),
    }


def outlook_of(preview: Preview, initiative: Initiative) -> list[str]:
    """Return what a try would be able to show, said before its start."""
    if preview.power is None:
        needed = number(max(FEWEST_BEFORE, preview.days))
        told = ngettext(
            "The metric has %(days)s day of history here. With %(needed)s it can be said what a try would show.",
            "The metric has %(days)s days of history here. With %(needed)s it can be said what a try would show.",
            preview.history,
        )
        return [told % {"days": number(preview.history), "needed": needed}]
    smallest = smallest_of(preview, initiative)
    seen = {"days": number(preview.days), "smallest": percent(smallest)}
    if smallest is None:
        found = [_("With this volume not even an end of everything would be seen in %(days)s days.") % seen]
    else:
        found = [_("With this volume you will see nothing smaller than %(smallest)s in %(days)s days.") % seen]
    if preview.chance is not None:
        hope = {"hope": percent(initiative.plan.hope), "chance": percent(preview.chance)}
        found.append(_("If the change is %(hope)s, it will be seen with a probability of %(chance)s.") % hope)
        found.append(_needed(preview))
    return found


def smallest_of(preview: Preview, initiative: Initiative) -> float | None:
    """Return the smallest change in the wanted direction that would be seen, as a share; None where none would."""
    if preview.power is None:
        return None
    return preview.power.rise if initiative.plan.direction == "up" else preview.power.fall


def _needed(preview: Preview) -> str:
    if preview.needed is None:
        return _("No length of the try that this history allows would show it with 80 %: more controls would help.")
    if preview.needed == preview.days:
        return _("That is long enough.")
    return _("To see it with 80 %% it has to run for %(days)s days.") % {"days": number(preview.needed)}
