"""X: a space is AND, OR in upper case, a minus for NOT, from:, to:, has:, is:, quoted words with `~n`."""

from __future__ import annotations

from typing import Final

from resonanz.query.dialects.carrying import Dialect

X: Final = Dialect(
    name="x",
    fields={
        "from": "author:",
        "to": "mention:",
        "retweets_of": "mention:",
        "bio_name": "author~:",
        "url_contains": "link:",
        "url": "link:",
        "min_faves": "likes:>=",
        "min_retweets": "reposts:>=",
        "min_replies": "replies:>=",
        "since": "published:>=",
        "until": "published:<",
    },
    values={
        "is:reply": "is:reply",
        "has:links": "has:link",
        "has:media": "has:media",
        "has:images": "has:media",
        "has:videos": "has:media",
        "has:video_link": "has:media",
        "filter:links": "has:link",
        "filter:media": "has:media",
        "filter:replies": "is:reply",
    },
    missing={
        "is:retweet": "repost",
        "filter:retweets": "repost",
        "filter:nativeretweets": "repost",
        "is:verified": "people",
        "is": "unknown",
        "has": "unknown",
        "filter": "unknown",
        "conversation_id": "thread",
        "in_reply_to_tweet_id": "thread",
        **dict.fromkeys(
            ("place", "place_country", "point_radius", "bounding_box", "near", "within", "geocode"), "place"
        ),
        **dict.fromkeys(("context", "entity", "list", "sample", "followers_count"), "unknown"),
    },
)
