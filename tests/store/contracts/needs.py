"""What every NeedBook and every TellingBook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.need import Evidence, How, Need, NeedEvent, NeedState, Signpost, Standing, people_in
from resonanz.core.ports import NeedBook, TellingBook
from resonanz.core.telling import PersonState, Telling, TellingState, Told, Why, of_need
from tests.store.contracts.making import NOON

LATER = NOON + timedelta(hours=1)


def evidence(need: Need, number: int, person: str = "", **values: object) -> Evidence:
    defaults: dict[str, object] = {
        "person": f"mastodon:{person or number}",
        "channel": "mastodon",
        "lang": "de",
        "kind": "request",
        "said_at": NOON - timedelta(minutes=number),
        "how": How.HAND,
    }
    mention = MentionId(f"mastodon:{number}")
    return Evidence(need=need.id, mention=mention, **{**defaults, **values})  # type: ignore[arg-type]


def event(need: NeedId, action: str, detail: str = "") -> NeedEvent:
    return NeedEvent(need=need, at=NOON, action=action, actor=None, detail=detail)


def mentions(book: NeedBook, need: Need, standing: Standing = Standing.IN) -> list[str]:
    return [one.mention.partition(":")[2] for one in book.evidence(need.id, standing)]


class NeedBookContract:
    """Hold for every NeedBook; `needs` and `tellings` are empty ones, `person` and `department` exist."""

    @pytest.fixture
    def draft(self, department: DepartmentId, person: UserId) -> Need:
        return Need(id=NeedId(0), title="A rack", department=department, owner=person, created_at=NOON, changed_at=NOON)

    @pytest.fixture
    def rack(self, needs: NeedBook, draft: Need) -> Need:
        return needs.add(draft, event(NeedId(0), "written"))

    @pytest.fixture
    def other(self, needs: NeedBook, draft: Need) -> Need:
        return needs.add(replace(draft, title="Carry more"), event(NeedId(0), "written"))

    @pytest.fixture
    def round_(self, tellings: TellingBook, rack: Need, person: UserId) -> Telling:
        wanted = Telling(
            id=0,
            about=of_need(rack.id),
            texts={"de": "Da!", "en": "There!"},
            author=person,
            created_at=NOON,
            changed_at=NOON,
        )
        return tellings.add(wanted)

    def told(self, round_: Telling, number: int, **values: object) -> Told:
        defaults: dict[str, object] = {
            "about": round_.about, "telling": round_.id, "person": f"mastodon:{number}",
            "mention": MentionId(f"mastodon:{number}"), "channel": "mastodon", "lang": "de", "key": f"key{number}",
        }  # fmt: skip
        return Told(**{**defaults, **values})  # type: ignore[arg-type]

    def test_a_need_gets_an_id_and_comes_back(self, needs: NeedBook, draft: Need, rack: Need) -> None:
        assert rack == replace(draft, id=rack.id)
        assert (needs.load(rack.id), needs.alive()) == (rack, [rack])

    def test_every_value_changes_with_a_line_of_history(self, needs: NeedBook, rack: Need) -> None:
        after = replace(
            rack, title="Racks", asked="Bigger!", state=NeedState.DONE, reason="Built.", owner=None,
            planned_for=NOON.date(), decided_at=LATER, outcome=NeedState.DONE, changed_at=LATER,
        )  # fmt: skip
        needs.change(rack, after, event(rack.id, "finish", "Built."))
        assert needs.load(rack.id) == after
        assert [one.action for one in needs.events(rack.id)] == ["written", "finish"]

    def test_who_comes_second_is_told(self, needs: NeedBook, rack: Need) -> None:
        needs.change(rack, replace(rack, title="Racks"), event(rack.id, "edit"))
        with pytest.raises(Conflict):
            needs.change(rack, replace(rack, title="Other"), event(rack.id, "edit"))

    def test_an_unknown_need_is_not_found(self, needs: NeedBook) -> None:
        with pytest.raises(NotFound):
            needs.load(NeedId(99))

    def test_evidence_comes_newest_first_and_counts_people(self, needs: NeedBook, rack: Need) -> None:
        new = needs.gather([evidence(rack, 1, "ada"), evidence(rack, 2, "ada"), evidence(rack, 3, "bob")])
        assert (new, mentions(needs, rack)) == (3, ["1", "2", "3"])
        assert people_in(needs.evidence(rack.id)) == 2

    def test_the_newest_evidence_can_be_asked_for_alone(self, needs: NeedBook, rack: Need) -> None:
        needs.gather([evidence(rack, 1), evidence(rack, 2), evidence(rack, 3)])
        assert [one.mention for one in needs.evidence(rack.id, limit=2)] == ["mastodon:1", "mastodon:2"]

    def test_what_is_known_of_mentions_does_not_ask_how_they_stand(
        self, needs: NeedBook, rack: Need, other: Need
    ) -> None:
        standings = (Standing.IN, Standing.OUT, Standing.PROPOSED)
        needs.put([evidence(rack, number, standing=one) for number, one in enumerate(standings)])
        needs.put([evidence(other, 3)])
        asked = [MentionId(f"mastodon:{number}") for number in (1, 2, 3, 4)]
        assert needs.known(rack.id, asked) == {"mastodon:1", "mastodon:2"}

    def test_gathering_again_changes_nothing(self, needs: NeedBook, rack: Need) -> None:
        needs.gather([evidence(rack, 1)])
        assert needs.gather([evidence(rack, 1), evidence(rack, 1, standing=Standing.PROPOSED)]) == 0
        assert mentions(needs, rack) == ["1"]

    def test_what_a_person_took_out_does_not_come_back_by_itself(self, needs: NeedBook, rack: Need) -> None:
        needs.gather([evidence(rack, 1)])
        assert needs.put([evidence(rack, 1, standing=Standing.OUT)]) == 1
        assert needs.gather([evidence(rack, 1)]) == 0
        assert mentions(needs, rack) == []

    def test_what_is_proposed_comes_in_where_a_topic_says_so(self, needs: NeedBook, rack: Need) -> None:
        needs.gather([evidence(rack, 1, standing=Standing.PROPOSED, likeness=0.5)])
        assert mentions(needs, rack, Standing.PROPOSED) == ["1"]
        assert needs.gather([evidence(rack, 1, how=How.TOPIC)]) == 1
        assert mentions(needs, rack) == ["1"]

    def test_signposts_are_kept_once_with_how_far_they_were_looked_for(self, needs: NeedBook, rack: Need) -> None:
        post = Signpost(need=rack.id, how=How.TOPIC, value="rack")
        looked = replace(post, looked_at=NOON, whole_at=NOON)
        assert [needs.put_signpost(post), needs.put_signpost(looked)] == [True, False]
        assert needs.signposts() == [looked]
        assert [needs.drop_signpost(rack.id, How.TOPIC, "rack") for _ in range(2)] == [True, False]

    def test_a_merger_keeps_evidence_signposts_and_history(self, needs: NeedBook, rack: Need, other: Need) -> None:
        needs.gather([evidence(rack, 1), evidence(rack, 2), evidence(other, 3)])
        needs.put([evidence(other, 2, standing=Standing.OUT)])
        needs.put_signpost(Signpost(need=rack.id, how=How.QUERY, value="1"))
        for _ in range(2):
            needs.merge(rack.id, other.id)
        merged = replace(rack, state=NeedState.MERGED, into=other.id)
        needs.change(rack, merged, event(rack.id, "merge"))
        assert mentions(needs, other) == ["1", "3"]
        assert [one.need for one in needs.signposts()] == [other.id]
        assert [one.action for one in needs.events(other.id)] == ["written", "written", "merge"]
        assert needs.alive() == [needs.load(other.id)]

    def test_a_merger_tells_a_topic_from_a_query_of_the_same_name(
        self, needs: NeedBook, rack: Need, other: Need
    ) -> None:
        for need, how in ((rack, How.QUERY), (rack, How.TOPIC), (other, How.TOPIC)):
            needs.put_signpost(Signpost(need=need.id, how=how, value="1"))
        needs.merge(rack.id, other.id)
        assert {(one.need, one.how) for one in needs.signposts()} == {(other.id, How.QUERY), (other.id, How.TOPIC)}

    def test_a_split_takes_evidence_along(self, needs: NeedBook, rack: Need, other: Need) -> None:
        needs.gather([evidence(rack, 1), evidence(rack, 2)])
        assert needs.split(rack.id, other.id, [MentionId("mastodon:2")]) == 1
        assert (mentions(needs, rack), mentions(needs, other)) == (["1"], ["2"])

    def test_what_is_erased_is_only_counted(
        self, needs: NeedBook, tellings: TellingBook, rack: Need, round_: Telling
    ) -> None:
        needs.gather([evidence(rack, 1), evidence(rack, 2)])
        tellings.enlist([self.told(round_, 1)])
        assert needs.forget([MentionId("mastodon:1"), MentionId("mastodon:9")]) == 2
        assert (mentions(needs, rack), needs.load(rack.id).erased) == (["2"], 1)
        (line,) = tellings.people(of_need(rack.id))
        assert (line.mention, line.state, line.why) == (None, PersonState.CANNOT, Why.ERASED)

    def test_an_answer_is_on_the_way_until_it_arrived(self, tellings: TellingBook, round_: Telling) -> None:
        tellings.enlist([self.told(round_, 1)])
        assert not tellings.on_the_way(round_.id)
        (line,) = tellings.people(round_.about)
        handed = replace(line, state=PersonState.HANDED, handed_at=NOON)
        tellings.change_person(line, handed)
        assert (tellings.on_the_way(round_.id), tellings.on_the_way(round_.id + 1)) == (True, False)
        tellings.change_person(handed, replace(handed, state=PersonState.TOLD, settled_at=LATER))
        assert not tellings.on_the_way(round_.id)

    def test_a_need_has_one_round_at_a_time(
        self, tellings: TellingBook, rack: Need, round_: Telling, person: UserId
    ) -> None:
        with pytest.raises(Conflict):
            tellings.add(replace(round_, id=0))
        tellings.change(round_, replace(round_, state=TellingState.STOPPED))
        again = tellings.add(replace(round_, id=0))
        assert [one.id for one in tellings.of(of_need(rack.id))] == [round_.id, again.id]

    def test_a_round_comes_back_with_its_texts_in_order(self, tellings: TellingBook, round_: Telling) -> None:
        assert list(tellings.load(round_.id).texts.items()) == [("de", "Da!"), ("en", "There!")]
        running = replace(round_, state=TellingState.RUNNING, approved_by=round_.author)
        tellings.change(round_, running)
        assert tellings.running() == [running]
        with pytest.raises(Conflict):
            tellings.change(round_, running)

    def test_a_person_is_on_the_list_once(self, tellings: TellingBook, rack: Need, round_: Telling) -> None:
        assert tellings.enlist([self.told(round_, 1), self.told(round_, 2)]) == 2
        assert tellings.enlist([self.told(round_, 1, key="other")]) == 0
        assert [one.key for one in tellings.people(of_need(rack.id))] == ["key1", "key2"]

    def test_who_could_not_be_told_is_planned_again(self, tellings: TellingBook, rack: Need, round_: Telling) -> None:
        tellings.enlist([self.told(round_, 1, state=PersonState.CANNOT, why=Why.NO_SOURCE)])
        assert tellings.enlist([self.told(round_, 1, key="again")]) == 1
        assert [(one.key, one.state, one.why) for one in tellings.people(of_need(rack.id))] == [
            ("again", PersonState.WAITING, None)
        ]

    def test_people_wait_in_the_order_they_came_channel_by_channel(
        self, tellings: TellingBook, round_: Telling
    ) -> None:
        tellings.enlist([self.told(round_, 1), self.told(round_, 2, channel="email"), self.told(round_, 3)])
        assert tellings.channels_waiting(round_.id) == ["email", "mastodon"]
        (first,) = tellings.waiting(round_.id, "mastodon")
        assert first.key == "key1"
        tellings.change_person(first, replace(first, state=PersonState.HANDED, handed_at=LATER))
        assert tellings.last_handed("mastodon") == LATER
        assert tellings.last_handed("email") is None
        with pytest.raises(Conflict):
            tellings.change_person(first, replace(first, state=PersonState.TOLD))

    def test_who_still_waits_is_left_when_a_round_stops(
        self, tellings: TellingBook, rack: Need, round_: Telling
    ) -> None:
        tellings.enlist([self.told(round_, 1), self.told(round_, 2, state=PersonState.CANNOT)])
        assert [tellings.leave(round_.id, LATER) for _ in range(2)] == [1, 0]
        assert [one.state for one in tellings.people(of_need(rack.id))] == [PersonState.LEFT, PersonState.CANNOT]

    def test_who_does_not_want_to_be_told_is_known_by_name(
        self, tellings: TellingBook, rack: Need, round_: Telling
    ) -> None:
        tellings.enlist([self.told(round_, 1), self.told(round_, 2)])
        tellings.refuse(tellings.people(of_need(rack.id))[0].id, LATER)
        assert tellings.unwanted(["mastodon:1", "mastodon:2"]) == {"mastodon:1"}
        assert tellings.people(of_need(rack.id))[0].why is Why.NOT_WANTED
        with pytest.raises(NotFound):
            tellings.refuse(999_999, LATER)

    def test_a_merger_keeps_the_line_that_got_further(
        self, needs: NeedBook, tellings: TellingBook, rack: Need, other: Need, round_: Telling
    ) -> None:
        tellings.enlist([self.told(round_, 1, state=PersonState.TOLD), self.told(round_, 2)])
        tellings.enlist(
            [self.told(round_, 1, about=of_need(other.id), key="later"), self.told(round_, 3, about=of_need(other.id))]
        )
        needs.merge(rack.id, other.id)
        found = sorted((one.key, one.state) for one in tellings.people(of_need(other.id)))
        assert found == [("key1", "told"), ("key2", "waiting"), ("key3", "waiting")]

    def test_who_was_told_before_a_split_counts_as_told_in_the_part(
        self, needs: NeedBook, tellings: TellingBook, rack: Need, other: Need, round_: Telling
    ) -> None:
        needs.gather([evidence(rack, 1), evidence(rack, 2)])
        tellings.enlist([self.told(round_, 1, state=PersonState.TOLD), self.told(round_, 2)])
        needs.split(rack.id, other.id, [MentionId("mastodon:1"), MentionId("mastodon:2")])
        assert [one.state for one in tellings.people(of_need(other.id))] == [PersonState.TOLD]

    def test_an_answer_to_somebody_on_a_list_is_known_by_its_key(self, tellings: TellingBook, round_: Telling) -> None:
        tellings.enlist([self.told(round_, 1)])
        assert [tellings.tells("key1"), tellings.tells("key2")] == [True, False]

    def test_a_person_is_called_the_same_on_every_list(self, tellings: TellingBook, round_: Telling) -> None:
        tellings.enlist([self.told(round_, 1)])
        (line,) = tellings.people(round_.about)
        assert tellings.named("mastodon:1") == tellings.named(line.person) == line.person

    def test_who_was_told_nothing_was_not_told_this_text(self, tellings: TellingBook, round_: Telling) -> None:
        tellings.enlist([self.told(round_, 1)])
        assert tellings.told_already(tellings.people(round_.about)[0], "Da!") is None

    def test_a_key_that_no_reply_has_leads_to_none(self, tellings: TellingBook) -> None:
        assert tellings.reply_of("nobody") is None
        assert tellings.handed() == []
