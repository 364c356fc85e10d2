"""What counts for the metrics of needs, tries and criticism: each from the tables of its own area.

A metric that is not named here is not offered anywhere, rather than shown as nought.
"""

from __future__ import annotations

from collections.abc import Mapping

from resonanz.measure.reading import Elsewhere


def elsewhere() -> Mapping[str, Elsewhere]:
    """Return what counts, by the name of the metric."""
    from resonanz.store.relational.selectors import elsewhere as counted

    return {
        "told_back_rate": counted.told_back_of,
        "needs_coverage": counted.covered,
        "learning_rate": counted.learned,
        "criticism_decided": counted.criticism,
    }
