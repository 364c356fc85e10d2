"""Departments that were learned: they route where no rule decides, and only where they are sure enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId
from resonanz.understand.teaching.judges import Judges


def with_learned_departments(
    batch: Sequence[Heard], judges: Judges, departments: frozenset[DepartmentId]
) -> list[Heard]:
    """Bring what no rule decided to the department it was learned to concern, where that is sure enough to be done."""
    undecided = [place for place, heard in enumerate(batch) if heard.understood.route is None]
    routed = list(batch)
    said = judges.department([batch[place] for place in undecided])
    for place, label in zip(undecided, said, strict=True):
        if label is None or not judges.is_stated("department", label):
            continue
        department = DepartmentId(int(label.value))
        if department in departments:  # one that was removed since is nobody's
            heard = batch[place]
            routed[place] = replace(heard, understood=replace(heard.understood, department=department, opens_case=True))
    return routed
