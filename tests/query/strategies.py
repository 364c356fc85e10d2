"""Random queries and mentions for property tests: a small vocabulary, so that they meet, and any Unicode beside it."""

from __future__ import annotations

from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.understood import Label
from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.tree import Query
from tests.query.heards import heard

_LATIN = """
a b ab ba abc Bahn BAHN bahnhof Müller mueller Muller Mu\u0308ller straße STRASSE cafe café e-mail AT&T C++
İstanbul ı ﬁx Ａb ½ x_y z. z! 1 12 Łódź #bahn #Bahn @bahn @a.b.c $TSLA $5 https://a.de/x?y=1 www.a.de
http://b.org
"""
_OTHERS = "日 本 日本 日本語 か が か\u3099 한국 ㅋㅋ กำ ไทย 👍 👍🏽 🇩🇪 🇩🇪🇦🇹 👨\u200d👩 αβγ ά я й क्षि عَرَبِي"
WORDS = (*_LATIN.split(), *_OTHERS.split())
_PIECES = st.sampled_from(
    [*WORDS, " ", " ", ". ", "\n", "-", "#", "@", ",", "。", "\u00ad", "\u0308", "(", ")", "  ", "\u200b", "\ufe0f"]
)
_CHARACTERS = st.characters(codec=None, exclude_categories=())


def texts(most: int = 14) -> st.SearchStrategy[str]:
    """Return texts of known words and odd characters, with and without spaces between them."""
    spaced = st.lists(st.one_of(st.sampled_from(WORDS), _PIECES), max_size=most).map(" ".join)
    touching = st.lists(st.one_of(_PIECES, _PIECES, _CHARACTERS), max_size=most).map("".join)
    return st.one_of(spaced, spaced, touching)


@st.composite
def heards(draw: st.DrawFn) -> Heard:
    """Return mentions with texts and fields of which some are not known."""
    return heard(
        draw(texts()),
        title=draw(st.one_of(st.none(), texts(5))),
        bio=draw(st.one_of(st.none(), texts(4))),
        channel=draw(st.sampled_from(["rss", "bluesky", "Mastodon"])),
        url=draw(st.sampled_from([None, "https://www.a.de/x", "http://sub.b.org/y?z", "https://a.de"])),
        handle=draw(st.sampled_from([None, "max", "Anna@a.de", "anna.b.org"])),
        name=draw(st.sampled_from([None, "Max Muster"])),
        likes=draw(st.sampled_from([None, 0, 3, 10])),
        rating=draw(st.sampled_from([None, 1.0, 4.5])),
        lang=draw(st.sampled_from([Label("de", 0.9), Label("und", 0.0), Label("en", 0.5)])),
        kind=draw(st.sampled_from([Label("question", 0.9), Label("other", 0.0)])),
        topics=draw(st.sampled_from([(), ("delivery",), ("delivery", "price")])),
        links=draw(st.sampled_from([(), ("https://c.com/1",)])),
    )


_WILD = (
    "ba*",
    "m?ller",
    "*hof",
    "b*n",
    "?",
    "??",
    "a?",
    "stra?e",
    "mü*",
    "mu*",
    "日*",
    "#ba*",
    "caf*",
    "*a*",
    "cafe?",
    "https://*",
    "İ*",
    "x*y",
)
_LEAVES = st.one_of(
    st.sampled_from(WORDS).map(lambda word: word if word[0] not in "-(" else "a"),
    st.sampled_from(WORDS),
    st.sampled_from(_WILD),
    st.lists(st.sampled_from([*WORDS, "*"]), min_size=1, max_size=3).map(lambda words: '"' + " ".join(words) + '"'),
    st.tuples(st.lists(st.sampled_from([*WORDS[:12], "ba*"]), min_size=1, max_size=3), st.integers(1, 6)).map(
        lambda pair: '"' + " ".join(pair[0]) + f'"~{pair[1]}'
    ),
    st.sampled_from(WORDS).map(lambda word: f"!{word}"),
    st.lists(st.sampled_from([*WORDS, "++", "!", "(", "#"]), min_size=1, max_size=3).map(
        lambda words: "`" + " ".join(words) + "`"
    ),
    texts(3).map(lambda text: f"`{text}`"),
    texts(3).map(lambda text: f'"{text}"'),
)
_ASKED = """
channel:rss channel:blue* lang:de kind:question author:max author:*a* author~:mu site:a.de site:*.org url:a.de
link:c.com link:a.de/x tld:de likes:>0 likes:<=3 rating:4.5 rating:<2 len:>20 published:>now-7d
published:<now-1d published:<2026-01-01 published:2026-03-01 seen:>=2026-03-01 has:link is:reply
topic:delivery topic:(delivery) mention:bahn hashtag:bahn voice:own priority:high case:no relevant:yes
source:press type:post
"""
_FIELDS = st.sampled_from(_ASKED.split())


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(parts, parts)
    return st.one_of(
        pair.map(lambda two: f"({two[0]}) AND ({two[1]})"),
        pair.map(lambda two: f"({two[0]}) OR ({two[1]})"),
        parts.map(lambda one: f"NOT ({one})"),
        st.tuples(parts, st.sampled_from(["NEAR/1", "NEAR/3", "ONEAR/2", "NEAR/6"]), parts).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
        st.tuples(
            st.sampled_from(
                [
                    "title:",
                    "text:",
                    "bio:",
                    "lead:",
                    "sentence:",
                    "strict:",
                    "stem:de",
                    "stem:en",
                    "atleast/2:",
                    "atleast/1:",
                ]
            ),
            parts,
        ).map(lambda two: f"{two[0]}({two[1]})"),
    )


query_texts = st.recursive(st.one_of(_LEAVES, _LEAVES, _LEAVES, _FIELDS), _joined, max_leaves=6)


def understood_or_none(text: str) -> Query | None:
    """Return the tree of a text, None where it cannot be understood."""
    try:
        return parse(text)
    except QueryError:
        return None


queries: st.SearchStrategy[Query] = query_texts.map(understood_or_none).filter(lambda query: query is not None)  # type: ignore[assignment]
