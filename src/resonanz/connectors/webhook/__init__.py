"""Webhooks: whoever can sign a request hands mentions in, and may be handed our answers.

The one thing a reader would get wrong: nothing is looked at. Requests come in at an address of the pages, which asks
the connection to `receive` them; a look finds nothing, ever.
"""

from resonanz.connect.contract import Connector
from resonanz.connectors.webhook.connection import open_source
from resonanz.connectors.webhook.normalise import CHANNEL, SKIPS, normalise
from resonanz.connectors.webhook.settings import SETTINGS

CONNECTOR = Connector(
    name="webhook",
    channel=CHANNEL,
    title="Webhook",
    summary={
        "de": "Nimmt signierte Meldungen eines anderen Systems an (Standard Webhooks) und kann ihm Antworten schicken.",
        "en": "Takes signed messages of another system (Standard Webhooks), and can hand answers to it.",
    },
    settings=SETTINGS,
    open=open_source,
    normalise=normalise,
    skip_reasons=SKIPS,
    receives=True,
    default_interval=86_400.0,
)

__all__ = ["CONNECTOR"]
