"""Life-cycles fail when they are declared wrongly, not when they are used."""

from __future__ import annotations

import pytest

from resonanz.core.case import CASE
from resonanz.core.errors import Conflict
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.reply import REPLY, ReplyState
from resonanz.core.source import SOURCE


def test_a_state_nobody_reaches_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="unreachable"):
        Lifecycle(name="x", start="a", moves={"go": (frozenset({"b"}), "c")})


def test_a_circle_apart_from_the_start_is_refused() -> None:
    with pytest.raises(TypeError, match="unreachable"):
        Lifecycle(name="x", start="a", moves={"go": (frozenset({"b"}), "c"), "back": (frozenset({"c"}), "b")})


def test_an_action_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(TypeError, match="nothing leads"):
        Lifecycle(name="x", start="a", moves={"go": (frozenset(), "b")})


def test_a_sent_reply_cannot_be_changed() -> None:
    assert REPLY.actions(ReplyState.SENT) == ()
    with pytest.raises(Conflict, match="sent cannot edit"):
        REPLY.after(ReplyState.SENT, "edit")


def test_nothing_is_sent_that_was_not_approved() -> None:
    leading = {state for state in ReplyState if "send" in REPLY.actions(state)}
    assert leading == {ReplyState.APPROVED}


@pytest.mark.parametrize("cycle", [CASE, REPLY, SOURCE], ids=lambda cycle: cycle.name)
def test_every_life_cycle_can_be_drawn(cycle: Lifecycle[str]) -> None:
    assert cycle.mermaid().startswith("stateDiagram-v2")
