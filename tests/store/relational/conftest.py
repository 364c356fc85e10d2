"""People, departments and threads for the tests of the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.store.relational import models

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def department(db: None) -> DepartmentId:
    """Return a department."""
    return DepartmentId(models.Department.objects.create(slug="service", name="Customer service").pk)


@pytest.fixture
def person(db: None) -> UserId:
    """Return somebody who may do nothing yet."""
    return UserId(models.User.objects.create(username="ada", display_name="Ada").pk)


@pytest.fixture
def member(person: UserId, department: DepartmentId) -> Actor:
    """Return a member of the department."""
    models.Membership.objects.create(user_id=person, department_id=department, role=Role.MEMBER)
    return Actor(id=person, name="Ada", roles={department: Role.MEMBER})


@pytest.fixture
def operator(db: None) -> Actor:
    """Return who may do everything."""
    return SYSTEM


@pytest.fixture
def together() -> Callable[[Callable[[], Any], int], list[Any]]:
    """Return what calls something in several threads at the same moment and returns the answers or errors."""

    def run(work: Callable[[], Any], number: int) -> list[Any]:
        start = threading.Barrier(number)
        answers: list[Any] = []

        def one() -> None:
            try:
                start.wait(10)
                answers.append(work())
            except Exception as trouble:  # noqa: BLE001  the test looks at it
                answers.append(trouble)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers

    return run
