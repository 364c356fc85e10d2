"""Answering a mail, once for a key, over two servers that know nothing of each other.

The one thing a reader would get wrong: what makes it once. A copy goes among what was sent *before* the mail is handed
in, marked as a draft, and the mark is taken off after it was taken. So a process that dies leaves a trace: no copy
means that nothing was sent, a copy without the mark that it was, and only a copy with the mark, the moment in
between, leaves nobody knowing. Then a person looks, rather than a customer getting the same answer twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from resonanz.connect.contract import (
    Env,
    Misconfigured,
    Outgoing,
    Published,
    PublishRefused,
    PublishUncertain,
    SourceGone,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.payload import Wild
from resonanz.connect.times import heard_time, parse_time
from resonanz.connectors.email.compose import composed, quotation
from resonanz.connectors.email.ids import our_message_id, place_of
from resonanz.connectors.email.imap import LARGEST, Mailbox
from resonanz.connectors.email.normalise import author_of, recipient_of
from resonanz.connectors.email.parts import payload_of
from resonanz.connectors.email.quoting import own_words
from resonanz.connectors.email.settings import Door, Wishes, is_address
from resonanz.connectors.email.smtp import Submission

MAX_LENGTH: Final = 50_000
"""Graphemes; longer than anybody answers."""
MOST_FOLDERS: Final = 60
_ON_ITS_WAY: Final = "\\Draft"


class Publisher:
    """Answer from one mailbox."""

    def __init__(self, wishes: Wishes, door: Door, env: Env) -> None:
        self._wishes = wishes
        self._door = door
        self._env = env

    def publish(self, reply: Outgoing) -> Published:
        """Send an answer; raise PublishRefused, PublishUncertain or what the servers' failure means."""
        message_id = our_message_id(reply.key, self._wishes.address)
        with Mailbox(self._wishes, self._env) as box:
            sent = box.sent()
            if sent is None:
                raise Misconfigured("The server names no folder for what was sent: name it in the settings.")
            standing = self._standing(box, sent, message_id) if reply.repeated else None
            if standing is not None:
                return standing
            answered = found_mail(box, reply.reply_to, self._wishes)
            if answered is None:
                raise PublishRefused("The mail that is answered is no longer in the mailbox.")
            mail = self._written(reply, answered, message_id)
            self._hand_in(box, sent, mail, message_id)
        return Published(native_id=message_id, url=None, at=self._env.clock.now())

    def _written(self, reply: Outgoing, answered: bytes, message_id: str) -> tuple[str, bytes]:
        """Return the recipient and the mail."""
        said = Wild(payload_of(answered, folder="", uid=0, received="", sent=False, cut=False))
        headers = {name: value for name, value in _object(said["headers"]).items() if isinstance(value, str)}
        to = recipient_of(headers)
        if not is_address(to):
            raise PublishRefused("Nobody can tell where an answer to this mail would go: it names no usable address.")
        if to.lower() == self._wishes.address.lower():
            raise PublishRefused("The answer would go to this mailbox itself: the mail names no other sender.")
        now = self._env.clock.now()
        if self._wishes.quote:
            at = heard_time(headers.get("date", ""), seen_at=now)
            author = author_of(headers, own=self._wishes.address)
            who = (author.name or author.handle if author else None) or to
            quoted = quotation(own_words(said.find("text").text_or_none() or ""), who=who, at=at, lang=reply.lang)
            reply = replace(reply, text=f"{reply.text.rstrip()}\n\n{quoted}")
        mail = composed(reply, headers, to=to, message_id=message_id, wishes=self._wishes, at=now)
        return to, mail

    def _hand_in(self, box: Mailbox, sent: str, written: tuple[str, bytes], message_id: str) -> None:
        to, mail = written
        with Submission(self._wishes, self._door, self._env) as submission:
            submission.address(self._wishes.address, to)
            box.open(sent, writing=True)
            copy = box.append(sent, mail, f"(\\Seen {_ON_ITS_WAY})")
            try:
                submission.send(mail)
            except (PublishRefused, TryLater):
                self._withdraw(box, sent, message_id)
                raise
            # From here on it was sent: a mailbox in trouble leaves the mark, which costs a look, never a second mail.
            with suppress(SourceTrouble):
                self._settle(box, sent, message_id, copy)

    def _settle(self, box: Mailbox, sent: str, message_id: str, copy: int | None) -> None:
        """Take the mark off the copy, at once: whoever dies before leaves a person to look."""
        if copy is not None:
            box.mark([copy], _ON_ITS_WAY, on=False)
        if copy is not None and not self._wishes.server_keeps_sent:
            return
        box.open(sent, writing=True)
        copies = box.named(message_id)
        ours = [copy] if copy is not None else copies[:1]
        if self._wishes.server_keeps_sent and len(copies) > 1:
            for uid in ours:
                box.remove(uid)
        else:
            box.mark(copies, _ON_ITS_WAY, on=False)

    def _withdraw(self, box: Mailbox, sent: str, message_id: str) -> None:
        """Remove the copy of what the server did not take; if that fails, a person must look before the next try."""
        try:
            box.open(sent, writing=True)
            for uid in box.named(message_id):
                box.remove(uid)
        except SourceTrouble:
            raise PublishUncertain(
                "The mail was refused, but its copy among what was sent could not be removed: delete it there."
            ) from None

    def _standing(self, box: Mailbox, sent: str, message_id: str) -> Published | None:
        """Return our answer if an earlier try sent it; raise PublishUncertain where nobody can tell."""
        box.open(sent)
        copies = [one for one in box.outlines(box.named(message_id)) if "\\deleted" not in one.flags]
        if not copies:
            return None
        done = [one for one in copies if _ON_ITS_WAY.lower() not in one.flags]
        if not done:
            raise PublishUncertain(
                f"Resonanz ended in the moment of sending. A copy lies in the folder {sent}, marked as a draft: "
                "look whether the recipient has it."
            )
        at = parse_time(done[0].received)
        return Published(
            native_id=message_id, url=None, at=at if at is not None and at.tzinfo is not None else self._env.clock.now()
        )


def found_mail(box: Mailbox, native_id: str, wishes: Wishes) -> bytes | None:
    """Return the mail with this id, wherever in the mailbox a person has moved it; None where it is gone."""
    place = place_of(native_id)
    if place is not None:
        name, validity, uid = place
        try:
            same = box.open(name).validity == validity
        except SourceGone:
            return None
        return _mail(box, [uid]) if same else None
    for name in _folders(box, wishes):
        try:
            box.open(name)
        except SourceGone:
            continue
        mail = _mail(box, box.named(native_id)[:1])
        if mail is not None:
            return mail
    return None


def _mail(box: Mailbox, uids: list[int]) -> bytes | None:
    outlines = box.outlines(uids)
    if not outlines:
        return None
    return next(iter(box.mails([outlines[0].uid], whole=outlines[0].size <= LARGEST).values()), None)


def _folders(box: Mailbox, wishes: Wishes) -> Iterator[str]:
    """Yield where a mail may lie: the folders that are read, then all others."""
    yield from wishes.folders
    for name in list(box.folders())[:MOST_FOLDERS]:
        if name not in wishes.folders:
            yield name


def _object(said: Wild) -> dict[str, object]:
    return dict(said.raw) if isinstance(said.raw, dict) else {}
