"""Sprinklr: exactMessage: and its kin, message:, parentMessage:, authorContaining:, ONEAR/n, places."""

from __future__ import annotations

from typing import Final

from resonanz.query.dialects.carrying import Dialect

SPRINKLR: Final = Dialect(
    name="sprinklr",
    fields={
        "message": "text:",
        "exactmessage": "text:raw:",
        "exactcontent": "text:raw:",
        "exacttitle": "title:raw:",
        "exactuserbio": "bio:raw:",
        "exactparentmessage": "parent:raw:",
        "exactparenttitle": "parent:raw:",
        "parentmessage": "parent:",
        "userbio": "bio:",
        "authorcontaining": "author~:",
        "language": "lang:",
        "hashtags": "hashtag:",
    },
    missing={
        **dict.fromkeys(("country", "state", "city", "geo"), "place"),
        **dict.fromkeys(("gender", "age", "occupation"), "people"),
    },
    any_case=True,
)
