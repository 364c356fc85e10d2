"""A model learns any label set, says how sure it is, and never pretends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.errors import InputRejected
from resonanz.core.understood import SUSPECTED_BELOW
from resonanz.understand.evaluation import evaluate
from resonanz.understand.features import grams, rarity, weighed
from resonanz.understand.learning import ACCURACIES, Example, Model, foreseen, learn, thresholds
from resonanz.understand.measuring import calibration_error, gain, macro_f1
from resonanz.understand.model_file import read_model, write_model
from resonanz.understand.plain import plain
from resonanz.understand.regression import fit, scores
from tests.understand.teaching import examples

EXAMPLES = examples()


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(EXAMPLES, lang="en", name="departments@3")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("my package never arrived", "delivery"),
        ("there is a wrong amount on the bill", "billing"),
        ("what a wonderful team you are", "praise"),
    ],
)
def test_texts_never_seen_are_told(model: Model, text: str, label: str) -> None:
    assert model.classify([text])[0].value == label


def test_a_label_names_the_model_as_its_origin(model: Model) -> None:
    assert model.classify(["my package never arrived"])[0].origin == "model:departments@3"


def test_what_is_clear_is_stated(model: Model) -> None:
    assert not model.classify(["The invoice shows a wrong amount on Friday."])[0].suspected


def test_what_is_strange_is_only_suspected(model: Model) -> None:
    assert model.classify(["Zebras graze at noon"])[0].confidence < SUSPECTED_BELOW


def test_the_same_examples_give_the_same_model(model: Model) -> None:
    again = learn(EXAMPLES, lang="en", name="departments@3")
    assert (again.temperature, again.weights.tobytes()) == (model.temperature, model.weights.tobytes())


def test_the_words_that_spoke_for_a_label_are_named(model: Model) -> None:
    assert model.explain("hello the invoice is here", "billing")[0][0] == "invoice"


def test_a_higher_accuracy_never_covers_more(model: Model) -> None:
    assert all(high.coverage <= low.coverage for low, high in pairwise(model.thresholds))


def test_a_model_knows_a_threshold_for_each_accuracy(model: Model) -> None:
    assert tuple(kept.accuracy for kept in model.thresholds) == ACCURACIES


@pytest.mark.parametrize("given_examples", [[], [Example("a", "x")], [Example("a", "x"), Example("b", "x")]])
def test_a_single_label_is_refused(given_examples: list[Example]) -> None:
    with pytest.raises(InputRejected, match="at least two labels"):
        learn(given_examples)


def test_two_examples_give_a_model_that_only_suspects() -> None:
    model = learn([Example("the parcel is late", "delivery"), Example("the bill is wrong", "billing")])
    label = model.classify(["the parcel is late"])[0]
    assert (label.value, label.suspected) == ("delivery", True)


def test_contradictory_examples_leave_no_certainty() -> None:
    same = [Example("it is what it is", label) for label in ("a", "b") for _ in range(30)]
    assert learn(same).classify(["it is what it is"])[0].confidence < 0.65


def test_a_label_with_one_example_does_not_stop_the_others() -> None:
    model = learn([*EXAMPLES, Example("the coffee machine hums", "kitchen")], lang="en")
    assert model.classify(["The invoice was charged twice today."])[0].value == "billing"


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(alphabet=st.characters(), max_size=60), min_size=1, max_size=5))
def test_any_text_gets_an_answer_that_sums_to_one(texts: list[str]) -> None:
    assert np.allclose(_SMALL.shares(texts).sum(axis=1), 1.0, atol=1e-4)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_an_answer_does_not_depend_on_the_batch(texts: list[str]) -> None:
    assert np.allclose(_SMALL.shares(texts), np.vstack([_SMALL.shares([text]) for text in texts]), atol=1e-6)


_SMALL = learn(EXAMPLES[::3], lang="en")


def test_a_model_comes_back_from_its_file(model: Model, tmp_path: Path) -> None:
    write_model(model, tmp_path / "model")
    texts = [example.text for example in EXAMPLES[::7]]
    assert np.allclose(read_model(tmp_path / "model").shares(texts), model.shares(texts), atol=0.01)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_file_cut_off_is_refused(model: Model, tmp_path: Path, share: float) -> None:
    write_model(model, tmp_path / "model")
    whole = (tmp_path / "model").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputRejected, match="no whole model file"):
        read_model(tmp_path / "cut")


@pytest.mark.parametrize("content", [b"", b"hello", b'{"labels": ["a"]}', b"\x93NUMPY"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(InputRejected):
        read_model(tmp_path / "other")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="nothing-here"):
        read_model(tmp_path / "nothing-here")


def test_a_model_of_another_version_is_refused(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_model(model, tmp_path / "model")
    monkeypatch.setattr("resonanz.understand.model_file.VERSION", 2)
    with pytest.raises(InputRejected, match="of version 1, we read version 2"):
        read_model(tmp_path / "model")


def test_a_card_says_how_good_a_model_is(model: Model) -> None:
    card = evaluate(model, EXAMPLES)
    assert (card.examples, card.macro_f1.value > 0.95, card.unknown) == (216, True, 0)


def test_a_label_never_shown_counts_as_wrong(model: Model) -> None:
    card = evaluate(model, [Example("my package never arrived", "weather")])
    assert (card.accuracy.value, card.unknown) == (0.0, 1)


def test_no_examples_make_no_card(model: Model) -> None:
    with pytest.raises(InputRejected, match="no examples"):
        evaluate(model, [])


def test_macro_f1_counts_each_label_the_same() -> None:
    truth, found = np.array([0] * 9 + [1]), np.zeros(10, dtype=int)
    assert macro_f1(truth, found) == pytest.approx((18 / 19 + 0) / 2)


def test_confidence_that_holds_has_no_calibration_error() -> None:
    assert calibration_error(np.full(100, 0.8), np.array([1] * 80 + [0] * 20)) == pytest.approx(0.0)


def test_overconfidence_is_measured() -> None:
    assert calibration_error(np.full(100, 0.9), np.array([1] * 60 + [0] * 40)) == pytest.approx(0.3)


def test_a_better_model_is_measurably_better() -> None:
    truth = np.arange(300) % 3
    worse = np.where(np.arange(300) % 2, truth, 0)
    assert gain(truth, worse, truth).low > 0


def test_a_model_as_good_is_not_measurably_better() -> None:
    truth = np.arange(300) % 3
    assert gain(truth, truth, truth).low == 0


def test_a_threshold_keeps_the_accuracy_asked_for() -> None:
    sure = np.linspace(0.99, 0.5, 100)
    right = np.arange(100) < 60
    kept = {found.accuracy: found.coverage for found in thresholds(sure, right)}
    assert kept[0.8] == pytest.approx(0.75)


def _promised(chance: Callable[[np.ndarray], np.ndarray], many: int) -> float:
    """Return the mean share of wrong answers among those above the threshold for 90 %, over 400 companies."""
    draws, wrong = np.random.default_rng(8), []
    for _ in range(400):
        sure = draws.uniform(0.5, 1.0, size=(2, many))
        right = draws.uniform(size=(2, many)) < chance(sure)
        (found,) = foreseen(sure[0], right[0], (0.9,))
        decided = sure[1] >= found.confidence
        wrong.append(1 - right[1][decided].mean() if decided.any() else 0.0)
    return float(np.mean(wrong))


@pytest.mark.parametrize("many", [50, 200, 1_000])
@pytest.mark.parametrize(
    "chance",
    [
        lambda sure: sure,
        lambda sure: 0.5 + 0.9 * (sure - 0.5),
        lambda sure: np.minimum(sure, 0.8),
        lambda sure: np.full_like(sure, 0.88),
        lambda sure: np.where(sure > 0.95, 0.7, sure),
    ],
    ids=["calibrated", "too sure", "much too sure", "never sure enough", "worst where surest"],
)
def test_of_what_is_decided_no_more_is_wrong_than_was_allowed(
    chance: Callable[[np.ndarray], np.ndarray], many: int
) -> None:
    assert _promised(chance, many) <= 0.1


def test_answers_that_are_as_sure_are_decided_together() -> None:
    (found,) = foreseen(np.full(40, 0.8), np.arange(40) < 30, (0.9,))
    assert found.coverage == 0.0


def test_an_accuracy_out_of_reach_covers_nothing() -> None:
    found = thresholds(np.array([0.9, 0.8]), np.array([False, False]))
    assert {kept.coverage for kept in found} == {0.0}


def test_regression_finds_the_solution_where_the_gradient_is_zero() -> None:
    texts = [plain(example.text) for example in EXAMPLES[:96]]
    counted = grams(texts)
    rows = weighed(counted, rarity(counted))
    truth = np.array([0] * 48 + [1] * 48)
    weights, bias = fit(rows, truth, 2, settled=1e-6)
    margin = scores(rows, weights, bias)[:, 0]
    pull = 10.0 * np.where(truth == 0, 1 / (1 + np.exp(margin)), -1 / (1 + np.exp(-margin)))
    primal = np.zeros(len(weights))
    np.add.at(primal, rows.columns, np.repeat(pull, np.diff(rows.begins)) * rows.values)
    assert np.abs(primal - weights[:, 0]).max() < 0.05 * np.abs(weights).max()
