"""Credentials at rest: sealed, bound to the key, keys apart."""

from __future__ import annotations

import pytest

from resonanz.core.errors import Misconfigured
from resonanz.core.ids import SourceId
from resonanz.store.keys import LEDGER, SOURCES, derive
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredSourceBook
from resonanz.store.secrets import EncryptedSecrets


@pytest.fixture
def source(db: None) -> SourceId:
    return StoredSourceBook().ensure("brand", "mastodon").id


def test_nothing_is_readable_in_the_table(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "hunter2"})
    stored = bytes(models.SourceSecret.objects.get().sealed)
    assert b"hunter2" not in stored
    assert b"token" not in stored


def test_another_key_says_what_to_do_and_shows_nothing(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "hunter2"})
    with pytest.raises(Misconfigured, match="Enter them again") as refusal:
        EncryptedSecrets("other").read(source)
    assert "hunter2" not in str(refusal.value)


def test_credentials_of_a_lost_key_can_be_entered_again(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "hunter2"})
    EncryptedSecrets("other").write(source, {"token": "new"})
    assert EncryptedSecrets("other").read(source) == {"token": "new"}


def test_a_changed_seal_is_noticed(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "hunter2"})
    row = models.SourceSecret.objects.get()
    row.sealed = bytes(row.sealed)[:-4] + b"AAA="
    row.save()
    with pytest.raises(Misconfigured):
        EncryptedSecrets("key").read(source)


def test_names_are_told_without_values(source: SourceId) -> None:
    EncryptedSecrets("key").write(source, {"token": "hunter2", "key": "k"})
    assert EncryptedSecrets("key").names(source) == ("key", "token")


def test_every_purpose_has_a_key_of_its_own() -> None:
    assert derive("secret", SOURCES) != derive("secret", LEDGER)
    assert derive("secret", SOURCES) == derive("secret", SOURCES)
    assert len(derive("secret", SOURCES)) == 32
