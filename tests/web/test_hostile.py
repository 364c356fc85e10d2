"""Strangers write our input: it stays text, in its place and within its size."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from resonanz.core.ids import MentionId
from resonanz.core.mention import Author
from tests.web.company import hear

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
OVERRIDE = "\u202egpj.exe\u2066"


def say(company, *, text="Nordwind", name="Eve", title=None, url=None, id_="mastodon:social.example/hostile"):
    heard = company.heard[0]
    author = Author(id="evil", handle=name, name=name, url=url)
    mention = replace(
        heard.mention, id=MentionId(id_), thread=MentionId(id_), text=text, title=title, author=author, url=url
    )
    hear(company, [replace(heard, mention=mention, seq=0)])
    return mention


@pytest.mark.parametrize(
    "path", ["/live", "/inbox", "/search?q=Nordwind", "/mention?id=mastodon:social.example/hostile"]
)
def test_markup_stays_text(admin, company, path):
    say(company, text=f"Nordwind {SCRIPT}", name=SCRIPT, title=f"Nordwind {SCRIPT}")
    text = admin.get(path).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_name_cannot_reorder_the_page(admin, company):
    say(company, name=f"Eve {OVERRIDE}")
    assert "\u202e" not in admin.get("/live").content.decode()


def test_a_text_that_runs_from_right_to_left_is_kept_apart(admin, company):
    say(company, text="מה שלום החבילה שלי Nordwind")
    assert 'class="said short" dir="auto"' in admin.get("/live").content.decode()


@pytest.mark.parametrize(
    "path", ["/live", "/inbox", "/search?q=Nordwind", "/mention?id=mastodon:social.example/hostile"]
)
def test_ten_megabytes_of_text_make_no_heavy_page(admin, company, path):
    say(company, text="Nordwind " + "Ä" * 10_000_000, title="T" * 100_000, name="N" * 100_000)
    assert len(admin.get(path).content) < 300_000


def test_text_that_no_encoding_can_carry_is_shown_nevertheless(admin, company):
    say(company, text="Nordwind \ud800 \x00 kaputt", name="\udfff")
    assert admin.get("/live").status_code == 200


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[::1"])
def test_no_link_leads_where_no_page_is(admin, company, url):
    say(company, url=url)
    assert f'href="{url}"' not in admin.get("/mention?id=mastodon:social.example/hostile").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=(",
        "since=gestern",
        "kind=nonsense",
        "department=x",
        "after=1-2-3",
        "after=x",
        "until=9999-99-99",
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_words(admin, query):
    answer = admin.get(f"/live?{query}")
    assert answer.status_code == 200
    assert 'id="q_error"' in answer.content.decode()


def test_an_id_of_any_signs_is_found(admin, company):
    id_ = "mastodon:https://x.example/a?b=c#d/../%2e"
    say(company, id_=id_)
    assert admin.get("/mention?" + urlencode({"id": id_})).status_code == 200


def test_a_form_from_elsewhere_leads_back_to_us_alone(admin):
    answer = admin.post("/cases/1/close-nothing", headers={"referer": "https://evil.example/x"})
    assert answer.headers["Location"] == "/"
