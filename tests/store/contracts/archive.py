"""What every archive promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.mention import Author, MentionType
from resonanz.core.ports import Archive
from resonanz.core.search import By, Change, Count, Filter, Group
from resonanz.core.understood import Label, OwnLabel, Towards, Understood, Voice
from tests.store.contracts.making import NOON, complete, heard, ids_of, judged
from tests.store.contracts.volume import Estimating
from tests.store.contracts.words import Speaking


class Keeping:
    """Keep, know, find."""

    def test_an_empty_archive_knows_nothing(self, archive: Archive) -> None:
        assert archive.head() == 0
        assert archive.following(0) == []
        assert archive.page(Filter()).items == ()
        assert archive.find([MentionId("mastodon:1")]) == {}
        assert archive.count(Count()) == [Group((), 0)]

    def test_what_is_kept_comes_back_whole(self, archive: Archive) -> None:
        archive.keep([complete(), heard(2)])
        found = archive.find([MentionId("mastodon:1"), MentionId("mastodon:2")])
        assert found[MentionId("mastodon:1")] == replace(complete(), seq=1)
        assert found[MentionId("mastodon:2")] == replace(heard(2), seq=2)

    def test_keeping_counts_what_is_new(self, archive: Archive) -> None:
        kept = archive.keep([heard(1), heard(2)])
        assert (kept.new, kept.revised, kept.known, kept.last_seq) == (2, 0, 0, 2)

    def test_keeping_nothing_is_allowed(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        assert archive.keep([]).last_seq == 1

    def test_the_same_again_changes_nothing(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        kept = archive.keep([heard(1, text="something else")])
        assert (kept.new, kept.known, kept.last_seq) == (0, 1, 1)
        assert archive.page(Filter()).items == (replace(heard(1), seq=1),)

    def test_an_older_revision_changes_nothing(self, archive: Archive) -> None:
        archive.keep([heard(1, revision=5)])
        assert archive.keep([heard(1, revision=4, text="old")]).known == 1
        assert archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")].mention.revision == 5

    def test_a_higher_revision_replaces_and_arrives_again(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2)])
        kept = archive.keep([heard(1, revision=7, text="edited")])
        assert (kept.new, kept.revised, kept.last_seq) == (0, 1, 3)
        assert [each.mention.text for each in archive.following(2)] == ["edited"]
        assert archive.count(Count()) == [Group((), 2)]

    def test_a_persons_label_outlives_a_revision(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        archive.relabel([Change(id=MentionId("mastodon:1"), labels={"kind": Label("praise", 1.0, "person:1")})])
        archive.keep([heard(1, judged(kind="problem", lang="de"), revision=1)])
        understood = archive.page(Filter()).items[0].understood
        assert (understood.kind, understood.lang.value) == (Label("praise", 1.0, "person:1"), "de")

    def test_a_batch_may_repeat_itself(self, archive: Archive) -> None:
        kept = archive.keep([heard(1), heard(1), heard(1, revision=2), heard(1, revision=1)])
        assert (kept.new, kept.revised, kept.known, kept.last_seq) == (1, 1, 2, 1)
        assert archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")].mention.revision == 2

    def test_known_gives_revisions(self, archive: Archive) -> None:
        archive.keep([heard(1, revision=3), heard(2)])
        ids = [MentionId("mastodon:1"), MentionId("mastodon:2"), MentionId("mastodon:9")]
        assert archive.known(ids) == {ids[0]: 3, ids[1]: 0}

    def test_ids_differ_by_every_character(self, archive: Archive) -> None:
        ids = [f"mastodon:{tail}" for tail in ("a", "A", "a ", "ä", "a\u0308", "a\x00b", "'; drop table mentions; --")]
        archive.keep([heard(id=each) for each in ids])
        assert set(archive.known([MentionId(each) for each in ids])) == set(ids)
        assert archive.head() == len(ids)


class Following:
    """Follow the log."""

    def test_following_is_in_the_order_of_arrival(self, archive: Archive) -> None:
        archive.keep([heard(5), heard(1)])
        archive.keep([heard(3)])
        assert ids_of(archive.following(0)) == ["mastodon:5", "mastodon:1", "mastodon:3"]
        assert [each.seq for each in archive.following(1)] == [2, 3]

    def test_following_stops_at_its_limit(self, archive: Archive) -> None:
        archive.keep([heard(number) for number in range(10)])
        assert [each.seq for each in archive.following(4, limit=3)] == [5, 6, 7]

    def test_following_finds_its_way_over_what_was_erased(self, archive: Archive) -> None:
        archive.keep([heard(number) for number in range(30)])
        archive.forget([MentionId(f"mastodon:{number}") for number in range(25)])
        assert [each.seq for each in archive.following(0, limit=2)] == [26, 27]

    def test_a_place_in_the_log_is_never_given_twice(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2)])
        archive.forget([MentionId("mastodon:2")])
        assert archive.keep([heard(3)]).last_seq == 3
        assert archive.head() == 3


class Paging:
    """Pages and streams, newest first."""

    def test_pages_are_newest_first_and_meet_without_gap(self, archive: Archive) -> None:
        archive.keep([heard(number) for number in (3, 1, 4, 5, 2)])
        first = archive.page(Filter(), limit=2)
        assert first.next is not None
        second = archive.page(Filter(), limit=2, after=first.next)
        third = archive.page(Filter(), limit=2, after=second.next)
        assert [ids_of(page.items) for page in (first, second, third)] == [
            ["mastodon:5", "mastodon:4"],
            ["mastodon:3", "mastodon:2"],
            ["mastodon:1"],
        ]
        assert third.next is None

    def test_mentions_of_one_moment_are_paged_without_gap(self, archive: Archive) -> None:
        archive.keep([heard(number, published_at=NOON) for number in range(7)])
        seen: list[str] = []
        page = archive.page(Filter(), limit=3)
        while True:
            seen += ids_of(page.items)
            if page.next is None:
                break
            page = archive.page(Filter(), limit=3, after=page.next)
        assert seen == [f"mastodon:{number}" for number in range(6, -1, -1)]

    def test_a_full_last_page_has_no_next(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2)])
        assert archive.page(Filter(), limit=2).next is None

    def test_a_scan_gives_everything_once_newest_first(self, archive: Archive) -> None:
        archive.keep([heard(number, published_at=NOON + timedelta(minutes=number // 3)) for number in range(20)])
        batches = list(archive.scan(Filter(), batch=6))
        assert [len(batch) for batch in batches] == [6, 6, 6, 2]
        assert [ids_of(batch) for batch in batches] == [
            ids_of(archive.page(Filter(), limit=20).items[start : start + 6]) for start in (0, 6, 12, 18)
        ]

    def test_a_scan_may_be_given_up(self, archive: Archive) -> None:
        archive.keep([heard(number) for number in range(20)])
        scan = archive.scan(Filter(), batch=2)
        next(scan)
        scan.close()  # type: ignore[attr-defined]
        assert archive.head() == 20

    def test_what_a_scan_shows_may_be_erased_meanwhile(self, archive: Archive) -> None:
        archive.keep([heard(number) for number in range(20)])
        seen = 0
        for batch in archive.scan(Filter(), batch=4):
            seen += archive.forget([each.mention.id for each in batch])
        assert seen == 20


FILTERS: list[tuple[str, Filter, set[int]]] = [
    ("nothing", Filter(), {1, 2, 3, 4, 5}),
    ("since", Filter(since=NOON + timedelta(minutes=3)), {3, 4, 5}),
    ("until", Filter(until=NOON + timedelta(minutes=3)), {1, 2}),
    ("channels", Filter(channels=("rss", "bluesky")), {3, 4}),
    ("sources", Filter(sources=("brand",)), {1, 3, 4, 5}),
    ("langs", Filter(langs=("de",)), {1, 4}),
    ("sentiments", Filter(sentiments=("negative",)), {1}),
    ("kinds", Filter(kinds=("question", "problem")), {1, 2}),
    ("types", Filter(types=("article",)), {3}),
    ("queries", Filter(queries=(QueryId(2), QueryId(9))), {1, 2}),
    ("topics", Filter(topics=("licht", "wind")), {1, 2}),
    ("one topic", Filter(topics=("ton",)), {1}),
    ("towards us", Filter(towards=("positive",)), {1}),
    ("towards us, as the text feels", Filter(towards=("neutral",)), {2, 3, 4, 5}),
    ("departments", Filter(departments=(DepartmentId(1),)), {2}),
    ("thread", Filter(thread=MentionId("mastodon:1")), {1, 2}),
    ("handle", Filter(author="ANNA@social.example"), {1, 4}),
    ("author id", Filter(author="did:1"), {2}),
    ("market", Filter(include_own=False), {1, 2, 3}),
    ("originals", Filter(include_duplicates=False), {1, 2, 4, 5}),
    ("relevant", Filter(only_relevant=True), {1, 2, 3, 4}),
    ("several", Filter(langs=("de",), channels=("mastodon",), include_own=False), {1}),
    ("injection", Filter(sources=("x') or 1=1 --",), author="' or ''='"), set()),
]


def felt(about: str, value: str) -> Towards:
    """Return what is felt for something that a query is about."""
    return Towards(about, QueryId(2), Label(value, 0.5))


def five() -> list[Any]:
    """Return five mentions that differ in everything a filter can ask for."""
    return [
        heard(
            1,
            replace(
                judged(lang="de", sentiment="negative", kind="problem"),
                queries=(QueryId(2), QueryId(3)),
                topics=("licht", "ton"),
                targets=(felt("competitor", "negative"), felt("own", "positive")),
            ),
            author=Author(handle="anna@social.example"),
        ),
        heard(
            2,
            replace(
                judged(lang="en", kind="question"),
                queries=(QueryId(2),),
                department=DepartmentId(1),
                topics=("licht",),
            ),
            source="other",
            thread=MentionId("mastodon:1"),
            author=Author(handle="bob", id="DID:1"),
        ),
        heard(
            3,
            replace(Understood(), duplicate_of=MentionId("rss:9")),
            channel="rss",
            type=MentionType.ARTICLE,
        ),
        heard(
            4,
            replace(judged(lang="de"), voice=Voice.OWN),
            channel="bluesky",
            author=Author(handle="Anna@Social.example"),
        ),
        heard(5, judged(relevant="no"), author=Author(handle="us", is_own=True)),
    ]


class Filtering:
    """Every condition of a filter."""

    @pytest.mark.parametrize(("filter", "expected"), [row[1:] for row in FILTERS], ids=[row[0] for row in FILTERS])
    def test_a_filter_means_what_it_says(self, archive: Archive, filter: Filter, expected: set[int]) -> None:
        archive.keep(five())
        numbers = {int(name.partition(":")[2]) for name in ids_of(archive.page(filter).items)}
        assert numbers == expected
        assert archive.count(Count(filter=filter)) == [Group((), len(expected))]
        assert sum(len(batch) for batch in archive.scan(filter)) == len(expected)

    def test_a_time_without_zone_is_refused(self, archive: Archive) -> None:
        naive = Filter(since=datetime(2026, 1, 1))
        with pytest.raises(InputRejected, match="zone"):
            archive.page(naive)
        with pytest.raises(InputRejected, match="zone"):
            list(archive.scan(naive))

    def test_times_are_compared_as_moments(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        later = timedelta(hours=2)
        from datetime import timezone  # noqa: PLC0415

        there = (NOON + timedelta(minutes=1)).astimezone(timezone(later))
        assert len(archive.page(Filter(since=there)).items) == 1
        assert len(archive.page(Filter(until=there)).items) == 0


class Searching:
    """Words, exactly as a standing query finds them."""

    def test_a_word_is_found_newest_first(self, archive: Archive) -> None:
        archive.keep([heard(number, text="Die Lampe" if number % 3 == 0 else "Der Tisch") for number in range(10)])
        assert ids_of(archive.page(Filter(query="lampe")).items) == [f"mastodon:{number}" for number in (9, 6, 3, 0)]

    def test_what_was_just_kept_is_found_at_once(self, archive: Archive) -> None:
        archive.keep([heard(1, text="eine Lampe")])
        assert len(archive.page(Filter(query="lampe")).items) == 1
        archive.keep([heard(2, text="noch eine Lampe")])
        assert len(archive.page(Filter(query="lampe")).items) == 2

    def test_pages_of_a_search_meet_without_gap(self, archive: Archive) -> None:
        archive.keep([heard(number, text="Lampe " + "x" * (number % 2), published_at=NOON) for number in range(9)])
        seen: list[str] = []
        page = archive.page(Filter(query="lampe"), limit=2)
        while page.next is not None:
            seen += ids_of(page.items)
            page = archive.page(Filter(query="lampe"), limit=2, after=page.next)
        assert seen + ids_of(page.items) == [f"mastodon:{number}" for number in range(8, -1, -1)]

    def test_words_and_conditions_hold_together(self, archive: Archive) -> None:
        archive.keep([heard(number, judged(lang="de" if number % 2 else "en")) for number in range(6)])
        found = archive.page(Filter(query="lampe", langs=("de",), since=NOON + timedelta(minutes=2)))
        assert ids_of(found.items) == ["mastodon:5", "mastodon:3"]

    def test_a_phrase_is_more_than_its_words(self, archive: Archive) -> None:
        archive.keep([heard(1, text="rote Lampe"), heard(2, text="Lampe, rote")])
        assert ids_of(archive.page(Filter(query='"rote Lampe"')).items) == ["mastodon:1"]

    def test_not_is_honoured(self, archive: Archive) -> None:
        archive.keep([heard(1, text="rote Lampe"), heard(2, text="blaue Lampe")])
        assert ids_of(archive.page(Filter(query="lampe NOT rote")).items) == ["mastodon:2"]

    def test_a_search_is_counted(self, archive: Archive) -> None:
        archive.keep([heard(number, text="Lampe" if number < 3 else "Tisch") for number in range(5)])
        assert archive.count(Count(filter=Filter(query="lampe"))) == [Group((), 3)]
        assert archive.count(Count(filter=Filter(query="lampe"), by=(By.CHANNEL,))) == [Group(("mastodon",), 3)]

    def test_a_search_is_scanned(self, archive: Archive) -> None:
        archive.keep([heard(number, text="Lampe" if number % 2 else "Tisch") for number in range(10)])
        batches = list(archive.scan(Filter(query="lampe"), batch=2))
        assert [len(batch) for batch in batches] == [2, 2, 1]

    def test_what_was_edited_is_found_by_its_new_words_alone(self, archive: Archive) -> None:
        archive.keep([heard(1, text="Lampe")])
        archive.keep([heard(1, text="Tisch", revision=1)])
        assert archive.page(Filter(query="lampe")).items == ()
        assert len(archive.page(Filter(query="tisch")).items) == 1

    def test_a_wrong_query_is_refused(self, archive: Archive) -> None:
        with pytest.raises(InputRejected):
            archive.page(Filter(query="(lampe"))
        with pytest.raises(InputRejected):
            archive.count(Count(filter=Filter(query="(lampe")))
        with pytest.raises(InputRejected):
            list(archive.scan(Filter(query="(lampe")))

    def test_understood_fields_can_be_searched(self, archive: Archive) -> None:
        archive.keep([heard(1, judged(kind="problem")), heard(2, judged(kind="praise"))])
        assert ids_of(archive.page(Filter(query="lampe kind:problem")).items) == ["mastodon:1"]


class Counting:
    """Numbers, split."""

    def test_counts_are_split_and_largest_first(self, archive: Archive) -> None:
        archive.keep(five())
        assert archive.count(Count(by=(By.CHANNEL,))) == [
            Group(("mastodon",), 3),
            Group(("bluesky",), 1),
            Group(("rss",), 1),
        ]

    @pytest.mark.parametrize("query", ["", "lampe"])
    def test_people_are_counted_once_in_a_group_and_channel(self, archive: Archive, query: str) -> None:
        archive.keep(
            [
                heard(1, judged(lang="de"), author=Author(handle="Ada")),
                heard(2, judged(lang="de"), author=Author(handle="ada", id="7")),
                heard(3, judged(lang="de"), author=Author(id="bob")),
                heard(4, judged(lang="de"), author=Author(handle="Ada"), channel="bluesky"),
                heard(5, judged(lang="en"), author=Author()),
            ]
        )
        only = Filter(query=query)
        assert archive.count(Count(filter=only, people=True)) == [Group((), 3)]
        assert archive.count(Count(filter=only, by=(By.LANG,), people=True)) == [Group(("de",), 3), Group(("en",), 0)]
        assert archive.count(Count(filter=Filter(channels=("x",)), people=True)) == [Group((), 0)]

    def test_counts_are_split_by_several(self, archive: Archive) -> None:
        archive.keep(five())
        groups = archive.count(Count(by=(By.CHANNEL, By.LANG), filter=Filter(channels=("mastodon",))))
        assert set(groups) == {
            Group(("mastodon", "de"), 1),
            Group(("mastodon", "en"), 1),
            Group(("mastodon", "und"), 1),
        }

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            (By.SOURCE, {"brand": 4, "other": 1}),
            (By.SENTIMENT, {"neutral": 4, "negative": 1}),
            (By.TOWARDS, {"neutral": 4, "positive": 1}),
            (By.KIND, {"other": 3, "problem": 1, "question": 1}),
            (By.DEPARTMENT, {None: 4, 1: 1}),
            (By.QUERY, {2: 2, 3: 1}),
            (By.TOPIC, {"licht": 2, "ton": 1}),
            (By.AUTHOR, {"anna@social.example": 2, "bob": 1, "us": 1, None: 1}),
        ],
    )
    def test_each_split(self, archive: Archive, by: By, expected: dict[object, int]) -> None:
        archive.keep(five())
        assert {group.keys[0]: group.number for group in archive.count(Count(by=(by,)))} == expected

    def test_sites_are_what_mentions_lead_to(self, archive: Archive) -> None:
        archive.keep(
            [
                heard(
                    1, url="https://social.example/@a/1", links=("https://www.Lamp.example/new", "https://b.example")
                ),
                heard(2, url="https://lamp.example/2"),
                heard(3, url="mailto:a@lamp.example"),
            ]
        )
        assert archive.count(Count(by=(By.DOMAIN,))) == [Group(("lamp.example",), 2), Group((None,), 1)]

    def test_only_the_largest_groups(self, archive: Archive) -> None:
        archive.keep(five())
        assert archive.count(Count(by=(By.CHANNEL,), limit=1)) == [Group(("mastodon",), 3)]

    def test_hours_are_full_and_ascending(self, archive: Archive) -> None:
        archive.keep([heard(number, published_at=NOON + timedelta(minutes=number * 25)) for number in range(5)])
        assert archive.count(Count(by=(By.HOUR,))) == [
            Group((NOON,), 3),
            Group((NOON + timedelta(hours=1),), 2),
        ]

    def test_days_begin_at_midnight_of_the_zone(self, archive: Archive) -> None:
        archive.keep([heard(1, published_at=datetime(2026, 7, 1, 21, 59, tzinfo=UTC))])
        archive.keep([heard(2, published_at=datetime(2026, 7, 1, 22, 0, tzinfo=UTC))])
        groups = archive.count(Count(by=(By.DAY,), time_zone="Europe/Berlin"))
        assert groups == [
            Group((datetime(2026, 6, 30, 22, tzinfo=UTC),), 1),
            Group((datetime(2026, 7, 1, 22, tzinfo=UTC),), 1),
        ]

    @pytest.mark.parametrize(
        ("day", "hours", "begins"),
        [
            (datetime(2026, 3, 28, 23, tzinfo=UTC), 23, "the clock goes forward"),
            (datetime(2026, 10, 24, 22, tzinfo=UTC), 25, "the clock goes back"),
        ],
    )
    def test_days_of_daylight_saving(self, archive: Archive, day: datetime, hours: int, begins: str) -> None:
        moments = [day + timedelta(hours=hour, minutes=30) for hour in range(-24, 48)]
        archive.keep([heard(number, published_at=moment) for number, moment in enumerate(moments)])
        by_day = archive.count(Count(by=(By.DAY,), time_zone="Europe/Berlin"))
        assert Group((day,), hours) in by_day, begins
        by_hour = archive.count(Count(by=(By.HOUR,), time_zone="Europe/Berlin"))
        assert len(by_hour) == len(moments)
        assert {group.number for group in by_hour} == {1}

    def test_hours_of_a_zone_with_half_hours(self, archive: Archive) -> None:
        archive.keep([heard(1, published_at=datetime(2026, 7, 1, 10, 29, tzinfo=UTC))])
        archive.keep([heard(2, published_at=datetime(2026, 7, 1, 10, 30, tzinfo=UTC))])
        assert archive.count(Count(by=(By.HOUR,), time_zone="Asia/Kolkata")) == [
            Group((datetime(2026, 7, 1, 9, 30, tzinfo=UTC),), 1),
            Group((datetime(2026, 7, 1, 10, 30, tzinfo=UTC),), 1),
        ]

    def test_time_and_another_split(self, archive: Archive) -> None:
        archive.keep(five())
        groups = archive.count(Count(by=(By.CHANNEL, By.DAY), time_zone="Europe/Berlin"))
        midnight = datetime(2026, 3, 1, 23, tzinfo=UTC)
        assert groups == [
            Group(("mastodon", midnight), 3),
            Group(("bluesky", midnight), 1),
            Group(("rss", midnight), 1),
        ]

    @pytest.mark.parametrize(
        "ask",
        [
            Count(time_zone="Europe/Atlantis", by=(By.DAY,)),
            Count(by=(By.DAY, By.HOUR)),
            Count(by=(By.KIND, By.KIND)),
            Count(by=(By.KIND,), limit=0),
        ],
        ids=["zone", "two times", "twice", "no group"],
    )
    def test_what_cannot_be_counted_is_refused(self, archive: Archive, ask: Count) -> None:
        with pytest.raises(InputRejected):
            archive.count(ask)


class Relabelling:
    """Corrections."""

    def test_labels_change_and_the_place_in_the_log_stays(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2)])
        labels = {
            "sentiment": Label("negative", 1.0, "person:4"),
            "queries": (QueryId(5),),
            "department": DepartmentId(2),
            "topics": ("licht",),
            "lang": None,
        }
        assert archive.relabel([Change(id=MentionId("mastodon:1"), labels=labels)]) == 1
        found = archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")]
        assert found == replace(
            heard(
                1,
                Understood(
                    sentiment=Label("negative", 1.0, "person:4"),
                    queries=(QueryId(5),),
                    department=DepartmentId(2),
                    topics=("licht",),
                ),
            ),
            seq=1,
        )
        assert archive.head() == 2
        assert len(archive.page(Filter(sentiments=("negative",), queries=(QueryId(5),))).items) == 1

    def test_relabelling_may_be_repeated(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        change = Change(id=MentionId("mastodon:1"), labels={"kind": Label("praise", 0.8)})
        assert [archive.relabel([change]), archive.relabel([change])] == [1, 1]

    def test_several_changes_of_one_mention_all_hold(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        one = MentionId("mastodon:1")
        kinds = [Label("praise", 0.8), Label("problem", 0.8)]
        changes = [Change(id=one, labels={"kind": kind}) for kind in kinds]
        changes.append(Change(id=one, labels={"lang": Label("de", 0.9)}))
        assert archive.relabel(changes) == 1
        understood = archive.find([one])[one].understood
        assert (understood.kind.value, understood.lang.value) == ("problem", "de")

    def test_what_is_not_there_is_not_changed(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        assert archive.relabel([Change(id=MentionId("mastodon:9"), labels={"kind": Label("praise", 0.8)})]) == 0
        assert archive.relabel([]) == 0

    def test_no_machine_overwrites_a_person(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        one = MentionId("mastodon:1")
        archive.relabel([Change(id=one, labels={"kind": Label("praise", 1.0, "person:4")})])
        archive.relabel([Change(id=one, labels={"kind": Label("problem", 0.9), "lang": Label("en", 0.9)})])
        understood = archive.find([one])[one].understood
        assert (understood.kind.value, understood.lang.value) == ("praise", "en")

    def test_a_person_overwrites_a_person(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        one = MentionId("mastodon:1")
        for person, kind in ((4, "praise"), (5, "problem")):
            archive.relabel([Change(id=one, labels={"kind": Label(kind, 1.0, f"person:{person}")})])
        assert archive.find([one])[one].understood.kind == Label("problem", 1.0, "person:5")

    def test_an_unknown_field_is_refused_and_nothing_changes(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        one = MentionId("mastodon:1")
        changes = [Change(id=one, labels={"lang": Label("de", 1.0)}), Change(id=one, labels={"mood": "grim"})]
        with pytest.raises(InputRejected, match="mood"):
            archive.relabel(changes)
        assert archive.find([one])[one].understood.lang.value == "und"

    def test_what_a_person_says_is_how_the_author_feels_about_us(self, archive: Archive) -> None:
        archive.keep(five())
        archive.relabel([Change(id=MentionId("mastodon:1"), labels={"sentiment": Label("neutral", 1.0, "person:1")})])
        assert archive.page(Filter(towards=("positive",))).items == ()

    def test_new_targets_change_what_is_felt_for_us(self, archive: Archive) -> None:
        archive.keep(five())
        archive.relabel([Change(id=MentionId("mastodon:2"), labels={"targets": (felt("product", "negative"),)})])
        assert ids_of(archive.page(Filter(towards=("negative",))).items) == ["mastodon:2"]

    def test_what_a_person_said_of_a_target_outlives_machines_and_revisions(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        said = replace(felt("own", "negative"), feels=Label("negative", 1.0, "person:1"))
        of_mention = MentionId("mastodon:1")
        archive.relabel([Change(id=of_mention, labels={"targets": (said,)})])
        archive.relabel([Change(id=of_mention, labels={"targets": (felt("own", "positive"),)})])
        archive.keep([heard(1, replace(Understood(), targets=(felt("own", "positive"),)), revision=2)])
        assert archive.find([of_mention])[of_mention].understood.targets == (said,)
        assert ids_of(archive.page(Filter(towards=("negative",))).items) == ["mastodon:1"]

    def test_a_label_of_the_companys_own_is_kept_and_taken_away(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        of_mention = MentionId("mastodon:1")
        said = OwnLabel("reason", Label("late", 1.0, "person:1"))
        archive.relabel([Change(id=of_mention, labels={"labels": (said,)})])
        assert archive.find([of_mention])[of_mention].understood.labels == (said,)
        gone = replace(said, label=Label("", 1.0, "person:1"))
        archive.relabel([Change(id=of_mention, labels={"labels": (gone,)})])
        assert archive.find([of_mention])[of_mention].understood.labels == ()

    def test_topics_can_be_taken_away(self, archive: Archive) -> None:
        archive.keep(five())
        archive.relabel([Change(id=MentionId("mastodon:2"), labels={"topics": ()})])
        assert ids_of(archive.page(Filter(topics=("licht",))).items) == ["mastodon:1"]


class Erasing:
    """Forgetting."""

    def test_forgotten_is_gone_from_every_answer(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2)])
        assert archive.forget([MentionId("mastodon:1"), MentionId("mastodon:9")]) == 1
        assert archive.find([MentionId("mastodon:1")]) == {}
        assert ids_of(archive.page(Filter()).items) == ["mastodon:2"]
        assert ids_of(archive.page(Filter(query="lampe")).items) == ["mastodon:2"]
        assert ids_of(archive.following(0)) == ["mastodon:2"]
        assert archive.count(Count()) == [Group((), 1)]

    def test_forgetting_twice_is_harmless(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        assert [archive.forget([MentionId("mastodon:1")] * 2), archive.forget([MentionId("mastodon:1")])] == [1, 0]
        assert archive.forget([]) == 0

    def test_what_was_forgotten_may_come_back(self, archive: Archive) -> None:
        archive.keep([heard(1)])
        archive.forget([MentionId("mastodon:1")])
        assert archive.keep([heard(1)]).new == 1
        assert archive.following(0)[0].seq == 2

    @pytest.mark.parametrize("name", ["Anna", "did:A"])
    def test_an_author_is_forgotten_by_handle_or_id(self, archive: Archive, name: str) -> None:
        anna = Author(id="did:a", handle="anna")
        archive.keep([heard(1, author=anna), heard(2), heard(3, channel="rss", author=anna)])
        assert archive.forget_author("mastodon", name) == ["mastodon:1"]
        assert ids_of(archive.page(Filter()).items) == ["rss:3", "mastodon:2"]

    def test_nobody_is_forgotten_by_an_empty_name(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2, author=Author(handle="", id=""))])
        assert archive.forget_author("mastodon", "") == []

    def test_a_period_of_one_source_expires(self, archive: Archive) -> None:
        archive.keep([heard(1), heard(2, source="other"), heard(3)])
        assert archive.expire(before=NOON + timedelta(minutes=3), source="brand") == ["mastodon:1"]
        assert archive.expire(before=NOON + timedelta(minutes=3)) == ["mastodon:2"]
        assert ids_of(archive.page(Filter()).items) == ["mastodon:3"]


class ArchiveContract(
    Keeping, Following, Paging, Filtering, Searching, Counting, Estimating, Speaking, Relabelling, Erasing
):
    """Test everything an archive promises; a subclass gives the fixture `archive`, empty."""

    @pytest.fixture
    def archive(self) -> Archive:
        """Return an empty archive."""
        raise NotImplementedError
