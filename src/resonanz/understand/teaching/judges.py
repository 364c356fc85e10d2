"""What was learned, at work: the running version of each task, taken up within seconds wherever mentions are judged.

A model file that cannot be read stops nobody: the rules judge on, and the trouble is told once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from resonanz.core.errors import ResonanzError
from resonanz.core.heard import Heard
from resonanz.core.mention import Mention
from resonanz.core.ports import Versions
from resonanz.core.teaching import Version
from resonanz.core.understood import Label, Voice
from resonanz.understand.columns import Columns
from resonanz.understand.learning import Model
from resonanz.understand.plain import Plain, plain_text
from resonanz.understand.teaching.curve import NEVER, threshold
from resonanz.understand.teaching.report import EVERY, Card, Report, counted, decoded
from resonanz.understand.teaching.shelf import Shelf


class Answering(Protocol):
    """Answer by something that is no model of ours, for instance a language model behind an address."""

    def answer(self, task: str, texts: Sequence[str], values: Sequence[str]) -> list[str | None]:
        """Return one of `values` for each text; None where there was no answer, for whatever reason."""
        ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Hold a running version, ready to answer."""

    version: Version
    report: Report
    model: Model | None
    """None where a service answers."""
    threshold: float
    """From which confidence on a value is stated, and a department is routed to."""

    def speaks(self, lang: str) -> bool:
        """Tell whether it was shown to be worth hearing in a language."""
        return EVERY in self.report.langs or lang in self.report.langs


class Judges:
    """Answer for every task in which something learned runs; safe to call from several threads."""

    def __init__(
        self,
        versions: Versions,
        shelf: Shelf,
        tell: Callable[[Version, str], None] = lambda _version, _sentence: None,
        service: Answering | None = None,
    ) -> None:
        """Make them over the stores; `tell` hears of versions that cannot run, with the reason."""
        self._versions = versions
        self._shelf = shelf
        self._tell = tell
        self._service = service
        self._lock = threading.Lock()
        self._stamp = ""
        self._judges: Mapping[str, Judge] = {}

    def refresh(self) -> None:
        """Take up what runs now; one look at one row where nothing changed."""
        stamp = self._versions.stamp()
        with self._lock:
            if stamp == self._stamp:
                return
            before = self._judges
            found = {}
            for task, version in self._versions.running().items():
                if (judge := self._load(version, before.get(task))) is not None:
                    found[task] = judge
            self._judges, self._stamp = found, stamp

    def running(self) -> Mapping[str, Judge]:
        """Return what runs, by task."""
        self.refresh()
        return self._judges

    @property
    def known(self) -> Mapping[str, Judge]:
        """Return what ran when it was last looked at, by task."""
        return self._judges

    def learned(self, task: str, columns: Columns) -> Sequence[Label | None]:
        """Return what was learned says of each mention of a batch; a step of the pipeline."""
        judge = self._judges.get(task)
        if judge is None:
            return [None] * len(columns.mentions)
        langs = [label.value for label in columns.langs]
        return self._answers(judge, columns.plain, langs)

    def department(self, batch: Sequence[Heard]) -> list[Label | None]:
        """Return the department that each mention of the market seems to be for; None where nothing was learned."""
        judge = self._judges.get("department")
        asked = [
            place
            for place, heard in enumerate(batch)
            if judge and heard.understood.voice is Voice.MARKET and heard.understood.relevant.value != "no"
        ]
        said: list[Label | None] = [None] * len(batch)
        if judge and asked:
            found = self.ask("department", [batch[place].mention for place in asked])
            for place, label in zip(asked, found, strict=True):
                said[place] = label
        return said

    def ask(self, task: str, mentions: Sequence[Mention]) -> list[Label | None]:
        """Return what was learned says of any mentions, in every language that it knows."""
        judge = self._judges.get(task)
        if judge is None:
            return [None] * len(mentions)
        return self._answers(judge, [plain_text(mention) for mention in mentions], None)

    def is_stated(self, task: str, label: Label) -> bool:
        """Tell whether a value is sure enough to be acted on without a person."""
        if label.by_person:
            return True
        judge = self._judges.get(task)
        if judge is None or label.origin != f"model:{judge.version.name}":
            return not label.suspected
        return label.confidence >= judge.threshold

    def _answers(self, judge: Judge, texts: Sequence[Plain], langs: Sequence[str] | None) -> list[Label | None]:
        places = [place for place in range(len(texts)) if langs is None or judge.speaks(langs[place])]
        wanted = [texts[place] for place in places]
        said: list[Label | None] = [None] * len(texts)
        found: Sequence[Label | None]
        if judge.model is not None:
            found = judge.model.classify_plain(wanted)
        elif self._service is not None:
            values = self._service.answer(
                judge.version.task, [text.text for text in wanted], sorted(judge.report.values)
            )
            found = labelled_by_precision(values, judge.report.cards, judge.version.name)
        else:
            return said
        for place, label in zip(places, found, strict=True):
            said[place] = label
        return said

    def _load(self, version: Version, before: Judge | None) -> Judge | None:
        try:
            report = decoded(version.report)
            if before is not None and before.version.number == version.number:
                model = before.model
            else:
                model = None if report.service else self._shelf.take(version)
        except (ResonanzError, msgspec.DecodeError) as trouble:
            self._tell(version, str(trouble))
            return None
        asked = self._versions.wish(version.task).accuracy
        return Judge(version, report, model, threshold_of(report, asked))


def threshold_of(report: Report, asked: float) -> float:
    """Return from which confidence on a version keeps the accuracy asked for; `NEVER` where nothing was tried."""
    if not report.answers:
        return NEVER
    return threshold(*counted(report), asked)


def labelled_by_precision(values: Sequence[str | None], cards: Sequence[Card], name: str) -> list[Label | None]:
    """Return labels as sure as each value was right when it was compared: a service's own word for it is not asked."""
    right = {value: found.precision for value, found in cards[0].by_value.items()} if cards else {}
    return [None if value is None else Label(value, right.get(value, 0.0), f"model:{name}") for value in values]
