"""The reader's language and time zone, chosen once, hold on every page and device; before that, as the browser asks."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def as_reader(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activate what the signed-in person chose."""

    def with_reader(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            _speak(request, getattr(user, "language", ""))
            timezone.activate(_zone(getattr(user, "time_zone", "")))
        try:
            return answer(request)
        finally:
            timezone.deactivate()

    return with_reader


def _speak(request: HttpRequest, language: str) -> None:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or language
    if chosen in dict(settings.LANGUAGES) and chosen != translation.get_language():
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
