"""Needs with their evidence, signposts and history.

The one thing a reader would get wrong: who spoke comes in as a name and goes out as a keyed hash, so what was read
here cannot be looked up in a channel. A hash that comes in again stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.need import Evidence, How, Need, NeedEvent, NeedKind, NeedState, Signpost, Standing, voice_of
from resonanz.store.keys import PEOPLE, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.tellings import forget_told, hashed, merge_told, split_told
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import joined, shortened, split, storable
from resonanz.store.relational.wipe import wipe_after_commit

LATELY: Final = timedelta(weeks=4)
"""What growth compares with the same time before."""
COUNTED: Final = ("people", "lines", "recent", "before", "proposed")


class StoredNeedBook:
    """Keep needs; every change is a compare-and-swap."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, PEOPLE)

    @reachable()
    def add(self, need: Need, event: NeedEvent) -> Need:
        """Store a new need with the beginning of its history; return it with its id."""
        _refuse_strangers(need.owner)
        with transaction.atomic():
            row = models.Need.objects.create(created_at=need.created_at, **_columns(need))
            _note(event, row.pk)
        return need_of(row)

    @reachable()
    def load(self, need: NeedId) -> Need:
        """Return one need; raise NotFound."""
        return need_of(_row(need))

    @reachable()
    def alive(self) -> list[Need]:
        """Return every need that was not merged away, oldest first."""
        found = models.Need.objects.exclude(state=NeedState.MERGED.value).order_by("pk")
        return [need_of(row) for row in found]

    @reachable()
    def change(self, before: Need, after: Need, event: NeedEvent) -> None:
        """Store a changed need with its event; raise Conflict if it is no longer as `before`."""
        with transaction.atomic():
            row = _row(before.id, lock=True)
            if after.owner != before.owner:
                _refuse_strangers(after.owner)
            if _told_of(need_of(row)) != _told_of(before):
                raise Conflict(f"Need {before.id} was changed in the meantime.")
            models.Need.objects.filter(pk=row.pk).update(**_columns(after))
            _note(event, row.pk)

    @reachable()
    def note(self, event: NeedEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        _note(event, _row(event.need).pk)

    @reachable()
    def events(self, need: NeedId) -> list[NeedEvent]:
        """Return a need's history, oldest first, with that of the needs that were merged into it."""
        found = models.NeedEvent.objects.filter(need__in=family(need)).order_by("at", "pk")
        return [
            NeedEvent(
                need=NeedId(row.need_id), at=row.at, action=row.action, actor=user_of(row.actor_id),
                detail=row.detail, other=None if row.other is None else NeedId(row.other),
            )
            for row in found
        ]  # fmt: skip

    @reachable()
    def signposts(self, need: NeedId | None = None) -> list[Signpost]:
        """Return the signposts of one need or of all that were not merged away."""
        found = models.NeedSignpost.objects.exclude(need__state=NeedState.MERGED.value).order_by("pk")
        return [
            Signpost(
                need=NeedId(row.need_id), how=How(row.how), value=row.value,
                looked_at=row.looked_at, whole_at=row.whole_at,
            )
            for row in (found if need is None else found.filter(need=need))
        ]  # fmt: skip

    @reachable()
    def put_signpost(self, signpost: Signpost) -> bool:
        """Store a signpost, or how far it was looked for; tell whether it is new. Raise NotFound."""
        _row(signpost.need)
        _found, new = models.NeedSignpost.objects.update_or_create(
            need_id=signpost.need,
            how=signpost.how.value,
            value=signpost.value,
            defaults={"looked_at": signpost.looked_at, "whole_at": signpost.whole_at},
        )
        return new

    @reachable()
    def drop_signpost(self, need: NeedId, how: How, value: str) -> bool:
        """Take a signpost away, what it brought stays; tell whether it was there."""
        gone, _ = models.NeedSignpost.objects.filter(need=need, how=how.value, value=value).delete()
        return bool(gone)

    @reachable()
    def evidence(self, need: NeedId, standing: Standing = Standing.IN, *, limit: int | None = None) -> list[Evidence]:
        """Return the evidence of a need, or its newest pieces, newest said first; a person is a keyed hash."""
        found = models.NeedEvidence.objects.filter(need=need, standing=standing.value)
        return [evidence_of(row) for row in found.order_by("-said_at", "-pk")[:limit]]

    @reachable()
    def known(self, need: NeedId, mentions: Collection[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are in, out or proposed already."""
        found: set[MentionId] = set()
        for piece in pieces(sorted(mentions)):
            rows = models.NeedEvidence.objects.filter(need=need, mention__in=piece)
            found.update(MentionId(one) for one in rows.values_list("mention", flat=True))
        return frozenset(found)

    @reachable()
    def gather(self, evidence: Sequence[Evidence]) -> int:
        """Store what came by itself; what a person took out stays out. Return how many are newly in or proposed."""
        return self._put(evidence, lambda before, now: before is None or (before == "proposed" and now == "in"))

    @reachable()
    def put(self, evidence: Sequence[Evidence]) -> int:
        """Store what a person said of mentions, whatever was said before; return how many changed."""
        return self._put(evidence, lambda before, now: before != now)

    def _put(self, evidence: Sequence[Evidence], applies: Callable[[str | None, str], bool]) -> int:
        changed = 0
        with transaction.atomic():
            for piece in pieces(list({(one.need, one.mention): one for one in evidence}.values())):
                needs = {one.need for one in piece}
                rows = models.NeedEvidence.objects.filter(need__in=needs, mention__in=[one.mention for one in piece])
                known = {(row.need_id, row.mention): row.standing for row in rows}
                news = [one for one in piece if applies(known.get((int(one.need), one.mention)), one.standing.value)]
                models.NeedEvidence.objects.bulk_create(
                    [self._row_of(one) for one in news],
                    update_conflicts=True,
                    unique_fields=["need", "mention"],
                    update_fields=["voice", "channel", "lang", "kind", "topics", "how", "standing", "likeness"],
                )
                changed += len(news)
        return changed

    def _row_of(self, one: Evidence) -> models.NeedEvidence:
        return models.NeedEvidence(
            need_id=one.need,
            mention=one.mention,
            voice=hashed(self._key, voice_of(one)),
            channel=one.channel[:40],
            lang=one.lang[:20],
            kind=one.kind[:20],
            topics=joined(one.topics),
            said_at=one.said_at,
            how=one.how.value,
            standing=one.standing.value,
            likeness=one.likeness,
        )

    @reachable()
    def merge(self, source: NeedId, target: NeedId) -> None:
        """Move evidence, signposts and people told; where both say something of one, the target's word stays."""
        with transaction.atomic():
            there = models.NeedEvidence.objects.filter(need=target).values("mention")
            said = models.NeedEvidence.objects.filter(need=source)
            said.filter(mention__in=there).delete()
            said.update(need=target)
            same = models.NeedSignpost.objects.filter(need=target, how=OuterRef("how"), value=OuterRef("value"))
            posts = models.NeedSignpost.objects.filter(need=source)
            posts.filter(Exists(same)).delete()
            posts.update(need=target)
            merge_told(source, target)
            erased = _row(source, lock=True).erased
            models.Need.objects.filter(pk=target).update(erased=F("erased") + erased)
            models.Need.objects.filter(pk=source).update(erased=0)

    @reachable()
    def split(self, source: NeedId, target: NeedId, mentions: Collection[MentionId]) -> int:
        """Move evidence to another need, and note there who was told already; return how much moved."""
        with transaction.atomic():
            moved = 0
            for piece in pieces(sorted(mentions)):
                rows = models.NeedEvidence.objects.filter(need=source, mention__in=piece)
                moved += rows.update(need=target)
            voices = models.NeedEvidence.objects.filter(need=target).values_list("voice", flat=True)
            split_told(source, target, set(voices))
        return moved

    @reachable()
    def recount(self, now: datetime) -> None:
        """Bring the numbers that lists are ordered by up to date, for every need."""
        inside = Q(standing=Standing.IN.value)
        recent, before = Q(said_at__gte=now - LATELY), Q(said_at__lt=now - LATELY, said_at__gte=now - 2 * LATELY)
        rows = models.NeedEvidence.objects.order_by().values("need")
        counted = rows.annotate(
            people=Count("voice", filter=inside, distinct=True),
            lines=Count("pk", filter=inside),
            recent=Count("voice", filter=inside & recent, distinct=True),
            before=Count("voice", filter=inside & before, distinct=True),
            proposed=Count("pk", filter=Q(standing=Standing.PROPOSED.value)),
        )
        numbers = {int(row["need"]): {name: int(row[name]) for name in COUNTED} for row in counted}
        for need in models.Need.objects.order_by("pk"):
            row = numbers.get(need.pk, dict.fromkeys(COUNTED, 0))
            worked_out = {name: row[name] for name in ("people", "recent", "proposed")}
            worked_out |= {"mentions": row["lines"], "growth": row["recent"] - row["before"]}
            if any(getattr(need, name) != value for name, value in worked_out.items()):
                models.Need.objects.filter(pk=need.pk).update(**worked_out)

    @reachable()
    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop evidence that is these mentions and count it, blank who was told; return how many there were."""
        total = 0
        with transaction.atomic():
            for piece in pieces(list(set(ids))):
                rows = models.NeedEvidence.objects.filter(mention__in=piece)
                lost = rows.filter(standing=Standing.IN.value).order_by().values("need").annotate(many=Count("pk"))
                for row in lost:
                    models.Need.objects.filter(pk=row["need"]).update(erased=F("erased") + row["many"])
                total += rows.delete()[0] + forget_told(piece)
            if total:
                wipe_after_commit()
        return total


def family(need: NeedId) -> list[int]:
    """Return a need and all that were merged into it, directly or through others."""
    found, fresh = {int(need)}, [int(need)]
    while fresh:
        fresh = list(models.Need.objects.filter(into__in=fresh).exclude(pk__in=found).values_list("pk", flat=True))
        found.update(fresh)
    return sorted(found)


def need_of(row: models.Need) -> Need:
    """Return a need."""
    return Need(
        id=NeedId(row.pk),
        title=row.title,
        asked=row.asked,
        kind=NeedKind(row.kind),
        department=None if row.department_id is None else DepartmentId(row.department_id),
        owner=user_of(row.owner_id),
        state=NeedState(row.state),
        planned_for=row.planned_for,
        reason=row.reason,
        into=None if row.into_id is None else NeedId(row.into_id),
        created_at=row.created_at,
        changed_at=row.changed_at,
        decided_at=row.decided_at,
        outcome=NeedState(row.outcome) if row.outcome else None,
        erased=row.erased,
    )


def evidence_of(row: models.NeedEvidence) -> Evidence:
    """Return a piece of evidence."""
    return Evidence(
        need=NeedId(row.need_id),
        mention=MentionId(row.mention),
        person=row.voice,
        channel=row.channel,
        lang=row.lang,
        kind=row.kind,
        topics=split(row.topics),
        said_at=row.said_at,
        how=How(row.how),
        standing=Standing(row.standing),
        likeness=row.likeness,
    )


def _row(need: NeedId, *, lock: bool = False) -> models.Need:
    needs = models.Need.objects.select_for_update() if lock else models.Need.objects
    row = needs.filter(pk=need).first()
    if row is None:
        raise NotFound(f"There is no need {need}.")
    return row


def _refuse_strangers(owner: UserId | None) -> None:
    if owner is not None and not models.User.objects.filter(pk=owner, is_active=True).exists():
        raise NotFound(f"There is nobody with the id {owner} who could own a need.")


def _told_of(need: Need) -> tuple[object, ...]:
    """Return what a person saw of a need; how much was erased meanwhile is nothing that they decide about."""
    return tuple(getattr(need, name) for name in Need.__dataclass_fields__ if name != "erased")


def _columns(need: Need) -> dict[str, object]:
    return {
        "title": shortened(need.title, 200),
        "asked": storable(need.asked),
        "kind": need.kind.value,
        "department_id": need.department,
        "owner_id": need.owner,
        "state": need.state.value,
        "planned_for": need.planned_for,
        "reason": storable(need.reason),
        "into_id": need.into,
        "changed_at": need.changed_at,
        "decided_at": need.decided_at,
        "outcome": need.outcome.value if need.outcome else "",
    }


def _note(event: NeedEvent, need: int) -> None:
    models.NeedEvent.objects.create(
        need_id=need,
        at=event.at,
        action=event.action,
        actor_id=event.actor,
        detail=storable(event.detail),
        other=event.other,
    )
