"""The page of what is heard most says what was read, leads to the mentions, and holds nothing of what was erased."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from resonanz.core.ids import MentionId
from resonanz.core.spoken import Said, Spoken
from tests.web.company import hear


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_a_frequent_word_leads_to_its_mentions(admin):
    page = text(admin.get("/measures/tops?period=365d"))
    address = re.search(r'<a href="(/live\?[^"]+)"[^>]*>Nordwind</a>', page)
    assert address is not None
    assert "Nordwind" in text(admin.get(address.group(1)))


def test_it_says_of_how_many_mentions_words_were_read(admin):
    assert re.search(r"Read from all \d+ mentions?\.", text(admin.get("/measures/tops?period=365d")))


def test_of_very_many_it_says_that_only_some_were_read(admin, company, monkeypatch):
    some = Spoken(words=(Said("lampe", "Lampe", 200),), read=2_000, of=1_000_000)
    monkeypatch.setattr(type(company.house.archive), "words", lambda *_, **__: some)
    assert "2,000 of 1,000,000 mentions were read" in text(admin.get("/measures/tops"))


def test_erased_words_and_authors_vanish(admin, company):
    heard = next(each for each in company.heard if each.understood.relevant.value == "yes")
    said = heard.mention
    sentinel = replace(
        said,
        text="Quittenmarmelade",
        author=replace(said.author, handle="sentinel@social.example", is_own=False),
    )
    ids = [MentionId(f"mastodon:sentinel/{number}") for number in range(40)]
    hear(company, [replace(heard, mention=replace(sentinel, id=one, thread=one)) for one in ids])
    shown = text(admin.get("/measures/tops"))
    assert "Quittenmarmelade" in shown
    assert "sentinel@social.example" in shown
    company.house.archive.forget(ids)
    shown = text(admin.get("/measures/tops"))
    assert "Quittenmarmelade" not in shown
    assert "sentinel@social.example" not in shown
