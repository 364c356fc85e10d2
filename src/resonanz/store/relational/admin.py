"""Django's admin as a window for administrators: everything can be looked at, nothing can be changed.

Changes go through `editing`, which asks the policy and writes the audit trail; a second door would do neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from resonanz.store.relational import models

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class Window(Base):
    """Show a table."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  Django's signature
        """Refuse."""
        return False


class PeopleWindow(Window):
    """Show people without even the hash of a password."""

    list_display = ("username", "display_name", "email", "is_administrator", "is_active", "last_login")
    exclude = ("password",)


class TokenWindow(Window):
    """Show tokens without their hash."""

    list_display = ("user", "name", "prefix", "made_at", "last_used_at", "revoked_at")
    exclude = ("digest",)


class CaseWindow(Window):
    """Show cases."""

    list_display = ("id", "department", "state", "subject", "channel", "opened_at", "changed_at")
    list_select_related = ("department",)
    exclude = ("folded",)


class AuditWindow(Window):
    """Show the audit trail."""

    list_display = ("at", "actor", "action", "subject", "detail")
    list_select_related = ("actor",)


class JobWindow(Window):
    """Show the jobs."""

    list_display = ("name", "state", "run_at", "tries", "done", "total", "message", "trouble")


admin.site.register(models.User, PeopleWindow)
admin.site.register(models.ApiToken, TokenWindow)
admin.site.register(models.Case, CaseWindow)
admin.site.register(models.AuditLine, AuditWindow)
admin.site.register(models.Job, JobWindow)
admin.site.register(
    [
        models.Company,
        models.Competitor,
        models.Department,
        models.FollowerMark,
        models.LedgerLine,
        models.Membership,
        models.OwnAccount,
        models.QueryVersion,
        models.Route,
        models.SourceGap,
        models.StandingQuery,
    ],
    Window,
)
