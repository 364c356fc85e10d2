"""E-mail: a mailbox read over IMAP and answered over SMTP.

The one thing a reader would get wrong: a mail is a message to us, not a public voice. It is kept as MESSAGE, nothing
of it has an address on the web, and what hangs on it stays in the mailbox until somebody opens it.
"""

from resonanz.connect.contract import Connector
from resonanz.connectors.email.connection import open_source
from resonanz.connectors.email.ids import CHANNEL
from resonanz.connectors.email.normalise import SKIPS, normalise
from resonanz.connectors.email.settings import SETTINGS

CONNECTOR = Connector(
    name="email",
    channel=CHANNEL,
    title="E-Mail",
    summary={
        "de": "Liest ein Postfach (IMAP) und antwortet daraus (SMTP), im Faden des Schriftwechsels.",
        "en": "Reads a mailbox (IMAP) and answers from it (SMTP), within the thread of the correspondence.",
    },
    settings=SETTINGS,
    open=open_source,
    normalise=normalise,
    skip_reasons=SKIPS,
    needs_credentials=True,
    default_interval=60.0,
)

__all__ = ["CONNECTOR"]
