"""What an attachment is by its first bytes, and whether it is offered: neither its name nor its claim is believed.

The one thing a reader would get wrong: this is no virus scanner. It refuses what can only harm whoever opens it by a
double click (programs, scripts, documents with macros, pages), and what is larger than a mail should carry. A scanner
belongs in front of the mailbox.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 20_000_000
"""Bytes of an attachment that is offered."""

PROGRAM: Final = "program"
MACROS: Final = "macros"
PAGE: Final = "page"
TOO_LARGE: Final = "too_large"
EMPTY: Final = "empty"

_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"#!", "text/x-script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
)
_PROGRAMS: Final = frozenset({
    "application/x-msdownload", "application/x-executable", "application/x-mach-binary", "text/x-script",
    "application/x-ms-shortcut",
})  # fmt: skip
_PROGRAM_NAMES: Final = frozenset({
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi",
    "msp", "jar", "lnk", "url", "reg", "cpl", "dll", "sys", "apk", "app", "dmg", "pkg", "deb", "rpm", "sh", "iso",
    "img", "vhd", "appimage", "desktop", "chm", "scf", "msc", "gadget", "application", "appref-ms", "one", "xll",
})  # fmt: skip
_MACRO_NAMES: Final = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm"})
_PAGE_NAMES: Final = frozenset({"html", "htm", "xhtml", "shtml", "svg", "svgz", "mht", "mhtml", "xml", "xsl"})
_PAGE_BEGINNINGS: Final = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml")
_OFFICE: Final = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_LARGEST_DIRECTORY: Final = 500_000
"""Bytes of an archive's table of contents; a larger one is made to keep its reader busy."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what an attachment is, and why it is not offered; `refused` is empty where it is."""

    type: str
    refused: str = ""


def judged(name: str, body: bytes) -> Verdict:
    """Return what an attachment is and whether it is offered."""
    kind, inside = _sniffed(body)
    if not body:
        return Verdict(kind, EMPTY)
    if len(body) > LARGEST or inside is None:
        return Verdict(kind, TOO_LARGE)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    endings = {ending, *(one.rpartition(".")[2].lower() for one in inside)}
    if kind in _PROGRAMS or endings & _PROGRAM_NAMES:
        return Verdict(kind, PROGRAM)
    if ending in _MACRO_NAMES or _has_macros(body, kind, inside):
        return Verdict(kind, MACROS)
    if kind == "text/html" or ending in _PAGE_NAMES:
        return Verdict(kind, PAGE)
    return Verdict(kind)


def _sniffed(body: bytes) -> tuple[str, list[str] | None]:
    """Return the type that the bytes show, and the names within an archive; None where there are absurdly many."""
    found = next((kind for beginning, kind in _BEGINNINGS if body.startswith(beginning)), "")
    if found == "application/zip":
        names = _names_in(body)
        office = next((kind for folder, kind in _OFFICE if any(one.startswith(folder) for one in names or ())), found)
        return office, names
    if found:
        return found, []
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp", []
    if body[4:8] == b"ftyp":
        return ("image/heic" if body[8:11] == b"hei" else "video/mp4"), []
    head = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_PAGE_BEGINNINGS):
        return "text/html", []
    return ("text/plain" if _is_text(body) else "application/octet-stream"), []


def _names_in(body: bytes) -> list[str] | None:
    end = body.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(body[end + 12 : end + 16], "little") > _LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return archive.namelist()
    except Exception:  # noqa: BLE001  a broken archive of a stranger may fail in any way; it then tells no names
        return []


def _has_macros(body: bytes, kind: str, inside: list[str]) -> bool:
    """Tell whether an office document holds macros, by the name of their storage."""
    if any(one.lower().endswith("vbaproject.bin") for one in inside):
        return True
    return kind == "application/x-ole-storage" and "_VBA_PROJECT".encode("utf-16-le") in body


def _is_text(body: bytes) -> bool:
    sample = body[:4_000]
    if b"\x00" in sample:
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut in the middle of a character, or Latin text: control signs tell text from anything else.
        return error.start > len(sample) - 4 or not any(byte < 9 or 13 < byte < 32 for byte in sample)
    return True
