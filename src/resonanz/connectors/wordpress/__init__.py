"""WordPress: the comments below the pages of a site, read, answered and moderated.

The one thing a reader would get wrong: the interface does not say when a comment was edited, so `dates_edits` is off
and what differs from what was heard counts as edited when it was seen.
"""

from resonanz.connect.contract import Connector
from resonanz.connectors.wordpress.connection import open_source
from resonanz.connectors.wordpress.normalise import CHANNEL, SKIPS, normalise
from resonanz.connectors.wordpress.settings import SETTINGS

CONNECTOR = Connector(
    name="wordpress",
    channel=CHANNEL,
    title="WordPress",
    summary={
        "de": "Kommentare einer Website mit WordPress; antwortet, gibt frei und blendet aus.",
        "en": "Comments of a web site with WordPress; answers, approves and hides.",
    },
    settings=SETTINGS,
    open=open_source,
    normalise=normalise,
    skip_reasons=SKIPS,
    dates_edits=False,
)

__all__ = ["CONNECTOR"]
