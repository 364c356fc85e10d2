"""A need as it is lived: it grows, is owned, is done, and forty people hear of it, once each, over three channels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from resonanz.app import config, wiring
from resonanz.app.house import House
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, UserId, mention_id
from resonanz.core.mention import Author, Mention, MentionType
from resonanz.core.need import How, Need, NeedState
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports import Answer, Posted
from resonanz.core.reply import ReplyState
from resonanz.core.telling import PersonState, Telling, TellingState, Why, of_need
from resonanz.learn.needs import Wanted
from resonanz.store.memory import MemoryArchive
from resonanz.store.relational import models
from resonanz.store.relational.editing.departments import create_department, set_role
from resonanz.store.relational.editing.people import Person, create_person
from tests.making import NOON, heard

TEXTS = {"de": "Hallo {name}, den größeren Gepäckträger gibt es jetzt!", "en": "{name}, the bigger rack is here."}
CHANNELS = ("mastodon",) * 20 + ("email",) * 12 + ("bluesky",) * 8


@dataclass
class Recorder:
    """Be every channel: record what stands there, die when told to."""

    standing: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    loud: list[str] = field(default_factory=list)
    """Answers that were not marked as one of many."""
    dies_after: int | None = None

    def limit(self, mention: Mention) -> int | None:
        return None if mention.channel == "nowhere" else 300

    def publish(self, answer: Answer) -> Posted:
        posted = self.standing.setdefault(answer.mention.id, [])
        self.loud += [] if answer.quiet else [answer.key]
        if not (answer.repeated and (answer.key, answer.text) in posted):
            posted.append((answer.key, answer.text))
        if self.dies_after is not None and sum(map(len, self.standing.values())) >= self.dies_after:
            self.dies_after = None
            raise Killed
        return Posted(id=mention_id(answer.mention.channel, f"own-{answer.key}"), url=None, at=NOON)

    def hear_thread(self, mention: Mention) -> int:
        return 0


class Killed(BaseException):
    """Be kill -9: nothing catches it."""


@pytest.fixture
def channels() -> Recorder:
    return Recorder()


@pytest.fixture
def house(db: None, channels: Recorder, monkeypatch: pytest.MonkeyPatch) -> House:
    built = wiring.build(config.settings(), archive=MemoryArchive(), clock=FixedClock(NOON))
    built.__dict__["channels"] = channels
    monkeypatch.setattr(wiring, "_house", built)
    return built


@pytest.fixture
def product(house: House) -> DepartmentId:
    room = Department(id=DepartmentId(0), slug="product", name="Product", four_eyes=True)
    return create_department(SYSTEM, room, NOON).id


def somebody(name: str, role: Role, department: DepartmentId) -> Actor:
    number, _ = create_person(SYSTEM, Person(username=name), NOON)
    set_role(SYSTEM, UserId(number), department, role, NOON)
    return Actor(id=UserId(number), name=name, roles={department: role})


@pytest.fixture
def ada(product: DepartmentId) -> Actor:
    return somebody("ada", Role.MEMBER, product)


@pytest.fixture
def lea(product: DepartmentId) -> Actor:
    return somebody("lea", Role.LEAD, product)


def asking(number: int, *, again: int = 0) -> Heard:
    channel = CHANNELS[number]
    return heard(
        f"{number}-{again}",
        channel=channel,
        kind="request",
        type=MentionType.MESSAGE if channel == "email" else MentionType.POST,
        text=f"Please build a bigger rack, says number {number} ({again})",
        author=Author(id=f"a{number}", name=f"Person {number}"),
        published_at=NOON - timedelta(days=40 - number, hours=-again),
        topics=("rack",),
    )


def run_on(house: House, hours: float) -> None:
    """Let the worker's loops run, two and a half minutes at a time: the pace is an answer in five."""
    for _ in range(int(hours * 24)):
        house.telling_rounds.tick()
        house.outbox.run()
        house.clock.sleep(150)


@pytest.fixture
def need(house: House, product: DepartmentId, ada: Actor, lea: Actor) -> Need:
    """Return a need of forty people, fourteen of whom said it twice, that is done."""
    house.archive.keep([asking(number) for number in range(40)] + [asking(number, again=1) for number in range(14)])
    house.topic_desk.begin(SYSTEM, "Rack")
    made = house.need_desk.write(ada, Wanted(title="A bigger rack", department=product, owner=ada.id))
    house.need_desk.add_signpost(ada, made.id, How.TOPIC, "rack")
    house.evidence_keeper.tick()
    house.need_desk.consider(ada, made.id)
    house.need_desk.plan(lea, made.id, (NOON + timedelta(days=30)).date())
    return house.need_desk.finish(lea, made.id, "The rack of 2027 carries 35 kg.")


