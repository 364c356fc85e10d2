"""Keys know what is there, however it came, and forget what is gone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resonanz.store.archive.keys import Keys

operations = st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 30), max_size=6)), max_size=30)


@given(operations)
def test_keys_behave_like_a_plain_list_of_pairs(operations: list[tuple[bool, list[int]]]) -> None:
    keys, plain, seq = Keys(), [], 0
    for adding, wanted in operations:
        if adding:
            fresh = list(range(seq + 1, seq + 1 + len(wanted)))
            seq += len(wanted)
            keys.add(wanted, fresh)
            plain += zip(wanted, fresh, strict=True)
        else:
            gone = [place for key, place in plain if key in wanted][:3]
            keys.drop(wanted, gone)
            plain = [(key, place) for key, place in plain if place not in gone]
        assert sorted(keys.places(range(31))) == sorted(place for _, place in plain)
        assert len(keys) == len(plain)


def test_the_largest_keys_are_kept() -> None:
    keys = Keys()
    keys.add([2**64 - 1, 0], [1, 2])
    assert keys.places([2**64 - 1]) == [1]
    assert keys.places([1]) == []


def test_taking_stock_replaces_everything() -> None:
    keys = Keys()
    keys.add([1], [1])
    keys.replace(np.array([5, 4], dtype=np.uint64), np.array([7, 8], dtype=np.int64))
    assert keys.places([1]) == []
    assert sorted(keys.places([4, 5])) == [7, 8]
