"""A process that keeps, relabels, forgets and purges, and says after each what was acknowledged; to be killed.

    python busy_process.py DIRECTORY SEED FIRST

Every batch is a thread of its own, so that half a batch would show.
"""

from __future__ import annotations

import random  # noqa: TID251  seeded
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from resonanz.core.ids import MentionId
from resonanz.core.search import Change
from resonanz.core.understood import Label
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.making import heard

SIZE = 40


def ids(batch: int) -> list[MentionId]:
    """Return the ids of a batch."""
    return [MentionId(f"mastodon:{batch}-{number}") for number in range(SIZE)]


def say(*words: object) -> None:
    """Acknowledge on standard output, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Work until killed."""
    directory, seed, first = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    dice = random.Random(seed)
    archive = EmbeddedArchive(directory)
    with archive._engine.reading() as cursor:
        cursor.run("set global checkpoint_threshold = '200KB'")
    archive.start()
    say("open")
    for batch in range(first, first + 10_000):
        say("begin keep", batch)
        archive.keep([heard(batch, id=name, thread=MentionId(f"mastodon:{batch}-0")) for name in ids(batch)])
        say("done keep", batch)
        other = dice.randint(first, batch)
        match dice.randint(0, 5):
            case 0 | 1:
                say("begin relabel", other)
                label = Label(f"kind-{batch}", 0.9)
                archive.relabel(
                    [Change(id=name, labels={"kind": label, "topics": (str(batch),)}) for name in ids(other)]
                )
                say("done relabel", other, label.value)
            case 2:
                say("begin forget", other)
                archive.forget(ids(other))
                say("done forget", other)
            case 3:
                say("begin keep", other)
                archive.keep([heard(batch, id=name, thread=ids(other)[0], revision=batch) for name in ids(other)])
                say("done keep", other)
            case 4 if batch % 7 == 0:
                archive.purge()


if __name__ == "__main__":
    main()
