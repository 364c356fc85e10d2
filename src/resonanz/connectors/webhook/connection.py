"""One webhook source, opened: what was sent is checked and taken apart, an answer is signed and sent.

The one thing a reader would get wrong: we do not know what stands in the other system. So an answer carries its key
as `webhook-id`, the same on every try, and it is the receiver who sees to it that it stands there once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connection,
    Cursor,
    Env,
    Json,
    Misconfigured,
    Outgoing,
    PayloadChanged,
    Published,
    PublishRefused,
    RawItem,
    Received,
)
from resonanz.connect.payload import Wild
from resonanz.connect.signing import signed_headers, verified
from resonanz.connect.times import parse_time
from resonanz.connectors.webhook.settings import Wishes, read_wishes
from resonanz.core.errors import InputRejected

MOST_RECORDS: Final = 1_000
MAX_LENGTH: Final = 10_000
_REFUSED: Final = (400, 404, 409, 410, 413, 422)


class Ears:
    """Take in what is sent."""

    def __init__(self, wishes: Wishes, env: Env) -> None:
        self._wishes = wishes
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:  # noqa: ARG002  nothing is looked at
        """Yield nothing: others come to us."""
        yield Batch(items=(), cursor=None, more=False)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Return what a request holds; raise NotAllowed for a wrong signature, InputRejected for a wrong body."""
        if not self._wishes.secrets:
            raise Misconfigured("This source has no secret yet, so nothing can be believed: make one on its page.")
        signed = verified(self._wishes.secrets, headers, body, now=self._env.clock.now())
        return Received(id=signed.id, items=tuple(self._item(one) for one in _records(body)))

    def probe(self) -> str:
        """Return whether requests can be believed and answers sent."""
        if not self._wishes.secrets:
            raise Misconfigured("This source has no secret yet, so nothing can be believed: make one on its page.")
        count = "Two secrets are valid" if len(self._wishes.secrets) > 1 else "One secret is valid"
        answers = "answers are sent" if self._wishes.answer_url else "nothing can be answered"
        return f"{count}; {answers}."

    def _item(self, record: Json) -> RawItem:
        native_id = str(record.get("native_id", "")) if isinstance(record, dict) else ""
        return RawItem(native_id=native_id, form="record", payload=record, seen_at=self._env.clock.now())


class Account(Ears):
    """Take in what is sent, and send answers."""

    max_length = MAX_LENGTH

    def publish(self, reply: Outgoing) -> Published:
        """Send an answer; raise PublishRefused where the other system refuses it, else what the failure means."""
        now = self._env.clock.now()
        told: dict[str, Json] = {
            "type": "reply.publish",
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "data": {"key": reply.key, "reply_to": reply.reply_to, "text": reply.text, "lang": reply.lang},
        }
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        answer = self._env.http.post(
            self._wishes.answer_url,
            body=body,
            headers={
                **signed_headers([self._wishes.answer_secret], reply.key, now, body),
                "Content-Type": "application/json",
            },
            accept=(200, 201, 202, 204, *_REFUSED),
        )
        if answer.status in _REFUSED:
            raise PublishRefused(f"The other system refuses the answer (status {answer.status}).")
        return self._published(reply, answer.body)

    def _published(self, reply: Outgoing, body: bytes) -> Published:
        """Return where the answer stands, as far as the other system says; it accepted it in any case."""
        now = self._env.clock.now()
        try:
            said = Wild(parse_json(body))
            at = parse_time(said.find("at").raw)
            native_id = said.find("native_id").identity_or_none() or reply.key
            url = said.find("url").url()
        except PayloadChanged:
            return Published(native_id=reply.key, url=None, at=now)
        return Published(native_id=native_id, url=url, at=at if at is not None and at.tzinfo is not None else now)


def _records(body: bytes) -> list[Json]:
    """Return the records of a body: one mention, a list of them, or either within `data` or `mentions`."""
    try:
        said = parse_json(body)
    except PayloadChanged:
        raise InputRejected("The body is no JSON.", remedy="Send one mention or a list of them.") from None
    for name in ("data", "mentions"):
        if isinstance(said, dict) and isinstance(said.get(name), dict | list):
            said = said[name]
    found: list[Json] = said if isinstance(said, list) else [said]
    if not found or len(found) > MOST_RECORDS:
        raise InputRejected(
            f"The body holds {len(found)} mentions.", remedy=f"Send at least one and at most {MOST_RECORDS}."
        )
    return found


def open_source(config: Config, env: Env) -> Connection:
    """Open a source; raise Misconfigured when its settings cannot work."""
    wishes = read_wishes(config)
    return Account(wishes, env) if wishes.answer_url else Ears(wishes, env)
