"""Signatures as Standard Webhooks has them: what fits is believed, whatever else is not, and never for long."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from resonanz.connect.signing import (
    TOLERANCE,
    checked_secret,
    new_secret,
    signed_headers,
    verified,
)
from resonanz.core.errors import InputRejected, NotAllowed

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECRET = new_secret(b"s" * 32)
OTHER = new_secret(b"o" * 32)
BODY = '{"text": "Grüße 👋"}'.encode()

secrets = st.binary(min_size=24, max_size=64).map(new_secret)
ids = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
bodies = st.text().filter(lambda text: all(not 0xD800 <= ord(sign) <= 0xDFFF for sign in text)).map(str.encode)


@given(secret=secrets, id_=ids, body=bodies, late=st.integers(-300, 300))
def test_what_was_signed_is_believed_within_five_minutes(secret: str, id_: str, body: bytes, late: int) -> None:
    headers = signed_headers([secret], id_, NOW, body)
    signed = verified([secret], headers, body, now=NOW + timedelta(seconds=late))
    assert (signed.id, signed.at) == (id_, NOW)


@given(secret=secrets, id_=ids, body=bodies, at=st.integers(0, len("webhook-signature") + 80), flip=st.integers(1, 127))
def test_one_changed_sign_anywhere_is_not_believed(secret: str, id_: str, body: bytes, at: int, flip: int) -> None:
    headers = signed_headers([secret], id_, NOW, body)
    changed = bytearray(body + b"!") if at >= len(body) else bytearray(body)
    if at < len(body):
        changed[at] ^= flip
    with pytest.raises((NotAllowed, InputRejected)):
        verified([secret], headers, bytes(changed), now=NOW)


@given(id_=ids, other=ids, shift=st.integers(-200, 200))
def test_neither_id_nor_moment_can_be_exchanged(id_: str, other: str, shift: int) -> None:
    headers = signed_headers([SECRET], id_, NOW, BODY)
    moment = str(int(NOW.timestamp()) + shift)
    for forged in ({**headers, "webhook-id": other}, {**headers, "webhook-timestamp": moment}):
        if forged == headers:
            continue
        with pytest.raises(NotAllowed):
            verified([SECRET], forged, BODY, now=NOW)


@given(headers=st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()))
def test_headers_that_somebody_made_up_are_refused_and_crash_nothing(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        verified([SECRET], headers, BODY, now=NOW)


@pytest.mark.parametrize("late", [TOLERANCE + timedelta(seconds=1), -TOLERANCE - timedelta(seconds=1)])
def test_what_is_old_or_early_is_not_believed(late: timedelta) -> None:
    with pytest.raises(NotAllowed, match="five minutes"):
        verified([SECRET], signed_headers([SECRET], "m1", NOW, BODY), BODY, now=NOW + late)


def test_during_a_change_of_secrets_both_are_believed() -> None:
    for signing in ([SECRET], [OTHER], [SECRET, OTHER]):
        assert verified([OTHER, SECRET], signed_headers(signing, "m1", NOW, BODY), BODY, now=NOW)


def test_a_secret_that_was_ended_is_not_believed() -> None:
    with pytest.raises(NotAllowed, match="another one"):
        verified([OTHER], signed_headers([SECRET], "m1", NOW, BODY), BODY, now=NOW)


def test_signatures_of_other_kinds_are_passed_over() -> None:
    headers = signed_headers([SECRET], "m1", NOW, BODY)
    headers["webhook-signature"] = f"v1a,abc nonsense {headers['webhook-signature']}"
    assert verified([SECRET], headers, BODY, now=NOW)


def test_the_standards_own_library_believes_us_and_we_believe_it() -> None:
    now = datetime.now(UTC)  # noqa: TID251  the library knows no other clock
    body = json.dumps({"a": "ü"}).encode()
    assert Webhook(SECRET).verify(body, signed_headers([SECRET], "m1", now, body)) == {"a": "ü"}
    theirs = Webhook(SECRET).sign("m1", now, body.decode())
    headers = {"webhook-id": "m1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": theirs}
    assert verified([SECRET], headers, body, now=now)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!", "whsec_c2hvcnQ=", "c2VjcmV0" * 6, new_secret(b"x" * 65)])
def test_what_is_no_secret_is_said_to_be_none(secret: str) -> None:
    with pytest.raises(InputRejected, match="whsec_"):
        checked_secret(secret)


def test_no_error_repeats_a_secret() -> None:
    with pytest.raises(InputRejected) as said:
        checked_secret("whsec_c2hvcnQtb25l")
    assert "c2hvcnQtb25l" not in str(said.value)
