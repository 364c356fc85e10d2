"""Feeds are found in what feed readers export, and nothing else is done with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connectors.file import OpmlFeed, opml_feeds
from resonanz.core.errors import InputRejected


def opml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>x</title></head><body>{body}</body></opml>'.encode()


def test_feeds_are_found_in_their_folders_and_order() -> None:
    body = """
      <outline text="News">
        <outline type="rss" text="Größe" title="Größe &amp; mehr" xmlUrl="https://a.example/feed?x=1&amp;y=2"/>
        <outline text="Deep"><outline type="rss" text="B" xmlurl="https://b.example/"/></outline>
      </outline>
      <outline XMLURL="https://c.example/"/>
    """
    assert opml_feeds(opml(body)) == [
        OpmlFeed("https://a.example/feed?x=1&y=2", "Größe & mehr", "News"),
        OpmlFeed("https://b.example/", "B", "News/Deep"),
        OpmlFeed("https://c.example/", ""),
    ]


def test_a_feed_that_is_listed_twice_is_given_once() -> None:
    body = '<outline text="1" xmlUrl="https://a.example/"/><outline text="2" xmlUrl="https://a.example/"/>'
    assert opml_feeds(opml(body)) == [OpmlFeed("https://a.example/", "1")]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "", "feed://a.example/", "/feed.xml"])
def test_what_is_no_web_address_is_no_feed(address: str) -> None:
    assert opml_feeds(opml(f'<outline xmlUrl="{address}"/>')) == []


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"hello",
        b"<html/>",
        b"<opml><body>",
        opml("", "<!DOCTYPE opml [<!ENTITY a 'b'>]>"),
        opml("", "<!DOCTYPE opml SYSTEM 'http://evil.example/x.dtd'>"),
        b'<?xml version="1.0" encoding="nope"?><opml/>',
        b"<opml>" + b"x" * 20_000_001,
    ],
)
def test_what_is_no_opml_is_refused(document: bytes) -> None:
    with pytest.raises(InputRejected):
        opml_feeds(document)


def test_outlines_nested_ten_thousand_deep_do_no_harm() -> None:
    depth = 10_000
    body = "<outline>" * depth + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * depth
    assert len(opml_feeds(opml(body))) == 1


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_crash_it(document: bytes) -> None:
    try:
        opml_feeds(document)
    except InputRejected:
        return
