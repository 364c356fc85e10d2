"""What people ask for, and telling them what became of it."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import need_work, needs, telling

PAGES: list[URLPattern] = [
    path("needs", needs.needs, name="needs"),
    path("needs/new", needs.need_new, name="need_new"),
    path("needs/say", need_work.need_said, name="need_said"),
    path("needs/<int:number>", needs.need, name="need"),
    path("needs/<int:number>/mentions", needs.need_mentions, name="need_mentions"),
    path("needs/<int:number>/telling", telling.need_telling, name="need_telling"),
    path("needs/<int:number>/telling/<slug:action>", telling.need_telling_do, name="need_telling_do"),
    path("needs/<int:number>/<slug:action>", need_work.need_do, name="need_do"),
]
