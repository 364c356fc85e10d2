"""Feeds from an OPML file as sources, one each; known addresses are left alone."""

from __future__ import annotations

from resonanz.app.house import House
from resonanz.app.sources import add_source
from resonanz.connectors.file import opml_feeds

LONGEST_NAME = 80


def add_feeds(home: House, opml: bytes, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
    """Add the feeds of an OPML document; return the addresses that were added and those known already."""
    sources = home.sources.all()
    known = {str(address) for one in sources if one.connector == "rss" for address in _addresses(one.settings)}
    names = {one.name for one in sources}
    added: list[str] = []
    there: list[str] = []
    for feed in opml_feeds(opml):
        if feed.url in known:
            there.append(feed.url)
            continue
        known.add(feed.url)
        added.append(feed.url)
        if not dry_run:
            name = _free(feed.title or feed.url, names)
            names.add(name)
            add_source(home, name, "rss", {"url": feed.url}, {})
    return added, there


def _addresses(settings: object) -> list[object]:
    return [settings["url"]] if isinstance(settings, dict) and "url" in settings else []


def _free(title: str, taken: set[str]) -> str:
    name = " ".join(title.split())[:LONGEST_NAME]
    number = 2
    while name in taken:
        name = f"{' '.join(title.split())[: LONGEST_NAME - 4]} {number}"
        number += 1
    return name
