"""Notices as mails: made when they are sent, in the reader's language, from words of our own alone.

A mail holds no stranger's words: it stays in mailboxes for ever, and what was erased here must not live on there. What
the network says about the handing over decides what may be done next: before the text was handed over a failure is
sure, afterwards nobody knows.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from resonanz.core.errors import CredentialsRejected, PublishRefused, PublishUncertain, TryLater
from resonanz.core.notice import Message

Digest = Callable[[Message], Mapping[str, Any] | None]
"""Returns what a digest holds; None where there is nothing to tell."""


class Mails:
    """Carry messages by mail."""

    def __init__(self, address: str, digest: Digest) -> None:
        """Make it; `address` is where people open our pages."""
        self._address = address.rstrip("/")
        self._digest = digest

    def carry(self, message: Message) -> bool:
        """Send a mail; False where a digest has nothing to say."""
        from django.core.mail import EmailMultiAlternatives, get_connection

        made = self._made(message)
        if made is None:
            return False
        subject, text, html = made
        line = get_connection()
        mail = EmailMultiAlternatives(subject, text, to=[message.email], connection=line)
        mail.attach_alternative(html, "text/html")
        host = urlsplit(self._address).hostname or "resonanz.invalid"
        mail.extra_headers = {
            "Message-ID": f"<{message.key}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        hand_over(line, mail)
        return True

    def _made(self, message: Message) -> tuple[str, str, str] | None:
        from django.template.loader import render_to_string
        from django.utils import timezone, translation

        digest = self._digest(message) if message.digest else None
        if message.digest and digest is None:
            return None
        name = "digest" if message.digest else "notices"
        with translation.override(message.lang), timezone.override(ZoneInfo(message.zone)):
            context = {"lines": message.lines, "digest": digest, "address": self._address, "lang": message.lang}
            subject = " ".join(render_to_string(f"mail/{name}_subject.txt", context).split())
            return subject, render_to_string(f"mail/{name}.txt", context), render_to_string("mail/mail.html", context)


def hand_over(line: Any, mail: Any) -> None:  # noqa: ANN401  Django's backends share no type
    """Give a mail to the mail server; raise CredentialsRejected, TryLater, PublishRefused or PublishUncertain."""
    try:
        line.open()
    except smtplib.SMTPAuthenticationError:
        raise CredentialsRejected("The mail server refuses the user or the password.") from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryLater(f"The mail server cannot be reached: {type(trouble).__name__}.") from None
    try:
        line.send_messages([mail])
    except smtplib.SMTPRecipientsRefused:
        raise PublishRefused("The mail server does not take mail for this address.") from None
    except smtplib.SMTPResponseException as trouble:
        code = trouble.smtp_code
        if 500 <= code < 600:
            raise PublishRefused(f"The mail server refuses the mail (status {code}).") from None
        raise TryLater(f"The mail server does not take the mail now (status {code}).") from None
    except (smtplib.SMTPServerDisconnected, OSError) as trouble:
        raise PublishUncertain(f"The line to the mail server broke: {type(trouble).__name__}.") from None
    finally:
        line.close()