@pytest.fixture
def telling(house: House, need: Need, ada: Actor, lea: Actor) -> Telling:
    """Return a round that runs."""
    drafted = house.telling_desk.draft(ada, of_need(need.id), TEXTS)
    return house.telling_desk.approve(lea, drafted.id, TEXTS)


def approve_each(house: House, need: Need, lea: Actor) -> None:
    """Approve what waits for its own approval."""
    for one in house.tellings.people(of_need(need.id)):
        if one.reply and house.replies.load(one.reply).state is ReplyState.SUBMITTED:
            house.reply_desk.approve(lea, one.reply)


def told_how_often(channels: Recorder) -> Counter[int]:
    """Return how many people were told how often."""
    people = Counter(id_.partition(":")[2].partition("-")[0] for id_, said in channels.standing.items() for _ in said)
    return Counter(people.values())


def test_forty_people_hear_of_it_once_each(
    house: House, channels: Recorder, need: Need, telling: Telling, lea: Actor
) -> None:
    run_on(house, 3)
    approve_each(house, need, lea)
    run_on(house, 1)

    assert told_how_often(channels) == {1: 40}
    assert channels.loud == []
    assert house.needs.load(need.id).state is NeedState.TOLD_BACK
    assert house.tellings.load(telling.id).state is TellingState.FINISHED
    assert {one.state for one in house.tellings.people(of_need(need.id))} == {PersonState.TOLD}


@pytest.mark.parametrize("after", [1, 2, 17])
def test_a_process_that_dies_while_posting_tells_nobody_twice(
    house: House, channels: Recorder, need: Need, telling: Telling, lea: Actor, after: int
) -> None:
    channels.dies_after = after
    with pytest.raises(Killed):
        run_on(house, 3)
    house.outbox.recover(before=house.clock.now() + timedelta(seconds=1))
    run_on(house, 3)
    approve_each(house, need, lea)
    run_on(house, 1)

    assert told_how_often(channels) == {1: 40}


