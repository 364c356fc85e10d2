"""Every address there is: the pages' own, signing in, the admin and the API."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from resonanz.api.root import api
from resonanz.web import trouble
from resonanz.web.addresses import PAGES

handler400 = trouble.bad_request
handler403 = trouble.forbidden
handler404 = trouble.not_found
handler500 = trouble.failed

# Django's own sign-in would know neither our rate limit nor the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    *PAGES,
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
]
