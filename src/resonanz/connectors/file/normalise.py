"""An imported record to a mention again, when our understanding of records improves; pure."""

from __future__ import annotations

from typing import Final

from resonanz.connect.contract import Context, Normalised, PayloadChanged, RawItem, Skip
from resonanz.connect.record import mention_from_record
from resonanz.core.errors import InputRejected

SKIP_REASONS: Final = {"unknown_form": "The item is no record of an import."}


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return the mention that a record holds; raise PayloadChanged where it holds none."""
    if item.form != "record":
        return Skip("unknown_form")
    if not isinstance(item.payload, dict):
        raise PayloadChanged("should be an object.", path="$")
    try:
        return mention_from_record(item.payload, source=context.source, seen_at=item.seen_at)
    except InputRejected as error:
        raise PayloadChanged(str(error.args[0]), path=f"$.{error.place}") from None


__all__ = ["SKIP_REASONS", "normalise"]
