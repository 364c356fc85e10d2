"""RSS, Atom and JSON Feed: what a site publishes, read by conditional requests."""

from __future__ import annotations

from resonanz.connect.contract import Connector, Form, Setting
from resonanz.connectors.rss.normalise import SKIP_REASONS, normalise
from resonanz.connectors.rss.read import FeedConnection

CONNECTOR = Connector(
    name="rss",
    channel="rss",
    title="RSS, Atom, JSON Feed",
    summary={
        "de": "Liest Artikel aus Feeds (RSS, Atom, JSON Feed). Braucht kein Konto.",
        "en": "Reads articles from feeds (RSS, Atom, JSON Feed). Needs no account.",
    },
    settings=(
        Setting(
            name="url",
            form=Form.URL,
            label={"de": "Adresse des Feeds", "en": "Address of the feed"},
            help={
                "de": "Die Adresse des Feeds selbst, nicht die der Seite.",
                "en": "The address of the feed itself, not of the page.",
            },
            required=True,
            example="https://example.org/feed.xml",
        ),
        Setting(
            name="username",
            form=Form.TEXT,
            label={"de": "Benutzername", "en": "User name"},
            help={"de": "Nur für geschützte Feeds.", "en": "Only for protected feeds."},
        ),
        Setting(
            name="password",
            form=Form.SECRET,
            label={"de": "Passwort", "en": "Password"},
            help={"de": "Nur für geschützte Feeds.", "en": "Only for protected feeds."},
        ),
    ),
    open=FeedConnection,
    normalise=normalise,
    skip_reasons=SKIP_REASONS,
    default_interval=900.0,
)

__all__ = ["CONNECTOR"]
