"""Hacker News: stories and comments that mention what was asked for, through the search of Algolia."""

from __future__ import annotations

from resonanz.connect.contract import Connector, Form, Setting
from resonanz.connectors.hackernews.normalise import SKIP_REASONS, normalise
from resonanz.connectors.hackernews.read import KINDS, SearchConnection

CONNECTOR = Connector(
    name="hackernews",
    channel="hackernews",
    title="Hacker News",
    summary={
        "de": "Sucht in Beiträgen und Kommentaren auf Hacker News. Braucht kein Konto.",
        "en": "Searches stories and comments on Hacker News. Needs no account.",
    },
    settings=(
        Setting(
            name="queries",
            form=Form.LIST,
            label={"de": "Suchbegriffe", "en": "Search terms"},
            help={
                "de": "Einer je Zeile; mehrere Wörter in Anführungszeichen stehen zusammen.",
                "en": "One a line; several words in quotation marks belong together.",
            },
            required=True,
            example='"Example GmbH"',
        ),
        Setting(
            name="kinds",
            form=Form.CHOICE,
            label={"de": "Was gesucht wird", "en": "What is searched"},
            help={
                "de": "all: Beiträge und Kommentare; stories: nur Beiträge; comments: nur Kommentare.",
                "en": "all: stories and comments; stories: stories only; comments: comments only.",
            },
            choices=tuple(KINDS),
            default="all",
        ),
    ),
    open=SearchConnection,
    normalise=normalise,
    skip_reasons=SKIP_REASONS,
    default_interval=600.0,
)

__all__ = ["CONNECTOR"]
