"""What the company decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resonanz.core.department import Department, Route, StandingQuery
from resonanz.store.relational import models, watch
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import department_of, query_of, route_of


class StoredRulebook:
    """Keep queries, routes, departments and own accounts."""

    @reachable()
    def queries(self) -> list[StandingQuery]:
        """Return the active standing queries, by id."""
        return [query_of(row) for row in models.StandingQuery.objects.filter(active=True).order_by("pk")]

    @reachable()
    def named_queries(self) -> Mapping[str, str]:
        """Return the text of every query by its name, switched off ones too."""
        return dict(models.StandingQuery.objects.values_list("name", "text"))

    @reachable()
    def routes(self) -> list[Route]:
        """Return the active routes in their order."""
        found = models.Route.objects.filter(active=True).order_by("position", "pk").prefetch_related("queries")
        return [route_of(row) for row in found]

    @reachable()
    def departments(self) -> list[Department]:
        """Return the departments, by id."""
        return [department_of(row) for row in models.Department.objects.order_by("pk")]

    @reachable()
    def own_accounts(self) -> frozenset[tuple[str, str]]:
        """Return (channel, lower-case handle or id) of the company's own accounts; channel `*` means any."""
        return frozenset(models.OwnAccount.objects.values_list("channel", "account"))

    @reachable()
    def own(self, channel: str, names: Sequence[str]) -> None:
        """Note that these names are an account of ours; what is known already changes nothing."""
        for name in names:
            models.OwnAccount.objects.get_or_create(channel=channel, account=name.lower().removeprefix("@")[:300])

    @reachable()
    def version(self) -> str:
        """Return a value that changes whenever any of these changes; one look at one row."""
        return str(watch.stamp())
