"""The inbox's keys are written down as the pages declare them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import resonanz.web

PARTS = Path(resonanz.web.__file__).parent / "templates"
PAGE = (Path(__file__).parents[2] / "docs/how-to/inbox.md").read_text(encoding="utf-8")
FILES = sorted(path for path in (PARTS / "parts").glob("inbox_*.html") if path.name != "inbox_quick.html")


def written() -> dict[str, str]:
    """Return the keys of the page and what it says that they do."""
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE, re.MULTILINE))


def declared() -> dict[str, str]:
    """Return the keys that the templates declare by name, as the cheat sheet shows them."""
    found = {}
    for file in (PARTS / "pages/inbox.html", *FILES):
        text = file.read_text(encoding="utf-8")
        for key, label in re.findall(r'data-key="([^"{]+)" data-key-label="\{% translate "([^"]+)" %\}"', text):
            found[f"⇧ {key.lower()}" if re.fullmatch("[A-Z]", key) else key] = label
    return found


@pytest.mark.parametrize("key", sorted(declared()))
def test_a_key_of_the_inbox_is_written_down(key: str) -> None:
    assert written().get(key) == declared()[key]


def test_nothing_is_written_down_that_no_page_declares() -> None:
    everywhere = {"j", "k", "?", ">"}
    assert set(written()) - set(declared()) == everywhere
