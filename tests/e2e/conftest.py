"""A browser at a running Resonanz: its own home, a small company, a channel that takes answers and sends nothing.

With RESONANZ_SCREENSHOTS set, every page that is looked at is left there as a picture.
"""
# ruff: noqa: TID251  the tests' own settings are read here

from __future__ import annotations

import os
import shutil
import socket
import threading
from pathlib import Path

import pytest
import uvicorn
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from resonanz.app import config, wiring
from resonanz.store.memory.archive import MemoryArchive
from resonanz.web import catalogues, tags
from resonanz.web.asgi import make_application
from tests.web.company import PASSWORD, found_company
from tests.web.conftest import Answering

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SIZES = {"desktop": {"width": 1360, "height": 900}, "phone": {"width": 390, "height": 844}}
expect.set_options(timeout=20_000)
catalogues.compile_all(Path(tags.__file__).parent / "locale")


@pytest.fixture(scope="session")
def chromium():
    """Return Debian's Chromium; skip where there is none, or no bundles."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here: apt-get install chromium")
    if not tags.MANIFEST.exists():
        pytest.skip("the page assets are not built: pip install -e . builds them")
    # The driver's loop would make Django think that every test is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def house(transactional_db, settings, monkeypatch):
    """Return an empty house of this test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    built = wiring.build(config.settings(), archive=MemoryArchive())
    built.__dict__["channels"] = Answering()
    monkeypatch.setattr(wiring, "_house", built)
    return built


@pytest.fixture
def company(house):
    """Return a company with something of everything."""
    return found_company(house, mentions=30)


@pytest.fixture
def address(house):
    """Return where the pages are served."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_application(), port=port, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(60)
    connections.close_all()


@pytest.fixture
def browse(chromium, address):
    """Return what opens a browser window in a language and size."""
    opened = []

    def open_window(language: str = "de", size: str = "desktop", scheme: str = "light"):
        context = chromium.new_context(
            locale=language, viewport=SIZES[size], base_url=address, color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


@pytest.fixture
def sign_in():
    """Return what signs somebody in at a window."""

    def at(page, name: str = "admin") -> None:
        page.goto("/accounts/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/accounts/" not in url)

    return at


@pytest.fixture
def picture(request):
    """Return what leaves a picture of a window, where pictures are wanted."""
    wanted = os.environ.get("RESONANZ_SCREENSHOTS")

    def take(page, name: str) -> None:
        if wanted:
            folder = Path(wanted)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png")

    return take
