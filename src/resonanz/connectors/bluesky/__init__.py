"""Bluesky and every AT Protocol network: feeds, search, notifications, Jetstream, answers.

The one thing a reader would get wrong: a post's id is its address (`at://DID/collection/key`), never its web page,
for handles change and addresses do not.
"""

from resonanz.connect.contract import Connector
from resonanz.connectors.bluesky.connection import open_source
from resonanz.connectors.bluesky.normalise import CHANNEL, SKIPS, normalise
from resonanz.connectors.bluesky.settings import SETTINGS

CONNECTOR = Connector(
    name="bluesky",
    channel=CHANNEL,
    title="Bluesky",
    summary={
        "de": "Beiträge von Konten, Suche, eigene Benachrichtigungen und der Strom des ganzen Netzes; antwortet.",
        "en": "Posts of accounts, search, own notifications and the stream of the whole network; answers.",
    },
    settings=SETTINGS,
    open=open_source,
    normalise=normalise,
    skip_reasons=SKIPS,
    streams=True,
)

__all__ = ["CONNECTOR"]
