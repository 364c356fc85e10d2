"""What a webhook says: one body for each event, made when it is sent.

The reference of these bodies is docs/reference/webhook-events.md; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId, SurgeId
from resonanz.core.ports import Archive
from resonanz.core.webhook import Delivery, Event
from resonanz.measure.export import record
from resonanz.store.relational.selectors import cases, surges, webhooks
from resonanz.store.relational.views import CaseRow

Body = Mapping[str, object]

_CASE: Final = ("id", "subject", "author", "channel", "thread", "kind", "sentiment", "lang", "route", "mention_count")


class Telling:
    """Make the bodies; `address` is where people open our pages."""

    def __init__(self, archive: Archive, address: str) -> None:
        self._archive = archive
        self._address = address.rstrip("/")
        self._makers: Mapping[Event, Callable[[Delivery], Body | None]] = {
            Event.MENTION_HEARD: self._mention,
            Event.CASE_OPENED: self._case,
            Event.CASE_CHANGED: self._case,
            Event.REPLY_SENT: self._reply,
            Event.SURGE_BEGUN: self._surge,
            Event.SURGE_ENDED: self._surge,
            Event.TEST: self._test,
        }

    def __call__(self, delivery: Delivery) -> Body | None:
        """Return the body of a delivery; None where what it would tell of is not there any more."""
        try:
            told = self._makers[delivery.event](delivery)
        except NotFound:
            return None
        if told is None:
            return None
        return {"type": delivery.event.value, "timestamp": moment(delivery.happened_at), "data": told}

    def _mention(self, delivery: Delivery) -> Body | None:
        id_ = MentionId(_rest(delivery))
        heard = self._archive.find([id_]).get(id_)
        if heard is None:
            return None
        page = f"{self._address}/mention?{urlencode({'id': id_})}"
        return {"mention": _plain({**record(heard), "page": page})}

    def _case(self, delivery: Delivery) -> Body:
        case, event = webhooks.case_event(int(_rest(delivery)))
        told = {"name": event.action, "at": moment(event.at), "by": event.actor_name or None, "mention": event.mention}
        return {"case": self._case_row(cases.case_detail(case).case), "action": told}

    def _case_row(self, row: CaseRow) -> dict[str, object]:
        return {
            **{name: getattr(row, name) for name in _CASE},
            "state": row.state.value,
            "priority": row.priority.value,
            "department": {"id": row.department, "name": row.department_name},
            "owner": {"id": row.owner, "name": row.owner_name} if row.owner else None,
            "opened_at": moment(row.opened_at),
            "changed_at": moment(row.changed_at),
            "page": f"{self._address}/cases/{row.id}",
        }

    def _reply(self, delivery: Delivery) -> Body:
        case, reply = webhooks.sent_reply(int(_rest(delivery)))
        told = {
            "id": reply.id,
            "reply_to": reply.reply_to,
            "text": reply.text,
            "sent_at": moment(reply.sent_at) if reply.sent_at else None,
            "sent_id": reply.sent_id,
            "sent_url": reply.sent_url,
        }
        return {"case": self._case_row(cases.case_detail(case).case), "reply": told}

    def _surge(self, delivery: Delivery) -> Body:
        surge = surges.surge(SurgeId(int(_rest(delivery)))).surge
        return {
            "surge": {
                "id": surge.id,
                "series": surge.series,
                "also": list(surge.also),
                "started_at": moment(surge.started_at),
                "ended_at": moment(surge.ended_at) if surge.ended_at else None,
                "severity": surge.severity,
                "expected": surge.expected,
                "observed": surge.observed,
                "voices": surge.voices,
                "mentions": surge.mentions,
                "negative": surge.negative,
                "page": f"{self._address}/surges/{surge.id}",
            }
        }

    def _test(self, delivery: Delivery) -> Body:  # noqa: ARG002  there is nothing to say of it
        return {"message": "This webhook works."}


def moment(at: datetime) -> str:
    """Return a moment as it is written in bodies: ISO 8601, UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rest(delivery: Delivery) -> str:
    return delivery.subject.partition(":")[2]


def _plain(values: Mapping[str, Any]) -> dict[str, object]:
    """Return values that JSON can say: moments as text, whatever lies in what."""
    return {name: _said(value) for name, value in values.items()}


def _said(value: object) -> object:
    match value:
        case datetime():
            return moment(value)
        case Mapping():
            return _plain(value)
        case list() | tuple() | set() | frozenset():
            return [_said(one) for one in value]
        case _:
            return value
