"""Notices to people, and the messages that carry them out of the house.

A message that waits takes in whatever comes for the same receiver; so a hundred notices become one mail. Whoever adds
to a message and whoever begins to send it lock its row first: nothing is added to what is on its way already.
"""

from __future__ import annotations

import base64
import secrets as chance
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from resonanz.core.errors import Conflict, Misconfigured, NotFound
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.notice import (
    MESSAGE,
    Message,
    MessageId,
    MessageState,
    Notice,
    NoticeId,
    TargetId,
    Told,
    Wishes,
    free_from,
    goes_at,
    next_digest,
)
from resonanz.store.keys import NOTICES, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.receivers import (
    Receiver,
    department_services,
    receivers,
    wishes_of,
)
from resonanz.store.relational.text import storable

_WAITING = MessageState.WAITING.value


class StoredNotices:
    """Tell people by the page, and put what they wish to have elsewhere into messages."""

    def __init__(self, zone: str, *, mails: bool) -> None:
        """Make it; `zone` is that of people who named none, `mails` tells whether there is a mail server."""
        self._zone = zone
        self._mails = mails

    @reachable()
    def tell(self, notice: Notice) -> None:
        """Tell it; with a key once to each."""
        try:
            with transaction.atomic():
                self._tell(notice)
        except IntegrityError:
            # Somebody told the same, or began a message to the same receiver, in this moment: now it is seen.
            with transaction.atomic():
                self._tell(notice)

    def _tell(self, notice: Notice) -> None:
        people = receivers(notice)
        rows = _to_people(notice, [one.person for one in people])
        parcels = [
            _Parcel(receiver, rows[one.person], one.person, target, self._free(one, notice))
            for one in people
            if one.person in rows
            for receiver, target in _ways(one, notice, mails=self._mails)
        ]
        for target in department_services(notice):
            row = _to_service(notice, target)
            if row is not None:
                parcels.append(_Parcel(f"service:{target.pk}", row, None, target.pk, notice.at))
        _put(parcels, notice)

    def _free(self, one: Receiver, notice: Notice) -> datetime:
        return free_from(one.wishes, notice.at, one.zone or self._zone, urgent=notice.urgent)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """Say which notice goes into the message to whom."""

    receiver: str
    notice: int
    person: int | None
    target: int | None
    free: datetime


def _ways(one: Receiver, notice: Notice, *, mails: bool) -> Iterable[tuple[str, int | None]]:
    if mails and one.email and notice.kind in one.wishes.mail:
        yield f"mail:{one.person}", None
    if notice.kind in one.wishes.service:
        yield from ((f"service:{target}", target) for target in one.services)


def _to_people(notice: Notice, people: Sequence[UserId]) -> dict[int, int]:
    """Write the notice for each of them and return its number by person; left out who was told under this key."""
    found: dict[int, int] = {}
    for piece in pieces(people):
        left = set(piece)
        if notice.key:
            told = models.PersonalNotice.objects.filter(person__in=piece, key=notice.key)
            left -= set(told.values_list("person_id", flat=True))
        else:
            same = models.PersonalNotice.objects.filter(
                person__in=piece, event=notice.event, subject=notice.subject, key="", read_at=None
            )
            again = dict(same.values_list("person_id", "pk"))
            models.PersonalNotice.objects.filter(pk__in=again.values()).update(at=notice.at, times=F("times") + 1)
            found |= again
            left -= again.keys()
        rows = [_row(notice, person=person) for person in piece if person in left]
        models.PersonalNotice.objects.bulk_create(rows)
        found |= {row.person_id: row.pk for row in rows if row.person_id is not None}
    return found


def _to_service(notice: Notice, target: models.NoticeTarget) -> int | None:
    told = models.PersonalNotice.objects.filter(target=target)
    if notice.key and told.filter(key=notice.key).exists():
        return None
    row = _row(notice, target=target.pk)
    row.save()
    return row.pk


def _row(notice: Notice, *, person: int | None = None, target: int | None = None) -> models.PersonalNotice:
    return models.PersonalNotice(
        person_id=person,
        target_id=target,
        event=notice.event[:60],
        subject=notice.subject[:200],
        department=notice.department,
        urgent=notice.urgent,
        at=notice.at,
        key=notice.key[:200],
    )


