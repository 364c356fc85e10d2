"""One mention and what was learned: words that spoke, label sets of the company, which department it may be for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.heard import Heard
from resonanz.core.teaching import DEPARTMENT, FIXED, SET, Lesson
from resonanz.core.understood import Label
from resonanz.understand.teaching.judges import Judge
from resonanz.web.pages.learning_words import name_of_task, name_of_value
from resonanz.web.stated import running
from resonanz.web.words import origin, sureness

WORDS: Final = 6


def shown(heard: Heard) -> Mapping[str, Any]:
    """Return what the page of a mention shows of what was learned."""
    judges = running()
    told = house().lessons.about([heard.mention.id])
    own = [one.task for one in house().lessons.sets()]
    return {
        "sets": [_value(task, heard, told) for task in own],
        "department": _department(heard, told) if DEPARTMENT in judges else None,
        "words": [
            {"name": name_of_task(task), "words": said}
            for task in (*FIXED, DEPARTMENT, *own)
            if task in judges and (said := _words(judges[task], heard))
        ],
    }


def why(heard: Heard) -> str:
    """Say how a mention came to its department where no rule brought it there."""
    told = house().lessons.about([heard.mention.id])
    if any(lesson.task == DEPARTMENT for lesson in told) or DEPARTMENT not in running():
        return _("A person chose the department.")
    return _("What was learned was sure enough of the department.")


def _value(task: str, heard: Heard, told: Sequence[Lesson]) -> Mapping[str, Any]:
    said = [lesson for lesson in told if lesson.task == task]
    label = Label(said[-1].value, 1.0, f"person:{said[-1].by or 0}") if said else _guess(task, heard)
    return {
        "task": task,
        "slug": task.removeprefix(SET),
        "name": name_of_task(task),
        "value": name_of_value(task, label.value) if label else "",
        "told": f"{origin(label)}, {sureness(label)}" if label else "",
        "is_suspected": label is not None and not house().judges.is_stated(task, label),
        "by_person": label is not None and label.by_person,
    }


def _department(heard: Heard, told: Sequence[Lesson]) -> Mapping[str, Any] | None:
    """Return what was learned suspects, where nobody and no rule has decided."""
    if heard.understood.department is not None or heard.mention.author.is_own:
        return None
    label = _guess(DEPARTMENT, heard)
    return _value(DEPARTMENT, heard, told) if label else None


def _guess(task: str, heard: Heard) -> Label | None:
    return house().judges.ask(task, [heard.mention])[0]


def _words(judge: Judge, heard: Heard) -> list[str]:
    if judge.model is None or heard.mention.author.is_own:
        return []
    text = f"{heard.mention.title}\n{heard.mention.text}" if heard.mention.title else heard.mention.text
    (label,) = judge.model.classify([text])
    spoke = judge.model.explain(text, label.value)[:WORDS]
    return [word for word, _lost in spoke if word[0].isalnum()]
