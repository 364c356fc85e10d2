"""What a person says about a mailbox, declared once and read once.

The one thing a reader would get wrong: there is no way to leave the line unencrypted. A password would lie open on it,
and a mail server of today that cannot do TLS is not to be trusted with the mail either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from resonanz.connect.contract import Config, Form, Misconfigured, Setting

TLS: Final = "tls"
STARTTLS: Final = "starttls"
IMAP_PORTS: Final = {TLS: 993, STARTTLS: 143}
SMTP_PORTS: Final = {TLS: 465, STARTTLS: 587}
DAYS: Final = 14

_ADDRESS: Final = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_HOST: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)(?::(\d{1,5}))?")

SETTINGS: Final = (
    Setting(
        name="address",
        form=Form.TEXT,
        label={"de": "E-Mail-Adresse", "en": "E-mail address"},
        help={
            "de": "Unter dieser Adresse schreiben andere und wird geantwortet.",
            "en": "The address that others write to and answers come from.",
        },
        required=True,
        example="service@example.com",
    ),
    Setting(
        name="sender",
        form=Form.TEXT,
        label={"de": "Name des Absenders", "en": "Name of the sender"},
        help={"de": "Steht bei Antworten vor der Adresse.", "en": "Stands before the address of answers."},
        example="Example GmbH",
    ),
    Setting(
        name="imap",
        form=Form.TEXT,
        label={"de": "Server für den Empfang (IMAP)", "en": "Server for receiving (IMAP)"},
        help={
            "de": "Gmail: imap.gmail.com, GMX: imap.gmx.net, WEB.DE: imap.web.de, IONOS: imap.ionos.de, "
            "T-Online: secureimap.t-online.de, iCloud: imap.mail.me.com. Ein anderer Port mit Doppelpunkt dahinter.",
            "en": "Gmail: imap.gmail.com, GMX: imap.gmx.net, Yahoo: imap.mail.yahoo.com, IONOS: imap.ionos.com, "
            "Fastmail: imap.fastmail.com, iCloud: imap.mail.me.com. Another port after a colon.",
        },
        required=True,
        example="imap.example.com",
    ),
    Setting(
        name="imap_security",
        form=Form.CHOICE,
        label={"de": "Verschlüsselung des Empfangs", "en": "Encryption for receiving"},
        help={
            "de": "tls: von Anfang an (Port 993); starttls: nach der Begrüßung (Port 143).",
            "en": "tls: from the start (port 993); starttls: after the greeting (port 143).",
        },
        choices=(TLS, STARTTLS),
        default=TLS,
    ),
    Setting(
        name="user",
        form=Form.TEXT,
        label={"de": "Benutzername", "en": "User name"},
        help={"de": "Leer: die E-Mail-Adresse.", "en": "Empty: the e-mail address."},
    ),
    Setting(
        name="password",
        form=Form.SECRET,
        label={"de": "Passwort", "en": "Password"},
        help={
            "de": "Wo es App-Passwörter gibt (Gmail, iCloud, Yahoo, Fastmail; GMX und WEB.DE bei zwei Faktoren), "
            "eines nur für Resonanz anlegen. Microsoft 365 verlangt OAuth statt Passwörtern, das geht noch nicht.",
            "en": "Where there are app passwords (Gmail, iCloud, Yahoo, Fastmail; GMX and WEB.DE with two factors), "
            "make one for Resonanz alone. Microsoft 365 asks for OAuth instead of passwords, which does not work yet.",
        },
        required=True,
    ),
    Setting(
        name="folders",
        form=Form.LIST,
        label={"de": "Ordner", "en": "Folders"},
        help={
            "de": "Je Zeile einer; leer: der Posteingang. Nichts wird gelöscht oder verschoben.",
            "en": "One a line; empty: the inbox. Nothing is deleted or moved.",
        },
        example="INBOX",
    ),
    Setting(
        name="sent_folder",
        form=Form.TEXT,
        label={"de": "Ordner für Gesendetes", "en": "Folder of what was sent"},
        help={
            "de": "Leer: der, den der Server dafür nennt. Eigene Antworten aus dem Mailprogramm werden dort gelesen.",
            "en": "Empty: the one that the server names. Answers from your mail program are read there.",
        },
        example="Sent",
    ),
    Setting(
        name="days",
        form=Form.TEXT,
        label={"de": "Tage zurück beim ersten Blick", "en": "Days back at the first look"},
        help={"de": f"Leer: {DAYS}.", "en": f"Empty: {DAYS}."},
        example=str(DAYS),
    ),
    Setting(
        name="smtp",
        form=Form.TEXT,
        label={"de": "Server für den Versand (SMTP)", "en": "Server for sending (SMTP)"},
        help={
            "de": "Leer: nur lesen. Gmail: smtp.gmail.com, GMX: mail.gmx.net, WEB.DE: smtp.web.de, "
            "IONOS: smtp.ionos.de, T-Online: securesmtp.t-online.de, iCloud: smtp.mail.me.com.",
            "en": "Empty: read only. Gmail: smtp.gmail.com, GMX: mail.gmx.net, Yahoo: smtp.mail.yahoo.com, "
            "IONOS: smtp.ionos.com, Fastmail: smtp.fastmail.com, iCloud: smtp.mail.me.com.",
        },
        example="smtp.example.com",
    ),
    Setting(
        name="smtp_security",
        form=Form.CHOICE,
        label={"de": "Verschlüsselung des Versands", "en": "Encryption for sending"},
        help={
            "de": "starttls: nach der Begrüßung (Port 587); tls: von Anfang an (Port 465).",
            "en": "starttls: after the greeting (port 587); tls: from the start (port 465).",
        },
        choices=(STARTTLS, TLS),
        default=STARTTLS,
    ),
    Setting(
        name="server_keeps_sent",
        form=Form.SWITCH,
        label={"de": "Der Server legt Gesendetes selbst ab", "en": "The server keeps what was sent by itself"},
        help={
            "de": "Bei Gmail und Microsoft einschalten, sonst liegt jede Antwort zweimal im Ordner.",
            "en": "Switch on for Gmail and Microsoft, else each answer lies in the folder twice.",
        },
        default=False,
    ),
    Setting(
        name="quote",
        form=Form.SWITCH,
        label={"de": "In Antworten zitieren, worauf geantwortet wird", "en": "Quote in answers what is answered"},
        default=False,
    ),
    Setting(
        name="mark_seen",
        form=Form.SWITCH,
        label={"de": "Gelesenes als gelesen markieren", "en": "Mark as read what was read"},
        help={
            "de": "Sonst bleibt im Postfach alles, wie es ist.",
            "en": "Otherwise everything in the mailbox stays as it is.",
        },
        default=False,
    ),
    Setting(
        name="lists",
        form=Form.SWITCH,
        label={"de": "Auch Verteiler lesen", "en": "Read mailing lists too"},
        help={
            "de": "Einschalten, wenn die Adresse selbst ein Verteiler ist (Google-Gruppe). Rundbriefe kommen dann mit.",
            "en": "Switch on where the address is itself a list (a Google group). Newsletters then come along.",
        },
        default=False,
    ),
    Setting(
        name="certificate",
        form=Form.LIST,
        label={"de": "Zertifikat der eigenen Stelle (PEM)", "en": "Certificate of your own authority (PEM)"},
        help={
            "de": "Nur wenn der Server kein öffentlich anerkanntes hat. Von BEGIN CERTIFICATE bis END CERTIFICATE.",
            "en": "Only where the server's is not publicly trusted. From BEGIN CERTIFICATE to END CERTIFICATE.",
        },
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Say where a server is and how the line to it is encrypted."""

    host: str
    port: int
    security: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Say which mailbox to read, and how to answer from it."""

    address: str
    sender: str
    imap: Door
    smtp: Door | None
    """None: listen only."""
    user: str
    password: str = field(repr=False)
    folders: tuple[str, ...]
    sent_folder: str
    """Empty: the one that the server names."""
    days: int
    server_keeps_sent: bool
    quote: bool
    mark_seen: bool
    authority: str
    """PEM; empty for the public authorities."""


def read_wishes(config: Config) -> Wishes:
    """Return the settings as we use them; raise Misconfigured with the remedy when they cannot work."""
    said = config.settings
    address = _text(said.get("address"))
    if not is_address(address):
        raise Misconfigured("The e-mail address is not one: it looks like service@example.com.")
    imap = _door("IMAP", _text(said.get("imap")), _text(said.get("imap_security")) or TLS, IMAP_PORTS)
    if imap is None:
        raise Misconfigured("The server for receiving (IMAP) is missing.")
    password = config.secrets.get("password") or ""
    if not password:
        raise Misconfigured("The password of the mailbox is missing.")
    return Wishes(
        address=address,
        sender=_text(said.get("sender")),
        imap=imap,
        smtp=_door("SMTP", _text(said.get("smtp")), _text(said.get("smtp_security")) or STARTTLS, SMTP_PORTS),
        user=_text(said.get("user")) or address,
        password=password,
        folders=tuple(dict.fromkeys(_lines(said.get("folders")))) or ("INBOX",),
        sent_folder=_text(said.get("sent_folder")),
        days=_days(_text(said.get("days"))),
        server_keeps_sent=is_on(said.get("server_keeps_sent")),
        quote=is_on(said.get("quote")),
        mark_seen=is_on(said.get("mark_seen")),
        authority="\n".join(_lines(said.get("certificate"))),
    )


def is_address(said: str) -> bool:
    """Tell whether this is a mail address that every server takes: ASCII, no quotes, no comments."""
    return said.isascii() and said.isprintable() and _ADDRESS.fullmatch(said) is not None and ".." not in said


def is_on(value: object) -> bool:
    """Tell whether a switch is on, also when it was written into a file."""
    return value is True or str(value).strip().lower() in ("true", "on", "yes", "1")


def _door(name: str, said: str, security: str, ports: dict[str, int]) -> Door | None:
    if not said:
        return None
    found = _HOST.fullmatch(said)
    if found is None or not 0 < int(found[2] or 1) < 65_536:
        raise Misconfigured(f"The server for {name} is no host name: it looks like mail.example.com.")
    if security not in ports:
        raise Misconfigured(f"The encryption for {name} must be one of {', '.join(ports)}.")
    return Door(host=found[1], port=int(found[2] or ports[security]), security=security)


def _days(said: str) -> int:
    if not said:
        return DAYS
    if not re.fullmatch(r"[0-9]{1,5}", said):
        raise Misconfigured("The days back at the first look must be a whole number.")
    return int(said)


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""


def _lines(value: object) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(line for line in (str(one).strip() for one in lines) if line)
