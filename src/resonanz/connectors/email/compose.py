"""An answer as a mail: in its thread, once for a key, with nothing in it that a stranger could have put there.

The one thing a reader would get wrong: what is answered comes from strangers, its subject and ids included. They are
taken apart and put together anew; a line break in any of them never reaches a header.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from resonanz.connect.contract import Outgoing
from resonanz.connectors.email.ids import message_ids
from resonanz.connectors.email.normalise import parents_of
from resonanz.connectors.email.settings import Wishes
from resonanz.connectors.email.wording import header_text

MOST_REFERENCES: Final = 20
_ANSWERED: Final = re.compile(r"^(?:\s*(?:re|aw|antw|antwort|sv|rif|res|odp)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_MAIL: Final = policy.SMTP.clone(max_line_length=78, cte_type="7bit")


def composed(
    reply: Outgoing, answered: dict[str, str], *, to: str, message_id: str, wishes: Wishes, at: datetime
) -> bytes:
    """Return the mail that answers one with the headers `answered`."""
    mail = EmailMessage(policy=_MAIL)
    local, _, domain = wishes.address.rpartition("@")
    mail["From"] = Address(display_name=header_text(wishes.sender), username=local, domain=domain)
    local, _, domain = to.rpartition("@")
    mail["To"] = Address(username=local, domain=domain)
    mail["Subject"] = subject_of(answered.get("subject", ""))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}>"
    own = message_ids(answered.get("message-id", ""))[:1]
    if own:
        above = [one for one in parents_of(answered) if one != own[0]]
        # The root stays when a long thread is cut: it is what holds the thread together (RFC 5322, 3.6.4).
        thread = [*above[:1], *above[1:][-MOST_REFERENCES:], *own]
        mail["In-Reply-To"] = _listed(own)
        mail["References"] = _listed(thread)
    if reply.lang and _LANGUAGE.fullmatch(reply.lang):
        mail["Content-Language"] = reply.lang
    mail.set_content(reply.text.rstrip() + "\n", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def subject_of(said: str) -> str:
    """Return the subject of an answer: what was said with one "Re:" before it, whatever stood there."""
    return f"Re: {_ANSWERED.sub('', header_text(said))[:300]}".strip()


def quotation(text: str, *, who: str, at: datetime, lang: str | None) -> str:
    """Return what is answered, quoted as mail programs do."""
    head = f"Am {at:%d.%m.%Y} schrieb {who}:" if lang == "de" else f"On {at:%Y-%m-%d}, {who} wrote:"
    lines = text.strip().split("\n")[:200]
    return "\n".join([head, *(f">{line}" if line[:1] in ("", ">") else f"> {line}" for line in lines)])


def _listed(ids: list[str]) -> str:
    return " ".join(f"<{one}>" for one in ids if one.isascii() and one.isprintable())
