"""What reaches a log line, and what never does."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
import structlog

from resonanz.app.logging import log, set_up


@pytest.fixture(params=["console", "json"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Return what was written so far, in either form of log lines."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    set_up(form=request.param)
    yield written.getvalue
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def fail_with(access_token: str, words: str) -> None:
    raise RuntimeError(words)


def test_a_traceback_shows_no_values_of_variables(lines: Callable[[], str]) -> None:
    try:
        fail_with("rsz" + "-geheim", "broken")
    except RuntimeError as defect:
        log("test").warning("source_failed", exc_info=defect)

    assert "RuntimeError: broken" in lines()
    assert "rsz-geheim" not in lines()


@pytest.mark.parametrize("words", ["\x1b]0;owned\x07", "\x9b31m", "\u202egnp.exe", "nothing\r\nsource_recovered"])
def test_a_strangers_text_cannot_steer_a_terminal_or_forge_a_line(lines: Callable[[], str], words: str) -> None:
    try:
        fail_with("", words)
    except RuntimeError as defect:
        log("test").warning("source_failed", sentence=words, exc_info=defect)
    logging.getLogger("library").warning("it said %s", words)

    assert not any(words in one for one in (lines(), lines().replace("\n", "\r\n")))
    assert "\r" not in lines()


def test_what_is_named_like_a_secret_is_blanked(lines: Callable[[], str]) -> None:
    log("test").warning("signed_in", access_token="abc" + "def")

    assert "abcdef" not in lines()
