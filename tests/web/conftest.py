"""Pages over the real relational store and an archive in memory; the bundles are named, not built."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from resonanz.app import config, wiring
from resonanz.core.clock import FixedClock
from resonanz.store.memory.archive import MemoryArchive
from resonanz.web import catalogues, tags
from tests.web.company import NOW, PASSWORD, Company, found_company

catalogues.compile_all(Path(tags.__file__).parent / "locale")
BUNDLES = {"app.js": "app-TEST.js", "chart.js": "chart-TEST.js", "app.css": "app-TEST.css"}


class Answering:
    """Be channels that take answers of at most 500 characters and send nothing."""

    def limit(self, mention):
        return 500


@pytest.fixture
def house(db, monkeypatch, settings):
    """Return a house of this test's own; passwords are hashed quickly, because none of them is worth anything."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    monkeypatch.setattr(tags, "_manifest", lambda: BUNDLES)
    built = wiring.build(config.settings(), archive=MemoryArchive(), clock=FixedClock(NOW))
    built.__dict__["channels"] = Answering()
    monkeypatch.setattr(wiring, "_house", built)
    yield built
    cache.clear()


@pytest.fixture
def company(house) -> Company:
    """Return a company with something of everything."""
    return found_company(house)


@pytest.fixture
def browse(company):
    """Return what opens a browser in which somebody is signed in; None: nobody is."""

    def open_browser(name: str | None = "admin", language: str = "de") -> Client:
        client = Client(headers={"accept-language": language})
        if name:
            assert client.login(username=name, password=PASSWORD)
        return client

    return open_browser


@pytest.fixture
def admin(browse) -> Client:
    """Return an administrator's browser, in English."""
    return browse("admin", "en")
