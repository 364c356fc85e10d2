"""Numbers and days as forms and addresses give them; what cannot be read is None, never an error of ours."""

from __future__ import annotations

from datetime import date


def whole(text: str) -> int | None:
    """Return a whole number of at most 18 digits."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def day(text: str) -> date | None:
    """Return a day written as 2026-03-01, the first of all days for anything else: rules about days refuse it."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return date.min
