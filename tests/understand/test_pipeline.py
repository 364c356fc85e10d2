"""The pipeline is a list of steps, changes nothing it was given, and counts where each mention went."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.mention import Author, MentionType
from resonanz.core.understood import Label, OwnLabel, Priority, Towards, Voice
from resonanz.understand.pipeline import EXITS, Pipeline, judging_steps, owned_steps, standard_steps
from resonanz.understand.target import Entity, Targets
from tests.understand.making import mention, mentions

any_text = st.text(alphabet=st.characters(), max_size=300)


def test_steps_can_be_read_as_a_list() -> None:
    steps = standard_steps(match=lambda heard: [()] * len(heard), route=list)
    assert [step.name for step in steps] == [
        "plain text",
        "language",
        "voice",
        "words",
        "relevance",
        "sentiment",
        "kind",
        "duplicates",
        "queries",
        "route",
    ]


def test_every_mention_comes_back_in_its_place() -> None:
    batch = mentions("eins", "zwei", "drei")
    heard = Pipeline(standard_steps()).understand(batch)
    assert [one.mention.id for one in heard] == [one.id for one in batch]


def test_an_empty_batch_is_understood() -> None:
    assert Pipeline(standard_steps()).understand([]) == []


def test_own_voice_is_marked_on_mention_and_author() -> None:
    ours = mention("Wir haben heute bis acht geöffnet.", author=Author(handle="@Firma"))
    (heard,) = Pipeline(standard_steps(own=frozenset({("mastodon", "firma")}))).understand([ours])
    assert (heard.understood.voice, heard.mention.author.is_own) == (Voice.OWN, True)


def test_own_accounts_of_any_channel_are_known_by_id() -> None:
    ours = mention("Hallo", author=Author(id="did:plc:X1"))
    (heard,) = Pipeline(standard_steps(own=frozenset({("*", "did:plc:x1")}))).understand([ours])
    assert heard.understood.voice is Voice.OWN


def test_own_accounts_are_asked_anew_for_each_batch() -> None:
    accounts: set[tuple[str, str]] = set()
    pipeline = Pipeline(standard_steps(own=lambda: accounts))
    post = mention("Hallo", author=Author(handle="firma"))
    pipeline.understand([post])
    accounts.add(("mastodon", "firma"))
    assert pipeline.understand([post])[0].understood.voice is Voice.OWN


def test_own_voice_is_not_judged() -> None:
    ours = mention("Wir sind furchtbar traurig und wütend!", author=Author(is_own=True))
    (heard,) = Pipeline(standard_steps()).understand([ours])
    assert heard.understood.sentiment.confidence == 0.0


def test_standing_queries_are_stored_by_id() -> None:
    pipeline = Pipeline(standard_steps(match=lambda batch: [(3, 7) for _ in batch]))
    assert pipeline.understand([mention("Hallo")])[0].understood.queries == (3, 7)


def test_routing_sees_what_was_understood_before_it() -> None:
    seen: list[Heard] = []

    def route(batch: object) -> list[Heard]:
        seen.extend(batch)  # type: ignore[call-overload]
        return list(seen)

    Pipeline(standard_steps(match=lambda batch: [(1,) for _ in batch], route=route)).understand(
        [mention("Warum ist das Paket noch nicht angekommen?")]
    )
    assert (seen[0].understood.lang.value, seen[0].understood.queries) == ("de", (1,))


def test_what_routing_decides_is_kept() -> None:
    def route(batch: object) -> list[Heard]:
        return [
            replace(
                heard,
                understood=replace(
                    heard.understood,
                    department=DepartmentId(4),
                    route=RouteId(2),
                    priority=Priority.HIGH,
                    opens_case=True,
                ),
            )
            for heard in batch  # type: ignore[attr-defined]
        ]

    (heard,) = Pipeline(standard_steps(route=route)).understand([mention("Hallo")])
    found = heard.understood
    assert (found.department, found.route, found.priority, found.opens_case) == (4, 2, Priority.HIGH, True)


def test_each_mention_takes_one_counted_exit() -> None:
    pipeline = Pipeline(standard_steps())
    pipeline.understand(
        [
            mention("Ich bin begeistert!", native_id="1"),
            mention("", native_id="2"),
            mention("Guten Morgen", native_id="3", author=Author(is_own=True)),
            mention("Bahn baut neue Strecke", native_id="4", type=MentionType.ARTICLE),
        ]
    )
    assert pipeline.exits == {"judged": 1, "no_words": 1, "own_voice": 1, "news": 1}


@settings(deadline=None)
@given(st.lists(any_text, max_size=12))
def test_exits_add_up_to_the_mentions_whatever_is_said(texts: list[str]) -> None:
    pipeline = Pipeline(standard_steps())
    pipeline.understand(mentions(*texts))
    assert (pipeline.exits.total(), set(pipeline.exits) <= set(EXITS)) == (len(texts), True)


@settings(deadline=None)
@given(st.lists(any_text, min_size=1, max_size=12), st.integers(min_value=1, max_value=5))
def test_judgement_does_not_depend_on_the_batch(texts: list[str], size: int) -> None:
    batch = mentions(*texts)
    whole = Pipeline(judging_steps()).understand(batch)
    pipeline = Pipeline(judging_steps())
    pieces = [heard for at in range(0, len(batch), size) for heard in pipeline.understand(batch[at : at + size])]
    assert pieces == whole


@settings(deadline=None)
@given(st.lists(any_text, min_size=1, max_size=12), st.integers(min_value=1, max_value=5))
def test_copies_depend_on_the_order_alone(texts: list[str], size: int) -> None:
    batch = mentions(*texts, *texts)
    whole = Pipeline(standard_steps()).understand(batch)
    pipeline = Pipeline(standard_steps())
    pieces = [heard for at in range(0, len(batch), size) for heard in pipeline.understand(batch[at : at + size])]
    assert pieces == whole


TOLD = Label("negative", 0.9, "model:towards:1-v1")
LAMPS = Targets([Entity(QueryId(1), "own", (("lampe",),)), Entity(QueryId(2), "competitor", (("leuchte",),))])


def taught(*tasks: str) -> Pipeline:
    """Return a pipeline in which something learned runs in these tasks and always says the same."""
    return Pipeline(
        (*judging_steps(), *owned_steps(lambda: LAMPS, lambda _task, of: [TOLD] * len(of.plain), lambda: tasks))
    )


def test_what_was_learned_of_a_target_speaks_where_it_is_named() -> None:
    named, other = taught("towards:1").understand(mentions("Die Lampe brennt.", "Die Leuchte brennt."))
    assert named.understood.targets == (Towards("own", QueryId(1), TOLD),)
    assert other.understood.targets == ()


def test_what_was_learned_of_a_target_goes_before_the_rules_and_leaves_the_others() -> None:
    (heard,) = taught("towards:1").understand(mentions("Die Lampe ist toll, anders als die Leuchte."))
    felt = {one.query: one.feels for one in heard.understood.targets}
    assert felt[QueryId(1)] == TOLD
    assert felt[QueryId(2)].value == "negative"


def test_labels_of_our_own_are_given_where_somebody_speaks() -> None:
    said, advert = taught("set:reason").understand([mention("Die Lampe brennt."), mention("")])
    assert said.understood.labels == (OwnLabel("reason", TOLD),)
    assert advert.understood.labels == ()


def test_without_anything_learned_targets_are_what_the_rules_say() -> None:
    (heard,) = taught().understand(mentions("Die Lampe brennt."))
    assert (heard.understood.targets, heard.understood.labels) == ((), ())
