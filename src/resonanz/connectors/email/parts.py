"""A mail's bytes to the payload that is kept: headers, what it says, what hangs on it, what a server reported.

The one thing a reader would get wrong: attachments are described, not kept. Their bytes stay in the mailbox and are
fetched from there when somebody opens one, so there is no copy to protect, to count or to erase.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from typing import Final

from resonanz.connect.contract import Json
from resonanz.connect.text import clean_line, clean_text
from resonanz.connectors.email.attachments import judged
from resonanz.connectors.email.wording import decoded, header_text, raw_header
from resonanz.core.mention import MAX_TEXT

KEPT: Final = (
    "from", "sender", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "return-path",
    "auto-submitted", "precedence", "list-id", "list-unsubscribe", "list-post", "feedback-id", "x-autoreply",
    "x-autorespond", "x-autoresponse", "x-failed-recipients", "x-spam-flag", "x-spam-status", "content-type",
    "content-language",
)  # fmt: skip
"""Headers that something here reads; the others, received lines above all, are nobody's business."""

MOST_PARTS: Final = 200
MOST_ATTACHMENTS: Final = 30
LONGEST_HTML: Final = 10 * MAX_TEXT
_DEEPEST: Final = 40


def payload_of(mail: bytes, *, folder: str, uid: int, received: str, sent: bool, cut: bool) -> Json:
    """Return the JSON that a mail is kept as; `sent` says that it lies among what we sent, `cut` that it goes on."""
    message = parsed(mail)
    texts, pages, files, report = _Parts(message).gathered()
    return {
        "folder": folder,
        "uid": uid,
        "received": received,
        "sent": sent,
        "cut": cut,
        "headers": _headers(message),
        "text": clean_text("\n\n".join(texts)) or None,
        "html": "\n".join(pages)[:LONGEST_HTML] or None,
        "attachments": files,
        "report": report,
    }


def parsed(mail: bytes) -> Message:
    """Return a mail taken apart; one that is nested without end is read for its headers alone."""
    try:
        return BytesParser().parsebytes(mail)
    except RecursionError:
        return BytesHeaderParser().parsebytes(mail)


def leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a mail within a mail is one part."""
    waiting = [(message, 0)]
    for _ in range(MOST_PARTS * 5):
        if not waiting:
            return
        part, depth = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list) and depth < _DEEPEST:
            waiting[:0] = [(one, depth + 1) for one in inner[:MOST_PARTS] if isinstance(one, Message)]
        else:
            yield part


def body_of(part: Message) -> bytes:
    """Return the bytes of a part, decoded from what they were sent as; of a mail within a mail, that mail."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\r\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    try:
        found = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  base64 and uuencode of strangers fail in many ways
        found = None
    return found if isinstance(found, bytes) else b""


def file_name(part: Message) -> str:
    """Return what a part calls itself, cleaned: no path, nothing that turns the direction of writing."""
    try:
        said = part.get_filename() or ""
    except Exception:  # noqa: BLE001  parameters of strangers fail in many ways
        said = ""
    name = header_text(said).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in name if sign.isprintable() and sign not in '"<>:|?*')
    return clean_line(kept, limit=150).lstrip(".")


def is_attached(part: Message) -> bool:
    """Tell whether a part hangs on the mail rather than being what it says."""
    if part.get_content_disposition() == "attachment":
        return True
    kind = part.get_content_type()
    return kind not in ("text/plain", "text/html") or bool(file_name(part))


class _Parts:
    """Gather what the parts of one mail say."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._texts: list[str] = []
        self._pages: list[str] = []
        self._files: list[Json] = []
        self._report: Json = None

    def gathered(self) -> tuple[list[str], list[str], list[Json], Json]:
        """Return plain texts, HTML pages, attachments and what a server reported of an undeliverable mail."""
        for number, part in enumerate(leaves(self._message)):
            kind = part.get_content_type()
            if kind == "message/delivery-status":
                self._report = _report(part, self._report)
            elif kind in ("message/rfc822", "text/rfc822-headers") and isinstance(self._report, dict):
                self._report["returned"] = _returned(part)
            elif is_attached(part):
                self._attach(number, part, kind)
            else:
                said = decoded(body_of(part)[: 4 * LONGEST_HTML], part.get_content_charset())
                (self._pages if kind == "text/html" else self._texts).append(said)
        return self._texts, self._pages, self._files, self._report

    def _attach(self, number: int, part: Message, kind: str) -> None:
        if len(self._files) < MOST_ATTACHMENTS:
            body, name = body_of(part), file_name(part)
            verdict = judged(name, body)
            inline = part.get_content_disposition() != "attachment" and bool(part.get("Content-ID"))
            self._files.append({
                "number": number,
                "name": name or "",
                "claimed": kind[:100],
                "type": verdict.type,
                "size": len(body),
                "refused": verdict.refused,
                "inline": inline and kind.startswith("image/"),
            })  # fmt: skip


def _headers(message: Message) -> Json:
    found: dict[str, Json] = {}
    for name, value in message.raw_items():  # the other way of asking spoils bytes that are no ASCII
        key = name.lower()
        if key in KEPT and key not in found:
            found[key] = raw_header(value)
    return found


def _report(part: Message, before: Json) -> Json:
    """Return the fields of RFC 3464 that people need: of the first recipient that was not reached."""
    if isinstance(before, dict):
        return before
    groups = part.get_payload()
    found: dict[str, Json] = {}
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, Message) and group.get("Action"):
            for name in ("action", "status", "final-recipient", "diagnostic-code"):
                found.setdefault(name, raw_header(group.get(name, "")))
    return found


def _returned(part: Message) -> Json:
    """Return the headers of the mail that came back, as far as threads need them."""
    inner = part.get_payload()
    if isinstance(inner, list):
        heads = inner[0] if inner and isinstance(inner[0], Message) else Message()
    else:
        heads = BytesHeaderParser().parsebytes(body_of(part))
    return {name: raw_header(heads.get(name, "")) for name in ("message-id", "in-reply-to", "references", "subject")}
