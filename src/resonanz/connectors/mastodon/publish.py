"""Answering a status, once for a key, on servers that may or may not honour an idempotency key.

The one thing a reader would get wrong: a failed request is no refusal. The answer may stand on the server although
its confirmation was lost. So after a failure that can mean either, and before every repetition, we look for an answer
of ours with the same words under the same status, and take it for the published one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from resonanz.connect.contract import (
    Answer,
    Env,
    Misconfigured,
    Outgoing,
    PayloadChanged,
    Published,
    PublishRefused,
    PublishUncertain,
    TryLater,
)
from resonanz.connect.markup import plain_text
from resonanz.connect.payload import Wild, web_address
from resonanz.connect.times import parse_time
from resonanz.connectors.mastodon.ids import lasting, native_id
from resonanz.connectors.mastodon.server import ABSENT, Object, Server, id_of, object_of, objects_in

MAX_LENGTH: Final = 500
"""What Mastodon allows unless a server says otherwise, in characters."""

_POSTED: Final = (200, 201, 202)
_REFUSED: Final = (*ABSENT, 413, 422)
_VISIBILITIES: Final = frozenset({"public", "unlisted", "private", "direct"})
_MENTION: Final = re.compile(r"(?<![\w/])@[\w.-]+(?:@[\w.:-]+)?")


class Publisher:
    """Publish answers as one account."""

    def __init__(self, server: Server, env: Env) -> None:
        self._server = server
        self._env = env

    def publish(self, reply: Outgoing) -> Published:
        """Post an answer; raise PublishRefused, PublishUncertain or what the server's failure means."""
        me = self._server.my_id()
        if me is None:
            raise Misconfigured("The access token does not allow to ask whose it is: give it the scope read.")
        parent_id = self._local_id(reply.reply_to)
        if reply.repeated:
            standing = self._standing(parent_id, reply.text, me, must_know=True)
            if standing is not None:
                return standing
        parent = self._server.status(parent_id)
        if parent is None:
            raise PublishRefused("The post that is answered is no longer there.")
        try:
            answer = self._server.post(
                "/api/v1/statuses",
                _body(parent, parent_id, reply, me, self._server.host),
                headers={"Idempotency-Key": reply.key},
                accept=(*_POSTED, *_REFUSED),
            )
        except TryLater:
            standing = self._standing(parent_id, reply.text, me, must_know=False)
            if standing is None:
                raise
            return standing
        if answer.status in _REFUSED:
            raise PublishRefused(_sentence(answer))
        return self._confirmed(answer, parent_id, reply.text, me)

    def _confirmed(self, answer: Answer, parent_id: str, text: str, me: str) -> Published:
        try:
            return self._published(object_of(answer.json(), "status"))
        except PayloadChanged:
            standing = self._standing(parent_id, text, me, must_know=False)
            if standing is None:
                raise PublishUncertain("The server accepted the answer but does not show it: look there.") from None
            return standing

    def _standing(self, parent_id: str, text: str, me: str, *, must_know: bool) -> Published | None:
        """Return our own answer with these words under that status, if it stands there."""
        context = self._server.context(parent_id)
        listed = self._server.get(
            f"/api/v1/accounts/{quote(me, safe='')}/statuses", {"limit": 40}, accept=(200, 401, 403, *ABSENT)
        )
        if context is None and listed.status != 200 and must_know:
            raise PublishUncertain("The server shows neither the thread nor our own posts: look whether it stands.")
        said = [*(context[1] if context else ()), *(objects_in(listed.json()) if listed.status == 200 else ())]
        words = fingerprint(text)
        for status in said:
            if _is_answer(status, parent_id, me) and fingerprint(_text_of(status)) == words:
                return self._published(status)
        return None

    def _published(self, status: Object) -> Published:
        said = Wild(status, "status")
        at = parse_time(said.find("created_at").raw)
        return Published(
            native_id=native_id(self._server.host, id_of(status, "status")),
            url=said.find("url").url() or said.find("uri").url(),
            at=at if at is not None and at.tzinfo is not None else self._env.clock.now(),
        )

    def _local_id(self, native_id: str) -> str:
        """Return what our server calls a status, also where another server's ears heard it."""
        host, _, id_ = native_id.partition("/")
        if not id_:
            raise PublishRefused("This is no id of a post.")
        if host == self._server.host:
            return id_
        return self._resolved(self._uri_of(host, id_))

    def _uri_of(self, host: str, id_: str) -> str:
        # Our token stays at home: another server's public post needs none.
        scheme = self._server.base.partition("://")[0]
        answer = self._env.http.get(f"{scheme}://{host}/api/v1/statuses/{id_}", accept=(200, *ABSENT))
        said = Wild(answer.json(), "status") if answer.status == 200 else Wild(None)
        uri = web_address(said.find("uri").text_or_none()) or said.find("url").url()
        if uri is None:
            raise PublishRefused(f"The post that is answered is no longer there, or {host} does not show it.")
        return uri

    def _resolved(self, uri: str) -> str:
        params = {"q": uri, "type": "statuses", "resolve": "true"}
        answer = self._server.get("/api/v2/search", params, accept=(200, *ABSENT))
        found = objects_in(Wild(answer.json(), "search").find("statuses").raw) if answer.status == 200 else []
        if not found:
            raise PublishRefused(f"{self._server.host} cannot find the post that is answered: it lies elsewhere.")
        return id_of(found[0], "search")


