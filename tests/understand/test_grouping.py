"""Proposals: groups that nobody named, kept from one look to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resonanz.understand.grouping import NEW, NO_GROUP, SMALLEST_WINDOW, group
from resonanz.understand.plain import Plain, plain

SUBJECTS = {
    "battery": "the battery drains too fast",
    "invoice": "my invoice shows a wrong amount",
    "brakes": "brakes squeal in the rain",
}
LETTERS = list("abcdefghijklmnopqrstuvwxyz")


def words(draw: np.random.Generator, many: int) -> str:
    """Return made-up words, of which hardly any recurs."""
    return " ".join("".join(draw.choice(LETTERS, 7)) for _ in range(many))


def noise() -> list[Plain]:
    """Return texts that share nothing."""
    draw = np.random.default_rng(0)
    return [plain(words(draw, 5)) for _ in range(150)]


def said_of(subject: str, first: int = 1, many: int = 12) -> list[Plain]:
    """Return texts about one subject, each with words of its own."""
    draw = np.random.default_rng(first)
    return [plain(f"{SUBJECTS[subject]} {words(draw, 1)}") for _ in range(many)]


def looked(texts: list[Plain], before: NDArray[np.int64] | None = None) -> list[int]:
    """Return the groups as plain numbers."""
    return [int(number) for number in group(texts, before)]


def common(numbers: list[int]) -> int:
    """Return the number that nearly all of them share."""
    number = max(set(numbers), key=numbers.count)
    assert numbers.count(number) >= 0.8 * len(numbers)
    return number


def test_texts_of_one_subject_share_a_group_and_subjects_do_not() -> None:
    found = looked([*said_of("battery"), *said_of("invoice"), *said_of("brakes"), *noise()])
    subjects = {common(found[start : start + 12]) for start in (0, 12, 24)}
    assert len(subjects) == 3
    assert NO_GROUP not in subjects


def test_texts_that_share_nothing_are_in_no_group() -> None:
    assert looked(noise()) == [NO_GROUP] * 150


def test_a_later_look_keeps_the_numbers() -> None:
    first = group([*said_of("battery"), *said_of("invoice"), *noise()])
    later = [*said_of("battery")[4:], *said_of("invoice"), *noise(), *said_of("brakes")]
    second = looked(later, np.concatenate([first[4:], np.full(12, NEW)]))
    assert second[:20] == [int(number) for number in first[4:24]]


def test_a_new_subject_gets_a_number_that_none_had() -> None:
    first = group(texts := [*said_of("battery"), *said_of("invoice"), *noise()])
    second = looked([*texts, *said_of("brakes")], np.concatenate([first, np.full(12, NEW)]))
    assert common(second[-12:]) > max(int(number) for number in first)


def test_new_texts_join_the_group_of_their_subject() -> None:
    first = group(texts := [*said_of("battery"), *said_of("invoice"), *noise()])
    second = looked([*texts, *said_of("battery", 7, 6)], np.concatenate([first, np.full(6, NEW)]))
    assert common(second[-6:]) == common(second[:12])


def test_two_groups_about_the_same_become_the_older_one() -> None:
    texts = [*said_of("battery"), *said_of("battery", 5), *said_of("invoice"), *noise()]
    torn = np.concatenate([np.full(12, 3), np.full(12, 8), np.full(12, 5), np.full(150, NO_GROUP)])
    assert set(looked(texts, torn)[:24]) == {3}


def test_fewer_texts_than_can_be_compared_are_in_no_group() -> None:
    assert looked(said_of("battery", many=SMALLEST_WINDOW - 1)) == [NO_GROUP] * (SMALLEST_WINDOW - 1)


def test_looking_twice_at_the_same_changes_nothing() -> None:
    texts = [*said_of("battery"), *said_of("invoice"), *said_of("brakes"), *noise()]
    assert looked(texts, first := group(texts)) == [int(number) for number in first]
