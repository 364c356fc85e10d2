"""Gettext catalogues without the system's gettext: compile them, and say what a catalogue lacks.

The build hook loads this file by its path, before anything is installed: `compile_all` needs the standard library
only. English is the language of the message ids, so English needs no catalogue.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

CONTEXT: Final = "\x04"
PLURAL: Final = "\x00"
_CALLS: Final = {
    "gettext": 1, "gettext_lazy": 1, "_": 1, "ngettext": 2, "ngettext_lazy": 2,
    "gettext_noop": 1, "known": 1, "lazy": 1, "pgettext": -1, "pgettext_lazy": -1,
}  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """Hold the entry of a catalogue that is being read."""

    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False
    current: str = ""


def read_catalogue(text: str) -> dict[str, str]:
    """Return message id -> translation as a .mo file holds them: context and plurals joined in, fuzzy ones left out."""
    found: dict[str, str] = {}
    reading = _Reading()
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if not stripped or (stripped.startswith("msg") and _begins(stripped) and "msgstr" in reading.parts):
            _finish(reading, found)
            reading = _Reading()
        if stripped.startswith("#,") and "fuzzy" in stripped:
            reading.fuzzy = True
        elif stripped and not stripped.startswith("#"):
            _take(stripped, reading)
    return found


def _begins(line: str) -> bool:
    return line.startswith(("msgctxt ", "msgid "))


def _take(line: str, reading: _Reading) -> None:
    if line.startswith("msg"):
        keyword, _, rest = line.partition(" ")
        reading.current = "msgstr" if keyword == "msgstr[0]" else keyword
        reading.parts[reading.current] = _unquoted(rest)
    else:
        reading.parts[reading.current] += _unquoted(line)


def _unquoted(quoted: str) -> str:
    return str(ast.literal_eval(quoted))


def _finish(reading: _Reading, found: dict[str, str]) -> None:
    parts = reading.parts
    if "msgid" not in parts or reading.fuzzy:
        return
    forms = [parts.get("msgstr", ""), *(parts[name] for name in sorted(parts) if name.startswith("msgstr["))]
    key = parts["msgid"]
    if "msgid_plural" in parts:
        key += PLURAL + parts["msgid_plural"]
    if "msgctxt" in parts:
        key = parts["msgctxt"] + CONTEXT + key
    if all(forms):
        found[key] = PLURAL.join(forms)


def compiled(catalogue: dict[str, str]) -> bytes:
    """Return a catalogue in the binary format of GNU gettext."""
    entries = sorted((key.encode(), value.encode()) for key, value in catalogue.items())
    start = 7 * 4 + 16 * len(entries)
    keys, values = b"", b""
    places: list[tuple[int, int, int, int]] = []
    for key, value in entries:
        places.append((len(key), len(keys), len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    table = [number for length, at, _, _ in places for number in (length, at + start)]
    table += [number for _, _, length, at in places for number in (length, at + start + len(keys))]
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + len(entries) * 8, 0, 0)
    return head + struct.pack(f"<{len(table)}I", *table) + keys + values


def compile_all(locale: Path) -> list[Path]:
    """Compile every area's catalogue under `locale` beside its source; return the files written."""
    written = []
    for source in sorted(locale.glob("*/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        content = compiled(read_catalogue(source.read_text(encoding="utf-8")))
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
            written.append(target)
    return written


def messages_in_python(text: str) -> Iterator[str]:
    """Yield the ids of the messages that Python source asks gettext for, as catalogues key them."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        strings = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        wanted = _CALLS.get(name)
        if wanted == 1 and strings:
            yield strings[0]
        elif wanted == 2 and len(strings) >= 2:
            yield strings[0] + PLURAL + strings[1]
        elif wanted == -1 and len(strings) >= 2:
            yield strings[0] + CONTEXT + strings[1]


_TEMPLATE_CALL = re.compile(
    r"\b(n?p?gettext)\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:,\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))?"
)


def messages_in_template(text: str) -> Iterator[str]:
    """Yield the ids of the messages that a Django template asks gettext for, as catalogues key them."""
    from django.utils.translation.template import templatize  # noqa: PLC0415  the build hook has no Django

    text = re.sub(r"(\{%\s*)translate\b", r"\1trans", text)
    for name, first, second in _TEMPLATE_CALL.findall(templatize(text)):
        parts = [_unquoted(part) for part in (first, second) if part]
        joint = {"ngettext": PLURAL, "pgettext": CONTEXT}.get(name)
        yield joint.join(parts) if joint and len(parts) == 2 else parts[0]


def messages_under(folder: Path) -> set[str]:
    """Return the ids of all messages of the templates and modules under `folder`."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        found.update(messages_in_python(file.read_text(encoding="utf-8")))
    for pattern in ("*.html", "*.txt"):
        for file in (folder / "templates").rglob(pattern):
            found.update(messages_in_template(file.read_text(encoding="utf-8")))
    return found


def catalogues_under(folder: Path, language: str) -> dict[str, dict[str, str]]:
    """Return area -> catalogue of that language; every area of the pages has its own, so that each stays small."""
    sources = sorted((folder / "locale").glob(f"*/{language}/LC_MESSAGES/django.po"))
    return {source.parents[2].name: read_catalogue(source.read_text(encoding="utf-8")) for source in sources}


def missing(folder: Path, language: str) -> list[str]:
    """Return the messages under `folder` that no catalogue of `language` translates."""
    known = {key for catalogue in catalogues_under(folder, language).values() for key in catalogue}
    return sorted(messages_under(folder) - known)


def as_entries(ids: Iterable[str]) -> str:
    """Return empty catalogue entries for these messages, ready to be translated."""
    return "\n".join(_as_entry(one) for one in ids)


def _as_entry(key: str) -> str:
    context, _, rest = key.rpartition(CONTEXT)
    singular, _, plural = rest.partition(PLURAL)
    lines = [f"msgctxt {_quoted(context)}"] if context else []
    lines.append(f"msgid {_quoted(singular)}")
    lines += [f"msgid_plural {_quoted(plural)}", 'msgstr[0] ""', 'msgstr[1] ""'] if plural else ['msgstr ""']
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
