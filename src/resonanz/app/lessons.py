"""Learning in the background: models as soon as enough is new, and old mentions judged by the newest of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from resonanz.app import jobs
from resonanz.app.progress import Progress
from resonanz.app.understanding import targets_of
from resonanz.core.heard import Heard
from resonanz.core.search import Change, Count, Filter
from resonanz.store.keeping import relabelled
from resonanz.understand.pipeline import Pipeline, judging_steps, owned_steps

if TYPE_CHECKING:
    from resonanz.app.house import House

JUDGED_AGAIN: Final = ("relevant", "sentiment", "kind", "targets", "labels")
"""What is judged again. A department is not: it would ask people to act on what is long past."""
BATCH: Final = 1_000
AGAIN: Final = "judge_again"
"""Name and key of the job: one at a time."""


def ask_for_learning(home: House) -> int:
    """Ask that every task is learned in which enough is new; return how many there are."""
    due = home.trainer.due()
    for task in due:
        jobs.start("learn", {"task": task}, at=home.clock.now(), key=f"learn:{task}")
    return len(due)


def learn(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Learn a task; a work of `app.works`."""
    progress.say(message=str(arguments["task"]))
    made = home.trainer.learn(str(arguments["task"]))
    return ", ".join(version.name for version in made)


def judge_again(home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
    """Judge every archived mention by what runs now; what a person said stays. A work of `app.works`."""
    home.judges.refresh()
    learned, targets = home.judges.learned, targets_of(home.rulebook)
    steps = judging_steps(home.rulebook.own_accounts(), learned)
    pipeline = Pipeline((*steps, *owned_steps(lambda: targets, learned, lambda: home.judges.known)))
    total = sum(group.number for group in home.archive.count(Count()))
    done = changed = 0
    for batch in home.archive.scan(Filter(), batch=BATCH):
        changes = list(_changes(batch, pipeline.understand([heard.mention for heard in batch])))
        changed += home.archive.relabel(changes) if changes else 0
        done += len(batch)
        progress.say(done, total)
    return str(changed)


def _changes(before: Sequence[Heard], after: Sequence[Heard]) -> Iterator[Change]:
    for old, new in zip(before, after, strict=True):
        judged = relabelled(old.understood, {name: getattr(new.understood, name) for name in JUDGED_AGAIN})
        labels: dict[str, object] = {
            name: getattr(judged, name)
            for name in JUDGED_AGAIN
            if getattr(judged, name) != getattr(old.understood, name)
        }
        if labels:
            yield Change(id=old.mention.id, labels=labels)
