"""Catalogues, sentences and the small words of the pages."""

from __future__ import annotations

import gettext
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

import resonanz.web
from resonanz.core.case import CASE, CaseState
from resonanz.core.errors import Conflict, InputRejected
from resonanz.core.policy import Role
from resonanz.core.reply import REPLY, ReplyState
from resonanz.core.source import Health
from resonanz.core.understood import Kind, Label, Priority, Sentiment
from resonanz.ingest.intake import CONNECTOR_DEFECT, NOT_ASKED_FOR, PAST_RETENTION, PAYLOAD_CHANGED
from resonanz.ingest.runner import NOBODY_LOOKED
from resonanz.query.language import parse
from resonanz.web import catalogues, words
from resonanz.web.sentences import PATTERNS, WHOLE, translated
from resonanz.web.trouble import in_words

WEB = Path(resonanz.web.__file__).parent


def test_the_german_catalogue_is_complete():
    assert catalogues.missing(WEB, "de") == []


def test_the_german_catalogues_translate_nothing_that_is_not_said():
    said = catalogues.messages_under(WEB)
    known = catalogues.catalogues_under(WEB, "de")
    assert [(area, key) for area, one in known.items() for key in one if key and key not in said] == []


def test_no_message_is_translated_in_two_areas():
    keys = [key for one in catalogues.catalogues_under(WEB, "de").values() for key in one if key]
    assert sorted(key for key, times in Counter(keys).items() if times > 1) == []


def test_a_translation_keeps_the_places_of_values():
    for catalogue in catalogues.catalogues_under(WEB, "de").values():
        for key, value in catalogue.items():
            if key:
                assert set(re.findall(r"%\(\w+\)\w", key)) == set(re.findall(r"%\(\w+\)\w", value)), key


SMALL = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "case"
msgid "new"
msgstr "neu"

msgid "%d cat"
msgid_plural "%d cats"
msgstr[0] "%d Katze"
msgstr[1] "%d Katzen"
"""


def test_a_compiled_catalogue_is_read_by_gettext():
    read = gettext.GNUTranslations(io.BytesIO(catalogues.compiled(catalogues.read_catalogue(SMALL))))
    assert read.pgettext("case", "new") == "neu"
    assert [read.ngettext("%d cat", "%d cats", n) for n in (1, 2)] == ["%d Katze", "%d Katzen"]


def test_a_translation_that_somebody_doubts_is_left_out():
    assert catalogues.read_catalogue('#, fuzzy\nmsgid "a"\nmsgstr "b"\n') == {}


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("kind", Kind), ("sentiment", Sentiment), ("priority", Priority), ("case", CaseState), ("reply", ReplyState),
        ("health", Health), ("role", Role.__members__), ("event", CASE.moves),
        ("event", [f"reply_{move}" for move in REPLY.moves]),
        ("audit", [f"case_{move}" for move in (*CASE.moves, "note", "assign", "prioritise")]),
        ("audit", [f"reply_{move}" for move in REPLY.moves]),
        ("audit", ["mention_correct", "mention_erase", "author_erase"]),
        ("skip", [PAYLOAD_CHANGED, CONNECTOR_DEFECT, PAST_RETENTION, NOT_ASKED_FOR]),
    ],
)  # fmt: skip
def test_every_code_has_a_word(group, codes):
    assert [code for code in codes if str(getattr(code, "value", code)) not in words.ALL[group]] == []


def test_every_sentence_that_is_known_is_translated():
    with translation.override("de"):
        assert [one for one in (*WHOLE, *PATTERNS) if translation.gettext(one) == one] == []


def test_why_nobody_looked_is_said_in_the_readers_language():
    with translation.override("de"):
        assert translated(NOBODY_LOOKED) != NOBODY_LOOKED


def test_a_sentence_with_a_value_is_translated_with_it():
    with translation.override("de"):
        assert translated("The answer has more than 300 characters.") == "Die Antwort hat mehr als 300 Zeichen."


def test_a_sentence_that_nobody_knows_stays_as_it_is():
    with translation.override("de"):
        assert translated("A third party's connector says so.") == "A third party's connector says so."


def test_a_mistake_in_a_query_speaks_the_readers_language():
    with pytest.raises(InputRejected) as raised:
        parse("(a")
    with translation.override("de"):
        assert "Klammer" in in_words(raised.value)


def test_what_the_life_cycle_refuses_is_said_in_the_readers_language():
    with pytest.raises(Conflict) as raised:
        CASE.after(CaseState.CLOSED, "close")
    with translation.override("de"):
        assert "nicht möglich" in in_words(raised.value)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (Label("x", 0.95), "very sure"),
        (Label("x", 0.75), "fairly sure"),
        (Label("x", 0.5), "suspected"),
        (Label("x", 0.1), "a guess"),
        (Label("x", 0.0, "person:1"), "certain"),
    ],
)
def test_sureness_is_told_in_words(label, told):
    with translation.override("en"):
        assert words.sureness(label) == told


def test_every_line_of_the_trail_that_a_setting_leaves_has_words():
    editing = WEB.parent / "store" / "relational" / "editing"
    said = {
        action
        for module in editing.glob("*.py")
        for action in re.findall(r'\brecord\(\s*\w+, "(\w+)"', module.read_text(encoding="utf-8"))
    }
    assert len(said) > 50
    assert sorted(said - set(words.ALL["audit"])) == []
