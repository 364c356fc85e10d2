"""Write pages of docs/reference from the code, so that they cannot say something else: settings, verbs, metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from resonanz.app.config import Settings
from resonanz.cli.main import app
from resonanz.measure.printing import metrics_page

OUT = Path(__file__).parents[1] / "docs" / "reference"


def settings_page() -> str:
    """Return the page about settings."""
    rows = [
        "# Settings",
        "",
        "Settings come, later ones winning, from `resonanz.toml` in the home directory (names in lower case without",
        "the prefix), from `.env` in the working directory, and from the environment.",
        "",
        "| Variable | Meaning | Default |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        rows.append(f"| `RESONANZ_{name.upper()}` | {field.description} | {default} |")
    return "\n".join(rows) + "\n"


def command_page() -> str:
    """Return the page about the command line."""
    rows = [
        "# Command line",
        "",
        "Every verb works while the server runs and when it does not. Progress goes to standard error, results to",
        "standard output. Exit status: 0 done, 1 done in part (or something needs a person), 2 nothing could be done.",
        "",
    ]
    for name, command in sorted(verbs(typer.main.get_command(app), "resonanz")):
        rows += [f"## `{usage(name, command)}`", "", (command.help or "").strip(), ""]
        rows += options(command)
    return "\n".join(rows).rstrip() + "\n"


def verbs(command: Any, name: str) -> list[tuple[str, Any]]:
    """Return every verb with its full name."""
    inner = getattr(command, "commands", None)
    if inner:
        return [one for key, value in inner.items() for one in verbs(value, f"{name} {key}")]
    return [(name, command)]


def usage(name: str, command: Any) -> str:
    """Return a verb with its arguments."""
    arguments = [str(one.name).upper() for one in command.params if one.param_type_name == "argument"]
    return " ".join([name, *arguments])


def options(command: Any) -> list[str]:
    """Return a table row for each option and argument."""
    rows = ["| | | |", "|---|---|---|"]
    for one in command.params:
        names = ", ".join(f"`{opt}`" for opt in (*one.opts, *one.secondary_opts))
        default = getattr(one, "default", None)
        shown = "" if default in (None, False, "", ...) or callable(default) else f"`{default}`"
        rows.append(f"| {names} | {getattr(one, 'help', '') or ''} | {shown} |")
    return [*rows, ""] if len(rows) > 2 else []


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "settings.md").write_text(settings_page(), encoding="utf-8")
    (OUT / "command-line.md").write_text(command_page(), encoding="utf-8")
    (OUT / "metrics.md").write_text(metrics_page("en"), encoding="utf-8")
    (OUT / "metrics.de.md").write_text(metrics_page("de"), encoding="utf-8")
