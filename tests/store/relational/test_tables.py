"""The tables themselves: migrations, settings of the database, columns that strangers write into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.core.source import Counts
from resonanz.store.relational import models, text
from resonanz.store.relational.connection import SQLITE_FILE, database
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories import StoredRulebook, StoredSourceBook
from resonanz.store.relational.repositories.payloads import packed, unpacked
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department

ANYTHING = st.text(st.characters(), max_size=300)


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", "relational", verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="asks SQLite")
def test_sqlite_is_durable_and_forgets() -> None:
    with connection.cursor() as cursor:
        said = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            (said[name],) = cursor.fetchone()
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 20000,
    }


def test_without_an_address_the_database_is_in_the_home(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == str(tmp_path / SQLITE_FILE)


def test_an_address_names_a_postgresql_database(tmp_path: Path) -> None:
    said = database("postgresql://re%40so:p%2Fw@db.example:5433/listening?sslmode=require", tmp_path)
    assert said == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "listening",
        "USER": "re@so",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "nonsense"])
def test_a_wrong_address_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputRejected, match="RESONANZ_DATABASE_URL"):
        database(url, tmp_path)


@pytest.mark.django_db  # a connection that stands is looked at, to throw it away where it broke
@pytest.mark.parametrize("trouble", [OperationalError("database is locked"), OperationalError("disk is full")])
def test_a_database_in_trouble_is_said_to_be_unavailable(trouble: Exception) -> None:
    with pytest.raises(StoreUnavailable, match=str(trouble)), reachable():
        raise trouble


@given(ANYTHING)
def test_every_text_becomes_storable(said: str) -> None:
    stored = text.storable(said)
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert "\0" not in stored
    assert text.storable(stored) == stored


@given(ANYTHING, st.integers(min_value=2, max_value=120))
def test_a_shortened_text_is_one_line_of_that_length(said: str, length: int) -> None:
    line = text.shortened(said, length)
    assert len(line) <= length
    assert line == " ".join(line.split())


@given(st.dictionaries(ANYTHING, st.one_of(ANYTHING, st.integers(), st.none(), st.lists(ANYTHING))))
def test_json_passes_any_text_through(values: dict[str, Any]) -> None:
    written = text.to_json(values)
    assert written.isascii()
    assert text.from_json(written) == values


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(), st.lists, max_leaves=200))
def test_a_payload_is_unpacked_as_it_was(body: object) -> None:
    raw = json.dumps(body).encode()
    assert unpacked(packed(raw)) == raw


def test_a_long_payload_is_stored_small() -> None:
    raw = json.dumps({"content": "Wo bleibt mein Paket? " * 200}).encode()
    assert len(packed(raw)) < len(raw) / 10


@given(st.lists(st.integers(), max_size=50), st.integers(min_value=1, max_value=7))
def test_pieces_are_the_whole(items: list[int], size: int) -> None:
    runs = list(pieces(items, size))
    assert [item for run in runs for item in run] == items
    assert all(0 < len(run) <= size for run in runs)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: models.Department.objects.create(slug="legal", name="Legal"),
        lambda: models.OwnAccount(channel="*", account="lamp").save(),
        lambda: models.StandingQuery.objects.get().delete(),
        lambda: models.Route.objects.get().queries.add(models.StandingQuery.objects.get()),
        lambda: models.Route.objects.get().delete(),
    ],
    ids=["department", "account", "query", "route and query", "route"],
)
def test_the_rulebooks_version_moves_through_every_door(change: Callable[[], object]) -> None:
    models.Route.objects.create(position=1, name="Rest", department_id=a_department())
    models.StandingQuery.objects.create(name="Lamp", text="lamp")
    before = StoredRulebook().version()
    change()
    assert StoredRulebook().version() != before


@pytest.mark.django_db(transaction=True)
def test_counts_written_at_once_add_up(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    source = StoredSourceBook().ensure("brand", "rss").id
    more = Counts(new=2, skipped={"no_text": 1})
    assert together(lambda: StoredSourceBook().advance(source, {"v": 1}, more, NOON), 5) == [None] * 5
    assert StoredSourceBook().counts(source) == {NOON: Counts(new=10, skipped={"no_text": 5})}


@pytest.mark.django_db(transaction=True)
def test_a_wish_is_granted_to_one_worker(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    source = StoredSourceBook().ensure("brand", "rss").id
    StoredSourceBook().want(source)
    answers = together(lambda: StoredSourceBook().wanted(), 4)
    assert sorted(answers) == [[], [], [], [source]]
