"""A person's word on what was understood: it outlives every machine and every later revision of the text.

Each word is a lesson as well: understanding learns from it. Naming a department is more than a label: whoever says that
a department owns what was said asks it to act. So a case is opened there unless the thread has one; a case that stands
elsewhere is handed over by its own department, with a reason, and not from here. A labelling session only asks which
department it would be (`teach`), and nobody has to act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, DepartmentId, MentionId, QueryId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Casebook, Entry, Lessons, Opening, Rulebook
from resonanz.core.search import Change
from resonanz.core.teaching import DEPARTMENT, FIXED, SENTIMENT, SET, Drawn, Lesson, standing, target_of, towards
from resonanz.core.understood import NAMED, RULE, Label, OwnLabel, Towards, Voice

FOLLOWER: Final = "people"
"""Whose mark moves when a person opens a case: none that anybody follows by."""
CHOICES: Final[Mapping[str, frozenset[str]]] = {task: frozenset(values) for task, values in FIXED.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Hold what a person says instead; empty values leave what is there."""

    sentiment: str = ""
    kind: str = ""
    relevant: str = ""
    lang: str = ""
    """ISO 639-1."""
    department: DepartmentId | None = None
    towards: Mapping[QueryId, str] = field(default_factory=dict)
    """How the author feels about what these standing queries name, one by one."""


