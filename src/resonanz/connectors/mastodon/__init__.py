"""Mastodon, and every server that speaks its client API: listening, streaming, answering.

The one thing a reader would get wrong: ids are local to a server, so a native id is `host/local id`. See `normalise`.
"""

from resonanz.connect.contract import Connector
from resonanz.connectors.mastodon.connection import open_source
from resonanz.connectors.mastodon.normalise import CHANNEL, SKIPS, normalise
from resonanz.connectors.mastodon.settings import SETTINGS

CONNECTOR = Connector(
    name="mastodon",
    channel=CHANNEL,
    title="Mastodon",
    summary={
        "de": "Öffentliche Zeitleisten, Hashtags, Suche und eigene Benachrichtigungen eines Servers; antwortet.",
        "en": "Public timelines, hashtags, search and own notifications of a server; answers.",
    },
    settings=SETTINGS,
    open=open_source,
    normalise=normalise,
    skip_reasons=SKIPS,
    streams=True,
)

__all__ = ["CONNECTOR"]
