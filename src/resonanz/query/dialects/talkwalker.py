"""Talkwalker: AND NOT or a minus, `*` at the end, `?` for one letter, site:, domain_url:, host_url:, content:."""

from __future__ import annotations

from typing import Final

from resonanz.query.dialects.carrying import Dialect

TALKWALKER: Final = Dialect(
    name="talkwalker",
    fields={
        "content": "text:",
        "title_snippet": "title:",
        "domain_url": "site:",
        "host_url": "site:",
        "external_author": "author:",
        "language": "lang:",
        "post_type": "type:",
    },
    missing={
        **dict.fromkeys(("sourcecountry", "country", "region", "city", "extra_author_attributes"), "place"),
        **dict.fromkeys(("gender", "age", "demographics"), "people"),
        **dict.fromkeys(("images", "image", "logo"), "picture"),
        "sourcetype": "unknown",
    },
    any_case=True,
)
