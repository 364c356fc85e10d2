"""What somebody wrote themselves: quoted mails, signatures and disclaimers cut from a mail's text.

The one thing a reader would get wrong: which mistake is worse. A line too many costs a second of reading, a line too
few costs somebody's question. So a quotation is cut only where its head is recognised or every line carries the sign
of one, words between and below quoted lines stay, and where nothing would be left everything is.
"""

from __future__ import annotations

import re
from typing import Final

from resonanz.connect.markup import read_markup

LONGEST_HEAD: Final = 3
"""Lines over which "Am … schrieb …:" is broken by mail programs."""
MOST_LINES: Final = 20_000

_WROTE: Final = r"schrieb|geschrieben|wrote|writes|a écrit|escribió|ha scritto|schreef|napisał\(?a?\)?|skrev|escreveu"
_HEAD: Final = re.compile(
    rf"^(?=.*[\d@])(?:>?\s*)(?:(?:am|on|le|el|il|op|den|w dniu|em|vom)\b.{{0,400}}?\b(?:{_WROTE})\b.{{0,200}}?:"
    rf"|.{{1,200}}?\b(?:{_WROTE})\s+(?:am|on|le|vom)\b.{{1,200}}?:"
    rf"|.{{0,120}}?<[^<>\s]+@[^<>\s]+>\s*(?:{_WROTE})\b.{{0,120}}?:"
    r"|\d{4}[-/.]\d\d?[-/.]\d\d?.{0,120}<[^<>\s]+@[^<>\s]+>:)\s*$",
    re.IGNORECASE,
)
_BEGINS_HEAD: Final = re.compile(r"^>?\s*(?:am|on|le|el|il|op|den|w dniu|em|vom)\s.{0,200}\d", re.IGNORECASE)
_RULED: Final = re.compile(
    r"^\s*[-_*]{2,}\s*(?:original\s?message|original\s?appointment|reply message|ursprüngliche (?:nachricht|e-?mail)|"
    r"originalnachricht|original-?nachricht|message d'origine|mensaje original)\s*[-_*]{2,}\s*:?\s*$",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(
    r"^\W{0,12}\s*(?:begin forwarded message|forwarded (?:message|by)|weitergeleitete (?:nachricht|e-?mail)|"
    r"anfang der weitergeleiteten (?:nachricht|e-?mail)|weitergeleitet von)\b.{0,200}$",
    re.IGNORECASE,
)
_FORWARDED_SUBJECT: Final = re.compile(r"^\s*(?:(?:re|aw|antw)\s*:\s*)*(?:fwd?|wg|wtr|tr|rv|i)\s*:", re.IGNORECASE)
_FROM: Final = re.compile(r"^[>*\s]*(?:from|von|de|da|van)\s?:\s?\*?\s*\S", re.IGNORECASE)
_OTHER_FIELD: Final = re.compile(
    r"^[>*\s]*(?:sent|date|to|cc|subject|reply-to|gesendet(?: am)?|datum|an|kopie|betreff|antwort an|"
    r"envoyé|date|à|objet|enviado|fecha|para|asunto|inviato|data|a|oggetto)\s?:",
    re.IGNORECASE,
)
_SUBJECT_FIELD: Final = re.compile(r"^[>*\s]*(?:subject|betreff|objet|asunto|oggetto|onderwerp)\s?:", re.IGNORECASE)
_UNDERLINE: Final = re.compile(r"^\s*_{20,}\s*$")
_QUOTED: Final = re.compile(r"^\s{0,3}>")
_TRAILING_RULE: Final = re.compile(r"(?:\n\s*[-_*=]{5,}\s*)+$")
_SIGNATURE: Final = re.compile(r"^(?:-- ?|—|__|--\s*)$")
_MOBILE: Final = re.compile(
    r"^\s*(?:von meinem .{2,60}gesendet|gesendet (?:von|mit|aus|über|via) [^,]{2,120}|"
    r"diese nachricht wurde von meinem .{2,120}|sent (?:from|via|with|using) [^,]{2,80}|"
    r"get outlook for (?:ios|android).{0,80}|holen sie sich outlook für .{2,80}|"
    r"outlook für (?:ios|android) (?:beziehen|herunterladen|abrufen).{0,80}|"
    r"(?:this|diese) .{0,20}(?:email|e-mail|nachricht) (?:was sent|wurde) (?:from|von) .{2,100})[.!]?\s*$",
    re.IGNORECASE,
)
_DISCLAIMER: Final = re.compile(
    r"^\s*(?:this (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|intended|privileged)|"
    r"(?:diese|dieses) (?:e-?mail|nachricht|mail)\b.{0,80}\bvertraulich|confidentiality notice|vertraulichkeitshinweis|"
    r"the information contained in this (?:e-?mail|message)|der inhalt dieser (?:e-?mail|nachricht))",
    re.IGNORECASE,
)

_QUOTE_BEGINS: Final = "\ue000"
_QUOTE_ENDS: Final = "\ue001"
_REST_IS_QUOTE: Final = "\ue002"
_SIGNATURE_BEGINS: Final = "\ue003"
_OUR_SIGNS: Final = re.compile("[\ue000-\ue003]")
_BLOCKQUOTE: Final = re.compile(r"<(/?)blockquote\b([^<>]{0,2000})>", re.IGNORECASE)
_IS_CITED: Final = re.compile(r"type\s*=\s*[\"']?cite|class\s*=\s*[\"'][^\"']*(?:gmail_quote|cite)", re.IGNORECASE)
_TAG: Final = re.compile(r"<(?:div|span|hr|table|pre|p)\b([^<>]{1,500})>", re.IGNORECASE)
_REST: Final = re.compile(
    r"(?:id|class|name)\s*=.*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|yahoo_quoted|"
    r"protonmail_quote|OLK_SRC_BODY_SECTION|reply-intro)",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED: Final = re.compile(
    r"(?:id|class)\s*=.*(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature_block\b)",
    re.IGNORECASE | re.DOTALL,
)


def own_words(text: str, *, subject: str = "") -> str:
    """Return what was written in this mail itself; the whole text where that cannot be told."""
    lines = _OUR_SIGNS.sub("", text).replace("\r\n", "\n").split("\n", MOST_LINES)
    kept = lines if _FORWARDED_SUBJECT.match(subject) else _without_quotations(lines)
    own = "\n".join(_without_signature(kept)).strip()
    own = re.sub(r"\n{3,}", "\n\n", _TRAILING_RULE.sub("", own).rstrip())
    return own or text.strip()


def own_words_of_page(page: str, *, subject: str = "") -> tuple[str, tuple[str, ...]]:
    """Return what was written in an HTML mail itself, as text, and the links of the whole."""
    marked = _OUR_SIGNS.sub("", page)
    forwarded = _FORWARDED_SUBJECT.match(subject) is not None
    marked = _TAG.sub(
        lambda found: _sign_before(found[1], forwarded=forwarded) + found[0], marked if forwarded else _cited(marked)
    )
    said = read_markup(marked)
    cut = _OUR_SIGNS.sub("", _outside(said.text)).strip()
    whole = _OUR_SIGNS.sub("", said.text).strip()
    return own_words(cut or whole, subject=subject), said.links


def _sign_before(attributes: str, *, forwarded: bool) -> str:
    """Return our sign where a tag begins what the mail program put below somebody's words, else nothing."""
    if not forwarded and _REST.search(attributes):
        return f"<p>{_REST_IS_QUOTE}</p>"
    return f"<p>{_SIGNATURE_BEGINS}</p>" if _SIGNED.search(attributes) else ""


def _cited(page: str) -> str:
    """Return a page with our signs where quotations begin and end."""
    opened: list[bool] = []

    def sign(found: re.Match[str]) -> str:
        if not found[1]:
            opened.append(_IS_CITED.search(found[2]) is not None)
            return f"<p>{_QUOTE_BEGINS}</p>{found[0]}" if opened[-1] else found[0]
        cited = opened.pop() if opened else False
        return f"{found[0]}<p>{_QUOTE_ENDS}</p>" if cited else found[0]

    return _BLOCKQUOTE.sub(sign, page)


def _outside(text: str) -> str:
    """Return what stands outside of what our signs enclose."""
    kept, depth, at = [], 0, 0
    for found in _OUR_SIGNS.finditer(text):
        if depth == 0:
            kept.append(text[at : found.start()])
        at = found.end()
        if found[0] == _QUOTE_BEGINS:
            depth += 1
        elif found[0] == _QUOTE_ENDS:
            depth = max(0, depth - 1)
        elif any(part.strip() for part in kept):
            # A signature or a head at the very top is none: somebody writes below it.
            return "".join(kept)
    return "".join([*kept, text[at:]]) if depth == 0 else "".join(kept)


def _without_quotations(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _FORWARDED.match(lines[at]):
            return kept + lines[at:]
        ends = _head_ends(lines, at)
        if ends is None:
            if not _QUOTED.match(lines[at]):
                kept.append(lines[at])
            at += 1
            continue
        following = next((line for line in lines[ends:] if line.strip()), "")
        if not _QUOTED.match(following):
            # Without signs of quotation nobody can tell where it ends; a head on top is a mail passed on.
            return kept if any(line.strip() for line in kept) else lines
        at = ends
    return kept


def _head_ends(lines: list[str], at: int) -> int | None:
    """Return where the head of a quotation that begins at a line ends, None where none begins there."""
    line = lines[at]
    if not line.strip():
        return None
    if _RULED.match(line) or _is_block(lines, at):
        return at + 1
    if _UNDERLINE.match(line):
        below = next((number for number in range(at + 1, min(at + 4, len(lines))) if lines[number].strip()), None)
        return at + 1 if below is not None and _is_block(lines, below) else None
    if len(line) < 800 and _HEAD.match(line):
        return at + 1
    if _BEGINS_HEAD.match(line):
        for end in range(at + 2, min(at + LONGEST_HEAD, len(lines)) + 1):
            joined = " ".join(part.strip() for part in lines[at:end])
            if len(joined) < 800 and joined.endswith(":") and _HEAD.match(joined):
                return end
    return None


def _is_block(lines: list[str], at: int) -> bool:
    """Tell whether the lines from here are the fields of a mail: From first, then two more, Subject among them."""
    if not _FROM.match(lines[at]):
        return False
    block = [line for line in lines[at + 1 : at + 12] if line.strip()][:7]
    fields = [line for line in block if _OTHER_FIELD.match(line)]
    return len(fields) >= 2 and any(_SUBJECT_FIELD.match(line) for line in fields)


def _without_signature(lines: list[str]) -> list[str]:
    said = [number for number, line in enumerate(lines) if line.strip()]
    for place, number in enumerate(said):
        line, left = lines[number], len(said) - place - 1
        ends = (
            _SIGNATURE.match(line) is not None
            or (left <= 2 and _MOBILE.match(line) is not None)
            or (place > 0 and len(line) < 2_000 and _DISCLAIMER.match(line) is not None)
        )
        if ends and place > 0:
            return lines[:number]
    return lines
