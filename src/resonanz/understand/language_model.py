"""py3langid's model, walked for a whole batch of texts in compiled code.

The model is a naive Bayes classifier over byte n-grams that a finite automaton finds. Asked text by text, nearly all
of its time goes into the interpreter; here the automaton's tables are handed to one compiled loop. The values are
those of the library (`norm_probs=True`), to within rounding; a test holds us to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Hold the automaton and the weights of the languages that are told apart."""

    languages: tuple[str, ...]
    moves: NDArray[np.uint16]
    """Next state by row and byte."""
    rows: NDArray[np.int64]
    """Where a state's row of moves begins."""
    found: NDArray[np.int32]
    """Feature that a state completes, -1 for none."""
    weights: NDArray[np.float32]
    """Log-probability by feature and language."""
    prior: NDArray[np.float32]

    def shares(self, texts: Sequence[bytes]) -> NDArray[np.float32]:
        """Return how likely each language is, one row a text, each row summing to one."""
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        ends = np.cumsum(lengths)
        letters = np.frombuffer(b"".join(texts), dtype=np.uint8)
        scores = np.zeros((len(texts), len(self.languages)), dtype=np.float32)
        _score(letters, ends, (self.moves, self.rows, self.found), (self.weights, self.prior), scores)
        scores /= np.sqrt(np.maximum(lengths, 1))[:, None].astype(np.float32)
        np.exp(scores - scores.max(axis=1, keepdims=True), out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores


@cache
def language_model(languages: tuple[str, ...]) -> LanguageModel:
    """Load the model for `languages`, ISO 639-1 codes; about half a second, once a process."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(languages)
    return LanguageModel(
        languages=tuple(identifier.nb_classes),
        moves=np.asarray(identifier.tk_nextmove, dtype=np.uint16)
        if identifier.tk_nextmove.itemsize == 2
        else np.asarray(identifier.tk_nextmove, dtype=np.uint32),
        rows=np.asarray(identifier.tk_row, dtype=np.int64) << 8,
        found=np.asarray(identifier.tk_output, dtype=np.int32),
        weights=np.ascontiguousarray(identifier.nb_ptc, dtype=np.float32),
        prior=np.asarray(identifier.nb_pc, dtype=np.float32),
    )


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _score(
    letters: Array, ends: Array, automaton: tuple[Array, Array, Array], likelihood: tuple[Array, Array], scores: Array
) -> None:
    """Add up the weights of each text's features into `scores`, all zero before."""
    moves, rows, found = automaton
    weights, prior = likelihood
    counts = np.zeros(len(weights), dtype=np.int32)
    seen = np.empty(len(letters) + 1, dtype=np.int32)
    begin = 0
    for text in range(len(ends)):
        state, many = 0, 0
        for place in range(begin, ends[text]):
            state = moves[rows[state] + letters[place]]
            feature = found[state]
            if feature >= 0:
                if counts[feature] == 0:
                    seen[many] = feature
                    many += 1
                counts[feature] += 1
        begin = ends[text]
        if many:
            scores[text] = prior
        for place in range(many):
            feature = seen[place]
            factor = np.log1p(np.float32(counts[feature]))
            counts[feature] = 0
            for language in range(len(prior)):
                scores[text, language] += factor * weights[feature, language]
