"""The embedded archive keeps every promise that an archive makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.archive import ArchiveContract


class TestEmbeddedArchive(ArchiveContract):
    """The text index lags behind everything: what is found, is found by looking."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Iterator[EmbeddedArchive]:
        archive = EmbeddedArchive(tmp_path / "archive")
        yield archive
        archive.close()


class TestEmbeddedArchiveWithCollidingKeys(ArchiveContract):
    """Every few ids share a key: what is found is looked at."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Iterator[EmbeddedArchive]:
        archive = EmbeddedArchive(tmp_path / "archive", hash_id=lambda name: len(name) % 2)
        yield archive
        archive.close()


class TestEmbeddedArchiveInMemory(ArchiveContract):
    """Counts are answered from memory, which follows what is written."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Iterator[EmbeddedArchive]:
        archive = EmbeddedArchive(tmp_path / "archive")
        archive.settle()
        yield archive
        archive.close()
