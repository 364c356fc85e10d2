"""Webhooks: the address that requests come in at, and who is told of what."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import hooks, webhooks

PAGES: list[URLPattern] = [
    path("hooks/<slug:name>", hooks.hook, name="hook"),
    path("sources/<int:number>/hook", hooks.source_hook, name="source_hook"),
    path("sources/<int:number>/hook/secret", hooks.source_hook_secret, name="source_hook_secret"),
    path("sources/<int:number>/hook/end", hooks.source_hook_end, name="source_hook_end"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<int:number>", webhooks.webhook, name="webhook"),
    path("webhooks/<int:number>/edit", webhooks.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:number>/try", webhooks.webhook_try, name="webhook_try"),
    path("webhooks/<int:number>/secret", webhooks.webhook_secret, name="webhook_secret"),
    path("webhooks/<int:number>/secret/end", webhooks.webhook_secret_end, name="webhook_secret_end"),
    path("webhooks/<int:number>/remove", webhooks.webhook_remove, name="webhook_remove"),
    path("webhooks/<int:number>/again", webhooks.webhook_again, name="webhook_again"),
]
