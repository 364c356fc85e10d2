"""Rounds of telling people back, and the list on which each person stands once for each need and each criticism.

The one thing a reader would get wrong: the constraints `told_once` are what makes it once; nobody leaves the list.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId, NeedId, ReplyId, UserId
from resonanz.core.reply import ReplyState
from resonanz.core.telling import (
    ALIVE,
    SAYS,
    About,
    Matter,
    PersonState,
    Telling,
    TellingState,
    Told,
    Why,
)
from resonanz.store.keys import PEOPLE, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import storable

_AGAIN: Final = (PersonState.CANNOT.value, PersonState.LEFT.value)
"""Who is planned again in a new round."""
_ABOUT: Final[Mapping[Matter, type[models.Need | models.Criticism]]] = {
    Matter.NEED: models.Need,
    Matter.CRITICISM: models.Criticism,
}
_FURTHEST: Final = (
    PersonState.TOLD, PersonState.HANDED, PersonState.UNCERTAIN, PersonState.REFUSED,
    PersonState.WAITING, PersonState.LEFT, PersonState.CANNOT,
)  # fmt: skip


class StoredTellingBook:
    """Keep rounds; every change is a compare-and-swap."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, PEOPLE)

    @reachable()
    def add(self, telling: Telling) -> Telling:
        """Store a new round; return it with its id. Raise Conflict while the same has one that is alive."""
        try:
            with transaction.atomic():
                row = models.Telling.objects.create(created_at=telling.created_at, **_columns(telling))
        except IntegrityError:
            if not _ABOUT[telling.about.matter].objects.filter(pk=telling.about.number).exists():
                raise NotFound(f"There is no {telling.about.matter} {telling.about.number}.") from None
            raise Conflict("People are being told of this already.") from None
        return telling_of(row)

    @reachable()
    def load(self, telling: int) -> Telling:
        """Return one round; raise NotFound."""
        return telling_of(_row(telling))

    @reachable()
    def of(self, about: About) -> list[Telling]:
        """Return the rounds of a need or a criticism, oldest first."""
        return [telling_of(row) for row in models.Telling.objects.filter(**place_of(about)).order_by("pk")]

    @reachable()
    def running(self) -> list[Telling]:
        """Return the rounds that are running, oldest first."""
        found = models.Telling.objects.filter(state=TellingState.RUNNING.value).order_by("pk")
        return [telling_of(row) for row in found]

    @reachable()
    def change(self, before: Telling, after: Telling) -> None:
        """Store a changed round; raise Conflict if it is no longer as `before`."""
        with transaction.atomic():
            if telling_of(_row(before.id, lock=True)) != before:
                raise Conflict("This telling was changed in the meantime.")
            models.Telling.objects.filter(pk=before.id).update(**_columns(after))

    @reachable()
    def enlist(self, people: Sequence[Told]) -> int:
        """Put people on their list; return how many are newly planned."""
        planned = 0
        with transaction.atomic():
            for piece in pieces([self._row_of(one) for one in people]):
                found = models.Told.objects.filter(person__in=[row.person for row in piece])
                known = {_line(row): row for row in found}
                fresh = {}
                for row in piece:
                    before = known.get(_line(row))
                    if before is None:
                        fresh[_line(row)] = row
                    elif before.state in _AGAIN:
                        _plan_again(before, row)
                        planned += 1
                models.Told.objects.bulk_create(fresh.values())
                planned += len(fresh)
        return planned

    def _row_of(self, one: Told) -> models.Told:
        return models.Told(
            telling_id=one.telling, person=self.named(one.person), mention=one.mention, channel=one.channel[:40],
            lang=one.lang[:20], key=one.key, **_columns_of(one.about), **_became(one),
        )  # fmt: skip

    @reachable()
    def people(self, about: About) -> list[Told]:
        """Return everybody on a list, in the order they came."""
        return [told_of(row) for row in models.Told.objects.filter(**place_of(about)).order_by("pk")]

    @reachable()
    def waiting(self, telling: int, channel: str, *, limit: int = 1) -> list[Told]:
        """Return who waits for their turn in a channel, first come first."""
        found = models.Told.objects.filter(telling=telling, state=PersonState.WAITING.value, channel=channel)
        return [told_of(row) for row in found.order_by("pk")[:limit]]

    @reachable()
    def channels_waiting(self, telling: int) -> list[str]:
        """Return the channels in which anybody waits."""
        found = models.Told.objects.filter(telling=telling, state=PersonState.WAITING.value)
        return sorted(found.order_by().values_list("channel", flat=True).distinct())

    @reachable()
    def on_the_way(self, telling: int) -> bool:
        """Say whether anybody's answer of a round was handed out and has not arrived yet."""
        return models.Told.objects.filter(telling=telling, state=PersonState.HANDED.value).exists()

    @reachable()
    def last_handed(self, channel: str) -> datetime | None:
        """Return when an answer was last handed out in a channel, of whatever round."""
        found: datetime | None = models.Told.objects.filter(channel=channel).aggregate(last=Max("handed_at"))["last"]
        return found

    @reachable()
    def change_person(self, before: Told, after: Told) -> None:
        """Store what became of a person; raise Conflict if it is no longer as `before`."""
        same = models.Told.objects.filter(pk=before.id, state=before.state.value, reply=before.reply)
        if not same.update(**_became(after)):
            raise Conflict("This person was told or left out in the meantime.")

    @reachable()
    def handed(self) -> list[tuple[Told, ReplyState, str]]:
        """Return who was handed out but whose line does not say yet what the reply says, with its state and trouble."""
        behind = Q()
        for state, said in SAYS.items():
            behind |= Q(reply__state=state.value) & ~Q(state=said.value)
        found = models.Told.objects.filter(behind, reply__isnull=False).select_related("reply").order_by("pk")
        return [(told_of(row), ReplyState(row.reply.state), row.reply.trouble) for row in found if row.reply]

    @reachable()
    def leave(self, telling: int, at: datetime) -> int:
        """Take everybody of a round who still waits out of it; return how many."""
        waiting = models.Told.objects.filter(telling=telling, state=PersonState.WAITING.value)
        return waiting.update(state=PersonState.LEFT.value, settled_at=at)

    @reachable()
    def unwanted(self, people: Iterable[str]) -> frozenset[str]:
        """Return which of these people asked not to be told; both named as `person_of` does."""
        names = {self.named(person): person for person in people}
        found: set[str] = set()
        for piece in pieces(sorted(names)):
            rows = models.NotToBeTold.objects.filter(pk__in=piece)
            found.update(names[row.person] for row in rows)
        return frozenset(found)

    @reachable()
    def refuse(self, person_line: int, at: datetime) -> None:
        """Note for good that a person on a list does not want to be told, of whatever; raise NotFound."""
        row = models.Told.objects.filter(pk=person_line).first()
        if row is None:
            raise NotFound("There is nobody of that number on the list.")
        with transaction.atomic():
            models.NotToBeTold.objects.get_or_create(person=row.person, defaults={"at": at})
            models.Told.objects.filter(person=row.person, state=PersonState.WAITING.value).update(
                state=PersonState.CANNOT.value, why=Why.NOT_WANTED.value, settled_at=at
            )

    @reachable()
    def tells(self, key: str) -> bool:
        """Say whether a reply's key is that of somebody on a list: one of many who are told the same."""
        return models.Told.objects.filter(key=key).exists()

    def named(self, person: str) -> str:
        """Return how a person is called on these lists."""
        return hashed(self._key, person)

    @reachable()
    def told_already(self, told: Told, text: str) -> ReplyId | None:
        """Return the answer by which a person of a list was told this very text, of whatever."""
        reached = [state.value for state in (PersonState.HANDED, PersonState.TOLD, PersonState.UNCERTAIN)]
        rows = models.Told.objects.filter(person=told.person, state__in=reached, reply__text=storable(text))
        found = rows.order_by("pk").values_list("reply_id", flat=True).first()
        return None if found is None else ReplyId(found)

    @reachable()
    def reply_of(self, key: str) -> ReplyId | None:
        """Return the reply of that key, if it was stored before a process died."""
        found = models.Reply.objects.filter(key=key).values_list("pk", flat=True).first()
        return None if found is None else ReplyId(found)


