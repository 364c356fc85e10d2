"""`resonanz duplicates`: JSON Lines in, the same lines with `duplicate_of` out."""

from __future__ import annotations

from resonanz.cli.understand import pipe


def duplicates() -> None:
    """Say of each mention on standard input which earlier one it is a copy of.

    Reads and writes JSON Lines; a line needs only `text`. `duplicate_of` is the first one's `id`, else its
    `channel:native_id`, else `line:` and its number, and null for a first one.
    """
    from resonanz.understand.records import duplicate_records  # (models are loaded when they are used)

    pipe(duplicate_records)
