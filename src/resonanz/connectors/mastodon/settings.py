"""What a person says about a Mastodon source, declared once and read once.

The one thing a reader would get wrong: the host is part of every id. Ids on this network are local to a server, so the
address of a source that has heard something must not be changed to another server; add a second source instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.contract import Config, Form, Misconfigured, Setting

NONE: Final = "none"
PUBLIC: Final = "public"
LOCAL: Final = "local"

SETTINGS: Final = (
    Setting(
        name="base_url",
        form=Form.URL,
        label={"de": "Adresse des Servers", "en": "Address of the server"},
        help={
            "de": "Jeder Server mit der Schnittstelle von Mastodon, auch GoToSocial, Pleroma, Takahe oder snac.",
            "en": "Any server that speaks Mastodon's client API: also GoToSocial, Pleroma, Takahe or snac.",
        },
        required=True,
        example="https://mastodon.social",
    ),
    Setting(
        name="access_token",
        form=Form.SECRET,
        label={"de": "Zugangsschlüssel", "en": "Access token"},
        help={
            "de": "Aus Einstellungen → Entwicklung des eigenen Kontos, Rechte: read und write:statuses. "
            "Ohne ihn kann zugehört, aber nicht geantwortet werden.",
            "en": "From Preferences → Development of your own account, scopes: read and write:statuses. "
            "Without it we can listen, but not answer.",
        },
    ),
    Setting(
        name="timeline",
        form=Form.CHOICE,
        label={"de": "Öffentliche Zeitleiste", "en": "Public timeline"},
        help={
            "de": "none: keine; local: nur Beiträge dieses Servers; public: alle, die der Server kennt.",
            "en": "none: no timeline; local: posts of this server only; public: all that the server knows.",
        },
        choices=(NONE, LOCAL, PUBLIC),
        default=NONE,
    ),
    Setting(
        name="hashtags",
        form=Form.LIST,
        label={"de": "Hashtags", "en": "Hashtags"},
        help={"de": "Je Zeile einer, mit oder ohne #.", "en": "One a line, with or without #."},
        example="bahn",
    ),
    Setting(
        name="notifications",
        form=Form.SWITCH,
        label={"de": "Eigene Benachrichtigungen", "en": "Own notifications"},
        help={
            "de": "Erwähnungen des eigenen Kontos und Antworten darauf. Braucht den Zugangsschlüssel.",
            "en": "Mentions of your own account and replies to it. Needs the access token.",
        },
        default=False,
    ),
    Setting(
        name="searches",
        form=Form.LIST,
        label={"de": "Suchworte", "en": "Search words"},
        help={
            "de": "Je Zeile eine Suche. Braucht den Zugangsschlüssel und einen Server mit Volltextsuche.",
            "en": "One search a line. Needs the access token and a server with full-text search.",
        },
    ),
    Setting(
        name="only_indexable",
        form=Form.SWITCH,
        label={"de": "Nur auffindbare Konten", "en": "Only accounts that allow search"},
        help={
            "de": "Öffentliche Beiträge nur von Konten, die das Durchsuchen ausdrücklich erlauben. "
            "Wer Suchmaschinen ausdrücklich ausschließt, wird nie aus Zeitleisten übernommen.",
            "en": "Take public posts only from accounts that expressly allow searching them. "
            "Accounts that expressly exclude search engines are never taken from timelines.",
        },
        default=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Say what to listen to, and where."""

    base: str
    """Scheme, host and port: no path, no slash at the end."""
    token: str
    """Empty when there is none."""
    timeline: str
    hashtags: tuple[str, ...]
    notifications: bool
    searches: tuple[str, ...]

    @property
    def host(self) -> str:
        """Return host and port, as they stand in ids."""
        return host_of(self.base)


def read_wishes(config: Config) -> Wishes:
    """Return the settings as we use them; raise Misconfigured with the remedy when they cannot work."""
    settings = config.settings
    wishes = Wishes(
        base=base_of(settings),
        token=(config.secrets.get("access_token") or "").strip(),
        timeline=str(settings.get("timeline") or NONE),
        hashtags=tuple(dict.fromkeys(tag.lstrip("#").strip() for tag in _list(settings.get("hashtags")))),
        notifications=is_on(settings.get("notifications")),
        searches=_list(settings.get("searches")),
    )
    if wishes.timeline not in (NONE, LOCAL, PUBLIC):
        raise Misconfigured(f"The public timeline must be one of {NONE}, {LOCAL}, {PUBLIC}.")
    if not wishes.token and (wishes.notifications or wishes.searches):
        raise Misconfigured("Own notifications and search words need an access token: enter one or switch them off.")
    return wishes


def base_of(settings: Mapping[str, object]) -> str:
    """Return scheme, host and port of the server; raise Misconfigured when the address is none."""
    text = str(settings.get("base_url") or "").strip()
    if text and not re.match(r"(?i)[a-z][a-z0-9+.-]*://", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named:
        raise Misconfigured("The address of the server is not one: it looks like https://mastodon.social.")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def host_of(base: str) -> str:
    """Return host and port of an address."""
    return urlsplit(base).netloc


def is_on(value: object) -> bool:
    """Tell whether a switch is on, also when it was written into a file or an address."""
    return value is True or str(value).strip().lower() in ("true", "on", "yes", "1")


def _list(value: object) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(line for line in (str(one).strip() for one in lines) if line.lstrip("#"))
