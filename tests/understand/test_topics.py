"""Topics: learned from a few examples, given with abstention; a person's word stands."""

from __future__ import annotations

from resonanz.core.ids import MentionId
from resonanz.core.topic import Example, TopicKey
from resonanz.understand.plain import plain
from resonanz.understand.topic_learning import FEWEST_OTHERS, Taught, learn_topics
from resonanz.understand.topics import TopicModel, Topics

LATE = TopicKey("late")
PRICE = TopicKey("price")
WHO = ("my parcel", "our order", "the delivery", "das Paket", "die Lieferung", "meine Bestellung")
LATENESS = ("is late again", "arrived a week late", "kommt schon wieder zu spät", "ist zu spät gekommen")
COSTS = ("prices went up", "far too expensive", "ist viel zu teuer geworden", "Preise wurden wieder erhöht")
REST = (
    "lovely weather over the harbour", "who plays tonight in the cup", "the new office has plants",
    "heute wird gegrillt im Garten", "der Zug nach Ulm fährt ein", "my cat sleeps on the keyboard",
    "a great talk on compilers", "Kaffee und Kuchen um vier",
)  # fmt: skip


def learned(topics: int = 2) -> TopicModel | None:
    """Return what is learned from a dozen examples each, against texts of which a few are about the same."""
    late = [Taught(f"{who} {what}", LATE) for who in WHO[:4] for what in LATENESS]
    price = [Taught(f"{what}, {who}", PRICE) for who in WHO[:4] for what in COSTS]
    others = [f"{text} {number}" for number in range(8) for text in REST]
    others += [f"{WHO[5]} {what}" for what in LATENESS] + [f"{what}, {WHO[5]}" for what in COSTS]
    return learn_topics([*late, *(price if topics > 1 else [])], others)


def given_to(*texts: str, said: tuple[Example, ...] = ()) -> list[tuple[str, ...]]:
    """Return the topics of texts; the first has the id `a:0`."""
    ids = [MentionId(f"a:{number}") for number in range(len(texts))]
    return Topics(learned(), said).of(ids, [plain(text) for text in texts])


def test_a_text_like_the_examples_gets_their_topic() -> None:
    assert given_to("the delivery arrived a week late, again") == [(LATE,)]


def test_a_text_like_none_of_them_has_no_topic() -> None:
    assert given_to("a new café opened at the harbour") == [()]


def test_one_text_can_have_several_topics() -> None:
    late = [Taught(f"{who} {what}", LATE) for who in WHO for what in LATENESS]
    both = [Taught(f"{who}: {late} and {dear}", topic) for who in WHO for topic in (LATE, PRICE)
            for late, dear in zip(LATENESS, COSTS, strict=True)]  # fmt: skip
    model = learn_topics([*late, *both], [f"{text} {number}" for number in range(8) for text in REST])
    (found,) = Topics(model).of([MentionId("a:1")], [plain(f"the train: {LATENESS[0]} and {COSTS[0]}")])
    assert set(found) == {LATE, PRICE}


def test_what_a_person_counted_in_is_in_whatever_its_words() -> None:
    assert given_to("lovely weather", said=(Example(LATE, MentionId("a:0")),)) == [(LATE,)]


def test_what_a_person_took_out_stays_out() -> None:
    said = (Example(LATE, MentionId("a:0"), fits=False),)
    assert given_to("the delivery arrived a week late", said=said) == [()]


def test_two_examples_teach_nothing_yet() -> None:
    others = [f"{text} {number}" for number in range(8) for text in REST]
    assert learn_topics([Taught("late parcel", LATE), Taught("late again", LATE)], others) is None


def test_without_anything_else_heard_nothing_can_be_told_apart() -> None:
    late = [Taught(f"{who} {what}", LATE) for who in WHO for what in LATENESS]
    assert learn_topics(late, list(REST)[: FEWEST_OTHERS - 1]) is None


def test_the_same_texts_give_the_same_model() -> None:
    first, second = learned(), learned()
    assert first
    assert second
    assert first.threshold == second.threshold
    assert (first.weights == second.weights).all()


def test_what_was_taken_out_of_a_topic_teaches_what_it_is_not() -> None:
    def score(taken_out: list[Taught]) -> float:
        late = [Taught(f"{who} {what}", LATE) for who in WHO for what in LATENESS]
        others = [f"{text} {number}" for number in range(8) for text in REST]
        model = learn_topics([*late, *taken_out], others)
        assert model
        return float(Topics(model).scores([plain("the train is late again")])[0, 0])

    trains = [Taught(f"the train {what}", None) for what in LATENESS]
    assert score(trains) < score([])


def test_topics_of_nothing_are_none() -> None:
    assert Topics().of([MentionId("a:1")], [plain("anything")]) == [()]
    assert not Topics()
