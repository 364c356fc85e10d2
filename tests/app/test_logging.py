"""Log lines: values for programs, words for people, secrets for nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from resonanz.app.logging import log, set_up


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave logging as it was."""
    root, before = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level)
    structlog.reset_defaults()
    yield
    root.handlers[:], _ = before
    root.setLevel(before[1])
    structlog.reset_defaults()


def test_a_line_for_programs_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(form="json")

    log("tests").info("source_failed", source="Nöws")

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["source"], line["level"]) == ("source_failed", "Nöws", "info")


def test_lines_of_libraries_look_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(form="json")

    logging.getLogger("other.package").warning("It is %s.", "late")

    assert json.loads(capsys.readouterr().err)["event"] == "It is late."


def test_what_is_less_severe_than_asked_for_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(form="json", level="warning")

    log("tests").info("nothing")

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("name", ["access_token", "password", "Authorization", "client_secret", "cookie"])
def test_a_value_under_a_telling_name_is_blanked(capsys: pytest.CaptureFixture[str], form: str, name: str) -> None:
    set_up(form=form)

    log("tests").warning("looked", **{name: "abc123"})

    assert "abc123" not in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str], form: str) -> None:
    set_up(form=form)

    def look(given: str) -> int:
        return int(given, base=len(given))

    try:
        look("321cba"[::-1])
    except ValueError as trouble:
        log("tests").warning("look_failed", exc_info=ValueError().with_traceback(trouble.__traceback__))

    said = capsys.readouterr().err
    assert "return int(given" in said
    assert "abc123" not in said