def test_a_process_that_dies_before_it_notes_the_answer_tells_nobody_twice(
    house: House, channels: Recorder, need: Need, telling: Telling, lea: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(type(house.tellings), "change_person", die)
        with pytest.raises(Killed):
            house.telling_rounds.tick()
    run_on(house, 3)
    approve_each(house, need, lea)
    run_on(house, 1)

    assert told_how_often(channels) == {1: 40}


def test_each_channel_has_its_pace(house: House, channels: Recorder, telling: Telling) -> None:
    run_on(house, 1)
    by_channel = Counter(id_.partition(":")[0] for id_ in channels.standing)
    assert by_channel == {"mastodon": 12, "email": 12}


def test_what_a_person_said_last_is_answered_in_their_name_and_language(
    house: House, channels: Recorder, telling: Telling
) -> None:
    run_on(house, 2)
    assert channels.standing[MentionId("mastodon:3-1")][0][1] == (
        "Hallo Person 3, den größeren Gepäckträger gibt es jetzt!"
    )
    assert "mastodon:3-0" not in channels.standing


def test_nobody_is_told_again_in_a_second_round_or_under_a_merged_need(
    house: House, channels: Recorder, need: Need, telling: Telling, lea: Actor, ada: Actor, product: DepartmentId
) -> None:
    run_on(house, 3)
    approve_each(house, need, lea)
    run_on(house, 1)
    other = house.need_desk.write(ada, Wanted(title="Carry more", department=product))
    house.need_desk.say(ada, other.id, [MentionId(f"mastodon:{number}-0") for number in range(9)], belongs=True)
    house.need_desk.merge(lea, need.id, other.id)
    house.need_desk.finish(lea, other.id, "Done.")
    again = house.telling_desk.draft(ada, of_need(other.id), TEXTS)
    house.telling_desk.approve(lea, again.id, TEXTS)
    run_on(house, 3)

    assert told_how_often(channels) == {1: 40}
    assert house.needs.load(need.id).into == other.id


def test_who_wrote_the_text_does_not_approve_it_where_four_eyes_are_asked(house: House, need: Need, lea: Actor) -> None:
    drafted = house.telling_desk.draft(lea, of_need(need.id), TEXTS)
    with pytest.raises(NotAllowed):
        house.telling_desk.approve(lea, drafted.id, TEXTS)


def test_a_paused_round_hands_nothing_out_and_a_stopped_one_leaves_the_rest(
    house: House, channels: Recorder, need: Need, telling: Telling, lea: Actor
) -> None:
    run_on(house, 0.2)
    before = len(channels.standing)
    house.telling_desk.pause(lea, telling.id)
    run_on(house, 2)
    assert len(channels.standing) == before
    house.telling_desk.stop(lea, telling.id)
    states = Counter(one.state for one in house.tellings.people(of_need(need.id)))
    assert states[PersonState.LEFT] > 20
    assert states[PersonState.WAITING] == 0


def test_who_took_back_what_they_said_is_not_told(
    house: House, channels: Recorder, need: Need, telling: Telling
) -> None:
    house.forgetting.forget_author("mastodon", "a19")
    run_on(house, 3)

    assert not [id_ for id_ in channels.standing if id_.startswith("mastodon:19-")]
    gone = [one for one in house.tellings.people(of_need(need.id)) if one.mention is None]
    assert [(one.state, one.why) for one in gone] == [(PersonState.CANNOT, Why.ERASED)]
    assert (len(house.needs.evidence(need.id)), house.needs.load(need.id).erased) == (53, 1)


def test_an_erasure_takes_the_name_out_of_what_was_said_to_them(house: House, need: Need, telling: Telling) -> None:
    run_on(house, 3)
    (line,) = [one for one in house.tellings.people(of_need(need.id)) if one.mention == MentionId("mastodon:19-0")]
    assert line.reply is not None
    assert "Person 19" in house.replies.load(line.reply).text
    house.forgetting.forget_author("mastodon", "a19")
    assert "Person 19" not in house.replies.load(line.reply).text


def test_who_does_not_want_to_be_told_is_not(
    house: House, channels: Recorder, need: Need, telling: Telling, ada: Actor
) -> None:
    (line,) = [one for one in house.tellings.people(of_need(need.id)) if one.mention == MentionId("mastodon:19-0")]
    house.telling_desk.refuse(ada, of_need(need.id), line.id)
    run_on(house, 3)
    assert MentionId("mastodon:19-0") not in channels.standing


def test_who_turns_out_to_have_asked_for_something_else_is_not_told(
    house: House, channels: Recorder, need: Need, telling: Telling, ada: Actor
) -> None:
    mistaken = MentionId("mastodon:19-0")
    house.need_desk.say(ada, need.id, [mistaken], belongs=False)
    run_on(house, 3)
    assert mistaken not in channels.standing
    (line,) = [one for one in house.tellings.people(of_need(need.id)) if one.mention == mistaken]
    assert (line.state, line.why) == (PersonState.LEFT, None)


def test_a_need_whose_department_was_closed_does_not_keep_others_from_being_told(
    house: House, channels: Recorder, need: Need, telling: Telling, ada: Actor, lea: Actor, product: DepartmentId
) -> None:
    lost = house.need_desk.write(ada, Wanted(title="A bell", department=product))
    house.archive.keep([heard("bell", channel="mastodon", author=Author(id="b", name="Bo"))])
    house.need_desk.say(ada, lost.id, [MentionId("mastodon:bell")], belongs=True)
    house.need_desk.finish(lea, lost.id, "It rings.")
    drafted = house.telling_desk.draft(ada, of_need(lost.id), {"de": "Sie klingelt."})
    house.telling_desk.approve(lea, drafted.id, {"de": "Sie klingelt."})
    models.Need.objects.filter(pk=lost.id).update(department=None)
    run_on(house, 3)
    assert len(channels.standing) > 20


def test_what_was_decided_stays_owned(house: House, need: Need, ada: Actor) -> None:
    with pytest.raises(InputRejected, match="answer for what was decided"):
        house.need_desk.own(ada, need.id, None, None)


def test_a_title_that_people_are_told_stays_as_it_was_approved(
    house: House, need: Need, ada: Actor, lea: Actor
) -> None:
    texts = {"de": "Zu „{need}“: Es gibt ihn."}
    drafted = house.telling_desk.draft(ada, of_need(need.id), texts)
    house.telling_desk.approve(lea, drafted.id, texts)
    with pytest.raises(Conflict, match="stop the telling"):
        house.need_desk.edit(ada, need.id, Wanted(title="Buy our new rack"))


def test_the_day_that_is_over_is_the_companys(house: House, product: DepartmentId, ada: Actor, lea: Actor) -> None:
    made = house.need_desk.write(ada, Wanted(title="A bell", department=product))
    house.clock.sleep(11.5 * 3600)  # half past eleven in the evening in London, the next day in Berlin
    with pytest.raises(InputRejected, match="This day is over"):
        house.need_desk.plan(lea, made.id, NOON.date())
