"""HTML of strangers becomes text: readable, without scripts, in one pass whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connect.markup import MAX_HTML, MAX_LINKS, plain_text, read_markup
from resonanz.connect.text import clean_text
from resonanz.core.mention import MAX_TEXT


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("1 < 2 and a<3 &amp; c", "1 < 2 and a<3 & c"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>end", "- a\n- b\n\nend"),
        ("a<div><div>b</div></div>c", "a\n\nb\n\nc"),
        ("<b>wo</b>rd <i> in </i>\n word", "word in word"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("&lt;b&gt; &#228; &#x1F600; &nope; &nbsp;x", "<b> ä 😀 &nope; x"),
        ("a<!-- <b>hidden</b> -->b", "ab"),
        ("a<![CDATA[ <b> ]]>c", "a <b> c"),
        ("<?xml version='1.0'?><!DOCTYPE html>x", "x"),
        ('<a title="a > b">x</a>', "x"),
        ("<p/>x<br/>y", "x\ny"),
        ('so schön <img class="emoji" alt="🙂" src="x.png">', "so schön 🙂"),
        ('<img alt="photo.jpg" src="photo.jpg">x', "x"),
        ("<P>UPPER<BR>case", "UPPER\ncase"),
    ],
)
def test_markup_becomes_readable_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<script>evil()</script>",
        "<SCRIPT type='x'>evil()</ScRiPt >",
        "<style>evil{}</style>",
        "<script>evil()",
        "<script>if (a<b) evil('</p>')</script>",
        "<!--evil",
        "<svg><script>evil()</script></svg>",
        "<iframe src='https://evil.example'>evil</iframe>",
        "<template>evil</template>",
        "<head><title>evil</title></head>",
        "<img src=x onerror=evil()>",
        "<p onclick='evil()'>",
    ],
)
def test_what_is_not_for_reading_vanishes(markup: str) -> None:
    assert plain_text(f"before {markup}").strip() == "before"


def test_a_link_that_is_shortened_for_the_eye_keeps_its_text_and_its_address() -> None:
    page = read_markup(
        '<a href="https://example.com/long?a=1&amp;b=2"><span class="invisible">https://</span>'
        '<span class="ellipsis">example.com/lo</span><span class="invisible">ng?a=1&amp;b=2</span></a>'
    )
    assert page.text == "https://example.com/long?a=1&b=2"
    assert page.links == ("https://example.com/long?a=1&b=2",)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "data:text/html,x", "", "&#106;avascript:x"])
def test_a_link_that_leads_nowhere_is_no_link(address: str) -> None:
    assert read_markup(f'<a href="{address}">x</a>').links == ()


def test_links_are_counted_once_and_bounded() -> None:
    page = read_markup("".join(f"<a href='https://example.org/{number // 2}'>x</a>" for number in range(1_000)))
    assert len(page.links) == MAX_LINKS


BOMBS = {
    "nested blocks": "<div>",
    "unclosed quotes": '<a "',
    "unclosed comments": "<!--",
    "unclosed pictures": "<svg>",
    "nothing but less": "<",
    "nothing but ampersands": "&amp",
    "empty items": "<li>",
    "blanks": " ",
    "emoji": "😀",
    "attributes": "<a href href=",
    "CDATA": "<![CDATA[",
    "half tags": "<p ",
    "huge numbers": "&#9999999999999",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_ten_megabytes_of_anything_are_read_at_once(bomb: str) -> None:
    markup = BOMBS[bomb] * (10_000_000 // len(BOMBS[bomb]))
    assert len(read_markup(markup).text) <= MAX_TEXT


def test_what_lies_behind_the_bound_is_not_read() -> None:
    assert "end" not in plain_text("<b></b>" * MAX_HTML + "end")


@given(st.text(st.sampled_from("<>/!-[]&;#x\"'= apbrscipt\n\x00\ud800ä"), max_size=200))
def test_no_markup_crashes(markup: str) -> None:
    plain_text(markup).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="<&"), min_size=1))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == clean_text(text)
