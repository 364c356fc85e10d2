"""Understanding: what runs in each task and how often it is right, what is learned next, and who may let it run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from resonanz.app import jobs
from resonanz.app.lessons import AGAIN
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.core.teaching import DEPARTMENT, FIXED, SET, Lesson, Stage, Version
from resonanz.core.understood import Label
from resonanz.store.relational.selectors import trail
from resonanz.understand.teaching.drift import Drift, drift, weeks
from resonanz.understand.teaching.report import Report, decoded
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.pages import learning_cards as cards
from resonanz.web.pages import learning_words as told

RECENT: Final = 1_000
"""Newest mentions that drift is looked for in."""
FRESH: Final = 60
"""Seconds that a look for drift may be old."""
AGAIN_SHOWN: Final = 50
VERSIONS_SHOWN: Final = 20


@page()
def understanding(request: HttpRequest) -> HttpResponse:
    """List the tasks: what runs, how often it is right, how much was taught."""
    desk = house().teaching_desk
    numbers = house().lessons.numbers()
    running = house().judges.running()
    rows = []
    for task in desk.tasks():
        judge = running.get(task)
        rows.append(
            {
                "task": task,
                "name": told.name_of_task(task),
                "slug": task.removeprefix(SET) if task.startswith(SET) else "",
                "judge": judge,
                "accuracy": told.figure(judge.report.cards[0].accuracy) if judge and judge.report.cards else "–",
                "number": numbers.get(task, 0),
                "outlook": house().trainer.outlook(task),
            }
        )
    return render(request, "pages/understanding.html", {"rows": rows, "again": trail.newest_job(AGAIN)})


@page()
def task(request: HttpRequest, task: str) -> HttpResponse:
    """Show one task: accuracy cards, the curve of what an accuracy costs, mistakes made again, versions."""
    desk = house().teaching_desk
    desk.values(task)
    versions = house().versions.of(task)
    running = house().judges.running().get(task)
    wish = house().versions.wish(task)
    lessons = house().lessons.of(task)
    shown = running.version if running else next(iter(versions), None)
    report = decoded(shown.report) if shown else None
    return render(
        request,
        "pages/understanding_task.html",
        {
            "task": task,
            "name": told.name_of_task(task),
            "slug": task.removeprefix(SET) if task.startswith(SET) else "",
            "running": running,
            "shown": shown,
            "wish": wish,
            "asked": round(100 * wish.accuracy),
            "outlook": house().trainer.outlook(task),
            "job": trail.newest_job(f"learn:{task}"),
            "lessons": len(lessons),
            "cards": cards.shown(task, report, running is not None) if report else [],
            "report": report,
            "verdict": told.verdict(report.comparison) if report else "",
            "curve": cards.curve_of(report, wish.accuracy) if report and report.answers else None,
            "words": [(told.name_of_value(task, value), said) for value, said in report.words.items()]
            if report
            else [],
            "again": _again(lessons, report) if report else [],
            "weeks": [(week, told.figure(week.agreed)) for week in weeks(lessons, desks.now())],
            "drift": _drift(task, shown, report) if running and report and shown else None,
            "versions": [_version_row(version) for version in versions[:VERSIONS_SHOWN]],
            "has_service": house().language_model is not None and task != DEPARTMENT,
        },
    )


@page(Action.MANAGE_UNDERSTANDING, methods=("POST",))
def task_ask(request: HttpRequest, task: str) -> HttpResponse:
    """Say how often the system has to be right where it decides on its own."""
    given = request.POST.get("accuracy", "")
    try:
        accuracy = float(given) / 100
    except ValueError:
        raise InputRejected(f"{given!r} is no number.", place="accuracy", remedy="Write for example 90.") from None
    wish = replace(house().versions.wish(task), accuracy=accuracy, uses_service="service" in request.POST)
    house().teaching_desk.ask(actor(request), wish)
    messages.success(request, _("From now on this holds for what comes in."))
    return redirect("understanding_task", task)


@page(Action.MANAGE_UNDERSTANDING, methods=("POST",))
def task_learn(request: HttpRequest, task: str) -> HttpResponse:
    """Learn now, without waiting for more labels."""
    house().teaching_desk.learn_now(actor(request), task)
    if house().trainer.outlook(task).is_due:
        jobs.start("learn", {"task": task}, at=desks.now(), key=f"learn:{task}")
        messages.success(request, _("It is being learned. The result stands here in a moment."))
    else:
        messages.warning(request, _("That needs 30 labels with at least two different values."))
    return redirect("understanding_task", task)


@page(Action.MANAGE_UNDERSTANDING, methods=("POST",))
def task_run(request: HttpRequest, task: str) -> HttpResponse:
    """Let a version run, or the rules."""
    number = request.POST.get("version", "")
    if not number.isdigit():
        raise InputRejected("There is no such version.", place="version")
    house().teaching_desk.promote(actor(request), task, int(number))
    messages.success(request, _("It judges what comes in from now on."))
    return redirect("understanding_task", task)


@page(Action.MANAGE_UNDERSTANDING, methods=("POST",))
def judge_again(request: HttpRequest) -> HttpResponse:
    """Judge all mentions again by what runs now."""
    jobs.start(AGAIN, {}, at=desks.now(), key=AGAIN)
    messages.success(request, _("All mentions are judged again; what people said stays."))
    return redirect("understanding")


def _again(lessons: Sequence[Lesson], report: Report) -> list[Mapping[str, Any]]:
    wanted = set(report.again)
    asked = [lesson for lesson in lessons if lesson.id in wanted][-AGAIN_SHOWN:]
    there = house().archive.find([lesson.mention for lesson in asked])
    unseen = {one.lesson: one.value for one in report.answers}
    return [
        {
            "heard": there[lesson.mention],
            "value": told.name_of_value(lesson.task, lesson.value),
            "before": told.name_of_value(lesson.task, lesson.before.value if lesson.before else ""),
            "answer": told.name_of_value(lesson.task, unseen.get(lesson.id, "")),
        }
        for lesson in reversed(asked)
        if lesson.mention in there
    ]


def _drift(task: str, version: Version, report: Report) -> Drift | None:
    if task not in FIXED:
        return None
    key = f"drift-{version.name}"
    found: Drift | None = cache.get(key)
    if found is None:
        origin = f"model:{version.name}"
        newest = house().archive.page(Filter(include_own=False, include_duplicates=False), limit=RECENT).items
        labels: list[Label] = [getattr(heard.understood, task) for heard in newest]
        found = drift(report, [label for label in labels if label.origin == origin])
        cache.set(key, found, FRESH)
    return found


def _version_row(version: Version) -> Mapping[str, Any]:
    report = decoded(version.report)
    return {
        "version": version,
        "is_running": version.stage is Stage.RUNNING,
        "verdict": told.verdict(report.comparison),
        "accuracy": told.figure(report.cards[0].accuracy) if report.cards else "–",
        "macro_f1": told.figure(report.cards[0].macro_f1) if report.cards else "–",
        "service": report.service,
        "corrected": report.corrected,
        "again": len(report.again),
        "again_unseen": report.again_unseen,
    }
