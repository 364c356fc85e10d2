"""What a person says about a WordPress source, declared once and read once.

The one thing a reader would get wrong: the site is part of every id, folder included. Two sites of one host count
their comments separately, so the address of a source that has heard something must not be led to another site.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.contract import Config, Form, Misconfigured, Setting

SETTINGS: Final = (
    Setting(
        name="site",
        form=Form.URL,
        label={"de": "Adresse der Website", "en": "Address of the site"},
        help={
            "de": "Die Startseite der Website, auch in einem Ordner. Öffentliche Kommentare brauchen nicht mehr.",
            "en": "The site's front page, in a folder as well. Public comments need no more than this.",
        },
        required=True,
        example="https://www.example.com/blog",
    ),
    Setting(
        name="username",
        form=Form.TEXT,
        label={"de": "Benutzername", "en": "User name"},
        help={
            "de": "Das Konto, das antwortet. Wer Kommentare freigeben darf (Redaktion), liest auch die wartenden.",
            "en": "The account that answers. One that may moderate comments (an editor) also reads those held back.",
        },
    ),
    Setting(
        name="application_password",
        form=Form.SECRET,
        label={"de": "Anwendungspasswort", "en": "Application password"},
        help={
            "de": "Aus Benutzer → Profil → Anwendungspasswörter, nicht das Passwort der Anmeldung. Braucht https.",
            "en": "From Users → Profile → Application passwords, not the one you sign in with. Needs https.",
        },
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Say which site to read, and as whom."""

    base: str
    """Scheme, host, port and folder: no slash at the end."""
    authorization: str
    """The header's value, empty when there is no account."""

    @property
    def name(self) -> str:
        """Return host, port and folder, as they stand in ids."""
        return self.base.partition("://")[2]


def read_wishes(config: Config) -> Wishes:
    """Return the settings as we use them; raise Misconfigured with the remedy when they cannot work."""
    username = str(config.settings.get("username") or "").strip()
    password = "".join((config.secrets.get("application_password") or "").split())
    if bool(username) != bool(password):
        raise Misconfigured("Answering needs both a user name and an application password: enter both or neither.")
    if ":" in username:
        raise Misconfigured("A user name holds no colon: enter the one you sign in with.")
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Wishes(
        base=base_of(str(config.settings.get("site") or "")), authorization=f"Basic {pair}" if username else ""
    )


def base_of(said: str) -> str:
    """Return the address of a site without what a browser adds; raise Misconfigured when it is none."""
    text = said.strip()
    if text and not re.match(r"(?i)[a-z][a-z0-9+.-]*://", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named:
        raise Misconfigured("The address of the site is not one: it looks like https://www.example.com/blog.")
    path = re.sub(r"/(?:index\.php|wp-admin|wp-json)(?:/.*)?$|/+$", "", parts.path)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}{path}"
