"""Taking in: what is new, what is known, what was taken back, and in which thread it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from resonanz.connect.contract import Batch, Context
from resonanz.core.ids import MentionId
from resonanz.core.ports import ASKED_FOR
from resonanz.core.source import Counts
from resonanz.ingest.intake import REMOVED_AT_SOURCE
from tests.ingest.conftest import Bench, gone, said
from tests.making import NOON, heard, mention


def test_hearing_the_same_again_changes_nothing(bench: Bench) -> None:
    bench.well.items = [said("1"), said("2")]
    first = bench.runner.look(bench.source)
    bench.cursors.move(bench.source.id, "look", {"at": 0}, first.counts, bench.clock.now())

    again = bench.runner.look(bench.source)

    assert (again.counts.new, again.counts.known) == (0, 2)
    assert bench.understood == ["mastodon:1", "mastodon:2"]


def test_an_edit_replaces_what_was_said(bench: Bench) -> None:
    bench.well.items = [said("1", "frist"), said("1", "first", revision=7)]

    looked = bench.runner.look(bench.source)

    assert bench.texts() == {"1": "first"}
    assert looked.counts.new + looked.counts.revised + looked.counts.known == 1


def test_an_older_revision_does_not_come_back(bench: Bench) -> None:
    bench.well.items = [said("1", "first", revision=7)]
    bench.runner.look(bench.source)
    bench.well.items += [said("1", "frist", revision=3)]

    bench.runner.look(bench.source)

    assert bench.texts() == {"1": "first"}


def test_what_the_source_took_back_is_gone_everywhere(bench: Bench) -> None:
    bench.well.items = [said("1", "regretted"), said("2")]
    bench.runner.look(bench.source)
    bench.well.items += [gone("1")]

    looked = bench.runner.look(bench.source)

    assert looked.counts.removed == 1
    assert bench.texts() == {"2": "Hello"}
    assert bench.payloads.of("mastodon:1") == []


def test_said_and_taken_back_in_one_batch_leaves_nothing(bench: Bench) -> None:
    bench.well.items = [said("1"), gone("1")]

    bench.runner.look(bench.source)

    assert bench.texts() == {}


def test_a_removal_of_what_was_never_heard_is_no_erasure(bench: Bench) -> None:
    bench.well.items = [gone("9")]

    assert bench.runner.look(bench.source).counts.removed == 0


def test_an_unknown_shape_is_a_counted_skip_and_holds_nobody_up(bench: Bench) -> None:
    strange = said("2")
    object.__setattr__(strange, "payload", {"body": 1})
    bench.well.items = [said("1"), strange, said("3", ""), said("4")]

    looked = bench.runner.look(bench.source)

    assert dict(looked.counts.skipped) == {"payload_changed": 1, "empty": 1}
    assert set(bench.texts()) == {"1", "4"}


def test_a_reply_joins_the_thread_of_what_it_answers(bench: Bench) -> None:
    bench.well.page = 1
    bench.well.items = [said("1"), said("2", reply_to="1"), said("3", reply_to="2")]

    bench.runner.look(bench.source)

    threads = {one.mention.thread for one in bench.archive.following(0)}
    assert threads == {"mastodon:1"}


def test_a_circle_of_replies_ends(bench: Bench) -> None:
    bench.well.items = [said("1", reply_to="2"), said("2", reply_to="1")]

    bench.runner.look(bench.source)

    assert set(bench.texts()) == {"1", "2"}


def test_lone_surrogates_in_a_payload_do_not_stop_it(bench: Bench) -> None:
    bench.well.items = [said("1", extra=["\ud800", {"\udfff": 1}])]

    bench.runner.look(bench.source)

    assert b"?" in bench.payloads.of("mastodon:1")[0].body


def test_an_older_revision_behind_a_newer_one_in_one_batch_does_not_win(bench: Bench) -> None:
    bench.well.items = [said("1", "first", revision=7), said("1", "frist", revision=3)]

    bench.runner.look(bench.source)

    assert bench.texts() == {"1": "first"}
    assert b"first" in bench.payloads.of("mastodon:1")[0].body


def test_what_was_taken_back_before_it_was_stored_stays_away(bench: Bench) -> None:
    page_of_a_look = [said("1", "regretted")]
    connector, context = bench.connector, Context(source="market")
    bench.intake.take_raw(bench.source.id, connector, context, [gone("1")])

    bench.intake.take_raw(bench.source.id, connector, context, page_of_a_look)

    assert bench.texts() == {}
    assert bench.payloads.of("mastodon:1") == []


def test_what_is_said_again_after_it_was_taken_back_is_heard(bench: Bench) -> None:
    connector, context = bench.connector, Context(source="market")
    bench.intake.take_raw(bench.source.id, connector, context, [gone("1")])
    later = replace(said("1"), seen_at=NOON + timedelta(minutes=2))

    bench.intake.take_raw(bench.source.id, connector, context, [later])

    assert set(bench.texts()) == {"1"}


def test_what_is_taken_back_while_it_is_understood_stays_away(bench: Bench) -> None:
    connector, context = bench.connector, Context(source="market")
    meanwhile = [lambda: bench.intake.take_raw(bench.source.id, connector, context, [gone("1")])]
    known = bench.archive.known

    def slow(ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        found = known(ids)
        if meanwhile:
            meanwhile.pop()()
        return found

    bench.archive.known = slow  # type: ignore[method-assign]
    bench.intake.take_raw(bench.source.id, connector, context, [said("1", "regretted")])

    assert bench.texts() == {}


def test_an_item_that_breaks_its_connector_is_counted_and_holds_nobody_up(bench: Bench) -> None:
    bench.well.items = [said("1"), said("2", breaks=True), said("3")]

    looked = bench.runner.look(bench.source)

    assert dict(looked.counts.skipped) == {"connector_defect": 1}
    assert set(bench.texts()) == {"1", "3"}


def test_what_somebody_had_erased_does_not_come_back_with_the_next_look(bench: Bench) -> None:
    bench.well.items = [said("1"), said("2")]
    bench.runner.look(bench.source)
    bench.forgetting.forget([MentionId("mastodon:1")], reason=ASKED_FOR)
    bench.cursors.move(bench.source.id, "look", {"at": 0}, Counts(), bench.clock.now())

    looked = bench.runner.look(bench.source)

    assert set(bench.texts()) == {"2"}
    assert looked.counts.known == 2


def test_what_is_past_its_retention_is_not_heard_anew_at_every_look(bench: Bench) -> None:
    bench.well.items = [said("1")]
    bench.clock.sleep(31 * 24 * 3600)

    looked = bench.runner.look(replace(bench.source, retention_days=30))

    assert (dict(looked.counts.skipped), bench.texts()) == ({"past_retention": 1}, {})


def test_what_is_said_again_in_place_of_what_was_taken_back_is_no_copy(bench: Bench) -> None:
    first, again = MentionId("mastodon:1"), heard("2", duplicate_of=MentionId("mastodon:1"))
    bench.intake.keep([heard("1")])
    bench.intake.keep([replace(again, mention=mention("3"))])
    bench.forgetting.forget([first], reason=REMOVED_AT_SOURCE)

    bench.intake.keep([again])

    copies = {one.mention.id: one.understood.duplicate_of for one in bench.archive.following(0)}
    assert copies == {"mastodon:3": first, "mastodon:2": None}


def test_what_a_stream_brings_after_its_removal_is_heard_at_once(bench: Bench) -> None:
    opened = bench.opener.open(bench.source)
    bench.runner.store(opened, "stream", Batch(items=(said("1"), gone("1")), cursor=None, more=False))
    again = replace(said("1"), seen_at=NOON + timedelta(seconds=1))

    bench.runner.store(opened, "stream", Batch(items=(again,), cursor=None, more=False))

    assert set(bench.texts()) == {"1"}


def test_an_edit_is_heard_where_the_first_version_was_and_nowhere_else(bench: Bench) -> None:
    connector, context = bench.connector, Context(source="market")
    bench.intake.take_raw(bench.source.id, connector, context, [said("1", "about us")])
    edits = [replace(said(one, "about others", revision=9), only_known=True) for one in ("1", "2")]

    counts = bench.intake.take_raw(bench.source.id, connector, context, edits)

    assert bench.texts() == {"1": "about others"}
    assert (counts.revised, dict(counts.skipped)) == (1, {"not_asked_for": 1})


def test_an_edit_in_the_batch_of_its_first_version_is_heard(bench: Bench) -> None:
    edit = replace(said("1", "about others", revision=9), only_known=True)
    bench.well.items = [said("1", "about us"), edit]

    bench.runner.look(bench.source)

    assert bench.texts() == {"1": "about others"}


def test_where_edits_have_no_date_what_differs_was_edited_when_it_was_seen(bench: Bench) -> None:
    connector, context = replace(bench.connector, dates_edits=False), Context(source="market")
    bench.intake.take_raw(bench.source.id, connector, context, [said("1", "frist"), said("2", "same")])
    again = [said("1", "first"), said("2", "same")]

    counts = bench.intake.take_raw(bench.source.id, connector, context, again)

    assert bench.texts() == {"1": "first", "2": "same"}
    assert (counts.revised, counts.known) == (1, 1)


def test_where_edits_have_no_date_even_two_in_a_second_are_heard(bench: Bench) -> None:
    connector, context = replace(bench.connector, dates_edits=False), Context(source="market")
    for words in ("one", "two", "three"):
        bench.intake.take_raw(bench.source.id, connector, context, [said("1", words)])

    assert bench.texts() == {"1": "three"}