def hashed(key: bytes, voice: str) -> str:
    """Return the keyed hash of a voice; one that is hashed already as it is, an unnamed one still known as unnamed."""
    if voice.startswith(("#", "?#")):
        return voice
    mark = "?#" if voice.startswith("?") else "#"
    return mark + hmac.new(key, voice.encode("utf-8", "replace"), "sha256").hexdigest()[:60]


def merge_told(source: NeedId, target: NeedId) -> None:
    """Bring the list of one need into another's; of one person on both, the line that got further stays."""
    there = {row.person: row for row in models.Told.objects.filter(need=target)}
    for row in models.Told.objects.filter(need=source):
        other = there.get(row.person)
        if other is not None:
            further, other = sorted((row, other), key=_distance)
            other.delete()
            if further.need_id == int(target):
                continue
        models.Told.objects.filter(pk=row.pk).update(need=target)
    models.Telling.objects.filter(need=source).update(need=target)


def split_told(source: NeedId, target: NeedId, voices: Collection[str]) -> None:
    """Put whoever of these was told of one need on the other's list too, so that nobody is told of it twice."""
    behind = [PersonState.TOLD.value, PersonState.HANDED.value, PersonState.UNCERTAIN.value]
    for row in models.Told.objects.filter(need=source, person__in=voices, state__in=behind):
        row.pk, row.need_id = None, int(target)
        row.save(force_insert=True)


