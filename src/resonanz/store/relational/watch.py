"""Notice every change of the rulebook, whichever door it came through.

The stamp moves inside the transaction of the change. So whoever reads a new version reads the new rules too, and
whoever reads an old one asks again. Updates of whole querysets send no signal: their authors call `touch`.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save

from resonanz.store.relational import models

RULES: Final = "rules"


def begin() -> None:
    """Watch the tables that a Rulebook is made of."""
    for table in (models.Department, models.StandingQuery, models.Route, models.OwnAccount):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=table, dispatch_uid=f"rules-{table.__name__}")
    m2m_changed.connect(_changed, sender=models.Route.queries.through, dispatch_uid="rules-route-queries")


def touch(name: str = RULES) -> None:
    """Move the stamp, in the transaction of the change."""
    with transaction.atomic():
        row = models.Stamp.objects.filter(name=name)
        if not row.update(number=F("number") + 1):
            models.Stamp.objects.get_or_create(name=name)
            row.update(number=F("number") + 1)


def stamp(name: str = RULES) -> int:
    """Return where the stamp stands; 0 before the first change."""
    return models.Stamp.objects.filter(name=name).values_list("number", flat=True).first() or 0


def _changed(**_: object) -> None:
    touch()