def _put(parcels: Sequence[_Parcel], notice: Notice) -> None:
    """Put notices into the messages that wait, and begin messages where none does."""
    for piece in pieces(parcels):
        names = [one.receiver for one in piece]
        waiting = models.NoticeMessage.objects.select_for_update().filter(receiver__in=names, state=_WAITING)
        there = {row.receiver: row for row in waiting}
        sent = models.NoticeMessage.objects.filter(receiver__in=names, begun_at__isnull=False).order_by()
        last = dict(sent.values("receiver").annotate(last=Max("begun_at")).values_list("receiver", "last"))
        new: list[models.NoticeMessage] = []
        for one in piece:
            at = goes_at(notice.at, last=last.get(one.receiver), free=one.free, urgent=notice.urgent)
            row = there.get(one.receiver)
            if row is None:
                row = there[one.receiver] = _message(one, at, notice.at)
                new.append(row)
            elif notice.urgent and at < row.next_try_at:
                models.NoticeMessage.objects.filter(pk=row.pk).update(next_try_at=at)
        models.NoticeMessage.objects.bulk_create(new)
        through = models.NoticeMessage.notices.through
        through.objects.bulk_create(
            (through(noticemessage_id=there[one.receiver].pk, personalnotice_id=one.notice) for one in piece),
            ignore_conflicts=True,
        )


def _message(one: _Parcel, at: datetime, made_at: datetime, *, digest: bool = False) -> models.NoticeMessage:
    return models.NoticeMessage(
        receiver=one.receiver,
        key=chance.token_hex(16),
        person_id=one.person,
        target_id=one.target,
        digest=digest,
        made_at=made_at,
        next_try_at=at,
    )


