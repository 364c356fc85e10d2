"""What people talk about."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import topic_changes, topics

PAGES: list[URLPattern] = [
    path("topics", topics.topics, name="topics"),
    path("topics/new", topic_changes.topic_new, name="topic_new"),
    path("topics/said", topic_changes.topic_said, name="topic_said"),
    path("topics/<slug:key>", topics.topic, name="topic"),
    path("topics/<slug:key>/do/<slug:action>", topic_changes.topic_do, name="topic_do"),
    path("topics/<slug:key>/split", topic_changes.topic_split, name="topic_split"),
]
