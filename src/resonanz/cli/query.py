"""`resonanz query`: check a query, say in words what it asks, carry one over from another suite.

For these nothing of a running system is needed; what works on an installation is in `cli.standing`. `check` is silent
when all is well; hints are shown only when asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from resonanz.cli import standing

if TYPE_CHECKING:
    from resonanz.core.heard import Heard
    from resonanz.query.explain import Explained
    from resonanz.query.mistakes import QueryError
    from resonanz.query.tree import Query

NOT_UNDERSTOOD = 1
"""Exit status when a query cannot be understood, or not all of it carried over."""

app = typer.Typer(help="Check, explain and import queries; match old mentions again.", no_args_is_help=True)
app.command("list")(standing.list_)
app.command("rerun")(standing.rerun)
app.command("estimate")(standing.estimate)

_Text = Annotated[str, typer.Argument(help="The query.", show_default=False)]
_Form = Annotated[str, typer.Option("--format", help="text or json.")]
_Lang = Annotated[str, typer.Option("--lang", help="Language of the messages: en or de.")]


@app.command()
def check(
    query: _Text,
    form: _Form = "text",
    lang: _Lang = "en",
    hints: Annotated[bool, typer.Option("--hints", help="Also warn of what is probably not meant.")] = False,
) -> None:
    """Say nothing when a query is understood; else where and what is wrong, and what would be right (exit 1)."""
    from resonanz.query.lint import lint

    parsed = _parsed(query, form, lang)
    for hint in lint(parsed, query) if hints else ():
        wording = hint.localised(lang)
        place = {"line": hint.line, "column": hint.column, "end": hint.end}
        if form == "json":
            _print_json({"message": wording.message, **place, "remedy": wording.remedy})
        else:
            typer.echo(f"line {hint.line}, column {hint.column}: {wording}")


@app.command()
def explain(
    query: _Text,
    text: Annotated[str | None, typer.Option("--text", help="A text to try it on.")] = None,
    form: _Form = "text",
    lang: _Lang = "en",
) -> None:
    """Say in words what a query asks; with a text, which parts hold (✓, ✗) and where."""
    from resonanz.query.explain import explain as explained

    parsed = _parsed(query, form, lang)
    part = explained(parsed, _heard(text) if text is not None else None, lang=lang)
    if form == "json":
        _print_json(_plain(part))
        return
    typer.echo(str(parsed))
    for line in part.lines():
        typer.echo(line)


@app.command("import")
def import_(
    query: _Text,
    dialect: Annotated[str, typer.Option("--dialect", help="brandwatch, meltwater, talkwalker, sprinklr or x.")],
    form: _Form = "text",
    lang: _Lang = "en",
) -> None:
    """Print a query of another suite in our language; on standard error what could not be carried over (exit 1)."""
    from resonanz.query.dialects import carry_over
    from resonanz.query.mistakes import QueryError

    try:
        carried = carry_over(dialect, query)
    except QueryError as error:
        raise _refused(error, form, lang) from None
    notes = [(note, note.localised(lang)) for note in carried.notes]
    canonical = "" if carried.query is None else str(carried.query)
    if form == "json":
        places = [{"line": note.line, "column": note.column, "end": note.end, **_said(words)} for note, words in notes]
        _print_json({"query": canonical, "notes": places})
    else:
        typer.echo(canonical)
        for note, words in notes:
            typer.echo(f"line {note.line}, column {note.column}: {str(words).rstrip()}", err=True)
    if any(note.is_loss for note in carried.notes):
        raise typer.Exit(NOT_UNDERSTOOD)


def _parsed(query: str, form: str, lang: str) -> Query:
    from resonanz.core.errors import InputRejected
    from resonanz.query.language import parse
    from resonanz.query.mistakes import QueryError

    if form not in ("text", "json"):
        raise InputRejected(f"{form!r} is no format.", place="--format", remedy="Write text or json.")
    try:
        return parse(query)
    except QueryError as error:
        raise _refused(error, form, lang) from None


def _refused(error: QueryError, form: str, lang: str) -> typer.Exit:
    """Print what is wrong with a query; return the exit to be raised."""
    wording = error.localised(lang)
    if form == "json":
        place = {"line": error.line, "column": error.column, "end": error.end}
        _print_json({"message": wording.message, **place, "remedy": wording.remedy})
    else:
        typer.echo(f"line {error.line}, column {error.column}: {wording}")
    return typer.Exit(NOT_UNDERSTOOD)


def _said(wording: object) -> Mapping[str, str]:
    return {"message": getattr(wording, "message", ""), "remedy": getattr(wording, "remedy", "")}


def _plain(part: Explained) -> Mapping[str, object]:
    shown: dict[str, object] = {"words": part.words, "query": part.query}
    if part.holds is not None:
        shown["holds"] = part.holds
        shown["hits"] = [{"field": name, "start": start, "end": end} for name, start, end in part.hits]
    return {**shown, "parts": [_plain(each) for each in part.parts]}


def _print_json(value: Mapping[str, object]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _heard(text: str) -> Heard:
    from resonanz.cli.match import heard_from

    return heard_from({"text": text}, line=1)