class LabelDesk:
    """Do what people do with what was understood."""

    def __init__(
        self,
        *,
        archive: Archive,
        casebook: Casebook,
        rulebook: Rulebook,
        lessons: Lessons,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._rulebook = rulebook
        self._lessons = lessons
        self._audit = audit
        self._clock = clock

    def correct(self, actor: Actor, mention: MentionId, correction: Correction, drawn: Drawn = Drawn.FOUND) -> Heard:
        """Set what the person says; return the mention as it is now. Raise InputRejected, NotFound or NotAllowed."""
        require(actor, Action.LABEL)
        labels = self._labels(actor, correction)
        before = self._load(mention)
        if correction.towards:
            labels["targets"] = self._targets(actor, before, correction.towards)
        if not labels:
            raise InputRejected("Nothing was corrected.", place="kind", remedy="Choose another value.")
        self._archive.relabel([Change(id=mention, labels=labels)])
        now = self._clock.now()
        detail = {name: getattr(value, "value", value) for name, value in labels.items() if name != "targets"}
        detail |= {towards(query): value for query, value in correction.towards.items()}
        said = {task: str(value) for task, value in detail.items() if task != "opens_case"}
        self._learn_of(actor, before, said, drawn)
        self._audit.write(
            Entry(at=now, actor=actor.id, action="mention_correct", subject="mention", detail={"set": detail})
        )
        corrected = self._load(mention)
        if correction.department is not None:
            self._open(corrected, correction.department)
        return corrected

    def teach(self, actor: Actor, mention: MentionId, task: str, value: str, drawn: Drawn) -> None:
        """Say what a mention is in one task, as a session asks for it; nobody is asked to act.

        Raise InputRejected, NotFound or NotAllowed.
        """
        require(actor, Action.LABEL)
        if task in FIXED:
            self.correct(actor, mention, replace(Correction(), **{task: value}), drawn)  # type: ignore[arg-type]
            return
        if (query := target_of(task)) is not None:
            self.correct(actor, mention, Correction(towards={query: value}), drawn)
            return
        heard = self._load(mention)
        if task == DEPARTMENT:
            self._require_department(_department(value))
        elif value not in self._values(task):
            raise InputRejected(f"{value!r} is not known.", place="value", remedy="Choose one that is offered.")
        self._learn_of(actor, heard, {task: value}, drawn)
        self._set_own(heard, task, self._said(actor, value))
        subject, detail = "mention", {"set": {task: value}}
        now = self._clock.now()
        self._audit.write(Entry(at=now, actor=actor.id, action="mention_teach", subject=subject, detail=detail))

    def take_back(self, actor: Actor, mention: MentionId, task: str) -> bool:
        """Forget what this person taught of a mention, and what it is in a label set of the company's own.

        What they set otherwise on the mention stays until they say otherwise.
        """
        require(actor, Action.LABEL)
        dropped = self._lessons.drop(task, mention, actor.id)
        heard = self._archive.find([mention]).get(mention)
        if dropped and heard is not None:
            left = [one for one in self._lessons.about([mention]) if one.task == task]
            value, by = (left[-1].value, left[-1].by) if left else ("", actor.id)
            self._set_own(heard, task, Label(value, 1.0, f"person:{by or 0}"))
        return dropped

    def _set_own(self, heard: Heard, task: str, label: Label) -> None:
        """Set what a mention is in a label set of the company's own; an empty value takes it away."""
        if not task.startswith(SET):
            return
        slug = task.removeprefix(SET)
        others = [one for one in heard.understood.labels if one.slug != slug]
        self._archive.relabel([Change(id=heard.mention.id, labels={"labels": (*others, OwnLabel(slug, label))})])

    def _values(self, task: str) -> tuple[str, ...]:
        for known in self._lessons.sets():
            if known.task == task:
                return known.values
        raise NotFound(f"There is no label set {task.removeprefix(SET)!r}.")

    def _learn_of(self, actor: Actor, before: Heard, said: Mapping[str, str], drawn: Drawn) -> None:
        now, mention = self._clock.now(), before.mention
        self._lessons.keep(
            [
                Lesson(
                    task=task,
                    mention=mention.id,
                    revision=mention.revision,
                    value=value,
                    at=now,
                    by=actor.id,
                    before=self._stood(before, task),
                    lang=before.understood.lang.value,
                    drawn=drawn,
                )
                for task, value in said.items()
            ]
        )

    def _stood(self, before: Heard, task: str) -> Label | None:
        """Return what a machine said of the mention, also where a person has spoken since."""
        stood = standing(task, before.understood)
        if task == DEPARTMENT and before.understood.department is not None:
            origin = RULE if before.understood.route is not None else "model:department"
            stood = Label(str(before.understood.department), 1.0, origin)
        told = [one for one in self._lessons.about([before.mention.id]) if one.task == task]
        if told and (stood is None or stood.by_person or task == DEPARTMENT):
            return told[-1].before
        return None if stood is None or stood.by_person else stood

    def _labels(self, actor: Actor, correction: Correction) -> dict[str, object]:
        labels: dict[str, object] = {}
        for name, allowed in CHOICES.items():
            value = getattr(correction, name)
            if value and value not in allowed:
                raise InputRejected(f"{value!r} is not known.", place=name, remedy="Choose one that is offered.")
            if value:
                labels[name] = self._said(actor, value)
        if correction.lang:
            if not (len(correction.lang) == 2 and correction.lang.isascii() and correction.lang.isalpha()):
                raise InputRejected("A language has two letters.", place="lang", remedy="Write for example de.")
            labels["lang"] = self._said(actor, correction.lang.lower())
        if correction.department is not None:
            self._require_department(correction.department)
            labels |= {"department": correction.department, "opens_case": True}
        return labels

    def _targets(self, actor: Actor, before: Heard, said: Mapping[QueryId, str]) -> tuple[Towards, ...]:
        """Return the targets of a mention with a person's word on some of them, named by the text or not."""
        about = {query.id: query.about for query in self._rulebook.queries() if query.about in NAMED}
        found = {one.query: one for one in before.understood.targets}
        for query, value in said.items():
            if query not in about:
                raise InputRejected(
                    "No feeling can be for that query.",
                    place="towards",
                    remedy="Choose a query about us, a product or a competitor.",
                )
            if value not in CHOICES[SENTIMENT]:
                raise InputRejected(f"{value!r} is not known.", place="towards", remedy="Choose one that is offered.")
            found[query] = Towards(about[query], query, self._said(actor, value))
        return tuple(found[query] for query in sorted(found))

    @staticmethod
    def _said(actor: Actor, value: str) -> Label:
        return Label(value, 1.0, f"person:{actor.id or 0}")

    def _require_department(self, department: DepartmentId) -> None:
        if all(one.id != department for one in self._rulebook.departments()):
            raise InputRejected("There is no such department.", place="department", remedy="Choose another one.")

    def _load(self, mention: MentionId) -> Heard:
        found = self._archive.find([mention]).get(mention)
        if found is None:
            raise NotFound("This mention is not there: it was taken back, erased, or never heard.")
        return found

    def _open(self, heard: Heard, department: DepartmentId) -> list[CaseId]:
        mention = heard.mention
        if heard.understood.voice is Voice.OWN or self._casebook.cases_of([mention.thread]):
            return []
        opening = Opening(
            mention=mention,
            understood=heard.understood,
            department=department,
            priority=heard.understood.priority,
            route="",
        )
        return self._casebook.take_in([opening], [], follower=FOLLOWER, seq=0, at=self._clock.now())


def _department(value: str) -> DepartmentId:
    if not value.isdigit():
        raise InputRejected("There is no such department.", place="value", remedy="Choose another one.")
    return DepartmentId(int(value))
