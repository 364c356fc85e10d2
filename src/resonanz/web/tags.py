"""What templates may call: words for codes, local times, grouped numbers, trimmed text, built assets, form fields.

Times are stored in UTC; the page shows them in the reader's zone and keeps UTC in the title.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.core.heard import Heard
from resonanz.core.notice import Told
from resonanz.core.understood import Label, Sentiment, Understood
from resonanz.web import sentences, stated, words

register = template.Library()

MOST_TARGETS: Final = 9
"""Of one mention that can be corrected."""
MANIFEST: Final = Path(__file__).resolve().parent / "static" / "dist" / "manifest.json"
# Characters that reorder the text around them: a stranger's name must not rewrite our page.
_REORDERING: Final = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))


@lru_cache(maxsize=1)
def _manifest() -> Mapping[str, str]:
    try:
        found: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise ImproperlyConfigured(
            "The page assets are not built: install Resonanz again, or npm run build"
        ) from trouble
    return found


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file."""
    return static(f"dist/{_manifest()[name]}")


@register.simple_tag
def static_file(name: str) -> str:
    """Return the address of a file that is served as it is."""
    return static(name)


@register.filter
def word(code: object, group: str) -> str:
    """Return the word for a code."""
    return words.word(code, group) if code is not None else ""


@register.filter
def sentence(text: str) -> str:
    """Return one of our own English sentences in the reader's language."""
    return sentences.translated(text)


@register.filter
def number(value: float | None) -> str:
    """Return a number as the reader writes it, thousands grouped; nothing for None."""
    if value is None:
        return ""
    places = 0 if float(value).is_integer() else 1
    # Rounded here: Django's own formatting cuts 16.67 to 16.6.
    return formats.number_format(round(value, 1), decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: float | None, *, signed: bool = False) -> str:
    """Return a share in per cent as the reader writes it."""
    if value is None:
        return "–"
    sign = "+" if signed and value > 0 else ""
    return f"{sign}{formats.number_format(round(100 * value, 1), decimal_pos=1, use_l10n=True)}\N{NO-BREAK SPACE}%"


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Show a moment: the time alone today, else the day too; UTC in the title."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    day = "" if local.date() == today else _day(local.date(), get_language() or "", same_year=local.year == today.year)
    return _time(moment, f"{day} {local:%H:%M}".strip())


@lru_cache(maxsize=2_000)
def _day(day: date, lang: str, *, same_year: bool) -> str:
    """Return a day as it is written in the reader's language, which is `lang`."""
    if not same_year:
        return formats.date_format(day, "SHORT_DATE_FORMAT")
    return formats.date_format(day, "j. M" if lang.startswith("de") else "j M")


@lru_cache(maxsize=10_000)
def _time(moment: datetime, shown: str) -> SafeString:
    at = moment.astimezone(UTC)
    return format_html('<time datetime="{}" title="{} UTC">{}</time>', at.isoformat(), f"{at:%Y-%m-%d %H:%M:%S}", shown)


@register.filter
def since(moment: datetime | None) -> SafeString | str:
    """Show how long ago a moment was, in its largest unit."""
    if moment is None:
        return ""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        shown = _("just now")
    elif minutes < 60:
        shown = _("%(n)d min ago") % {"n": minutes}
    elif minutes < 48 * 60:
        shown = _("%(n)d h ago") % {"n": minutes // 60}
    else:
        shown = _("%(n)d days ago") % {"n": minutes // (24 * 60)}
    return _time(moment, shown)


@register.filter
def excerpt(text: str | None, length: int) -> str:
    """Return at most `length` characters of a stranger's text, whatever its size."""
    if not text:
        return ""
    # Half a character (a lone surrogate) can be heard, but no page can carry it.
    text = text[: length + 1].encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


@register.filter
def name_of(heard: Heard) -> str:
    """Return what to call an author: one line, without characters that would reorder the page."""
    author = heard.mention.author
    shown = (author.name or author.handle or author.id or "").translate(_REORDERING)
    shown = "".join(" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in shown[:200])
    return excerpt(" ".join(shown.split()), 60) or _("somebody")


@register.filter
def whence(heard: Heard) -> str:
    """Return where a mention was heard: the channel and the source, once where the source is named after it."""
    channel, source = words.word(heard.mention.channel, "channel"), excerpt(heard.mention.source, 40)
    return source if channel.casefold() in source.casefold() else f"{channel} · {source}".rstrip(" ·")


@register.simple_tag
def label_chip(label: Label, group: str) -> SafeString:
    """Show one understood value with its origin and sureness in words; suspected ones are marked."""
    value = words.word(label.value, group)
    told = f"{words.origin(label)}, {words.sureness(label)}"
    classes = [label.value if group in {"kind", "sentiment"} else "plain"]
    classes += ["suspected"] if stated.is_suspected(label, group) else []
    classes += ["person"] if label.by_person else []
    return format_html(
        '<span class="chip {}" title="{}: {}">{}<span class="visually-hidden"> ({})</span></span>',
        " ".join(classes), value, told, value, told,
    )  # fmt: skip


@register.simple_tag
def address(path: str, **parameters: object) -> str:
    """Return a path with its query string; empty parameters are left out."""
    given = [(name, value) for name, value in parameters.items() if value not in (None, "")]
    return f"{path}?{urlencode(given)}" if given else path


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, key: str = "") -> dict[str, Any]:
    """Show a form's field: label, control, help and errors, tied together for those who hear the page."""
    described = [name for name, there in ((f"{bound.id_for_label}_help", bound.help_text),) if there]
    if bound.errors:
        described.append(f"{bound.id_for_label}_errors")
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if key:
        attributes["data-key"] = key
    kind = getattr(bound.field.widget, "input_type", "")
    many = bound.field.widget.__class__.__name__ in {"CheckboxSelectMultiple", "RadioSelect"}
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "check": kind == "checkbox" and not many,
        "many": many,
    }


@register.filter
def trimmed(value: object) -> str:
    """Return any JSON-able value as indented text."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


@register.filter
def targets(understood: Understood, names: Mapping[int, str]) -> list[tuple[int, str, list[tuple[str, bool]]]]:
    """Return what a feeling can be for in a mention: number and name of the query, and each sentiment, marked if told.

    `names` are those of all targets; a mention names those that it matches, or that its text tells apart.
    """
    told = {int(one.query): one.feels.value for one in understood.targets}
    numbers = sorted({*told, *map(int, understood.queries)} & names.keys())
    return [
        (number, names[number], [(one.value, one.value == told.get(number)) for one in Sentiment])
        for number in numbers[:MOST_TARGETS]
    ]


@register.filter
def get(mapping: Mapping[Any, Any], key: object) -> object:
    """Look a key up."""
    return mapping.get(key)


@register.filter
def notice(line: Told, part: str) -> str:
    """Return a part of a notice in words: subject, sentence or link."""
    parts = {"subject": words.notices.subject, "sentence": words.notices.sentence, "link": words.notices.link}
    return parts[part](line)


@register.filter
def plain_when(moment: datetime) -> str:
    """Return a moment in the reader's zone, without markup: for mails."""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
