"""Files: mentions from JSON Lines and CSV, feeds from OPML, for imports of every kind.

Besides CONNECTOR, which normalises stored records again, it exports what an import needs: an import is started by a
person and reads a file once, so it is no connection that the runner looks at.
"""

from __future__ import annotations

from resonanz.connect.contract import Connector
from resonanz.connect.record import mention_from_record
from resonanz.connectors.file.lines import count_lines, records
from resonanz.connectors.file.normalise import SKIP_REASONS, normalise
from resonanz.connectors.file.opml import OpmlFeed, opml_feeds
from resonanz.connectors.file.read import ImportedFiles

CONNECTOR = Connector(
    name="file",
    channel="file",
    title="JSON Lines, CSV",
    summary={
        "de": "Nimmt Beiträge aus Dateien auf (resonanz import). Schaut nicht von selbst nach.",
        "en": "Takes mentions from files (resonanz import). Does not look by itself.",
    },
    settings=(),
    open=ImportedFiles,
    normalise=normalise,
    skip_reasons=SKIP_REASONS,
    default_interval=86_400.0,
)

__all__ = ["CONNECTOR", "OpmlFeed", "count_lines", "mention_from_record", "opml_feeds", "records"]
