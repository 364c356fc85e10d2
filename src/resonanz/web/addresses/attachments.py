"""Files that hang on mentions."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import attachments

PAGES: list[URLPattern] = [path("attachments/<int:number>", attachments.attachment, name="attachment")]
