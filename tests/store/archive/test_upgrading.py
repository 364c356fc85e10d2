"""A file of an earlier version is brought up to this one, and nothing in it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from resonanz.core.errors import StoreUnavailable
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, QueryId
from resonanz.core.search import By, Change, Count, Filter, Group
from resonanz.core.sites import site_of
from resonanz.core.understood import Label, Towards
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.archive.schema import ADDED, VERSION
from tests.store.contracts.making import complete, heard


def set_back(directory: Path, version: int) -> None:
    """Make the file what an earlier version wrote."""
    archive = EmbeddedArchive(directory)
    archive.keep([plain_one(), heard(2)])
    path = archive._engine.path
    archive.close()
    with duckdb.connect(path) as file:
        for number in ADDED:
            for column in ADDED[number] if number > version else ():
                file.execute(f"alter table mentions drop column {column}")
        file.execute("update state set value = ? where name = 'version'", [version])


def plain_one() -> Heard:
    """Return a mention as version 1 knew it."""
    whole = complete()
    return replace(whole, understood=replace(whole.understood, targets=(), labels=()))


def test_a_file_of_the_first_version_opens_with_everything_in_it(tmp_path: Path) -> None:
    set_back(tmp_path / "archive", 1)
    archive = EmbeddedArchive(tmp_path / "archive")
    found = archive.find([plain_one().mention.id])
    archive.close()
    assert found[plain_one().mention.id] == replace(plain_one(), seq=1)


def test_what_later_versions_know_can_be_written_into_it(tmp_path: Path) -> None:
    set_back(tmp_path / "archive", 1)
    archive = EmbeddedArchive(tmp_path / "archive")
    targets = (Towards("own", QueryId(1), Label("positive", 0.5)),)
    archive.relabel([Change(id=MentionId("mastodon:2"), labels={"targets": targets})])
    archive.close()
    archive = EmbeddedArchive(tmp_path / "archive")
    items = archive.page(Filter(towards=("positive",))).items
    archive.close()
    assert [each.understood.targets for each in items] == [targets]


def test_where_its_mentions_lead_to_is_worked_out_in_the_background(tmp_path: Path) -> None:
    set_back(tmp_path / "archive", 2)
    archive = EmbeddedArchive(tmp_path / "archive")
    expected = site_of(plain_one().mention)
    archive._upkeep.fill_in()
    groups = archive.count(Count(by=(By.DOMAIN,), filter=Filter(channels=(plain_one().mention.channel,))))
    archive.close()
    assert Group((expected,), 1) in groups


def test_a_file_that_was_brought_up_can_be_rewritten(tmp_path: Path) -> None:
    set_back(tmp_path / "archive", 1)
    archive = EmbeddedArchive(tmp_path / "archive")
    archive.forget([MentionId("mastodon:2")])
    archive.purge()
    left = [each.mention.id for each in archive.page(Filter()).items]
    archive.close()
    assert left == [plain_one().mention.id]


def test_a_file_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    set_back(tmp_path / "archive", VERSION)
    archive = EmbeddedArchive(tmp_path / "archive")
    path = archive._engine.path
    archive.close()
    with duckdb.connect(path) as file:
        file.execute("update state set value = ? where name = 'version'", [VERSION + 1])
    with pytest.raises(StoreUnavailable, match=f"of version {VERSION + 1}"):
        EmbeddedArchive(tmp_path / "archive")
