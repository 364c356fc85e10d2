"""Topics as people see and change them."""

from __future__ import annotations

import pytest

from resonanz.core.policy import SYSTEM
from resonanz.core.search import Filter
from resonanz.core.topic import Member, Topic, TopicEvent, TopicKey, TopicState
from tests.web.company import NOW, mention_id

APP = TopicKey("app-crashes")


@pytest.fixture
def named(company):
    """Return a topic of three mentions."""
    return company.house.topic_desk.begin(SYSTEM, "App crashes", [mention_id(number) for number in (2, 8, 14)])


@pytest.fixture
def proposed(company):
    """Return a proposal of two mentions."""
    topic = Topic(key=TopicKey("lights"), name="lights, bike", state=TopicState.PROPOSED, words=("lights", "bike"))
    book = company.house.topics
    book.add(topic, TopicEvent(topic=topic.key, at=NOW, action="proposed"))
    book.regroup([Member(topic.key, mention_id(number)) for number in (1, 7)], until=1)
    return topic


def carrying(company, key):
    return {one.mention.id for one in company.house.archive.page(Filter(topics=(key,))).items}


def test_the_list_shows_topics_with_their_volume_and_proposals_with_their_words(admin, named, proposed):
    text = admin.get("/topics").content.decode()
    assert "App crashes" in text
    assert "lights, bike" in text
    assert 'href="/live?topic=app-crashes&amp;since=30d">3</a>' in text


def test_a_topic_shows_its_mentions_and_what_taught_it(admin, named):
    text = admin.get("/topics/app-crashes").content.decode()
    assert f'data-id="{mention_id(2)}"' in text
    assert "topic:app-crashes" in text
    assert "belongs here" in text


def test_naming_a_proposal_gives_it_to_its_mentions(admin, company, proposed):
    admin.post("/topics/lights/do/name", {"name": "Bike lights"})
    assert company.house.topics.load(proposed.key).state is TopicState.NAMED
    assert carrying(company, "lights") == {mention_id(1), mention_id(7)}


def test_a_hidden_topic_is_in_the_list_of_what_was_put_away_and_comes_back(admin, company, named):
    admin.post("/topics/app-crashes/do/hide")
    assert "Show again" in admin.get("/topics").content.decode()
    admin.post("/topics/app-crashes/do/show")
    assert company.house.topics.load(APP).state is TopicState.NAMED


def test_a_merged_topics_address_leads_to_the_one_it_went_into(admin, company, named):
    company.house.topic_desk.begin(SYSTEM, "Software")
    admin.post("/topics/app-crashes/do/merge", {"into": "software"})
    assert admin.get("/topics/app-crashes").headers["location"] == "/topics/software"


def test_a_split_by_chosen_examples_makes_a_topic_of_them(admin, company, named):
    answer = admin.post("/topics/app-crashes/split", {"name": "Payment", "id": [mention_id(2)]})
    assert answer.headers["location"] == "/topics/payment"
    assert carrying(company, "payment") == {mention_id(2)}
    assert carrying(company, "app-crashes") == {mention_id(8), mention_id(14)}


def test_one_key_puts_a_mention_in_and_takes_it_out_again(browse, company, named):
    member = browse("max", "en")
    for there in (True, False):
        given = {"id": mention_id(0), "topic": "app-crashes"}
        card = member.post("/topics/said", given, headers={"HX-Request": "true"}).content.decode()
        assert ("App crashes" in card) is there
        assert (mention_id(0) in carrying(company, "app-crashes")) is there


def test_what_was_said_of_a_mention_can_be_taken_back(admin, company, named):
    admin.post("/topics/app-crashes/do/take-back", {"id": mention_id(2)})
    assert mention_id(2) not in {one.mention for one in company.house.topics.examples()}


def test_a_topic_can_be_named_from_a_mention(admin, company):
    answer = admin.post("/topics/new", {"name": "Vans", "id": mention_id(5)})
    assert answer.headers["location"] == "/topics/vans"
    assert carrying(company, "vans") == {mention_id(5)}


def test_live_can_be_narrowed_to_a_topic(admin, named):
    text = admin.get("/live?topic=app-crashes").content.decode()
    assert f'data-id="{mention_id(2)}"' in text
    assert f'data-id="{mention_id(1)}"' not in text


def test_a_query_finds_a_topic_by_its_key(admin, named):
    text = admin.get("/live?q=topic:app-crashes").content.decode()
    assert f'data-id="{mention_id(2)}"' in text
    assert f'data-id="{mention_id(1)}"' not in text


@pytest.mark.parametrize("path", ["do/name", "do/merge", "do/hide", "split"])
def test_a_member_does_not_change_topics(browse, named, path):
    given = {"name": "Other", "into": "app-crashes"}
    answer = browse("max").post(f"/topics/app-crashes/{path}", given, headers={"HX-Request": "true"})
    assert answer.status_code == 403


def test_a_reader_says_nothing(browse, named):
    given = {"id": mention_id(0), "topic": "app-crashes"}
    assert browse("rita").post("/topics/said", given, headers={"HX-Request": "true"}).status_code == 403


def test_a_name_that_is_taken_is_said_in_a_sentence(admin, named):
    told = admin.post("/topics/new", {"name": "app crashes"}, follow=True).content.decode()
    assert "already" in told


def test_an_unknown_topic_is_not_found(admin, company):
    assert admin.get("/topics/nothing").status_code == 404


def test_a_strangers_words_stay_words(admin, company, proposed):
    company.house.topics.describe({proposed.key: ("<script>alert(1)</script>",)}, {})
    assert "<script>alert" not in admin.get("/topics").content.decode()


def test_what_is_erased_is_no_example_any_more(admin, company, named):
    company.house.forgetting.forget([mention_id(2)], reason="asked for")
    assert mention_id(2) not in {one.mention for one in company.house.topics.examples()}
