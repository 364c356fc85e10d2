"""`resonanz report`: a file about some days, beside a running server and without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from resonanz.app import wiring
from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.wiring import build, settle
from resonanz.core.clock import FixedClock
from resonanz.store.archive import ArchiveOwner, RemoteArchive
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.cli.conftest import Shell
from tests.making import NOON, heard
from tests.measure.reporting.making import needs_bundles

pytestmark = needs_bundles

DAYS = ("--from", "2026-02-20", "--to", "2026-03-01")


@pytest.fixture
def days(home: House) -> House:
    """Return a house with a question on each of ten days, the newest an hour ago."""
    home.archive.keep(
        [heard(str(day), published_at=NOON - timedelta(days=day, hours=1), seen_at=NOON) for day in range(10)]
    )
    return home


@pytest.fixture
def served(home: House, tmp_path: Path) -> Iterator[House]:
    """Return a house whose archive belongs to a running engine, with three questions of the day before."""
    before, folder = wiring._house, tmp_path / "served"
    folder.mkdir(mode=0o700)
    archive = EmbeddedArchive(folder / "archive")
    archive.keep([heard(str(n), published_at=NOON - timedelta(days=1), seen_at=NOON) for n in range(3)])
    owner = ArchiveOwner(archive, folder)
    owner.start()
    remote = RemoteArchive(folder)
    yield settle(build(settings().model_copy(update={"home": folder}), archive=remote, clock=FixedClock(NOON)))
    remote.close()
    wiring._house = before
    owner.stop()
    archive.close()


@pytest.mark.parametrize(("name", "begins"), [("a.pdf", b"%PDF-1.7"), ("a.html", b"<!doctype html>")])
def test_the_ending_says_which_file_is_written(days: House, shell: Shell, tmp_path: Path, name: str, begins: bytes):
    out = tmp_path / name
    said = shell("report", *DAYS, "--out", out)
    assert (said.status, said.err, out.read_bytes()[: len(begins)]) == (0, "", begins)


def test_a_report_is_made_beside_a_running_server(served: House, shell: Shell, tmp_path: Path):
    out = tmp_path / "a.html"
    assert shell("report", *DAYS, "--lang", "en", "--out", out).status == 0
    assert ">3<" in out.read_text()


def test_a_report_made_again_is_the_same_file(days: House, shell: Shell, tmp_path: Path):
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    for out in (first, second):
        shell("report", *DAYS, "--out", out)
    assert first.read_bytes() == second.read_bytes()


def test_without_days_it_is_the_last_whole_month(days: House, shell: Shell, tmp_path: Path):
    out = tmp_path / "a.html"
    shell("report", "--lang", "en", "--out", out)
    assert "February 2026" in out.read_text()


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (("--out", "a.docx"), "--out"),
        (("--from", "2026-02-20", "--out", "a.pdf"), "--from/--to"),
        (("--from", "yesterday", "--to", "2026-03-01", "--out", "a.pdf"), "--from"),
        (("--from", "2026-03-01", "--to", "2026-02-01", "--out", "a.pdf"), "to"),
        (("--template", "poem", "--out", "a.pdf"), "template"),
        (("--lang", "fr", "--out", "a.pdf"), "lang"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(home: House, shell: Shell, asked: tuple[str, ...], place: str):
    said = shell("report", *asked)
    assert said.status != 0
    assert place in said.err


def test_a_report_that_breaks_leaves_no_file(days: House, shell: Shell, tmp_path: Path, monkeypatch):
    def broken(*_: object) -> str:
        raise OSError("The disk is full.")

    monkeypatch.setattr(type(days.renderer), "html", broken)
    assert shell("report", *DAYS, "--out", tmp_path / "a.html").status != 0
    assert not list(tmp_path.glob("a.html*"))
