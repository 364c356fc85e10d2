"""Examples to learn from, made up: the same for the same number."""

from __future__ import annotations

from itertools import product

from resonanz.understand.learning import Example

_SAID = {
    "delivery": ("My parcel|The order|Our package", "has not arrived|is still on its way|was left in the rain"),
    "billing": ("The invoice|My bill|The refund", "shows a wrong amount|was charged twice|never reached my account"),
    "praise": ("Your team|The support|The new shop", "was wonderful|helped me so kindly|made my day"),
}
_WHEN = ("today", "yesterday", "last week", "again", "on Monday", "since the move", "this morning", "for days")


def examples(label_sets: int = 3) -> list[Example]:
    """Return 72 examples of each of up to three labels."""
    found = []
    for label, (who, what) in list(_SAID.items())[:label_sets]:
        for subject, deed, when in product(who.split("|"), what.split("|"), _WHEN):
            found.append(Example(f"{subject} {deed} {when}.", label))
    return found
