"""Text that strangers wrote, on a terminal: one line, and nothing in it that could steer what shows it."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a text on one line without control characters, whatever alphabet they belong to."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
