"""Notices, what people wish to be told, and the ladders by which nobody is left unanswered."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import ladders, notices

PAGES: list[URLPattern] = [
    path("notices", notices.notices, name="notices"),
    path("notices/now", notices.notices_now, name="notices_now"),
    path("notices/read", notices.notices_read, name="notices_read"),
    path("notices/<int:number>/open", notices.notice_open, name="notice_open"),
    path("notices/wishes", notices.notices_wishes, name="notices_wishes"),
    path("notices/services", notices.service_add, name="notices_service_add"),
    path("notices/services/<int:number>/try", notices.service_try, name="notices_service_try"),
    path("notices/services/<int:number>/remove", notices.service_remove, name="notices_service_remove"),
    path("notices/messages/<int:number>/again", notices.message_again, name="notices_message_again"),
    path("unanswered", ladders.unanswered, name="unanswered"),
    path("departments/<slug:slug>/ladder", ladders.ladder, name="department_ladder"),
]
