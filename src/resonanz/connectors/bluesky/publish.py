"""Answering a post, once for a key: the record's own key is made of it, so a second try names the same record.

The one thing a reader would get wrong: a record that is there already. The server answers that with an error like any
other (500), so after whatever failure, and before every repetition, we ask for the record itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from resonanz.connect.contract import Env, Json, Outgoing, PayloadChanged, Published, PublishRefused, TryLater
from resonanz.connect.graphemes import graphemes
from resonanz.connect.payload import Wild
from resonanz.connect.times import parse_time
from resonanz.connectors.bluesky.normalise import author_of, key_of, web_url
from resonanz.connectors.bluesky.richtext import facets_of
from resonanz.connectors.bluesky.service import Refused, Service, Session
from resonanz.connectors.bluesky.settings import POSTS
from resonanz.connectors.bluesky.tid import moment_of, record_key

MAX_LENGTH: Final = 300
"""Graphemes."""
MAX_BYTES: Final = 3_000
YOUNG: Final = timedelta(minutes=2)
"""A post younger than this may not be known to the AppView yet: that it is not shown means nothing."""


class Publisher:
    """Publish answers as one account."""

    def __init__(self, service: Service, session: Session, env: Env) -> None:
        self._service = service
        self._session = session
        self._env = env

    def publish(self, reply: Outgoing) -> Published:
        """Post an answer; raise PublishRefused or what the failure means."""
        key = record_key(reply.key)
        if reply.repeated:
            standing = self._standing(key)
            if standing is not None:
                return standing
        record = self._record(reply)
        order: dict[str, Json] = {"repo": self._session.did, "collection": POSTS, "rkey": key, "record": record}
        try:
            self._service.order("com.atproto.repo.createRecord", order)
        except (TryLater, PayloadChanged, Refused) as trouble:
            standing = self._standing(key)
            if standing is not None:
                return standing
            if isinstance(trouble, Refused):
                raise PublishRefused(str(trouble)) from None
            raise
        return self._published(key, self._env.clock.now())

    def _standing(self, key: str) -> Published | None:
        """Return our own record of that key, if it is there."""
        found = self._service.record(self._session.did, key)
        if found is None:
            return None
        at = parse_time(Wild(found, "record").find("value", "createdAt").raw)
        return self._published(key, at if at is not None and at.tzinfo is not None else self._env.clock.now())

    def _published(self, key: str, at: datetime) -> Published:
        address = f"at://{self._session.did}/{POSTS}/{key}"
        return Published(native_id=address, url=web_url(address, self._session.handle), at=at)

    def _record(self, reply: Outgoing) -> dict[str, Json]:
        if graphemes(reply.text) > MAX_LENGTH or len(reply.text.encode()) > MAX_BYTES:
            raise PublishRefused(f"The answer is longer than {MAX_LENGTH} characters: shorten it.")
        record: dict[str, Json] = {
            "$type": POSTS,
            "text": reply.text,
            "createdAt": self._env.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "reply": self._places(reply.reply_to),
        }
        facets = facets_of(reply.text, self._did_of)
        if facets:
            record["facets"] = facets
        if reply.lang:
            record["langs"] = [reply.lang]
        return record

    def _places(self, address: str) -> Json:
        """Return the strong references to the answered post and to its thread's root."""
        shown = Wild(self._service.query("app.bsky.feed.getPosts", (("uris", address),)), "posts")
        view = next(shown["posts"].items(), None)
        if view is None:
            if author_of(address) and _is_young(address, self._env.clock.now()):
                raise TryLater("Bluesky does not show the answered post yet.", after=10.0)
            raise PublishRefused("The post that is answered is no longer there.")
        if view.find("viewer", "replyDisabled").raw is True:
            raise PublishRefused("The author of the post has limited who may answer it.")
        parent = _reference(view)
        root = view["record"].find("reply", "root")
        return {"root": _reference(root) if root.is_object else parent, "parent": parent}

    def _did_of(self, handle: str) -> str | None:
        try:
            said = self._service.query("com.atproto.identity.resolveHandle", (("handle", handle),))
        except Refused:
            return None
        return Wild(said, "handle").find("did").identity_or_none()


def _reference(said: Wild) -> dict[str, Json]:
    return {"uri": said["uri"].identity(), "cid": said["cid"].identity()}


def _is_young(address: str, now: datetime) -> bool:
    moment = moment_of(key_of(address))
    return moment is not None and now - moment < YOUNG
