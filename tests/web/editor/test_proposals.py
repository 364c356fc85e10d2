"""What is proposed behind what is written."""

from __future__ import annotations

import pytest

from resonanz.query.fields import KEYS, NUMBERS, SIGNED, TEXTS, TIMES, canonical
from resonanz.query.language import parse
from resonanz.web.editor.proposals import FIELDS, proposals

pytestmark = pytest.mark.usefixtures("company")


def inserted(piece: str) -> list[str]:
    return [one.insert for one in proposals(piece)]


@pytest.mark.parametrize(
    ("piece", "first"),
    [
        ("NE", "NEAR/5"),
        ("cha", "channel:"),
        ("-cha", "-channel:"),
        ("sentiment:neg", "sentiment:negative"),
        ("language:d", "language:de"),
        ("channel:mas", "channel:mastodon"),
        ("department:ser", "department:service"),
        ('query:"No', "query:Nordwind"),
        ("source:mast", 'source:"Mastodon öffentlich"'),
        ("rating:", "rating:[1 TO 2]"),
    ],
)
def test_what_fits_is_proposed(piece, first):
    assert inserted(piece)[0] == first


def test_a_query_is_proposed_whatever_its_case():
    assert inserted("query:sü") == ["query:Südwind"]


def test_nothing_is_proposed_for_a_word():
    assert inserted("paket") == []


@pytest.mark.parametrize("piece", ["kind:", "type:", "is:", "has:", "priority:", "lang:", "published:", "source:"])
def test_what_is_proposed_can_be_asked(piece):
    assert [str(parse(one)) for one in inserted(piece)]


def test_every_field_is_proposed():
    proposed = {canonical(name.partition(":")[0].partition("/")[0]) for name in FIELDS}
    assert {*TEXTS, *KEYS, *SIGNED, *NUMBERS, *TIMES, "query", "sentence", "strict"} - proposed <= {"author~", "parent"}
