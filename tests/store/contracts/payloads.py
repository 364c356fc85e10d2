"""What every keeper of raw payloads promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import Payload, Payloads
from tests.store.contracts.making import NOON

ONE = MentionId("mastodon:1")


def payload(body: bytes = b'{"a": 1}', *, minutes: int = 0, form: str = "status", mention: str = ONE) -> Payload:
    """Return a payload seen some minutes after noon."""
    return Payload(mention=MentionId(mention), form=form, body=body, seen_at=NOON + timedelta(minutes=minutes))


class PayloadsContract:
    """Test what a keeper of payloads promises; a subclass gives the fixtures `payloads` and, if need be, `source`."""

    @pytest.fixture
    def payloads(self) -> Payloads:
        """Return an empty keeper of payloads."""
        raise NotImplementedError

    @pytest.fixture
    def source(self) -> SourceId:
        """Return a source that payloads may come from."""
        return SourceId(1)

    def test_nothing_is_there_at_first(self, payloads: Payloads, source: SourceId) -> None:
        payloads.keep(source, [])
        assert payloads.of(ONE) == []

    def test_a_payload_comes_back_byte_for_byte(self, payloads: Payloads, source: SourceId) -> None:
        kept = payload('{"text": "Grüße 😀\\u0000"}'.encode())
        payloads.keep(source, [kept])
        assert payloads.of(ONE) == [kept]

    def test_a_mention_has_one_payload_of_each_form(self, payloads: Payloads, source: SourceId) -> None:
        payloads.keep(source, [payload(form="status"), payload(form="notification")])
        payloads.keep(source, [payload(b"{}", minutes=1)])
        assert {each.form: each.body for each in payloads.of(ONE)} == {"status": b"{}", "notification": b'{"a": 1}'}

    def test_an_older_payload_does_not_replace_a_newer(self, payloads: Payloads, source: SourceId) -> None:
        payloads.keep(source, [payload(b'"new"', minutes=5)])
        payloads.keep(source, [payload(b'"old"', minutes=1)])
        assert [each.body for each in payloads.of(ONE)] == [b'"new"']

    def test_the_newest_of_a_batch_stays(self, payloads: Payloads, source: SourceId) -> None:
        payloads.keep(source, [payload(b'"new"', minutes=5), payload(b'"old"', minutes=1)])
        assert [each.body for each in payloads.of(ONE)] == [b'"new"']

    def test_forgetting_erases_every_form(self, payloads: Payloads, source: SourceId) -> None:
        payloads.keep(source, [payload(), payload(form="notification"), payload(mention="mastodon:2")])
        assert payloads.forget([ONE, MentionId("mastodon:9")]) == 2
        assert payloads.of(ONE) == []
        assert len(payloads.of(MentionId("mastodon:2"))) == 1
        assert payloads.forget([ONE]) == 0
