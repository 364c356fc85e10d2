"""Learning one task from what people said, and letting the result run only if it is measurably better.

Labels name mentions, the words come from the archive: what was erased meanwhile teaches nothing, and its labels go. The
comparison is fair to both sides: the candidate answers each label by a model that was trained on the others, and what
runs answers as it did before it knew the label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.ports import Archive, Audit, Entry, Lessons, Versions
from resonanz.core.teaching import DEPARTMENT, Lesson, Stage, Version, fixed_values, standing
from resonanz.core.understood import Label
from resonanz.understand.learning import Example, Model, study
from resonanz.understand.plain import ANALYSED, plain_text
from resonanz.understand.teaching import policy, report
from resonanz.understand.teaching.judges import Answering, Judges, labelled_by_precision
from resonanz.understand.teaching.shelf import Shelf
from resonanz.understand.teaching.telling import speaking_words
from resonanz.understand.teaching.trial import Reason, Verdict, compare, judged_on

BATCH: Final = 500
OF_A_LANGUAGE: Final = 20
"""Labels of a language below which nothing can be said about it."""
ByRules = Callable[[Sequence[Mention]], list[Heard]]
"""What understanding says without anything learned."""


@dataclass(frozen=True, slots=True)
class _Class:
    """Hold the lessons of a task with the mentions that they are about, and what is said of them today."""

    task: str
    lessons: list[Lesson]
    mentions: list[Mention]
    by_rules: list[Label]
    before: list[Label]
    against: str

    @property
    def truth(self) -> list[str]:
        return [lesson.value for lesson in self.lessons]

    @property
    def langs(self) -> list[str]:
        return [lesson.lang for lesson in self.lessons]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Hold what may come to run: its answers to lessons it has not seen, and to the same ones having seen them."""

    unseen: list[Label]
    seen: list[Label]
    model: Model | None
    service: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Hold what people said, and in which languages, of the lessons that figures rest on."""

    truth: list[str]
    langs: list[str]

    def cards(self, answers: Sequence[Label]) -> list[report.Card]:
        return report.cards(self.truth, answers, self.langs, fewest=OF_A_LANGUAGE)


class Trainer:
    """Learn tasks; one at a time."""

    def __init__(  # noqa: PLR0913  what it reads from and what it writes to
        self,
        *,
        lessons: Lessons,
        versions: Versions,
        archive: Archive,
        shelf: Shelf,
        judges: Judges,
        by_rules: ByRules,
        audit: Audit,
        clock: Clock,
        service: Answering | None = None,
    ) -> None:
        self._lessons = lessons
        self._versions = versions
        self._archive = archive
        self._shelf = shelf
        self._judges = judges
        self._by_rules = by_rules
        self._audit = audit
        self._clock = clock
        self._service = service
        self._waiting: dict[str, tuple[int, str]] = {}
        """Tasks that cannot come due before something changes: labels and stamp as they were seen."""

    def due(self) -> list[str]:
        """Return the tasks in which enough is new; cheap while nothing changes."""
        stamp, due = self._versions.stamp(), []
        for task, number in self._lessons.numbers().items():
            if self._waiting.get(task) == (number, stamp):
                continue
            found = self.outlook(task)
            if found.is_due:
                due.append(task)
            elif found.fresh < found.needed:
                self._waiting[task] = (number, stamp)
        return due

    def outlook(self, task: str) -> policy.Outlook:
        """Return how far a task is from its next model."""
        newest = next(iter(self._versions.of(task)), None)
        return policy.outlook(self._lessons.of(task), newest, self._versions.wish(task), self._clock.now())

    def learn(self, task: str) -> list[Version]:
        """Learn a task if it is due; return the versions that came of it: none where nothing could be told apart."""
        if not self.outlook(task).is_due:
            return []
        began = self._clock.monotonic()
        wish = self._versions.wish(task)
        self._judges.refresh()
        taught = self._gather(task)
        made = []
        if len(set(taught.truth)) > 1:
            made.append(self._try(taught, self._by_words(taught), began))
            if wish.uses_service and self._service is not None and task != DEPARTMENT:
                made.append(self._try(self._gather(task), self._by_service(taught, self._service), began))
        if wish.learn_now:
            self._versions.ask(replace(self._versions.wish(task), learn_now=False))
        return made

    def _gather(self, task: str) -> _Class:
        lessons, heard = self._with_mentions(self._lessons.of(task))
        judged = self._by_rules([one.mention for one in heard]) if fixed_values(task) or task == DEPARTMENT else []
        by_rules = [_said_by_rules(task, one) for one in judged] or [Label("", 0.0)] * len(heard)
        mentions = [one.mention for one in heard]
        before, against = self._as_it_runs(task, lessons, mentions, by_rules)
        return _Class(task, lessons, mentions, by_rules, before, against)

    def _with_mentions(self, lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Heard]]:
        found: dict[MentionId, Heard] = {}
        for start in range(0, len(lessons), BATCH):
            some = [lesson.mention for lesson in lessons[start : start + BATCH]]
            there = self._archive.find(some)
            self._lessons.forget([id_ for id_ in some if id_ not in there])
            found.update(there)
        kept = [lesson for lesson in lessons if lesson.mention in found]
        return kept, [found[lesson.mention] for lesson in kept]

    def _as_it_runs(
        self, task: str, lessons: Sequence[Lesson], mentions: Sequence[Mention], by_rules: Sequence[Label]
    ) -> tuple[list[Label], str]:
        """Return what runs, as it answers without knowing these labels, and its name."""
        judge = self._judges.running().get(task)
        if judge is None:
            if fixed_values(task):
                return list(by_rules), "rules"
            value, number = Counter(lesson.value for lesson in lessons).most_common(1)[0]
            usual = Label(value, number / len(lessons))
            return [said if said.value else usual for said in by_rules], "usual"
        name = judge.version.name
        unseen = {one.lesson: Label(one.value, one.sure, f"model:{name}") for one in judge.report.answers}
        fresh = [
            place
            for place, lesson in enumerate(lessons)
            if lesson.id not in unseen or lesson.at > judge.version.learned_until
        ]
        said = dict(zip(fresh, self._judges.ask(task, [mentions[place] for place in fresh]), strict=True))
        found = [said.get(place) or unseen.get(lesson.id) for place, lesson in enumerate(lessons)]
        langs = [lesson.lang for lesson in lessons]
        return _joined(task, found, by_rules, langs, judge.report.langs), name

    def _by_words(self, taught: _Class) -> _Candidate:
        texts = [_text(mention) for mention in taught.mentions]
        examples = [Example(text, value) for text, value in zip(texts, taught.truth, strict=True)]
        studied = study(examples, name=f"{taught.task}-v{self._next(taught.task)}")
        seen = studied.model.classify(texts)
        return _Candidate(studied.unseen(), seen, studied.model)

    def _by_service(self, taught: _Class, service: Answering) -> _Candidate:
        name = f"{taught.task}-v{self._next(taught.task)}"
        said = service.answer(taught.task, [_text(mention) for mention in taught.mentions], sorted(set(taught.truth)))
        bare = [Label(value or "", 1.0) for value in said]
        found = labelled_by_precision(said, report.cards(taught.truth, bare, taught.langs, fewest=OF_A_LANGUAGE), name)
        # Where it stays silent the rules go on, as they will when it runs.
        answers = [one or ruled for one, ruled in zip(found, taught.by_rules, strict=True)]
        return _Candidate(answers, answers, None, service="service")

    def _next(self, task: str) -> int:
        return next((version.number for version in self._versions.of(task)), 0) + 1

    def _try(self, taught: _Class, candidate: _Candidate, began: float) -> Version:
        """Compare a candidate with what runs, write it down, and let it run if it is better."""
        task, unseen = taught.task, candidate.unseen or candidate.seen
        langs = _languages_won(taught, unseen)
        after = _joined(task, unseen, taught.by_rules, taught.langs, langs)
        values = [[label.value for label in labels] for labels in (taught.before, after)]
        verdict = compare(taught.lessons, *values, tries=self._tries(task))
        if not candidate.unseen:
            verdict = replace(verdict, reason=Reason.TOO_FEW)
        written = self._report(taught, candidate, verdict, langs, began)
        digest = self._shelf.put(task, self._next(task), candidate.model) if candidate.model else ""
        version = self._versions.add(
            Version(
                task=task,
                number=0,
                stage=Stage.CANDIDATE,
                made_at=self._clock.now(),
                examples=len(taught.lessons),
                learned_until=taught.lessons[-1].at,
                digest=digest,
                report=report.encoded(written),
            )
        )
        if verdict.is_better:
            self._promote(version)
        return version

    def _promote(self, version: Version) -> None:
        now = self._clock.now()
        self._versions.promote(version.task, version.number, now)
        detail = {"version": version.number, "by": "comparison"}
        entry = Entry(at=now, actor=None, action="model_promote", subject=f"task:{version.task}", detail=detail)
        self._audit.write(entry)

    def _tries(self, task: str) -> int:
        """Return how often something was tried since something else came to run, this time included."""
        versions = self._versions.of(task)
        ran = max((version.promoted_at for version in versions if version.promoted_at), default=None)
        return 1 + sum(ran is None or version.made_at > ran for version in versions)

    def _report(
        self, taught: _Class, candidate: _Candidate, verdict: Verdict, langs: list[str], began: float
    ) -> report.Report:
        unseen = candidate.unseen or candidate.seen
        after = _joined(taught.task, unseen, taught.by_rules, taught.langs, langs)
        corrected = [place for place, lesson in enumerate(taught.lessons) if lesson.corrects]
        truth, said = taught.truth, Counter(label.value for label in unseen)
        fair = judged_on(taught.lessons)[0]
        fairly = _Shown(list(compress(truth, fair)), list(compress(taught.langs, fair)))
        return report.Report(
            comparison=report.Comparison(
                reason=verdict.reason.value,
                judged_on=verdict.judged_on,
                by_chance=verdict.by_chance,
                tries=verdict.tries,
                macro_f1=verdict.macro_f1,
                accuracy=verdict.accuracy,
                against=taught.against,
            ),
            langs=langs,
            cards=fairly.cards(list(compress(after, fair))),
            before=fairly.cards(list(compress(taught.before, fair))),
            answers=[
                report.Answer(lesson.id, label.value, label.confidence, label.value == lesson.value, bool(counts))
                for lesson, label, counts in zip(taught.lessons, candidate.unseen, fair, strict=bool(candidate.unseen))
            ],
            again=[taught.lessons[place].id for place in corrected if candidate.seen[place].value != truth[place]],
            corrected=len(corrected),
            again_unseen=sum(unseen[place].value != truth[place] for place in corrected),
            words=speaking_words(candidate.model, [plain_text(mention) for mention in taught.mentions])
            if candidate.model
            else {},
            values={value: number / len(unseen) for value, number in said.items()}
            | dict.fromkeys(set(truth) - set(said), 0.0),
            sure=sum(label.confidence for label in unseen) / len(unseen),
            seconds=round(self._clock.monotonic() - began, 2),
            service=candidate.service,
        )


def _text(mention: Mention) -> str:
    """Return what is learned from: exactly what is read when the mention is judged."""
    return f"{mention.title}\n{mention.text[:ANALYSED]}" if mention.title else mention.text


def _said_by_rules(task: str, heard: Heard) -> Label:
    if task != DEPARTMENT:
        return standing(task, heard.understood) or Label("", 0.0)
    department = heard.understood.department
    return Label("", 0.0) if department is None else Label(str(department), 1.0)


def _joined(
    task: str, learned: Sequence[Label | None], by_rules: Sequence[Label], langs: Sequence[str], spoken: Sequence[str]
) -> list[Label]:
    """Return what the system says with something learned in it: rules where they decide, or where it does not speak."""
    found = []
    for label, ruled, lang in zip(learned, by_rules, langs, strict=True):
        heard = report.EVERY in spoken or lang in spoken
        ruled_first = task == DEPARTMENT and ruled.value
        found.append(ruled if label is None or not heard or ruled_first else label)
    return found


def _languages_won(taught: _Class, unseen: Sequence[Label]) -> list[str]:
    """Return the languages that a candidate is to speak for: those with enough labels in which it is not worse."""
    if not fixed_values(taught.task):
        return [report.EVERY]  # where it is silent nobody speaks
    numbers = Counter(taught.langs)
    known = [lang for lang, number in sorted(numbers.items()) if number >= OF_A_LANGUAGE]
    if not known:
        return [report.EVERY]
    won = []
    for lang in known:
        places = [place for place, one in enumerate(taught.langs) if one == lang]
        verdict = compare(
            [taught.lessons[place] for place in places],
            [taught.before[place].value for place in places],
            [unseen[place].value for place in places],
        )
        if verdict.accuracy.high >= 0 and verdict.macro_f1.high >= 0:
            won.append(lang)
    return won or known