def forget_told(ids: Sequence[MentionId]) -> int:
    """Blank which mentions were answered, of who was told; return how many lines."""
    found = models.Told.objects.filter(mention__in=ids)
    waiting = found.filter(state=PersonState.WAITING.value)
    waiting.update(state=PersonState.CANNOT.value, why=Why.ERASED.value)
    return found.update(mention=None)


def telling_of(row: models.Telling) -> Telling:
    """Return a round."""
    return Telling(
        id=row.pk,
        about=about_of(row),
        texts=dict(json.loads(row.texts)),
        state=TellingState(row.state),
        author=UserId(row.author_id),
        approved_by=user_of(row.approved_by_id),
        needs_four_eyes=row.needs_four_eyes,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def told_of(row: models.Told) -> Told:
    """Return a person of a list."""
    return Told(
        id=row.pk,
        about=about_of(row),
        telling=row.telling_id,
        person=row.person,
        mention=None if row.mention is None else MentionId(row.mention),
        channel=row.channel,
        lang=row.lang,
        key=row.key,
        state=PersonState(row.state),
        why=Why(row.why) if row.why else None,
        reply=None if row.reply_id is None else ReplyId(row.reply_id),
        handed_at=row.handed_at,
        settled_at=row.settled_at,
        trouble=row.trouble,
    )


def place_of(about: About) -> dict[str, int]:
    """Return by which column, with which value, rows of a need or a criticism are found."""
    return {about.matter.value: about.number}


def about_of(row: models.Telling | models.Told) -> About:
    """Return what a round or a line of a list is about."""
    if row.need_id is not None:
        return About(Matter.NEED, row.need_id)
    return About(Matter.CRITICISM, row.criticism_id or 0)


def _line(row: models.Told) -> tuple[About, str]:
    return about_of(row), row.person


def _columns_of(about: About) -> dict[str, int | None]:
    return {f"{matter.value}_id": about.number if matter is about.matter else None for matter in Matter}


def _distance(row: models.Told) -> int:
    return _FURTHEST.index(PersonState(row.state))


def _plan_again(before: models.Told, now: models.Told) -> None:
    for name in ("telling_id", "mention", "channel", "lang", "key", "state", "why", "reply_id", "handed_at",
                 "settled_at", "trouble"):  # fmt: skip
        setattr(before, name, getattr(now, name))
    before.save()


def _row(telling: int, *, lock: bool = False) -> models.Telling:
    tellings = models.Telling.objects.select_for_update() if lock else models.Telling.objects
    row = tellings.filter(pk=telling).first()
    if row is None:
        raise NotFound(f"There is no telling {telling}.")
    return row


def _columns(telling: Telling) -> dict[str, object]:
    return {
        **_columns_of(telling.about),
        "texts": json.dumps([[lang, storable(text)] for lang, text in telling.texts.items()]),
        "state": telling.state.value,
        "alive": int(telling.state in ALIVE),
        "author_id": telling.author,
        "approved_by_id": telling.approved_by,
        "needs_four_eyes": telling.needs_four_eyes,
        "changed_at": telling.changed_at,
    }


def _became(one: Told) -> dict[str, object]:
    return {
        "state": one.state.value,
        "why": one.why.value if one.why else "",
        "reply_id": one.reply,
        "handed_at": one.handed_at,
        "settled_at": one.settled_at,
        "trouble": storable(one.trouble),
    }
