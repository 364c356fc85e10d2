"""Connectors are found; one that is broken is named and keeps nobody else from listening."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from resonanz.connect.contract import Connector
from resonanz.connect.registry import connectors, find_connector, registry_of
from resonanz.core.errors import NotFound
from tests.connect import toy


@dataclass
class Offered:
    name: str
    thing: object

    def load(self) -> object:
        if isinstance(self.thing, BaseException):
            raise self.thing
        return self.thing


FORUM = Offered("forum", toy.connector())


def test_the_built_in_connectors_are_found_in_order() -> None:
    names = list(connectors())
    assert {"file", "hackernews", "rss"} <= set(names)
    assert names == sorted(names)


def test_each_connector_goes_by_its_own_name() -> None:
    assert all(name == connector.name for name, connector in connectors().items())


def test_a_connector_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="rss"):
        find_connector("gopher")


@pytest.mark.parametrize(
    ("thing", "trouble"),
    [
        (ImportError("no module s3cret"), "cannot be imported"),
        (SyntaxError("x"), "cannot be imported"),
        (AttributeError("CONNECTOR"), "cannot be imported"),
        ("a string", "offers no connector"),
        (toy.connector(contract=99), "version 99"),
        (toy.connector(), "name that another connector has"),
    ],
)
def test_a_broken_third_party_is_named_and_left_out(thing: object, trouble: str) -> None:
    good = Offered("other", toy.connector(name="other"))
    found = registry_of([FORUM], [Offered("acme", thing), good])
    assert list(found.connectors) == ["forum", "other"]
    assert [(broken.name, trouble in broken.trouble) for broken in found.broken] == [("acme", True)]


def test_a_third_party_is_used_beside_the_built_in_ones() -> None:
    found = registry_of([], [FORUM])
    assert isinstance(found.connectors["forum"], Connector)


def test_a_built_in_connector_that_is_broken_is_our_own_fault() -> None:
    with pytest.raises(TypeError):
        registry_of([Offered("rss", None)], [])
