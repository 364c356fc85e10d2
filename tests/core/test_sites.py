"""Which site an address names."""

from __future__ import annotations

import pytest

from resonanz.core.sites import first_site, host_of


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Example.org/a?b", "example.org"),
        ("http://user@sub.example.org:8080/", "sub.example.org"),
        ("https://example.org./", "example.org"),
        ("javascript:alert(1)", None),
        ("https://[broken", None),
        ("https:///nowhere", None),
        ("https://" + "a" * 300, None),
        ("", None),
    ],
)
def test_only_the_host_of_a_web_address_counts(address: str, host: str | None) -> None:
    assert host_of(address) == host


def test_a_link_that_cannot_be_read_gives_way_to_the_next() -> None:
    assert first_site(["mailto:a@b.example", "https://c.example"], "https://own.example") == "c.example"


def test_without_links_it_is_where_the_mention_stands() -> None:
    assert first_site([], "https://own.example/1") == "own.example"
