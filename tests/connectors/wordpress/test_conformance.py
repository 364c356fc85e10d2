"""The WordPress connector keeps the contract, with an account and without, under nice links and plain ones."""

from __future__ import annotations

from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import Config
from resonanz.connectors.wordpress import CONNECTOR
from tests.connectors.wordpress.site import BASE, PASSWORD, Blog, example

HERE = Path(__file__).parent / "recordings"


class TestWithAnAccount(ConformanceSuite):
    connector = CONNECTOR
    recording = HERE / "account.json"
    config = Config(
        source="blog",
        settings={"site": BASE, "username": "desk"},
        secrets={"application_password": PASSWORD},
    )

    def server(self) -> Blog:
        return example()


class TestWithoutAnAccount(ConformanceSuite):
    connector = CONNECTOR
    recording = HERE / "public.json"
    config = Config(source="blog", settings={"site": f"{BASE}/"})

    def server(self) -> Blog:
        blog = example()
        blog.plain = True
        return blog
