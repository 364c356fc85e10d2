"""What was learned of topics, as bytes: a JSON header and arrays, nothing that could be executed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final

import msgspec
import numpy as np

from resonanz.understand.features import COLUMNS
from resonanz.understand.topics import TopicModel

VERSION: Final = 1
"""Grows whenever features or their meaning change; what another version wrote is learned again."""
_DAMAGED: Final = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error)


class _Header(msgspec.Struct):
    version: int
    topics: tuple[str, ...]
    threshold: float


def packed(model: TopicModel) -> bytes:
    """Return a model as bytes; weights keep three digits, which is finer than they are known."""
    header = _Header(VERSION, model.topics, model.threshold)
    out = io.BytesIO()
    np.savez_compressed(
        out,
        header=np.frombuffer(msgspec.json.encode(header), dtype=np.uint8),
        columns=model.columns,
        rarity=model.rarity,
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )
    return out.getvalue()


def unpacked(body: bytes) -> TopicModel | None:
    """Return the model, None for what is damaged or of another version: it is learned again anyway."""
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in ("header", "columns", "rarity", "weights", "bias")}
        header = msgspec.json.decode(found["header"].tobytes(), type=_Header)
    except _DAMAGED:
        return None
    columns, weights = found["columns"], found["weights"].astype(np.float32)
    fits = (
        header.version == VERSION
        and weights.shape == (len(columns), len(header.topics))
        and found["rarity"].shape == (len(columns) + 1,)
        and found["bias"].shape == (len(header.topics),)
        and (len(columns) == 0 or (columns.min() >= 0 and columns.max() < COLUMNS))
    )
    if not fits:
        return None
    return TopicModel(
        topics=header.topics,
        threshold=header.threshold,
        columns=columns,
        rarity=found["rarity"],
        weights=weights,
        bias=found["bias"],
    )
