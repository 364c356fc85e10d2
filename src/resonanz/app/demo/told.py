"""Telling a need back: everybody who asked gets one answer, where they asked; as it went three days ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from resonanz.app.demo.stage import Stage, stands
from resonanz.app.demo.story import answer_of_ours
from resonanz.core.clock import FixedClock
from resonanz.core.ids import NeedId
from resonanz.core.mention import Mention
from resonanz.core.reply import ReplyState
from resonanz.core.telling import PersonState, TellingState, of_need

TEXTS: Final = {
    "de": "Hallo {name}, zu deiner Frage nach der Kette: alle 200 km und nach jeder Regenfahrt ein Tropfen je Glied.",
    "en": "Hi {name}, you asked about the chain: every 200 km and after each ride in the rain, one drop a link.",
}
PAUSE: Final = timedelta(minutes=4).total_seconds()
"""Between two rounds: longer than the politest channel asks for."""
ROUNDS: Final = 200


def tell_back(stage: Stage, need: NeedId) -> None:
    """Tell those who asked; while somebody's own round is under way, nobody is told here."""
    from resonanz.store.relational.editing.recording import edit

    if not stage.home.tellings.running():
        with edit():  # else the worker could find a round that runs, and the outbox what is approved
            said = _round(stage, need)
        stage.home.intake.take(said)
        stage.home.follow_unless_served()


def _round(stage: Stage, need: NeedId) -> list[Mention]:
    past, said = stage.ago(days=3), []
    assert isinstance(past.clock, FixedClock)
    telling = past.telling_desk.draft(stage.actor(0), of_need(need), TEXTS).id
    past.telling_desk.approve(stage.actor(1), telling, TEXTS)
    for _ in range(ROUNDS):
        past.telling_rounds.tick()
        if past.tellings.load(telling).state is TellingState.FINISHED:
            break
        for one in past.tellings.people(of_need(need)):
            if one.state is not PersonState.HANDED or one.reply is None or one.mention is None:
                continue
            reply = past.replies.load(one.reply)
            if reply.state is ReplyState.SUBMITTED:
                reply = past.reply_desk.approve(stage.actor(1), reply.id)
            if reply.state is ReplyState.APPROVED:
                asked = past.archive.find([one.mention])[one.mention].mention
                said.append(answer_of_ours(asked, reply.text, past.clock.now()))
                stands(past, reply, said[-1])
        past.clock.sleep(PAUSE)
    return said
