"""People, what they may, and the tokens that act in their name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser

from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import SYSTEM, Action, Actor, Role, allowed
from resonanz.store.relational import models
from resonanz.store.relational.actors import NOBODY, actor_of
from resonanz.store.relational.editing import people, tokens
from resonanz.store.relational.editing.people import Person
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_person

pytestmark = pytest.mark.django_db


def test_the_first_administrator_can_sign_in_and_do_everything() -> None:
    assert not people.anybody("admin")
    number = people.add_administrator("admin", "a long password")
    assert people.anybody("admin")
    user = models.User.objects.get(pk=number)
    assert user.check_password("a long password")
    assert all(allowed(actor_of(user), action) for action in Action)


def test_an_actor_has_the_roles_that_were_given(member: Actor, department: DepartmentId) -> None:
    actor = actor_of(models.User.objects.get(pk=member.id))
    assert (actor.id, actor.name, actor.is_administrator) == (member.id, "Ada", False)
    assert actor.roles == {department: Role.MEMBER}


def test_strangers_and_those_shut_out_are_nobody(person: UserId) -> None:
    assert actor_of(AnonymousUser()) == NOBODY
    assert actor_of(None) == NOBODY
    models.User.objects.update(is_active=False)
    assert actor_of(models.User.objects.get(pk=person)) == NOBODY
    assert not any(allowed(NOBODY, action) for action in Action)


def test_an_invitation_gives_a_password_that_works() -> None:
    number, password = people.create_person(SYSTEM, Person(username="eve", email="eve@a.example", name="Eve"), NOON)
    user = models.User.objects.get(pk=number)
    assert user.check_password(password)
    assert (user.email, user.get_full_name(), user.is_administrator) == ("eve@a.example", "Eve", False)
    assert password not in repr(list(models.AuditLine.objects.values()))


def test_somebody_signs_in_by_name_or_address(rf: object) -> None:
    _, password = people.create_person(SYSTEM, Person(username="eve", email="eve@a.example"), NOON)
    request = rf.post("/")  # type: ignore[attr-defined]
    assert authenticate(request, username="EVE", password=password) is not None
    assert authenticate(request, email="eve@a.example", password=password) is not None
    assert authenticate(request, username="eve", password="wrong") is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username or email"),
        ({"email": "no address"}, "username or email"),
        ({"username": "ADA"}, "username or email"),
        ({"email": "ADA@a.example"}, "username or email"),
        ({"language": "tlh"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_wrong_person_is_refused_with_the_place(change: dict[str, str], place: str) -> None:
    people.create_person(SYSTEM, Person(username="ada", email="ada@a.example"), NOON)
    with pytest.raises(InputRejected) as refusal:
        people.create_person(SYSTEM, replace(Person(username="eve", email="eve@a.example"), **change), NOON)
    assert refusal.value.place == place
    assert models.User.objects.count() == 1


def test_many_people_have_no_address() -> None:
    for name in ("ada", "bob"):
        people.create_person(SYSTEM, Person(username=name), NOON)
    assert models.User.objects.filter(email="").count() == 2


def test_people_change_themselves_but_not_what_they_may(member: Actor) -> None:
    assert member.id is not None
    people.update_person(member, member.id, Person(username="ada", name="Ada L.", time_zone="Europe/Paris"), NOON)
    assert models.User.objects.get(pk=member.id).get_full_name() == "Ada L."
    for change in (Person(username="ada", is_administrator=True), Person(username="root")):
        with pytest.raises(NotAllowed):
            people.update_person(member, member.id, change, NOON)
    with pytest.raises(NotAllowed):
        people.update_person(member, a_person("bob"), Person(username="bob", name="B"), NOON)


def test_there_is_always_an_administrator() -> None:
    root = people.add_administrator("root", "a long password")
    for attempt in (
        lambda: people.switch_person(SYSTEM, root, NOON, on=False),
        lambda: people.update_person(SYSTEM, root, Person(username="root"), NOON),
    ):
        with pytest.raises(InputRejected, match="only administrator"):
            attempt()
    people.add_administrator("second", "a long password")
    people.switch_person(SYSTEM, root, NOON, on=False)
    assert not models.User.objects.get(pk=root).is_active


def test_a_reset_password_replaces_the_old_one(person: UserId) -> None:
    password = people.reset_password(SYSTEM, person, NOON)
    assert models.User.objects.get(pk=person).check_password(password)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_password_is_refused(member: Actor, password: str) -> None:
    assert member.id is not None
    with pytest.raises(InputRejected):
        people.change_password(member, member.id, password, NOON)
    people.change_password(member, member.id, "korrekt pferd batterie", NOON)
    assert models.User.objects.get(pk=member.id).check_password("korrekt pferd batterie")


def test_only_administrators_manage_people(member: Actor) -> None:
    bob = a_person("bob")
    for attempt in (
        lambda: people.create_person(member, Person(username="x"), NOON),
        lambda: people.switch_person(member, bob, NOON, on=False),
        lambda: people.reset_password(member, bob, NOON),
        lambda: people.change_password(member, bob, "korrekt pferd batterie", NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_admin_pages_open_for_administrators_alone(person: UserId) -> None:
    ada = models.User.objects.get(pk=person)
    assert not ada.is_staff
    assert not ada.has_perm("relational.view_user")
    root = models.User.objects.get(pk=people.add_administrator("root", "a long password"))
    assert root.is_staff
    assert root.has_module_perms("relational")


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_acts_for_its_person_with_that_persons_roles(member: Actor) -> None:
    _, token = tokens.make_token(member, "script", NOON)
    assert tokens.holder_of(token, NOON) == member


def test_a_token_is_kept_as_a_hash_alone(member: Actor) -> None:
    _, token = tokens.make_token(member, "script", NOON)
    stored = repr(list(models.ApiToken.objects.values())) + repr(list(models.AuditLine.objects.values()))
    assert token not in stored
    assert token[:10] in stored


@pytest.mark.parametrize("token", ["", "rsz_", "rsz_" + "x" * 43, "\ud800", "'; --"])
def test_an_unknown_token_lets_nobody_in(token: str) -> None:
    with pytest.raises(NotAllowed):
        tokens.holder_of(token, NOON)


def test_a_revoked_token_stops_at_once(member: Actor) -> None:
    number, token = tokens.make_token(member, "script", NOON)
    tokens.revoke_token(member, number, NOON)
    with pytest.raises(NotAllowed):
        tokens.holder_of(token, NOON)


def test_the_token_of_somebody_shut_out_stops_at_once(member: Actor) -> None:
    _, token = tokens.make_token(member, "script", NOON)
    assert member.id is not None
    people.switch_person(SYSTEM, member.id, NOON, on=False)
    with pytest.raises(NotAllowed):
        tokens.holder_of(token, NOON)


def test_a_token_is_revoked_by_its_owner_or_an_administrator(member: Actor) -> None:
    number, _ = tokens.make_token(member, "script", NOON)
    with pytest.raises(NotAllowed):
        tokens.revoke_token(Actor(id=a_person("bob"), roles=member.roles), number, NOON)
    tokens.revoke_token(SYSTEM, number, NOON)
    assert models.ApiToken.objects.get().revoked_at == NOON


def test_last_use_is_noted_once_a_minute(member: Actor) -> None:
    _, token = tokens.make_token(member, "script", NOON)
    seen = []
    for seconds in (0, 30, 61):
        tokens.holder_of(token, NOON + timedelta(seconds=seconds))
        seen.append(models.ApiToken.objects.get().last_used_at)
    assert seen == [NOON, NOON, NOON + timedelta(seconds=61)]


def test_a_token_needs_a_person() -> None:
    with pytest.raises(NotAllowed):
        tokens.make_token(SYSTEM, "script", NOON)
