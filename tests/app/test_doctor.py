"""The doctor: what is found, and the remedy that is named."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from smtplib import SMTPAuthenticationError

import pytest
from django.db import connection
from typer.testing import CliRunner

from resonanz.app import doctor
from resonanz.app.doctor import LITTLE, Finding, findings
from resonanz.app.house import House
from resonanz.cli.main import app
from resonanz.core.errors import InputRejected, NeedsOperator, SourceGone, StoreUnavailable, TryLater
from resonanz.core.ids import SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.source import Source
from resonanz.store.relational.editing.sources import create_source
from tests.cli.conftest import home  # noqa: F401  the same house
from tests.making import NOON

Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def healthy(home: House, monkeypatch: pytest.MonkeyPatch) -> House:  # noqa: F811
    """Return a house with nothing wrong, and enough room on its disk."""
    monkeypatch.setattr(doctor, "settings", lambda: home.settings)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, 10 * LITTLE))
    home.settings.archive_directory.mkdir()
    return home


def bad() -> list[Finding]:
    """Return what is wrong."""
    return [one for one in findings() if not one.good]


def test_nothing_is_found_where_nothing_is_wrong(healthy: House) -> None:
    assert bad() == []


def test_each_finding_says_in_a_sentence_what_was_seen(healthy: House) -> None:
    assert [one.what for one in findings()] == [
        "settings", "home directory", "disk", "relational store", "archive", "server", "mail",
    ]  # fmt: skip
    assert all(one.sentence for one in findings())


def test_a_home_that_others_can_look_into_is_found(healthy: House) -> None:
    healthy.settings.home.chmod(0o755)

    (finding,) = bad()

    assert (finding.what, finding.remedy) == ("home directory", f"chmod 700 {healthy.settings.home}")


def test_a_secret_that_others_can_read_is_found(healthy: House) -> None:
    healthy.settings.secret_key_file.touch()
    healthy.settings.secret_key_file.chmod(0o644)

    (finding,) = bad()

    assert finding.remedy == f"chmod 600 {healthy.settings.secret_key_file}"


def test_a_disk_that_is_nearly_full_is_found(healthy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(1, 1, LITTLE - 1))

    (finding,) = bad()

    assert (finding.what, finding.sentence) == ("disk", "2.0 GiB are free.")
    assert "Make room" in finding.remedy


def test_tables_that_wait_for_an_update_are_found_and_nothing_is_asked_of_them(healthy: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'relational'")

    (finding,) = bad()

    assert finding.what == "relational store"
    assert "`resonanz run` makes them" in finding.sentence


def test_an_archive_that_cannot_be_read_is_found(healthy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise StoreUnavailable("The archive cannot be read: wrong checksum. Restore a backup.")

    monkeypatch.setattr(healthy.archive, "head", fail)

    (finding,) = bad()

    assert (finding.what, "wrong checksum" in finding.sentence) == ("archive", True)


def test_an_installation_that_heard_nothing_yet_is_not_made_by_looking(healthy: House) -> None:
    healthy.settings.archive_directory.rmdir()

    assert bad() == []
    assert not healthy.settings.archive_directory.exists()


@pytest.fixture
def source(healthy: House) -> Source:
    """Return a source of the house."""
    wanted = Source(id=SourceId(0), name="News", connector="rss", settings={"url": "https://news.example/feed"})
    return create_source(SYSTEM, wanted, NOON)


@pytest.mark.parametrize(
    ("trouble", "remedy"),
    [
        (SourceGone("There is nothing at this address."), "Open the source's page and correct it."),
        (NeedsOperator("The server refused."), "Open the source's page and correct it."),
        (TryLater("The server is busy."), "It is tried again by itself."),
    ],
)
def test_a_source_that_does_not_work_is_found_with_what_helps(
    healthy: House, source: Source, monkeypatch: pytest.MonkeyPatch, trouble: Exception, remedy: str
) -> None:
    def fail(_: Source) -> str:
        raise trouble

    monkeypatch.setattr(healthy.runner, "probe", fail)

    (finding,) = bad()

    assert (finding.what, finding.sentence, finding.remedy) == ("source News", str(trouble), remedy)


def test_a_defect_of_one_source_is_found_and_the_others_are_looked_at(
    healthy: House, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_source(SYSTEM, Source(id=SourceId(0), name="Other", connector="rss"), NOON)

    def fail(of: Source) -> str:
        if of.name == "News":
            raise ZeroDivisionError("division by zero")
        return "5 items were read."

    monkeypatch.setattr(healthy.runner, "probe", fail)

    said = {one.what: one for one in findings()}

    assert (said["source News"].good, said["source Other"].good) == (False, True)


@pytest.mark.parametrize("enabled", [True, False])
def test_only_sources_that_listen_are_asked_and_none_when_told_not_to(
    healthy: House, monkeypatch: pytest.MonkeyPatch, enabled: bool
) -> None:
    create_source(SYSTEM, Source(id=SourceId(0), name="News", connector="rss", enabled=enabled), NOON)
    monkeypatch.setattr(healthy.runner, "probe", lambda _: "It was reached.")

    assert ("source News" in [one.what for one in findings()]) is enabled
    assert "source News" not in [one.what for one in findings(offline=True)]


def test_a_setting_that_is_wrong_is_the_only_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise InputRejected("Input should be a number.", place="RESONANZ_PORT")

    monkeypatch.setattr(doctor, "settings", fail)

    (finding,) = findings()

    assert (finding.good, "RESONANZ_PORT" in finding.sentence) == (False, True)


@pytest.mark.parametrize(("spoil", "status"), [(lambda _: None, 0), (lambda place: place.chmod(0o777), 1)])
def test_the_exit_status_says_whether_a_person_is_needed(
    healthy: House, spoil: Callable[[Path], None], status: int
) -> None:
    spoil(healthy.settings.home)

    ended = CliRunner().invoke(app, ["doctor", "--offline"])

    assert (ended.exit_code, "BAD" in ended.stdout, "-> chmod 700" in ended.stdout) == (
        status,
        status == 1,
        status == 1,
    )


class Mail:
    """Be a mail server that refuses as it is told to."""

    trouble: Exception | None = None

    def __init__(self, _host: str, _port: int, timeout: float) -> None:
        self.timeout = timeout

    def __enter__(self) -> Mail:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""

    def login(self, _user: str, _password: str) -> None:
        if self.trouble is not None:
            raise self.trouble


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (None, ""),
        (SMTPAuthenticationError(535, b"no"), "The mail server refuses the user or the password."),
        (ConnectionRefusedError(), "mail.example:587 cannot be used: ConnectionRefusedError."),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_found(
    healthy: House, monkeypatch: pytest.MonkeyPatch, trouble: Exception | None, sentence: str
) -> None:
    named = {"mail_host": "mail.example", "mail_security": "none", "mail_user": "us", "mail_password": "secret"}
    monkeypatch.setattr(doctor, "settings", lambda: healthy.settings.model_copy(update=named))
    monkeypatch.setattr(doctor, "SMTP", Mail)
    monkeypatch.setattr(Mail, "trouble", trouble)

    found = bad()

    assert [one.sentence for one in found] == ([sentence] if sentence else [])
    assert all("RESONANZ_MAIL_" in one.remedy for one in found)
