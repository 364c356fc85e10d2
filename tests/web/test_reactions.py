"""What came of an answer: seen when its author speaks, settled when its time is over, shown with how sure it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.ids import MentionId
from resonanz.core.mention import Author
from resonanz.core.reaction import WINDOW
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Kind, Sentiment
from resonanz.store.relational import models
from tests.making import mention
from tests.web.company import NOW, hear, routed

ASKED = MentionId("mastodon:social.example/0")


@pytest.fixture
def sent(company) -> models.Reply:
    """Return an answer to the parcel that was sent now."""
    return models.Reply.objects.create(
        key="k", case_id=1, reply_to=ASKED, text="Hallo", author_id=company.people["max"], needs_four_eyes=False,
        created_at=NOW, sent_at=NOW, sent_id="mastodon:our", state=ReplyState.SENT.value,
    )  # fmt: skip


def thank(company) -> None:
    """Have the author of the question thank us an hour later."""
    at = NOW + timedelta(hours=1)
    said = mention(
        "thanks", "Danke, ist da!", published_at=at, seen_at=at, thread=ASKED, reply_to=MentionId("mastodon:our"),
        author=Author(id="a0", handle="person0@social.example"),
    )  # fmt: skip
    company.house.clock.sleep(3_600)
    hear(company, [routed(company, said, "de", Kind.PRAISE, Sentiment.POSITIVE)])


def test_a_reaction_is_seen_when_the_author_speaks(sent, company):
    keeper = company.house.reaction_keeper
    assert [keeper.tick(), keeper.tick()] == [1, 0]
    thank(company)
    assert keeper.tick() == 1
    found = models.AnswerReaction.objects.get()
    assert (found.came_back, found.directly, found.change, found.asked_again) == (True, True, 1, False)
    assert not found.settled


def test_it_is_settled_when_its_time_is_over_and_stays_so(sent, company):
    company.house.clock.sleep(WINDOW.total_seconds())
    assert [company.house.reaction_keeper.tick() for _ in range(2)] == [1, 0]
    assert models.AnswerReaction.objects.get().settled


def test_an_answer_to_what_was_erased_is_told_apart(sent, company, browse):
    company.house.forgetting.forget([ASKED], reason="asked_for")
    company.house.reaction_keeper.tick()
    assert "Of one nothing can be told" in browse("rita", "en").get("/reactions").content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", ["/reactions", "/reactions?days=365", "/reactions?days=nonsense"])
def test_the_page_stands_in_both_languages(sent, company, browse, path, language):
    company.house.reaction_keeper.tick()
    assert browse("rita", language).get(path).status_code == 200


def test_no_person_is_named_on_the_page(sent, company, browse):
    company.house.clock.sleep(WINDOW.total_seconds())
    company.house.reaction_keeper.tick()
    text = browse("rita", "en").get("/reactions").content.decode()
    assert "Kundendienst" in text
    assert "Max" not in text


def test_the_page_asks_as_often_for_many_answers_as_for_one(sent, company, browse):
    client = browse("rita", "en")
    company.house.reaction_keeper.tick()
    few = _asked(client)
    models.Reply.objects.bulk_create(
        models.Reply(
            key=f"k{case.pk}", case=case, reply_to=case.thread, text="Hallo", author_id=company.people["max"],
            needs_four_eyes=False, created_at=NOW, sent_at=NOW, state=ReplyState.SENT.value,
        )
        for case in models.Case.objects.exclude(pk=1)
    )  # fmt: skip
    company.house.reaction_keeper.tick()
    assert models.AnswerReaction.objects.count() > 5
    assert _asked(client) == few


def _asked(client) -> int:
    client.get("/reactions")  # what is kept for a few seconds is asked for here
    with CaptureQueriesContext(connection) as asked:
        client.get("/reactions")
    return len(asked)
