"""Brandwatch: upper-case operators, NEAR/n and NEAR/nf, `"a b"~n`, raw:, places; words side by side are a phrase."""

from __future__ import annotations

from typing import Final

from resonanz.query.dialects.carrying import Dialect

BRANDWATCH: Final = Dialect(
    name="brandwatch",
    fields={
        "at_mentions": "mention:",
        "hashtags": "hashtag:",
        "links": "link:",
        "language": "lang:",
        "authorfollowers": "followers:",
        "sitename": "site:",
    },
    missing={
        **dict.fromkeys(
            ("city", "county", "state", "region", "country", "continent", "latitude", "longitude"), "place"
        ),
        **dict.fromkeys(("authorgender", "gender", "accounttype", "interest", "profession"), "people"),
        **dict.fromkeys(("imagetype", "imagefilter", "logo", "objects", "scenes", "images"), "picture"),
        **dict.fromkeys(("engagementtype", "engagingwith", "engagingwithguid"), "repost"),
    },
    spaces_are_phrases=True,
)
