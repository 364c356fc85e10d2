"""Django's admin is a window: everything for administrators to see, nothing to change, no secret shown."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from resonanz.store.relational import models

TABLES = set(apps.get_app_config("relational").get_models())
OURS = [(table, window) for table, window in admin.site._registry.items() if table in TABLES]


def administrator() -> HttpRequest:
    request = HttpRequest()
    request.user = models.User(is_administrator=True)  # type: ignore[assignment]
    return request


@pytest.mark.parametrize(("table", "window"), OURS, ids=lambda part: getattr(part, "__name__", ""))
def test_nothing_can_be_changed(table: type, window: admin.ModelAdmin) -> None:
    request = administrator()
    may = (window.has_add_permission, window.has_change_permission, window.has_delete_permission)
    assert [permission(request) for permission in may] == [False, False, False]
    assert window.has_view_permission(request)


def test_credentials_and_strangers_payloads_have_no_window() -> None:
    shown = {table for table, _ in OURS}
    assert not shown & {models.SourceSecret, models.Payload}


@pytest.mark.parametrize(("table", "secret"), [(models.User, "password"), (models.ApiToken, "digest")])
def test_no_hash_is_shown(table: type, secret: str) -> None:
    window = admin.site._registry[table]
    assert secret not in {*window.list_display, *window.get_fields(administrator())}
