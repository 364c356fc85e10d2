from __future__ import annotations

from resonanz.query.explain import explain
from resonanz.query.language import parse
from tests.query.heards import heard


def test_a_query_is_said_in_words() -> None:
    lines = list(explain(parse('title:late (a NEAR/3 b*) -"x y"~2 rating:<3')).lines())
    assert lines == [
        "all of these:",
        "  in title:",
        "    the word “late”",
        "  at most 3 words apart:",
        "    the word “a”",
        "    the word beginning with “b”",
        "  not this:",
        "    the words “x” “y” in any order, at most 1 other words among them",
        "  rating <3",
    ]


def test_a_query_is_said_in_german() -> None:
    assert list(explain(parse("stem:de(Paket)"), lang="de").lines()) == [
        "mit den Beugungsformen von de:",
        "  das Wort „paket“ oder 14 weitere Formen",
    ]


def test_each_part_tells_whether_it_holds_and_where() -> None:
    part = explain(parse("title:late OR parcel"), heard("my parcel", title="here"))
    assert [(each.query, each.holds, each.hits) for each in part.parts] == [
        ("title:late", False, ()),
        ("parcel", True, (("text", 3, 9),)),
    ]


def test_a_part_is_tried_in_the_field_it_stands_in() -> None:
    part = explain(parse("title:(late OR parcel)"), heard("late", title="parcel"))
    assert [each.holds for each in part.parts[0].parts] == [False, True]
