"""`resonanz demo`: an example company, and no trace of it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from resonanz.app.demo import fill, take_away
from resonanz.app.demo.story import SOURCES
from resonanz.app.house import House
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.errors import Conflict
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.policy import SYSTEM
from resonanz.core.search import By, Count, Filter
from resonanz.store.relational import models
from resonanz.store.relational.editing.departments import create_department
from resonanz.store.relational.editing.queries import create_query
from resonanz.store.relational.editing.routes import create_route
from resonanz.store.relational.selectors.people import company
from tests.cli.conftest import Shell, lines, record
from tests.making import NOON

TRAILS = {"AuditLine", "LedgerLine", "Stamp", "FollowerMark", "Migration", "ContentType", "Permission", "Company"}
"""What says that something happened, and stays: none of it holds a word of the example."""

TOLD = (
    models.AnswerReaction,
    models.Charter,
    models.Finding,
    models.Forecast,
    models.Goal,
    models.KnownAnswer,
    models.Place,
    models.Topic,
)
"""What the example has at least one of, whichever state it is in."""


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of every table but the trails."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values())
        for table in apps.get_models()
        if table.__name__ not in TRAILS
    }


@pytest.fixture
def own(home: House, shell: Shell, tmp_path) -> House:
    """Return a house with work of its own."""
    service = create_department(
        SYSTEM, Department(id=DepartmentId(0), slug="customer_service", name="Our service"), NOON
    )
    create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Parcels", text="parcel"), NOON)
    create_route(SYSTEM, Route(id=RouteId(0), position=0, name="All", department=service.id), NOON)
    (tmp_path / "said.jsonl").write_bytes(lines(record("1"), record("2", "Where are my shoes?")))
    shell("import", tmp_path / "said.jsonl", "--source", "market")
    return home


def test_the_example_has_channels_questions_and_a_surge(home: House, shell: Shell) -> None:
    said = shell("demo")

    channels = {group.keys[0]: group.number for group in home.archive.count(Count(by=(By.CHANNEL,)))}
    days = {group.keys[0]: group.number for group in home.archive.count(Count(by=(By.DAY,)))}
    assert said.status == 0
    assert set(channels) >= {"mastodon", "bluesky", "hackernews"}
    assert len(days) >= 28
    assert max(days.values()) > 3 * sorted(days.values())[len(days) // 2]
    assert {one.state for one in models.Case.objects.all()} >= {"new", "answered", "closed"}
    assert [table.__name__ for table in TOLD if not table._default_manager.exists()] == []
    assert {one.state for one in models.Criticism.objects.all()} == {"accepted", "rejected", "deferred", "changed"}
    assert {one.state for one in models.Inquiry.objects.all()} == {"open", "answered", "withdrawn"}
    assert {one.state for one in models.Need.objects.all()} == {"heard", "planned", "told_back"}
    assert {one.state for one in models.Incident.objects.all()} == {"open", "closed"}
    assert {one.state for one in models.Reply.objects.all()} == {"sent"}
    assert len({one.schedule_id for one in models.StoredReport.objects.all()}) == 2


def test_the_example_comes_once_however_often_it_is_asked_for(home: House, shell: Shell) -> None:
    shell("demo")
    head, before = home.archive.head(), rows()

    shell("demo")

    assert home.archive.head() == head
    assert {name: len(table) for name, table in rows().items()} == {name: len(table) for name, table in before.items()}


def test_everything_of_the_example_can_be_removed_but_for_trails_without_a_word_of_it(own: House, shell: Shell) -> None:
    before, kept = rows(), {one.mention: one.understood for batch in own.archive.scan(Filter()) for one in batch}
    assert before["Case"], "there is something that could be lost"

    shell("demo")
    said = shell("demo", "--remove")

    assert (said.status, said.out.startswith("The example is gone")) == (0, True)
    assert (rows(), company().name) == (before, "")
    assert {one.mention: one.understood for batch in own.archive.scan(Filter()) for one in batch} == kept
    assert not list(own.settings.home.glob("example*"))
    trails = repr(list(models.AuditLine.objects.values())) + repr(list(models.LedgerLine.objects.values()))
    assert "demo.example" not in trails


def test_beside_a_server_the_story_is_left_to_a_job(home: House, shell: Shell, monkeypatch) -> None:
    monkeypatch.setattr("resonanz.app.demo.story", lambda _now, _zone: [])
    monkeypatch.setattr("resonanz.store.archive.is_served", lambda _home: True)
    fill(home)
    assert [(job.name, job.state) for job in models.Job.objects.all()] == [("example", "waiting")]
    assert not models.Incident.objects.exists()

    models.Job.objects.update(state=models.Job.RUNNING, run_at=home.clock.now() + timedelta(minutes=1))
    with pytest.raises(Conflict):
        take_away(home)

    models.Job.objects.update(state=models.Job.DONE)
    take_away(home)
    assert not models.Job.objects.exists()


def test_removing_an_example_that_is_not_there_changes_nothing(own: House, shell: Shell) -> None:
    before = rows()

    said = shell("demo", "--remove")

    assert (said.status, rows()) == (0, before)


def test_the_sources_of_the_example_are_told_from_ones_own_by_their_name() -> None:
    assert all(name.startswith("Velofjord · ") for name in SOURCES.values())
