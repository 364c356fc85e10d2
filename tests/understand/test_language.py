"""Languages are told apart in short noisy texts; what has no language is `und`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from resonanz.understand.language import LANGUAGES, detect
from resonanz.understand.language_model import language_model
from resonanz.understand.plain import plain


def language(text: str) -> str:
    return detect([plain(text).text])[0].lang.value


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Weiß jemand, wann der Laden morgen aufmacht?"),
        ("de", "@firma #test ICH KANN MICH NICHT EINLOGGEN https://example.com/login 😡"),
        ("en", "does anyone know when they open tomorrow"),
        ("nl", "Weet iemand hoe laat de winkel morgen opengaat?"),
        ("fr", "Quelqu'un sait quand le magasin ouvre demain ?"),
        ("es", "¿Alguien sabe a qué hora abre la tienda mañana?"),
        ("it", "Qualcuno sa a che ora apre il negozio domani?"),
        ("pt", "Alguém sabe a que horas a loja abre amanhã?"),
        ("pl", "Czy ktoś wie, o której jutro otwierają sklep?"),
        ("tr", "Mağazanın yarın saat kaçta açıldığını bilen var mı?"),
        ("sv", "Vet någon när butiken öppnar imorgon?"),
        ("uk", "Хтось знає, коли завтра відкривається магазин?"),
        ("ru", "Кто-нибудь знает, когда завтра открывается магазин?"),
        ("ar", "هل يعرف أحد متى يفتح المتجر غدا؟"),
        ("hi", "क्या किसी को पता है कि दुकान कल कब खुलेगी?"),
        ("ja", "お店が明日何時に開くか知っている人はいますか"),
        ("el", "Ξέρει κανείς τι ώρα ανοίγει αύριο το μαγαζί;"),
    ],
)
def test_a_sentence_is_recognised(lang: str, text: str) -> None:
    assert language(text) == lang


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "ok",
        "😀😀😀",
        "123 456",
        "https://example.com/deutsch",
        "@anna @otto",
        "#sale #news",
        "\x00\x01",
        "!?",
        "haha",
        "xD",
        "\ud800",
    ],
)
def test_what_has_no_language_is_undetermined(text: str) -> None:
    assert language(text) == "und"


def test_an_undetermined_text_is_still_read_by_the_likelier_rules() -> None:
    assert detect(["Nö"])[0].rules in {"de", "en"}


def test_another_language_is_read_by_no_rules() -> None:
    assert detect(["Alguém sabe a que horas a loja abre amanhã?"])[0].rules == ""


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_the_batched_model_answers_as_the_library_does(text: str) -> None:
    encoded = text.encode()
    library = _library()
    expected = dict(library.rank(encoded))
    ours = language_model(LANGUAGES).shares([library._encode(encoded)])[0]
    assert {lang: pytest.approx(expected[lang], abs=1e-3) for lang in LANGUAGES} == dict(
        zip(language_model(LANGUAGES).languages, ours.tolist(), strict=True)
    )


def _library() -> LanguageIdentifier:
    if not _LOADED:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(LANGUAGES)
        _LOADED.append(identifier)
    return _LOADED[0]


_LOADED: list[LanguageIdentifier] = []
