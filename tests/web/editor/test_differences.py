"""What changed between two texts, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from resonanz.web.editor.differences import Piece, difference


def test_words_that_came_and_went_are_told_apart():
    assert difference("late OR parcel", "late OR (parcel box)") == [
        Piece("late OR "), Piece("(", "added"), Piece("parcel"), Piece(" box)", "added"),
    ]  # fmt: skip


@given(st.text(st.sampled_from('ab "()\n'), max_size=30), st.text(st.sampled_from('ab "()\n'), max_size=30))
def test_both_texts_are_whole_in_their_difference(old, new):
    found = difference(old, new)
    assert "".join(one.text for one in found if one.change != "added") == old
    assert "".join(one.text for one in found if one.change != "removed") == new


def test_texts_too_long_for_words_are_compared_line_by_line():
    line = "w " * 1_500 + "\n"
    changes = [one.change for one in difference(line * 3 + "old", line * 3 + "new")]
    assert changes == ["", "removed", "added"]


def test_one_line_without_end_is_shown_old_before_new():
    old, new = "w " * 3_000, "v " * 3_000
    assert difference(old, new) == [Piece(old, "removed"), Piece(new, "added")]
