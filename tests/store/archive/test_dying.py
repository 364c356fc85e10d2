"""What was acknowledged survives kill -9 at any moment, is there once, and nothing is there by half."""

from __future__ import annotations

import random  # noqa: TID251  seeded
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from resonanz.core.heard import Heard
from resonanz.core.search import By, Count, Filter
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.archive.busy_process import SIZE

SCRIPT = Path(__file__).with_name("busy_process.py")


class Witness:
    """Remember what a process acknowledged, and what it had begun when it died."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}
        """The kind that each batch has."""
        self.forgotten: set[int] = set()
        self.unsure: set[int] = set()
        self.next = 0

    def hear(self, line: str) -> None:
        """Take note of one line."""
        words = line.split()
        if len(words) < 3:
            return
        state, action, batch = words[0], words[1], int(words[2])
        self.next = max(self.next, batch + 1)
        if state == "begin":
            self.unsure.add(batch)
            return
        self.unsure.discard(batch)
        if action == "forget":
            self.kept.pop(batch, None)
            self.forgotten.add(batch)
        elif action == "keep":
            self.kept[batch] = "other"
            self.forgotten.discard(batch)
        elif batch in self.kept:
            self.kept[batch] = words[3]


def run_and_kill(directory: Path, witness: Witness, seed: int) -> None:
    """Let the process work, kill it after some lines and, mostly, in the middle of something."""
    dice = random.Random(seed)
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(directory), str(seed), str(witness.next)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _ in range(dice.randint(1, 80)):
        line = process.stdout.readline()
        assert line, "the process ended by itself"
        witness.hear(line)
    process.kill()
    for line in process.stdout:  # what it said before it died
        if line.endswith("\n"):
            witness.hear(line)
    process.wait()
    process.stdout.close()


def batches_of(archive: EmbeddedArchive) -> dict[int, list[Heard]]:
    found: dict[int, list[Heard]] = defaultdict(list)
    for part in archive.scan(Filter()):
        for each in part:
            found[int(each.mention.thread.split(":")[1].split("-")[0])].append(each)
    return found


def assert_sound(directory: Path, witness: Witness) -> None:
    """Open the archive again and compare it with what was acknowledged."""
    archive = EmbeddedArchive(directory)
    assert archive.verify() == []
    found = batches_of(archive)
    for batch, mentions in found.items():
        assert len(mentions) == SIZE, f"batch {batch} is there by half"
        assert len({each.mention.id for each in mentions}) == SIZE, f"batch {batch} is there twice"
        assert len({(each.understood.kind, each.mention.revision) for each in mentions}) == 1, (
            f"{batch} changed by half"
        )
    for batch in witness.kept.keys() - witness.unsure:
        assert batch in found, f"batch {batch} was acknowledged and is lost"
        assert found[batch][0].understood.kind.value == witness.kept[batch], f"a label of batch {batch} is lost"
    assert not (witness.forgotten - witness.unsure) & found.keys(), "something forgotten came back"
    archive.settle()
    words = Counter({"all": sum(len(part) for part in archive.scan(Filter(query="lampe")))})
    assert archive.count(Count())[0].number == words["all"]
    assert sum(group.number for group in archive.count(Count(by=(By.KIND,)))) == words["all"]
    # What was unsure is settled now: whatever is there stays, whatever is not does not come back.
    witness.kept = {batch: mentions[0].understood.kind.value for batch, mentions in found.items()}
    witness.forgotten |= witness.unsure - found.keys()
    witness.unsure = set()
    archive.close()


@pytest.mark.parametrize("rounds", [1, pytest.param(25, marks=pytest.mark.slow)])
def test_killing_at_any_moment_loses_nothing(tmp_path: Path, rounds: int) -> None:
    witness = Witness()
    for seed in range(rounds):
        run_and_kill(tmp_path / "archive", witness, seed)
        assert_sound(tmp_path / "archive", witness)
    assert witness.kept
