"""A record that was handed in to a mention, or to the news that one was taken back: pure."""

from __future__ import annotations

from typing import Final

from resonanz.connect.contract import Context, Normalised, PayloadChanged, RawItem, Removed, Skip
from resonanz.connect.record import id_from_record, mention_from_record
from resonanz.core.errors import InputRejected

CHANNEL: Final = "webhook"

SKIPS: Final = {"unknown_form": "A raw item of a kind that this version does not know."}


def normalise(item: RawItem, context: Context) -> Normalised:
    """Return what a record says; raise PayloadChanged naming the field where it says nothing."""
    if item.form != "record":
        return Skip("unknown_form", item.form)
    if not isinstance(item.payload, dict):
        raise PayloadChanged("should be an object.", path="$")
    record = {"channel": str(context.settings.get("channel") or "").strip() or CHANNEL, **item.payload}
    if "id" in item.payload and "channel" not in item.payload:
        del record["channel"]  # the id names it
    try:
        if record.pop("removed", False) is True:
            return Removed(id=id_from_record(record), at=item.seen_at)
        return mention_from_record(record, source=context.source, seen_at=item.seen_at)
    except InputRejected as error:
        said = f"{error.args[0]} {error.remedy}".strip()
        raise PayloadChanged(said, path=f"$.{error.place}" if error.place else "$") from None