class StoredMessageBook:
    """Keep the messages that go out."""

    def __init__(self, secret: str, zone: str, lang: str) -> None:
        """Make it; `zone` and `lang` are those of receivers that named none."""
        self._box = Fernet(base64.urlsafe_b64encode(derive(secret, NOTICES)))
        self._zone = zone
        self._lang = lang

    def seal(self, address: str) -> bytes:
        """Return an address as it may be stored: only this book can open it."""
        return self._box.encrypt(address.encode())

    @reachable()
    def address(self, target: TargetId) -> str:
        """Return where a service is reached."""
        sealed = models.NoticeTarget.objects.filter(pk=target).values_list("sealed", flat=True).first()
        if sealed is None:
            raise NotFound(f"There is no service {target}.")
        try:
            return self._box.decrypt(bytes(sealed)).decode()
        except InvalidToken:
            raise Misconfigured("The service's address was encrypted with another key. Enter it again.") from None

    @reachable()
    def due(self, now: datetime, *, limit: int = 50) -> list[Message]:
        """Return messages that wait and may go now."""
        rows = models.NoticeMessage.objects.select_related("person").filter(state=_WAITING, next_try_at__lte=now)
        return [self._message_of(row) for row in rows.order_by("next_try_at", "pk")[:limit]]

    @reachable()
    def begin(self, message: Message, now: datetime) -> Message | None:
        """Mark it as being sent, and return it with what is in it."""
        with transaction.atomic():
            row = models.NoticeMessage.objects.select_for_update().filter(pk=message.id, state=_WAITING).first()
            if row is None or row.next_try_at > now:
                return None
            lines = _lines(row)
            if self._is_quiet(row, lines, now):
                return None
            useless = row.person is not None and not row.person.is_active
            useless = useless or (row.target_id is None and row.person is not None and not row.person.email)
            if useless or not (lines or row.digest):
                row.state = MessageState.DROPPED.value
            else:
                row.state, row.begun_at, row.tries = MessageState.SENDING.value, now, row.tries + 1
            row.save(update_fields=["state", "begun_at", "tries"])
        return None if row.state == MessageState.DROPPED.value else self._message_of(row, lines)

    def _is_quiet(self, row: models.NoticeMessage, lines: Sequence[Told], now: datetime) -> bool:
        """Move a message out of quiet hours that began, or were wished for, while it waited."""
        if row.person is None or row.digest:
            return False
        zone = row.person.time_zone or self._zone
        urgent = any(one.urgent for one in lines)
        free = free_from(self.wishes(UserId(row.person.pk)), now, zone, urgent=urgent)
        if free > now:
            models.NoticeMessage.objects.filter(pk=row.pk).update(next_try_at=free)
        return free > now

    @reachable()
    def settle(self, message: Message, action: str, *, wait_until: datetime, trouble: str = "") -> None:
        """Store what came of a try."""
        with transaction.atomic():
            after = MESSAGE.after(MessageState.SENDING, action)
            row = models.NoticeMessage.objects.select_for_update().filter(pk=message.id).first()
            if row is None:
                return
            if row.state != MessageState.SENDING.value or row.tries != message.tries:
                raise Conflict("The message is no longer being sent.")
            younger = models.NoticeMessage.objects.filter(receiver=row.receiver, state=_WAITING).first()
            if after is MessageState.WAITING and younger is not None:
                # What came meanwhile waits already; this goes with it, and counts its tries.
                younger.notices.add(*row.notices.values_list("pk", flat=True))
                younger.tries = row.tries
                younger.next_try_at = max(younger.next_try_at, wait_until)
                younger.save(update_fields=["tries", "next_try_at"])
                after = MessageState.DROPPED
            row.state, row.trouble, row.next_try_at = after.value, storable(trouble)[:300], wait_until
            row.save(update_fields=["state", "trouble", "next_try_at"])

    @reachable()
    def recover(self, *, before: datetime) -> int:
        """Say of messages whose sending never ended that they are uncertain."""
        stuck = models.NoticeMessage.objects.filter(state=MessageState.SENDING.value, begun_at__lt=before)
        return stuck.update(state=MessageState.UNCERTAIN.value, trouble="The server ended while this was handed over.")

    @reachable()
    def wishes(self, person: UserId) -> Wishes:
        """Return what somebody wishes."""
        return wishes_of([person]).get(person, Wishes())

    @reachable()
    def digests(self, now: datetime, *, limit: int = 50) -> list[UserId]:
        """Return people whose digest is due, and set the next one."""
        with transaction.atomic():
            rows = models.NoticeWishes.objects.select_for_update(of=("self",)).select_related("person")
            found = list(rows.filter(digest_due__lte=now).order_by("digest_due")[:limit])
            wishes = wishes_of([row.pk for row in found])
            for row in found:
                row.digest_due = next_digest(wishes[row.pk], now, row.person.time_zone or self._zone)
                row.save(update_fields=["digest_due"])
        return [UserId(row.pk) for row in found if row.person.is_active and row.person.email]

    @reachable()
    def queue_digest(self, person: UserId, now: datetime) -> None:
        """Add the message of a digest; while one waits, that is it."""
        parcel = _Parcel(f"digest:{person}", 0, person, None, now)
        try:
            with transaction.atomic():
                _message(parcel, now, now, digest=True).save()
        except IntegrityError:
            return

    @reachable()
    def report(self, target: TargetId, trouble: str, now: datetime) -> None:
        """Store how a service does."""
        row = models.NoticeTarget.objects.filter(pk=target)
        if not trouble:
            row.exclude(trouble="", failing_since=None).update(trouble="", failing_since=None)
            return
        row.filter(failing_since=None).update(failing_since=now)
        row.update(trouble=storable(trouble)[:300])

    @reachable()
    def expire(self, *, before: datetime) -> int:
        """Remove messages that are over and notices that were read or belong to a service."""
        going = (_WAITING, MessageState.SENDING.value)
        over = models.NoticeMessage.objects.filter(made_at__lt=before).exclude(state__in=going)
        seen = models.PersonalNotice.objects.filter(Q(read_at__isnull=False) | Q(person=None), at__lt=before)
        free = seen.exclude(messages__state__in=going)
        return over.delete()[0] + free.delete()[0]

    def _message_of(self, row: models.NoticeMessage, lines: tuple[Told, ...] = ()) -> Message:
        person = row.person
        return Message(
            id=MessageId(row.pk),
            key=row.key,
            person=None if row.person_id is None else UserId(row.person_id),
            target=None if row.target_id is None else TargetId(row.target_id),
            digest=row.digest,
            state=MessageState(row.state),
            tries=row.tries,
            next_try_at=row.next_try_at,
            lines=lines,
            email=person.email if person else "",
            lang=(person.language if person else "") or self._lang,
            zone=(person.time_zone if person else "") or self._zone,
        )


def _lines(row: models.NoticeMessage) -> tuple[Told, ...]:
    """Return what is in a message and was not read on the page meanwhile."""
    return tuple(told(one) for one in row.notices.filter(read_at=None).order_by("-urgent", "-at", "-pk"))


def told(row: models.PersonalNotice) -> Told:
    """Return a row as a line."""
    return Told(
        id=NoticeId(row.pk),
        event=row.event,
        subject=row.subject,
        at=row.at,
        times=row.times,
        urgent=row.urgent,
        department=None if row.department is None else DepartmentId(row.department),
        read=row.read_at is not None,
    )


__all__ = ["StoredMessageBook", "StoredNotices", "told"]
