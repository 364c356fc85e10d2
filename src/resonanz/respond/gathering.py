"""Bringing an incident's cases together: whoever speaks in its series while it is alive belongs to it.

The one thing a reader would get wrong: what a person took out stays out, because the book remembers it.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.ids import CaseId, IncidentId, MentionId
from resonanz.core.incident import Incident
from resonanz.core.ports import Archive, Casebook, IncidentBook
from resonanz.core.surge import meant, series_of
from resonanz.respond.cases import FOLLOWER

LOOKED_AT: Final = 20_000
"""Mentions of an incident, newest first."""


class Gathering:
    """Gather cases for the incidents that are alive."""

    def __init__(self, *, archive: Archive, incidents: IncidentBook, casebook: Casebook, clock: Clock) -> None:
        self._archive = archive
        self._incidents = incidents
        self._casebook = casebook
        self._clock = clock
        self._seen: dict[IncidentId, int] = {}
        """How far the cases had come when this process last looked for each incident."""

    def tick(self) -> int:
        """Bring the cases of all incidents up to date; return how many came in."""
        return sum(len(self.gather(incident)) for incident in self._incidents.alive() if incident.series)

    def gather(self, incident: Incident) -> list[CaseId]:
        """Bring one incident's cases up to date; return the new ones."""
        come = self._casebook.mark(FOLLOWER)
        if not incident.series or self._seen.get(incident.id) == come:
            return []
        threads = self._threads(incident)
        found = sorted(case.id for case in self._casebook.cases_of(threads).values())
        new = self._incidents.gather(incident.id, found, self._clock.now())
        self._seen[incident.id] = come
        return new

    def _threads(self, incident: Incident) -> set[MentionId]:
        said = (
            heard
            for batch in self._archive.scan(meant(incident.series, incident.since, self._clock.now()))
            for heard in batch
            if incident.series in series_of(heard)
        )
        return {heard.mention.thread for heard in islice(said, LOOKED_AT)}
