"""What the tables add to a casebook's promises: bulk, races, and erasure down to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.errors import Conflict, NotFound, StoreUnavailable
from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.mention import Author
from resonanz.core.ports import Joining
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Understood
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook, StoredReplies
from tests.store.contracts.making import NOON, judged, mention
from tests.store.relational.making import a_department, a_person, cases, draft, opening

Together = Callable[[Callable[[], Any], int], list[Any]]


@pytest.fixture
def casebook() -> StoredCasebook:
    return StoredCasebook()


@pytest.mark.django_db
def test_a_batch_costs_statements_by_the_hundred_not_by_the_mention(
    casebook: StoredCasebook, department: DepartmentId
) -> None:
    asked = [opening(number, department) for number in range(400)]
    with CaptureQueriesContext(
        connection,
    ) as statements:
        casebook.take_in(asked, [], follower="cases", seq=1, at=NOON)
    assert len(statements) < 60
    assert models.Case.objects.count() == 400


@pytest.mark.django_db
def test_many_joinings_share_their_statements(casebook: StoredCasebook, department: DepartmentId) -> None:
    asked = [opening(number, department) for number in range(300)]
    opened = casebook.take_in(asked, [], follower="cases", seq=1, at=NOON)
    joinings = [
        Joining(
            case=case,
            mention=mention(1000 + number, thread=MentionId(f"mastodon:{number}")),
            understood=Understood(),
            is_reaction=False,
        )
        for number, case in enumerate(opened)
    ]
    with CaptureQueriesContext(connection) as statements:
        casebook.take_in([], joinings, follower="cases", seq=2, at=NOON)
    assert len(statements) < 30
    assert set(models.Case.objects.values_list("mention_count", flat=True)) == {2}


@pytest.mark.django_db
def test_a_batch_that_fails_moves_no_mark(casebook: StoredCasebook, department: DepartmentId) -> None:
    lost = Joining(case=CaseId(99), mention=mention(2), understood=Understood(), is_reaction=False)
    with pytest.raises(NotFound):
        casebook.take_in([opening(1, department)], [lost], follower="cases", seq=7, at=NOON)
    assert casebook.mark("cases") == 0
    assert not models.Case.objects.exists()


@pytest.mark.django_db
def test_a_department_that_was_removed_meanwhile_stops_no_follower(casebook: StoredCasebook) -> None:
    a_department("Legal")
    rest = a_department("Rest")
    models.Route.objects.create(position=9, name="Rest", department_id=rest)
    (opened,) = casebook.take_in([opening(1, DepartmentId(999))], [], follower="cases", seq=4, at=NOON)
    assert casebook.load(opened).department == rest
    assert casebook.mark("cases") == 4


@pytest.mark.django_db
def test_without_any_department_the_follower_goes_on(casebook: StoredCasebook) -> None:
    assert casebook.take_in([opening(1, DepartmentId(999))], [], follower="cases", seq=4, at=NOON) == []
    assert casebook.mark("cases") == 4


@pytest.mark.django_db
def test_an_edit_leaves_no_old_words_behind(casebook: StoredCasebook, department: DepartmentId) -> None:
    asked = opening(1, department, text="Frau Müller ist schuld")
    (case,) = cases(asked)
    edited = replace(asked.mention, text="Etwas anderes", revision=2)
    joining = Joining(case=case, mention=edited, understood=Understood(), is_reaction=False)
    casebook.take_in([], [joining], follower="cases", seq=2, at=NOON)
    row = models.Case.objects.get()
    assert (row.subject, row.folded) == ("Etwas anderes", "etwas anderes\nuser 1")


@pytest.mark.django_db
def test_the_mark_never_moves_back(casebook: StoredCasebook) -> None:
    casebook.take_in([], [], follower="cases", seq=9, at=NOON)
    casebook.take_in([], [], follower="cases", seq=4, at=NOON)
    assert casebook.mark("cases") == 9


@pytest.mark.django_db
def test_what_no_database_can_store_does_not_stop_the_follower(
    casebook: StoredCasebook, department: DepartmentId
) -> None:
    wild = opening(1, department, text="Licht\x00 \ud800 aus\n" + "x" * 500, author=Author(name="A\x00nna\udfff"))
    (opened,) = casebook.take_in([wild], [], follower="cases", seq=1, at=NOON)
    row = models.Case.objects.get(pk=opened)
    assert row.subject.startswith("Licht ? aus xxx")
    assert len(row.subject) == 120
    assert row.author == "Anna?"


@pytest.mark.django_db
def test_the_archive_keeps_the_text_and_the_case_only_its_beginning(
    casebook: StoredCasebook, department: DepartmentId
) -> None:
    cases(opening(1, department, text="kurz und dann " + "lang " * 1000))
    stored = repr(list(models.Case.objects.values())) + repr(list(models.CaseEvent.objects.values()))
    assert len(stored) < 1500


@pytest.mark.django_db
def test_forgetting_takes_the_author_too(casebook: StoredCasebook, department: DepartmentId) -> None:
    (case,) = cases(opening(1, department))
    casebook.forget([MentionId("mastodon:1")], NOON)
    row = models.Case.objects.get(pk=case)
    assert (row.subject, row.author, row.folded) == ("", "", "")


@pytest.mark.django_db
def test_forgetting_takes_what_was_never_sent_to_the_author(casebook: StoredCasebook, department: DepartmentId) -> None:
    case, author = cases(opening(1, department))[0], a_person()
    states = (ReplyState.SUBMITTED, ReplyState.DISCARDED, ReplyState.SENT)
    made = [
        StoredReplies().add(draft(case, author, f"key-{state}", text="Hello User 1!", state=state)) for state in states
    ]
    other = StoredReplies().add(draft(case, author, "other", reply_to=MentionId("mastodon:2")))
    models.TypedDraft.objects.create(case_id=case, person_id=author, text="Hello User 1", number=1, changed_at=NOON)
    casebook.forget([MentionId("mastodon:1")], NOON)
    kept = [StoredReplies().load(one.id) for one in made]
    assert [(one.state.value, one.text) for one in kept] == [
        ("discarded", ""), ("discarded", ""), ("sent", "Hello User 1!"),
    ]  # fmt: skip
    assert StoredReplies().load(other.id) == other
    assert not models.TypedDraft.objects.exists()
    assert casebook.events(case)[-1].action == "reply_discard"


@pytest.mark.django_db
def test_what_is_typed_to_others_stays_when_one_of_them_is_forgotten(
    casebook: StoredCasebook, department: DepartmentId
) -> None:
    case = cases(opening(1, department))[0]
    spoken = mention(2, thread=MentionId("mastodon:1"))
    joining = Joining(case=case, mention=spoken, understood=judged(), is_reaction=True)
    casebook.take_in([], [joining], follower="cases", seq=2, at=NOON)
    models.TypedDraft.objects.create(case_id=case, person_id=a_person(), text="You", number=1, changed_at=NOON)
    casebook.forget([MentionId("mastodon:1")], NOON)
    assert models.TypedDraft.objects.count() == 1


def test_forgetting_twice_finds_nothing_the_second_time(casebook: StoredCasebook, department: DepartmentId) -> None:
    (case,) = cases(opening(1, department))
    assert casebook.forget([MentionId("mastodon:1")], NOON) == 1
    assert casebook.forget([MentionId("mastodon:1")], NOON) == 0
    assert [event.action for event in casebook.events(case)] == ["opened", "removed"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"department": DepartmentId(999)}, {"owner": UserId(999)}])
def test_a_case_goes_to_nobody_who_does_not_exist(
    casebook: StoredCasebook, department: DepartmentId, change: dict[str, Any]
) -> None:
    (case,) = cases(opening(1, department))
    before = casebook.load(case)
    with pytest.raises(NotFound):
        casebook.change(before, replace(before, **change), CaseEvent(case=case, at=NOON, action="x", actor=None))
    assert casebook.load(case) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a file has no line that can be cut")
def test_a_line_that_was_cut_is_made_again(casebook: StoredCasebook) -> None:
    assert casebook.mark("cases") == 0
    connection.connection.close()
    with pytest.raises(StoreUnavailable):
        casebook.mark("cases")
    assert casebook.mark("cases") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="fills the disk in SQLite's way")
def test_a_full_disk_acknowledges_nothing_and_loses_nothing(casebook: StoredCasebook) -> None:
    asked = [opening(number, a_department()) for number in range(300)]
    with room_for(pages=10), pytest.raises(StoreUnavailable, match="full"):
        casebook.take_in(asked, [], follower="cases", seq=1, at=NOON)
    assert (casebook.mark("cases"), models.Case.objects.count()) == (0, 0)
    assert len(casebook.take_in(asked, [], follower="cases", seq=1, at=NOON)) == 300


@pytest.mark.django_db(transaction=True)
def test_two_processes_open_a_thread_once(casebook: StoredCasebook, together: Together) -> None:
    asked = [opening(number, a_department()) for number in range(20)]

    def take() -> list[CaseId]:
        return StoredCasebook().take_in(asked, [], follower="cases", seq=1, at=NOON)

    answers = together(take, 4)
    assert sorted(len(opened) for opened in answers) == [0, 0, 0, 20]
    assert models.Case.objects.count() == models.CaseMention.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_people_take_a_case_once(casebook: StoredCasebook, together: Together) -> None:
    (opened,) = cases(opening(1, a_department()))
    owner = a_person()
    before = casebook.load(opened)
    after = replace(before, state=CaseState.OPEN, owner=owner)
    event = CaseEvent(case=opened, at=NOON, action="take", actor=owner)
    answers = together(lambda: StoredCasebook().change(before, after, event), 3)
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2
    assert len(casebook.events(opened)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL frees erased rows by its own vacuum")
def test_forgotten_words_are_gone_from_the_files(casebook: StoredCasebook, person: UserId) -> None:
    department = a_department()
    cases(opening(1, department, text="Zwergspitzmaus im Paket"), *(opening(n, department) for n in range(2, 60)))
    file = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    assert b"wergspitzmaus" in everything_in(file)
    casebook.forget([MentionId("mastodon:1")], NOON)
    assert b"wergspitzmaus" not in everything_in(file)
    assert b"zwergspitzmaus" not in everything_in(file)


@contextmanager
def room_for(*, pages: int) -> Iterator[None]:
    """Let the database grow by so many pages only, none of them left over."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (size,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {size + pages}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def everything_in(database: Path) -> bytes:
    return b"".join(file.read_bytes() for file in database.parent.glob(database.name + "*"))
