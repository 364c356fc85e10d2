"""Who works here: people, their roles in departments, and the tokens that programs use in their name.

Django's groups and permissions are left out on purpose: `core.policy` is the only permission check. `is_staff` is
what Django's admin asks; it means administrator and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from resonanz.core.policy import Role


class People(BaseUserManager["User"]):
    """Make people the way Django's commands expect it."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **more: object) -> User:
        """Make a person who may not do anything yet."""
        person = self.model(username=self.model.normalize_username(username), email=email.strip(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **more: object) -> User:
        """Make an administrator."""
        return self.create_user(username, email, password, is_administrator=True, **more)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find somebody by user name, upper and lower case alike."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Hold one person."""

    username = models.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True, default="")
    display_name = models.CharField(max_length=150, blank=True, default="")
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="user_name_once"),
            models.UniqueConstraint(Lower("email"), name="user_email_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return the name that colleagues see."""
        return self.display_name or self.username

    def get_short_name(self) -> str:
        """Return the name that colleagues see."""
        return self.get_full_name()

    @property
    def is_staff(self) -> bool:
        """Tell Django's admin whether to open."""
        return self.is_administrator and self.is_active

    @property
    def is_superuser(self) -> bool:
        """Tell Django's admin whether everything is shown."""
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        """Answer Django's admin; everything else asks core.policy."""
        return self.is_staff

    def has_perms(self, perm_list: object, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        """Answer Django's admin; everything else asks core.policy."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002  Django's signature
        """Answer Django's admin; everything else asks core.policy."""
        return self.is_staff


class Membership(models.Model):
    """Say what somebody is in a department."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey("relational.Department", on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=[(role.value, role.name.lower()) for role in Role])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "department"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.department_id}"


class ApiToken(models.Model):
    """Hold a hash of what a program signs in with; the token itself is shown once and kept nowhere."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"
