"""A model in one file: a JSON header and arrays, nothing that could be executed.

A file that was cut off, is no model or belongs to another version is refused with a sentence, never half loaded.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from resonanz.core.errors import InputRejected
from resonanz.understand.features import COLUMNS
from resonanz.understand.learning import Model, Threshold

FORMAT: Final = "resonanz-model"
VERSION: Final = 1
"""Grows whenever features or their meaning change: an older file then has to be learned again."""

AGAIN: Final = "Run `resonanz learn` again with its examples."
_DAMAGED: Final = (
    OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    labels: tuple[str, ...]
    lang: str
    uses_rules: bool
    examples: int
    temperature: float
    tried: bool
    thresholds: tuple[Threshold, ...]
    name: str


def write_model(model: Model, path: Path) -> None:
    """Write a model; what stood at `path` stays until the new file is whole."""
    header = _Header(
        FORMAT,
        VERSION,
        model.labels,
        model.lang,
        model.uses_rules,
        model.examples,
        model.temperature,
        model.tried,
        model.thresholds,
        model.name,
    )
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        header=np.frombuffer(msgspec.json.encode(header), dtype=np.uint8),
        columns=model.columns,
        rarity=model.rarity,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as out:
        out.write(packed.getvalue())
        out.flush()
        os.fsync(out.fileno())  # else a machine that fails now could leave the new name with nothing in it
    unfinished.replace(path)


def read_model(path: Path) -> Model:
    """Read a model; raise InputRejected when it is none, is cut off or is of another version."""
    place = str(path)
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise InputRejected(f"This file cannot be read ({error.strerror}).", place=place) from error
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in ("header", "columns", "rarity", "weights", "bias")}
        header = msgspec.json.decode(found["header"].tobytes())
    except _DAMAGED as error:
        raise InputRejected("This is no whole model file.", place=place, remedy=AGAIN) from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InputRejected("This is no model file.", place=place, remedy="Give a file that `resonanz learn` wrote.")
    if header.get("version") != VERSION:
        raise InputRejected(
            f"This model is of version {header.get('version')}, we read version {VERSION}.",
            place=place,
            remedy=AGAIN,
        )
    return _model(found, header, place)


def _model(found: dict[str, np.ndarray], header: dict[str, object], place: str) -> Model:
    try:
        known = msgspec.convert(header, _Header)
    except msgspec.ValidationError as error:
        raise InputRejected(f"The model's header is damaged ({error}).", place=place) from error
    columns, weights = found["columns"], found["weights"]
    fits = (
        weights.shape == (len(columns), len(known.labels))
        and found["rarity"].shape == (len(columns) + 1,)
        and found["bias"].shape == (len(known.labels),)
        and (len(columns) == 0 or (columns.min() >= 0 and columns.max() < COLUMNS))
    )
    if not fits:
        raise InputRejected("The model's parts do not fit together.", place=place, remedy=AGAIN)
    return Model(
        labels=known.labels,
        lang=known.lang,
        uses_rules=known.uses_rules,
        examples=known.examples,
        temperature=known.temperature,
        tried=known.tried,
        thresholds=known.thresholds,
        columns=columns,
        rarity=found["rarity"],
        weights=weights.astype(np.float32),
        bias=found["bias"],
        name=known.name,
    )
