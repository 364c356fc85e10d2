"""The code of the page about webhooks runs, and each direction believes the other."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from resonanz.connect.signing import new_secret, signed_headers, verified

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "webhooks.md"
SECRET = new_secret(b"a secret that only two may know.")


def code(title: str) -> dict[str, object]:
    """Return what a block of the page defines."""
    found = re.search(rf'^```python title="{title}"\n(.*?)^```$', PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    names: dict[str, object] = {}
    exec(found[1], names)
    return names


def test_what_a_sender_signs_as_the_page_says_is_believed() -> None:
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    headers, body = code("send.py")["signed"](SECRET, "m1", {"text": "Grüße"}, now)  # type: ignore[operator]
    assert verified([SECRET], headers, body.encode(), now=now).id == "m1"


def test_who_receives_as_the_page_says_believes_us_and_nobody_else() -> None:
    received = code("receive.py")["received"]
    now = datetime.now(UTC)  # noqa: TID251  the library knows no other clock
    body = '{"type":"test","ü":"…"}'.encode()
    assert received(SECRET, signed_headers([SECRET], "m1", now, body), body)["type"] == "test"  # type: ignore[operator]
    forged = signed_headers([new_secret(b"x" * 32)], "m1", now, body)
    with pytest.raises(WebhookVerificationError):
        received(SECRET, forged, body)  # type: ignore[operator]
