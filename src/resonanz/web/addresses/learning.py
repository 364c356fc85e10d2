"""Where people see what was learned, teach, and decide what runs."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import learning, learning_sessions, learning_sets

PAGES: list[URLPattern] = [
    path("understanding", learning.understanding, name="understanding"),
    path("understanding/again", learning.judge_again, name="understanding_again"),
    path("understanding/sets/new", learning_sets.set_new, name="understanding_set_new"),
    path("understanding/sets/<slug:slug>", learning_sets.set_edit, name="understanding_set"),
    path("understanding/sets/<slug:slug>/remove", learning_sets.set_remove, name="understanding_set_remove"),
    path("understanding/<str:task>", learning.task, name="understanding_task"),
    path("understanding/<str:task>/ask", learning.task_ask, name="understanding_ask"),
    path("understanding/<str:task>/learn", learning.task_learn, name="understanding_learn"),
    path("understanding/<str:task>/run", learning.task_run, name="understanding_run"),
    path("understanding/<str:task>/session", learning_sessions.session, name="understanding_session"),
    path("understanding/<str:task>/answer", learning_sessions.answer, name="understanding_answer"),
]
