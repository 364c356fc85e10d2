"""Characters as a reader sees them."""

from __future__ import annotations

import pytest

from resonanz.connect.graphemes import graphemes


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0), ("Bahn", 4), ("äöü", 3), ("e\u0301", 1), ("👨‍👩‍👧‍👦", 1), ("👍🏽", 1), ("🇩🇪🇬🇧", 2),
        ("❤️", 1), ("a\r\nb", 3), ("각", 1), ("\u1100\u1161\u11a8", 1), ("1️⃣", 1),
        ("Gru\u0308ße", 5), ("שלום", 4), ("👩‍👩‍👧", 1),
        ("🏴\U000e0067\U000e0062\U000e007f", 1),
    ],
)  # fmt: skip
def test_length_is_what_a_reader_sees(text: str, length: int) -> None:
    assert graphemes(text) == length
