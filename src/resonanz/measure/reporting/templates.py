"""Which figures and charts a report has, by the name of its template.

What a reader would get wrong: a template is not kept with a report. A report keeps its figures with their definitions,
so that a template may change without changing what was reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.metric import Metric
from resonanz.core.report import Section
from resonanz.core.search import By, Filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name one figure of a template."""

    name: str
    section: Section
    metric: Metric


@dataclass(frozen=True, slots=True)
class Drawn:
    """Name one chart of a template: mentions a day, split."""

    name: str
    by: By
    keys: tuple[str, ...]
    """The values that are shown, in the order of stacking."""


@dataclass(frozen=True, slots=True)
class Template:
    """Hold what a report shows."""

    figures: tuple[Wanted, ...]
    charts: tuple[Drawn, ...]


def _plain(name: str, section: Section) -> Wanted:
    return Wanted(name, section, Metric(name=name))


_NEGATIVE: Final = Wanted(
    "negative_share",
    Section.SAID,
    Metric(name="share", filter=Filter(include_own=False, only_relevant=True), part=Filter(sentiments=("negative",))),
)
_BY_SENTIMENT: Final = Drawn("sentiment", By.SENTIMENT, ("negative", "neutral", "positive"))
_BY_KIND: Final = Drawn("kind", By.KIND, ("question", "request", "problem", "criticism", "praise", "other"))

TEMPLATES: Final[Mapping[str, Template]] = {
    "management": Template(
        figures=(
            _plain("volume", Section.SAID),
            _NEGATIVE,
            _plain("answer_rate", Section.ANSWERED),
            _plain("first_answer_time", Section.ANSWERED),
            _plain("attainment", Section.ANSWERED),
            _plain("told_back_rate", Section.CHANGED),
            _plain("learning_rate", Section.LEARNED),
        ),
        charts=(_BY_SENTIMENT, _BY_KIND),
    ),
    "market": Template(
        figures=(
            _plain("volume", Section.SAID),
            _plain("voices", Section.SAID),
            _plain("share_of_voice", Section.SAID),
            _plain("net_sentiment_a", Section.SAID),
            _plain("net_sentiment_b", Section.SAID),
            _NEGATIVE,
        ),
        charts=(_BY_SENTIMENT, _BY_KIND),
    ),
    "answering": Template(
        figures=(
            _plain("answer_rate", Section.ANSWERED),
            _plain("first_answer_time", Section.ANSWERED),
            _plain("next_answer_time", Section.ANSWERED),
            _plain("resolution_time", Section.ANSWERED),
            _plain("attainment", Section.ANSWERED),
            _plain("reaction_rate", Section.ANSWERED),
        ),
        charts=(_BY_KIND,),
    ),
}


def template(name: str) -> Template:
    """Return a template; raise InputRejected."""
    found = TEMPLATES.get(name)
    if found is None:
        raise InputRejected("There is no such template.", place="template", remedy=f"Write {', '.join(TEMPLATES)}.")
    return found
