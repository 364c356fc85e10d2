"""Preparing an installation: tables and a first administrator, once each."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.prepare import open_house, prepare
from resonanz.core.policy import SYSTEM
from resonanz.store.relational import models
from resonanz.store.relational.editing.people import Person, add_administrator, create_person
from tests.cli.conftest import home  # noqa: F401  the same house
from tests.making import NOON

pytestmark = pytest.mark.django_db


def test_the_first_administrator_signs_in_with_the_password_that_is_said() -> None:
    first = prepare(settings())

    assert first is not None
    user = authenticate(RequestFactory().post("/"), username=first.name, password=first.password)
    assert (user is not None, models.User.objects.get().is_administrator) == (True, True)


def test_the_password_is_stored_only_as_a_hash() -> None:
    first = prepare(settings())

    assert first is not None
    assert first.password not in repr(list(models.User.objects.values()))


def test_there_is_only_one_first_administrator() -> None:
    prepare(settings())

    assert prepare(settings()) is None
    assert models.User.objects.count() == 1


def test_where_somebody_signs_in_already_nobody_is_made() -> None:
    add_administrator("ada", "a long enough password 1")

    assert prepare(settings()) is None


def test_where_only_people_without_rights_are_an_administrator_is_made() -> None:
    create_person(SYSTEM, Person(username="velofjord-ida", name="Ida Sund"), NOON)

    assert prepare(settings()) is not None


def test_tools_make_no_administrator(home: House) -> None:  # noqa: F811
    assert open_house() is home
    assert not models.User.objects.exists()
