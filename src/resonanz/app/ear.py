"""The company's ear, put together: the archive says what was heard, the tables what was done with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from resonanz.app.house import House
from resonanz.core.ids import DepartmentId
from resonanz.core.metric import Figure, Span
from resonanz.core.search import By, Count, Filter
from resonanz.measure.ear import Decision, Heard, decision_time
from resonanz.measure.parts import counted_under


def ear(home: House, span: Span) -> tuple[Sequence[Heard], Figure]:
    """Return what each department heard and did in a time, by its id, and how long the company takes to decide."""
    from resonanz.store.relational.selectors import ear as stored

    under = replace(counted_under(Filter()), since=span.since, until=span.until)
    said = {group.keys[0]: group.number for group in home.archive.count(Count(filter=under, by=(By.DEPARTMENT,)))}
    cases, acted, decided = stored.cases_in(span), stored.last_acted(), stored.decisions(span)
    by_department: dict[DepartmentId, list[Decision]] = defaultdict(list)
    for one in decided:
        by_department[one.department].append(one)
    found = []
    for department in home.rulebook.departments():
        own = by_department[department.id]
        opened, answered = cases.get(department.id, (0, 0))
        found.append(
            Heard(
                department=department.id,
                mentions=said.get(department.id, 0),
                cases=opened,
                answered=answered,
                decided=sum(one.decided_at is not None for one in own),
                changed=sum(one.changed and one.decided_at is not None for one in own),
                waiting=sum(one.decided_at is None for one in own),
                last_acted_at=acted.get(department.id),
                decision_time=decision_time(own),
            )
        )
    return found, decision_time(decided)
