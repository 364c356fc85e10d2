"""Mails that no person wrote: undeliverable, out of office, newsletters, spam; known by what they say of themselves.

The one thing a reader would get wrong: a subject alone proves little. "Abwesenheit" is also what customers write about,
so a subject counts only as the beginning that mail programs give it; headers decide wherever there are any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

BOUNCE: Final = "bounce"
AUTO_REPLY: Final = "auto_reply"
BULK: Final = "bulk"
SPAM: Final = "spam"

_DAEMON: Final = re.compile(
    r"(?i)(?:^|[<\s\"])(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?)(?:[+=-][^@]*)?@"
)
_FAILED: Final = re.compile(
    r"(?i)^\s*(?:undeliver(?:able|ed)\b|undelivered mail|mail delivery (?:failed|failure|subsystem|system)|"
    r"delivery (?:status notification|failure|has failed)|failure notice|returned mail|delayed mail|"
    r"warning: could not send|unzustellbar|nicht zustellbar|zustellung (?:fehlgeschlagen|nicht möglich)|"
    r"nachricht unzustellbar|mail konnte nicht zugestellt)"
)
_AWAY: Final = re.compile(
    r"(?i)^\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response|answer)|automatische (?:antwort|rückmeldung)|"
    r"out of (?:the )?office|abwesenheits(?:notiz|nachricht|meldung|benachrichtigung|assistent)|"
    r"abwesend(?:\s*[:\-]|$)|abwesenheit\s*[:\-]|automatische abwesenheits\w+|"
    r"vacation (?:reply|response)|ooo\s*:|urlaubsvertretung\s*:|nicht im (?:büro|hause)\b)"
)
_SPAM: Final = re.compile(r"(?i)^\s*yes\b")


def machine_of(headers: Mapping[str, str], *, reported: bool, lists: bool) -> str | None:
    """Return what kind of machine wrote a mail, None for a person.

    headers   raw, names in lower case.
    reported  whether a part of it is a delivery status (RFC 3464).
    lists     whether mails of mailing lists are wanted.
    """
    if reported or _is_bounce(headers):
        return BOUNCE
    if _is_auto_reply(headers):
        return AUTO_REPLY
    if _SPAM.match(headers.get("x-spam-flag", "")) or _SPAM.match(headers.get("x-spam-status", "")):
        return SPAM
    return BULK if not lists and _is_bulk(headers) else None


def _is_bounce(headers: Mapping[str, str]) -> bool:
    if "x-failed-recipients" in headers or "report-type=delivery-status" in headers.get("content-type", "").lower():
        return True
    nobody = headers.get("return-path", "").replace(" ", "") == "<>"
    daemon = _DAEMON.search(headers.get("from", "")) is not None
    return (nobody or daemon) and _FAILED.match(headers.get("subject", "")) is not None


def _is_auto_reply(headers: Mapping[str, str]) -> bool:
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if submitted not in ("no", ""):
        return True
    if any(headers.get(name) for name in ("x-autoreply", "x-autorespond", "x-autoresponse")):
        return headers.get("x-autoreply", "yes").strip().lower() != "no"
    if headers.get("precedence", "").strip().lower() in ("auto_reply", "auto-reply"):
        return True
    return _AWAY.match(headers.get("subject", "")) is not None


def _is_bulk(headers: Mapping[str, str]) -> bool:
    precedence = headers.get("precedence", "").strip().lower()
    marked = any(headers.get(name) for name in ("list-id", "list-unsubscribe", "list-post", "feedback-id"))
    return marked or precedence in ("bulk", "list", "junk")
