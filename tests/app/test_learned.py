"""A department that was learned routes where no rule does, and only where it is sure enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from resonanz.app.learned import with_learned_departments
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, RouteId
from resonanz.core.teaching import Wish
from resonanz.core.understood import Understood, Voice
from tests.understand.making import mention
from tests.understand.school.classroom import Classroom, renamed
from tests.understand.teaching import examples

SERVICE, BILLING, BOTH = DepartmentId(1), DepartmentId(2), frozenset({DepartmentId(1), DepartmentId(2)})
PARCEL = Heard(mention("My parcel has not arrived yet."), Understood())


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    """Return a class that learned which department parcels and invoices are for."""
    made = Classroom(tmp_path)
    made.teach(renamed(examples(2), {"delivery": "1", "billing": "2"}), task="department", before=None)
    made.trainer.learn("department")
    made.judges.refresh()
    return made


def routed(room: Classroom, heard: Heard, departments: frozenset[DepartmentId] = BOTH) -> Understood:
    return with_learned_departments([heard], room.judges, departments)[0].understood


def test_what_no_rule_decides_goes_where_it_was_learned(room: Classroom) -> None:
    found = routed(room, PARCEL)
    assert (found.department, found.opens_case, found.route) == (SERVICE, True, None)


def test_a_rule_comes_first(room: Classroom) -> None:
    ruled = replace(PARCEL, understood=Understood(department=BILLING, route=RouteId(1)))
    assert routed(room, ruled) == ruled.understood


def test_below_the_threshold_nothing_is_routed(room: Classroom) -> None:
    unsure = Heard(mention("Hm, so so."), Understood())
    room.versions.ask(Wish(task="department", accuracy=0.99))
    judge = room.judges.running()["department"]
    (label,) = room.judges.department([unsure])
    assert label is not None
    assert label.confidence < judge.threshold
    assert routed(room, unsure).department is None


def test_a_department_that_is_gone_gets_nothing(room: Classroom) -> None:
    assert routed(room, PARCEL, frozenset({BILLING})).department is None


def test_our_own_voice_is_not_routed(room: Classroom) -> None:
    assert routed(room, replace(PARCEL, understood=Understood(voice=Voice.OWN))).department is None


def test_without_anything_learned_nothing_is_routed(tmp_path: Path) -> None:
    assert routed(Classroom(tmp_path), PARCEL).department is None
