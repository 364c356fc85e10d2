"""Labelled lines in, answers of a model out: what the commands `learn`, `classify` and `evaluate` read and write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from resonanz.core.errors import InputRejected
from resonanz.understand.learning import Example, Model
from resonanz.understand.records import BATCH, Report, as_line, fields_of, text_of


def read_examples(
    lines: Iterable[bytes | str], report: Report, *, text_field: str = "text", label_field: str = "label"
) -> list[Example]:
    """Return the examples that stand in JSON Lines; tell `report` of each line that holds none.

    A label is a string, a whole number or a truth value; empty lines are passed over.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = fields_of(number, line)
            found.append(Example(text_of(number, fields, text_field), _label(number, fields, label_field)))
        except InputRejected as rejected:
            report(rejected)
    return found


def classify_records(
    lines: Iterable[bytes | str], report: Report, model: Model, *, text_field: str = "text"
) -> Iterator[bytes]:
    """Yield each line with `label` added: value and confidence."""
    numbered = enumerate(lines, start=1)
    while taken := list(islice(numbered, BATCH)):
        rows = list(_readable(taken, report, text_field))
        labels = model.classify([text for _, text in rows])
        for (fields, _), label in zip(rows, labels, strict=True):
            yield as_line(fields | {"label": {"value": label.value, "confidence": label.confidence}})


def _readable(
    numbered: Iterable[tuple[int, bytes | str]], report: Report, text_field: str
) -> Iterator[tuple[dict[str, object], str]]:
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            fields = fields_of(number, line)
            yield fields, text_of(number, fields, text_field)
        except InputRejected as rejected:
            report(rejected)


def _label(number: int, fields: dict[str, object], name: str) -> str:
    label = fields.get(name)
    if isinstance(label, bool):
        return "yes" if label else "no"
    if isinstance(label, str | int) and label != "":
        return str(label)
    raise InputRejected(
        f"There is no `{name}`.", place=f"line {number}", remedy=f"Put the right answer into the field `{name}`."
    )
