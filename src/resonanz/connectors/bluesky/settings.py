"""What a person says about a Bluesky source, declared once and read once.

The one thing a reader would get wrong: without an account we ask the public AppView, with one our own data server,
which passes questions on to the AppView it trusts. So the service must fit the account, not what is listened to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.contract import Config, Form, Misconfigured, Setting

PUBLIC_APPVIEW: Final = "https://public.api.bsky.app"
OWN_SERVER: Final = "https://bsky.social"
JETSTREAM: Final = "wss://jetstream2.us-east.bsky.network/subscribe"
POSTS: Final = "app.bsky.feed.post"

SETTINGS: Final = (
    Setting(
        name="identifier",
        form=Form.TEXT,
        label={"de": "Eigenes Konto", "en": "Own account"},
        help={
            "de": "Handle des eigenen Kontos. Ohne es kann zugehört, aber nicht geantwortet werden.",
            "en": "Handle of your own account. Without it we can listen, but not answer.",
        },
        example="firma.bsky.social",
    ),
    Setting(
        name="app_password",
        form=Form.SECRET,
        label={"de": "App-Passwort", "en": "App password"},
        help={
            "de": "Aus Einstellungen → Datenschutz und Sicherheit → App-Passwörter; nie das Passwort des Kontos.",
            "en": "From Settings → Privacy and security → App passwords; never the account's own password.",
        },
    ),
    Setting(
        name="service",
        form=Form.URL,
        label={"de": "Server", "en": "Server"},
        help={
            "de": f"Leer: {OWN_SERVER} mit eigenem Konto, sonst {PUBLIC_APPVIEW}. Nur für eigene Datenserver nötig.",
            "en": f"Empty: {OWN_SERVER} with an own account, else {PUBLIC_APPVIEW}. Needed for own data servers only.",
        },
        example=OWN_SERVER,
    ),
    Setting(
        name="actors",
        form=Form.LIST,
        label={"de": "Konten", "en": "Accounts"},
        help={
            "de": "Deren Beiträge gelesen werden, je Zeile ein Handle.",
            "en": "Whose posts are read, one handle a line.",
        },
        example="bahn.bsky.social",
    ),
    Setting(
        name="searches",
        form=Form.LIST,
        label={"de": "Suchworte", "en": "Search words"},
        help={
            "de": "Je Zeile eine Suche; im Strom müssen alle Worte einer Zeile vorkommen, Wendungen in "
            "Anführungszeichen. Die öffentliche Suche verlangt meist ein eigenes Konto.",
            "en": "One search a line; on the stream all words of a line must occur, phrases in quotation marks. "
            "Public search mostly asks for an own account.",
        },
        example='"neue Bahn" Verspätung',
    ),
    Setting(
        name="notifications",
        form=Form.SWITCH,
        label={"de": "Eigene Benachrichtigungen", "en": "Own notifications"},
        help={
            "de": "Erwähnungen, Antworten und Zitate des eigenen Kontos. Braucht Konto und App-Passwort.",
            "en": "Mentions of your own account, replies to it and quotes. Needs account and app password.",
        },
        default=False,
    ),
    Setting(
        name="jetstream_url",
        form=Form.URL,
        label={"de": "Jetstream-Adresse", "en": "Jetstream address"},
        help={
            "de": f"Woher der Strom kommt, wenn er eingeschaltet ist. Leer: {JETSTREAM}",
            "en": f"Where the stream comes from when it is switched on. Empty: {JETSTREAM}",
        },
        example=JETSTREAM,
    ),
    Setting(
        name="wanted_dids",
        form=Form.LIST,
        label={"de": "Konten im Strom", "en": "Accounts on the stream"},
        help={
            "de": "Deren Beiträge der Strom immer bringt, je Zeile eine DID. Ohne Suchworte nur deren Beiträge.",
            "en": "Whose posts the stream always brings, one DID a line. Without search words only their posts.",
        },
        example="did:plc:z72i7hdynmk6r22z27h6tvur",
    ),
    Setting(
        name="collections",
        form=Form.LIST,
        label={"de": "Sammlungen im Strom", "en": "Collections on the stream"},
        help={
            "de": f"Nur für andere Anwendungen desselben Protokolls mit gleicher Form. Leer: {POSTS}",
            "en": f"Only for other applications of the protocol with the same shape. Empty: {POSTS}",
        },
        example=POSTS,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Say what to listen to, and through whom."""

    service: str
    """Scheme, host and port."""
    identifier: str
    password: str
    """Both empty, or both given."""
    actors: tuple[str, ...]
    searches: tuple[str, ...]
    notifications: bool
    jetstream: str
    wanted_dids: tuple[str, ...]
    collections: tuple[str, ...]


def read_wishes(config: Config) -> Wishes:
    """Return the settings as we use them; raise Misconfigured with the remedy when they cannot work."""
    settings = config.settings
    identifier = str(settings.get("identifier") or "").strip().lstrip("@")
    password = (config.secrets.get("app_password") or "").strip()
    if bool(identifier) != bool(password):
        raise Misconfigured("Own account and app password belong together: enter both or neither.")
    notifications = is_on(settings.get("notifications"))
    if notifications and not identifier:
        raise Misconfigured("Own notifications need an own account and its app password: enter them or switch it off.")
    default = OWN_SERVER if identifier else PUBLIC_APPVIEW
    return Wishes(
        service=_address(settings.get("service") or default, "server", ("https", "http")),
        identifier=identifier,
        password=password,
        actors=tuple(actor.lstrip("@") for actor in _list(settings.get("actors"))),
        searches=_list(settings.get("searches")),
        notifications=notifications,
        jetstream=_jetstream(settings.get("jetstream_url") or JETSTREAM),
        wanted_dids=_list(settings.get("wanted_dids")),
        collections=_list(settings.get("collections")) or (POSTS,),
    )


def _jetstream(said: object) -> str:
    base = _address(said, "Jetstream", ("wss", "ws"))
    path = urlsplit(str(said).strip()).path.rstrip("/")
    return base + (path or "/subscribe")


def _address(said: object, what: str, schemes: tuple[str, str]) -> str:
    """Return scheme, host and port of an address; the scheme may be left out."""
    text = str(said).strip()
    text = text if re.match(r"(?i)[a-z][a-z0-9+.-]*://", text) else f"{schemes[0]}://{text}"
    try:
        parts = urlsplit(text)
        named = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        named = None
    if not named:
        raise Misconfigured(f"The address of the {what} is not one: it looks like {schemes[0]}://bsky.example.")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def is_on(value: object) -> bool:
    """Tell whether a switch is on, also when it was written into a file or an address."""
    return value is True or str(value).strip().lower() in ("true", "on", "yes", "1")


def _list(value: object) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(line for line in (str(one).strip() for one in lines) if line))
