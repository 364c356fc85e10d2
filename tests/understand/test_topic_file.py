"""What was learned of topics, kept as bytes."""

from __future__ import annotations

import pytest

from resonanz.core.ids import MentionId
from resonanz.understand.plain import plain
from resonanz.understand.topic_file import packed, unpacked
from resonanz.understand.topics import Topics
from tests.understand.test_topics import learned


def test_what_was_kept_gives_the_same_topics() -> None:
    model = learned()
    assert model
    again = unpacked(packed(model))
    texts = [plain("the delivery arrived a week late, again"), plain("a new café opened at the harbour")]
    ids = [MentionId("a:1"), MentionId("a:2")]
    assert Topics(again).of(ids, texts) == Topics(model).of(ids, texts)


@pytest.mark.parametrize("cut", [0, 10, 200])
def test_what_is_damaged_is_learned_again(cut: int) -> None:
    model = learned()
    assert model
    assert unpacked(packed(model)[:cut]) is None
