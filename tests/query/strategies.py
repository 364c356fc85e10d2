"""Random queries and mentions for property tests: a small vocabulary, so that they meet, and any Unicode beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, mention_id
from resonanz.core.mention import Media, Mention, MentionType
from resonanz.core.understood import Label, OwnLabel, Priority, Voice
from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.tree import Query
from tests.query.heards import NOON, heard

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


_SELDOM: dict[str, st.SearchStrategy[Any]] = {
    "id_of_author": st.just("a1"),
    "followers": st.sampled_from([None, 0, 500]),
    "is_own": st.booleans(),
    "replies": st.sampled_from([None, 2]),
    "reposts": st.sampled_from([None, 0, 7]),
    "views": st.sampled_from([None, 100, 2_000]),
    "type": st.sampled_from(list(MentionType)),
    "source": st.sampled_from(["press", "Forum"]),
    "media": st.just((Media(url="https://m.de/1"),)),
    "published_at": st.sampled_from([NOON - timedelta(days=days, microseconds=1) for days in (0, 2, 8, 90)]),
    "seen_at": st.sampled_from([NOON, NOON + timedelta(days=1)]),
    "sentiment": st.sampled_from([Label("positive", 0.6), Label("negative", 0.0)]),
    "relevant": st.sampled_from([Label("yes", 0.5), Label("no", 0.9)]),
    "voice": st.sampled_from(list(Voice)),
    "priority": st.sampled_from(list(Priority)),
    "department": st.sampled_from([None, DepartmentId(3)]),
    "opens_case": st.booleans(),
    "duplicate_of": st.just(MentionId("rss:7")),
    "reply_to": st.just(MentionId("rss:8")),
}


@st.composite
def heards(draw: st.DrawFn) -> Heard:
    """Return mentions with texts and fields of which some are not known."""
    known = draw(st.fixed_dictionaries({}, optional=_SELDOM))
    return heard(
        draw(texts()),
        **known,
        parent=draw(st.one_of(st.just(""), texts(4))),
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
        labels=draw(st.sampled_from([(), (OwnLabel("reason", Label("Zu spät", 0.5)),)])),
        links=draw(st.sampled_from([(), ("https://c.com/1",)])),
    )


def clean(text: str) -> str:
    """Return a text without halves of characters, as connectors give it."""
    return "".join(char for char in text if not "\ud800" <= char <= "\udfff")


@st.composite
def conversations(draw: st.DrawFn, most: int = 8) -> list[Heard]:
    """Return mentions with ids of their own, some of which answer another; as an archive may keep them."""
    drawn = draw(st.lists(heards(), min_size=1, max_size=most))
    ids = [mention_id(each.mention.channel, str(number)) for number, each in enumerate(drawn)]
    answered = draw(st.lists(st.sampled_from([None, None, *ids, mention_id("rss", "gone")]), min_size=most))
    return [
        replace(each, mention=_kept(each.mention, ids[number], answered[number]), parent="")
        for number, each in enumerate(drawn)
    ]


def _kept(mention: Mention, name: MentionId, answers: MentionId | None) -> Mention:
    author = replace(mention.author, bio=clean(mention.author.bio or "") or None)
    title = clean(mention.title or "") or None
    return replace(
        mention, id=name, thread=name, reply_to=answers, text=clean(mention.text), title=title, author=author
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
label:reason/zu* label:reason/late
source:press type:post type:comment sentiment:positive sentiment:negative department:3 relevant:no case:yes
reach:>=500 engagement:>2 replies:2 reposts:>0 views:<200 followers:>=500 voice:market priority:low
is:own is:duplicate has:title has:media has:rating has:topic has:url author:a1 channel:mastodon source:forum
published:<=2026-03-01 seen:<2026-03-02 published:>now-2d seen:>now-1h is:reply
"""
ASKED = (*_ASKED.split(), 'label:"reason/zu spät"', "followers:[1 TO 500]", "published:[2026-02-27 TO 2026-03-01]")
_FIELDS = st.sampled_from(ASKED)


PREFIXES = (
    "title:",
    "text:",
    "bio:",
    "lead:",
    "parent:",
    "sentence:",
    "strict:",
    "stem:de",
    "stem:en",
    "atleast/2:",
    "atleast/1:",
)


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
            st.sampled_from(PREFIXES),
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
