"""The app's registration with Django."""

from __future__ import annotations

from django.apps import AppConfig


class RelationalConfig(AppConfig):
    """Register the tables under the label `relational`."""

    name = "resonanz.store.relational"
    label = "relational"
    verbose_name = "Resonanz"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch the tables that the rulebook is made of, and refuse numbers that no table can hold."""
        from resonanz.store.relational import numbers, watch  # noqa: PLC0415  models are there only now

        watch.begin()
        numbers.begin()
