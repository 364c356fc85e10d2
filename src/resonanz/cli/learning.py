"""`resonanz learn`, `classify` and `evaluate`: a model of one's own label set, from a file and for pipes.

They need no running system: examples in, a model file out, and the model's answers to whatever is piped through it.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from resonanz.cli.understand import pipe
from resonanz.core.errors import InputRejected

if TYPE_CHECKING:
    from resonanz.understand.evaluation import Card
    from resonanz.understand.learning import Example

Labels = Annotated[Path, typer.Option(help="JSON Lines, one labelled text a line.")]
TextField = Annotated[str, typer.Option(help="Field that holds the text.")]
LabelField = Annotated[str, typer.Option(help="Field that holds the label.")]
ModelFile = Annotated[Path, typer.Option(help="File that `resonanz learn` wrote.")]


class Form(StrEnum):
    """How figures are written."""

    TEXT = "text"
    JSON = "json"


def learn(
    labels: Labels,
    out: Annotated[Path, typer.Option(help="Where the model is written.")],
    text_field: TextField = "text",
    label_field: LabelField = "label",
    lang: Annotated[str, typer.Option(help="Language of all texts; told for each when empty.")] = "",
) -> None:
    """Train a model on labelled texts, for any set of labels."""
    from resonanz.understand import learning, model_file  # compiled code is loaded when it is used

    examples, rejected = _examples(labels, text_field, label_field)
    model = learning.learn(examples, lang=lang, name=out.stem)
    model_file.write_model(model, out)
    typer.echo(f"Learned {len(model.labels)} labels from {model.examples} examples.", err=True)
    for kept in model.thresholds:
        if kept.coverage:
            typer.echo(
                f"{kept.accuracy:.0%} right: from confidence {kept.confidence:.2f} on, {kept.coverage:.0%} of texts.",
                err=True,
            )
    if not model.tried:
        typer.echo("Too few examples to say how sure its answers are: they stay suspected.", err=True)
    if rejected:
        raise typer.Exit(1)


def classify(model: ModelFile, text_field: TextField = "text") -> None:
    """Add to each line on standard input the label that the model gives it, and how sure it is."""
    from resonanz.understand import labelled, model_file  # compiled code is loaded when it is used

    known = model_file.read_model(model)
    pipe(lambda lines, report: labelled.classify_records(lines, report, known, text_field=text_field))


def evaluate(
    model: ModelFile,
    labels: Labels,
    text_field: TextField = "text",
    label_field: LabelField = "label",
    form: Annotated[Form, typer.Option("--format", help="How figures are written.")] = Form.TEXT,
) -> None:
    """Say how often a model is right on labelled texts, with 90 % intervals."""
    from resonanz.understand import evaluation, model_file  # compiled code is loaded when it is used

    examples, rejected = _examples(labels, text_field, label_field)
    card = evaluation.evaluate(model_file.read_model(model), examples)
    if form is Form.JSON:
        sys.stdout.buffer.write(msgspec.json.encode(_card_object(card)) + b"\n")
    else:
        typer.echo("\n".join(_card_lines(card)))
    if rejected:
        raise typer.Exit(1)


def _examples(labels: Path, text_field: str, label_field: str) -> tuple[list[Example], int]:
    """Return the examples of a file and how many of its lines were rejected, each reported on standard error."""
    from resonanz.understand.labelled import read_examples  # compiled code is loaded when it is used

    rejected = 0

    def report(error: InputRejected) -> None:
        nonlocal rejected
        rejected += 1
        typer.echo(str(error), err=True)

    try:
        with labels.open("rb") as lines:
            return read_examples(lines, report, text_field=text_field, label_field=label_field), rejected
    except OSError as error:
        raise InputRejected(f"This file cannot be read ({error.strerror}).", place=str(labels)) from error


def _card_object(card: Card) -> dict[str, object]:
    """Return the figures as plain numbers under plain names, with their intervals beside them."""
    return {
        "examples": card.examples,
        "accuracy": card.accuracy.value,
        "macro_f1": card.macro_f1.value,
        "calibration_error": card.calibration_error,
        "intervals": {
            "accuracy": [card.accuracy.low, card.accuracy.high],
            "macro_f1": [card.macro_f1.low, card.macro_f1.high],
        },
        "per_class": card.by_label,
        "coverage_at_accuracy": {
            f"{kept.asked:g}": {
                "coverage": kept.coverage,
                "accuracy": kept.accuracy,
                "best_coverage": kept.best_coverage,
            }
            for kept in card.kept
        },
        "confusion": card.confusion,
        "unknown": card.unknown,
    }


def _card_lines(card: Card) -> list[str]:
    lines = [
        f"examples           {card.examples}",
        f"accuracy           {card.accuracy.value:.3f} [{card.accuracy.low:.3f}, {card.accuracy.high:.3f}]",
        f"macro-F1           {card.macro_f1.value:.3f} [{card.macro_f1.low:.3f}, {card.macro_f1.high:.3f}]",
        f"calibration error  {card.calibration_error:.3f}",
    ]
    lines += [
        f"asked for {kept.asked:.0%}      "
        + (f"{kept.accuracy:.1%} right on {kept.coverage:.0%} of texts" if kept.accuracy else "nothing was sure enough")
        for kept in card.kept
    ]
    lines += [
        f"  {name:24} precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}  n {found.examples}"
        for name, found in card.by_label.items()
    ]
    return lines
