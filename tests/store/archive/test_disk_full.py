"""A full disk is said plainly, loses nothing that was acknowledged, and is over when there is space again.

The disk is played by the system's limit on the size of files: writing beyond it fails as on a full disk, in the
engine's own system calls, without any privilege. It is set in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource")

PLAY = """
import resource, secrets, signal, sys
from pathlib import Path
from resonanz.core.errors import StoreUnavailable
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author
from resonanz.core.search import Change, Count, Filter
from resonanz.core.understood import Label
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.making import heard

def said(number, word):
    # What fills the disk is not searched, so that the test is about the disk.
    return heard(number, text=f"{word} {number}", author=Author(bio=secrets.token_hex(500)))

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
directory, room, doing = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
archive = EmbeddedArchive(directory)
archive.keep([said(number, "Lampe") for number in range(300)])
if doing == "checkpoint":
    archive._engine.checkpoint()
largest = max(path.stat().st_size for path in directory.rglob("*") if path.is_file())
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))

acknowledged, refused = 300, 0
for round in range(40):
    batch = [said(10_000 + round * 200 + number, "Tisch") for number in range(200)]
    try:
        acknowledged += archive.keep(batch).new
        if doing == "checkpoint":
            archive._engine.checkpoint()
    except StoreUnavailable as trouble:
        assert "space" in str(trouble), trouble
        refused += 1
    if refused > 3:
        break
assert refused, "the disk was never full"
number = archive.count(Count())[0].number
assert acknowledged <= number, (number, acknowledged)
for what in (lambda: archive.purge(), lambda: archive.settle(), lambda: archive.forget([MentionId("mastodon:1")])):
    try:
        what()
    except StoreUnavailable:
        pass

resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
there = len(archive.known([MentionId("mastodon:1")]))
assert archive.keep([heard(99_000)]).new == 1
assert archive.relabel([Change(id=MentionId("mastodon:2"), labels={"kind": Label("praise", 1.0)})]) == 1
archive.settle()
assert archive.verify() == [], archive.verify()
number = archive.count(Count())[0].number
assert number >= acknowledged + 1 - (not there), (number, acknowledged)
assert sum(len(part) for part in archive.scan(Filter(query="lampe"))) >= 299
archive.close()
again = EmbeddedArchive(directory)
assert again.count(Count())[0].number == number
assert again.verify() == []
print("refused", refused)
"""


@pytest.mark.parametrize("room", [0, 1_000_000])
@pytest.mark.parametrize("doing", ["keep", "checkpoint"])
def test_a_full_disk_loses_nothing_and_passes(tmp_path: Path, room: int, doing: str) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(tmp_path / "archive"), str(room), doing],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("refused")
