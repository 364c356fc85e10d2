"""The documentation is a test: what can be set, said or connected is written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from resonanz.app.config import Settings
from resonanz.cli.main import app
from resonanz.connect.registry import connectors

DOCS = Path(__file__).parents[2] / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def verbs(command: Any, name: str) -> list[str]:
    inner = getattr(command, "commands", None)
    if inner:
        return [one for key, value in inner.items() for one in verbs(value, f"{name} {key}")]
    return [name]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`RESONANZ_{name.upper()}`" in read("reference/settings.md")


@pytest.mark.parametrize("name", verbs(typer.main.get_command(app), "resonanz"))
def test_every_verb_is_documented(name: str) -> None:
    assert f"`{name}" in read("reference/command-line.md")


def test_the_command_line_has_its_verbs() -> None:
    assert {"resonanz run", "resonanz import", "resonanz sources add"} <= set(
        verbs(typer.main.get_command(app), "resonanz")
    )


@pytest.mark.parametrize("name", sorted(connectors()))
def test_every_connector_is_documented_with_its_settings_and_skips(name: str) -> None:
    page = read(f"reference/connectors/{name}.md")
    connector = connectors()[name]
    missing = [one.name for one in connector.settings if f"`{one.name}`" not in page]
    missing += [reason for reason in connector.skip_reasons if f"`{reason}`" not in page]
    assert not missing


def test_every_page_is_reached_from_the_index() -> None:
    index = read("index.md")
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"index.md"}
    assert sorted(page for page in pages if f"({page})" not in index) == []
