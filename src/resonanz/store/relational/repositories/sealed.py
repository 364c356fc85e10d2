"""Sealed credentials, one row a source; what is in them this module cannot know."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from resonanz.core.ids import SourceId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


class SealedSecrets:
    """Keep bytes that only the holder of the key can open."""

    @reachable()
    def read(self, source: SourceId) -> bytes | None:
        """Return what is sealed for a source, None when nothing is."""
        found = models.SourceSecret.objects.filter(source=source).values_list("sealed", flat=True).first()
        return None if found is None else bytes(found)

    @reachable()
    def change(self, source: SourceId, seal: Callable[[bytes | None], bytes]) -> None:
        """Replace what is sealed for a source by what `seal` makes of it, in one transaction."""
        with transaction.atomic():
            list(models.Source.objects.select_for_update().filter(pk=source).values_list("pk"))
            models.SourceSecret.objects.update_or_create(source_id=source, defaults={"sealed": seal(self.read(source))})
