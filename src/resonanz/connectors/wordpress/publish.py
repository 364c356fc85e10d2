"""Answering below a comment, once for a key, and taking a comment out of public sight or into it.

The one thing a reader would get wrong: WordPress itself refuses the same words of the same account below the same
comment, with `comment_duplicate`. So an answer that was sent twice stands once; what is left to do is to find it. An
answer to a comment that does not stand any more would silently become one to the whole page: hence the look before.
"""

from __future__ import annotations

import html
import unicodedata
from typing import Final
from urllib.parse import quote

from resonanz.connect.contract import (
    CredentialsRejected,
    Env,
    Json,
    Misconfigured,
    Outgoing,
    PayloadChanged,
    Published,
    PublishRefused,
    PublishUncertain,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.markup import plain_text
from resonanz.connect.payload import Wild
from resonanz.connect.times import parse_time
from resonanz.connectors.wordpress.comments import Comment, Comments, id_of, is_held, is_standing
from resonanz.connectors.wordpress.site import Account, Refusal, Site

MAX_LENGTH: Final = 10_000
"""In graphemes; WordPress keeps 65,525 bytes."""

FLOOD_PAUSE: Final = 15.0
"""Seconds between two comments of one address, below which WordPress calls it a flood."""

_DUPLICATE: Final = "comment_duplicate"
_FLOOD: Final = "comment_flood"
_AGAIN: Final = "Approve it first, then answer."


class Desk:
    """Answer and moderate on one site as one account."""

    def __init__(self, site: Site, comments: Comments, env: Env) -> None:
        self._site = site
        self._comments = comments
        self._env = env

    def publish(self, reply: Outgoing, id_: str) -> Published:
        """Answer the comment `id_`; raise PublishRefused, PublishUncertain or what the failure means."""
        me = self._account()
        standing = self._standing(id_, reply.text, me) if reply.repeated else None
        if standing is not None:
            return standing
        parent = self._comments.find(id_)
        if parent is None or not is_standing(parent):
            raise PublishRefused("The comment that is answered does not stand on the site any more.")
        if is_held(parent):
            raise PublishRefused(f"The comment that is answered still waits for approval. {_AGAIN}")
        try:
            answer = self._site.post("/comments", _body(parent, reply.text))
        except TryLater:
            standing = self._standing(id_, reply.text, me)
            if standing is None:
                raise
            return standing
        if isinstance(answer, Refusal):
            return self._refused(answer, id_, reply.text, me)
        try:
            return self._published(Wild(answer.json(), "answer"))
        except PayloadChanged:
            return self._found(id_, reply.text, me, "The site accepted the answer but does not show it: look there.")

    def approve(self, id_: str) -> None:
        """Let everybody read a comment."""
        self._set_status(id_, "approved")

    def hide(self, id_: str) -> None:
        """Take a comment out of public sight; the site keeps it among those that wait."""
        self._set_status(id_, "hold")

    def _set_status(self, id_: str, status: str) -> None:
        self._account()
        answer = self._site.post(f"/comments/{quote(id_, safe='')}", {"status": status})
        if isinstance(answer, Refusal) and not self._has_status(id_, status):
            if answer.code == "rest_comment_invalid_id":
                raise PublishRefused("The comment does not stand on the site any more.")
            raise _meant(answer)

    def _has_status(self, id_: str, status: str) -> bool:
        """Tell whether it is as wished already: then the site refuses to change it, and there is nothing to do."""
        comment = self._comments.find(id_)
        return comment is not None and is_standing(comment) and is_held(comment) == (status == "hold")

    def _account(self) -> Account:
        me = self._site.me()
        if me is None:
            raise Misconfigured("Answering needs a user name and an application password.")
        return me

    def _refused(self, refusal: Refusal, id_: str, text: str, me: Account) -> Published:
        if refusal.code == _DUPLICATE:
            sentence = "The site says that this answer stands there already, but does not show it: look there."
            return self._found(id_, text, me, sentence)
        raise _meant(refusal)

    def _found(self, id_: str, text: str, me: Account, sentence: str) -> Published:
        standing = self._standing(id_, text, me)
        if standing is None:
            raise PublishUncertain(sentence)
        return standing

    def _standing(self, id_: str, text: str, me: Account) -> Published | None:
        """Return our own answer with these words below that comment, if it stands there."""
        words = fingerprint(text)
        for comment in self._comments.page({"parent": id_}).comments:
            said = Wild(comment, "comment")
            content = said.find("content", "rendered").text_or_none() or ""
            if said.find("author").identity_or_none() == me.id and fingerprint(plain_text(content)) == words:
                return self._published(said)
        return None

    def _published(self, said: Wild) -> Published:
        number = id_of(said.raw if isinstance(said.raw, dict) else {})
        if is_held(said.raw if isinstance(said.raw, dict) else {}):
            raise PublishUncertain("The answer itself waits for approval on the site: approve it there.")
        date = said.find("date_gmt").raw
        at = parse_time(f"{date}Z") if isinstance(date, str) else None
        return Published(
            native_id=f"{self._site.name}/{number}",
            url=said.find("link").url(),
            at=at if at is not None and at.tzinfo is not None else self._env.clock.now(),
        )


def fingerprint(text: str) -> str:
    """Return what is left of a text when WordPress has rendered it: letters and digits.

    It turns quotes, dashes and dots, makes `2x3` a product and `:-)` a picture; words and figures stay.
    """
    spoken = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in spoken if unicodedata.category(sign)[0] in "LN" and sign not in "x×dp")


def _body(parent: Comment, text: str) -> dict[str, Json]:
    """Return an answer as WordPress takes it: markup is meant there, so ours is written as text."""
    post = Wild(parent, "comment")["post"].integer()
    return {"post": post, "parent": int(id_of(parent)), "content": html.escape(text, quote=False)}


def _meant(refusal: Refusal) -> SourceTrouble:
    """Return what a refusal of something that was sent means."""
    if refusal.code == _FLOOD:
        return TryLater("The site takes one comment in fifteen seconds.", after=FLOOD_PAUSE)
    if isinstance(refusal.trouble, TryLater | CredentialsRejected) or not refusal.code:
        return refusal.trouble
    sentence = f": {refusal.sentence}" if refusal.sentence else f" ({refusal.code})."
    return PublishRefused(f"The site refuses this{sentence}")
