"""Why a model says what it says: the words that speak for each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from resonanz.understand.learning import Model
from resonanz.understand.plain import Plain

SHOWN: Final = 12
SAID_BY: Final = 3
"""Mentions that have to use a word before it is written down: one person's words are not kept with a model."""
LOOKED_AT: Final = 3_000


def speaking_words(model: Model, texts: Sequence[Plain]) -> dict[str, list[str]]:
    """Return the words that speak most for each value, strongest first, among those that several mentions use."""
    used = Counter(word for text in texts for word in set(text.tokens) if len(word) > 1 and word[0].isalpha())
    words = [word for word, number in used.most_common(LOOKED_AT) if number >= SAID_BY]
    if not words:
        return {label: [] for label in model.labels}
    weights = model.speaks_for(words)
    weights = weights - weights.mean(axis=1, keepdims=True)
    found = {}
    for place, label in enumerate(model.labels):
        order = np.argsort(-weights[:, place], kind="stable")[:SHOWN]
        found[label] = [words[number] for number in order if weights[number, place] > 0]
    return found