def fingerprint(text: str) -> str:
    """Return what is left of a text when a server has rendered it: letters, digits and signs, no mentions.

    Servers wrap addresses, shorten mentions, turn quotes and dots; words and figures stay.
    """
    spoken = unicodedata.normalize("NFKC", _MENTION.sub("", text)).casefold()
    return "".join(sign for sign in spoken if unicodedata.category(sign)[0] in "LNS" and sign not in "<>|^`~")


def _is_answer(status: Object, parent_id: str, me: str) -> bool:
    said = Wild(status, "status")
    parent = said.find("in_reply_to_id").identity_or_none()
    return said.find("account", "id").identity_or_none() == me and lasting(parent or "") == lasting(parent_id)


def _text_of(status: Object) -> str:
    return plain_text(Wild(status, "status").find("content").text_or_none() or "")


def _body(parent: Object, parent_id: str, reply: Outgoing, me: str, host: str) -> Object:
    said = Wild(parent, "status")
    visibility = said.find("visibility").raw
    author = said.find("account")
    acct = author.find("acct").line_or_none()
    text = reply.text
    if acct and author.find("id").identity_or_none() != me and not is_mentioned(acct, text, host):
        text = f"@{acct} {text}"
    as_wide = visibility if isinstance(visibility, str) and visibility in _VISIBILITIES else "public"
    body: Object = {
        "status": text,
        "in_reply_to_id": parent_id,
        "visibility": "unlisted" if reply.quiet and as_wide == "public" else as_wide,
    }
    spoiler = said.find("spoiler_text").line_or_none()
    if spoiler:
        body["spoiler_text"] = spoiler
    if reply.lang:
        body["language"] = reply.lang
    return body


def is_mentioned(acct: str, text: str, host: str) -> bool:
    """Tell whether a text mentions an account as its server writes it: name, or name and host."""
    names = {acct.casefold(), f"{acct}@{host}".casefold()} if "@" not in acct else {acct.casefold()}
    return any(found.removeprefix("@").rstrip(".-:").casefold() in names for found in _MENTION.findall(text))


def _sentence(answer: Answer) -> str:
    """Return the server's own sentence about a refusal."""
    try:
        said = Wild(answer.json(), "refusal").find("error").line_or_none()
    except PayloadChanged:
        said = None
    return f"The server refused the answer: {said}" if said else f"The server refused the answer ({answer.status})."
