"""Taking a batch of mentions into cases, in one transaction and few statements.

The order makes it repeatable: what is there already is looked up first, so a batch that comes again adds nothing and
counts nothing. Rows are written a few hundred at a time, because a statement a mention is what makes this slow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from resonanz.core.case import CASE, ENDED, CaseState, moment_of, move_by_joining
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, DepartmentId, MentionId
from resonanz.core.mention import Mention
from resonanz.core.ports import Joining, Opening
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces
from resonanz.store.relational.rows import RANKS
from resonanz.store.relational.text import folded, label_of, subject_of


def take_in(
    openings: Sequence[Opening], joinings: Sequence[Joining], *, follower: str, seq: int, at: datetime
) -> list[CaseId]:
    """Apply a batch and move the mark; return the opened cases. Raise IntegrityError when a thread was just opened."""
    with transaction.atomic():
        _move_mark(follower, seq)
        batch = _Batch(at)
        opened = batch.open(openings)
        batch.join(_join(one.case, one) for one in joinings)
        batch.write()
    return opened


@dataclass(frozen=True, slots=True)
class _Join:
    """Ask that a mention is put into a case."""

    case: CaseId
    said: Mention
    is_reaction: bool
    is_answer: bool
    origin: CaseId | None = None
    """The case of its thread, where another one goes on for it."""


def _join(case: CaseId, asked: Joining | Opening) -> _Join:
    return _Join(case, asked.mention, asked.is_reaction, asked.is_answer)


@dataclass(slots=True)
class _Joined:
    """Hold what a case becomes by a batch."""

    state: CaseState
    changed_at: datetime
    more: int = 0
    woken: bool = False
    """The author spoke: whatever was put off until then is back."""


@dataclass(slots=True)
class _Batch:
    """Gather the rows of a batch, then write them."""

    at: datetime
    mentions: list[models.CaseMention] = field(default_factory=list)
    events: list[models.CaseEvent] = field(default_factory=list)
    joins: list[_Join] = field(default_factory=list)

    def open(self, openings: Sequence[Opening]) -> list[CaseId]:
        """Open a case for each thread that has none; the other mentions join."""
        cases = _cases_of({opening.mention.thread for opening in openings})
        homes = _homes(openings)
        first: dict[MentionId, Opening] = {}
        for opening in openings:
            if opening.mention.thread not in cases and opening.department in homes:
                first.setdefault(opening.mention.thread, opening)
        rows = models.Case.objects.bulk_create(
            _case(opening, homes[opening.department], self.at) for opening in first.values()
        )
        for row, opening in zip(rows, first.values(), strict=True):
            cases[opening.mention.thread] = CaseId(row.pk)
            self._add(
                CaseId(row.pk),
                opening.mention,
                "opened",
                detail=opening.route,
                voice="market",
                department=row.department_id,
                priority=row.priority,
                kind=row.kind,
            )
        self.joins += [
            _join(cases[opening.mention.thread], opening)
            for opening in openings
            if opening.mention.thread in cases and first.get(opening.mention.thread) is not opening
        ]
        return [CaseId(row.pk) for row in rows]

    def join(self, joins: Iterable[_Join]) -> None:
        """Put mentions into cases, each once."""
        self.joins = _survivors([*self.joins, *joins])
        there = {(CaseId(row.case_id), MentionId(row.mention)): row.revision for row in self.mentions}
        there |= _present(self.joins)
        cases = _states({join.case for join in self.joins})
        for join in self.joins:
            place = (join.case, join.said.id)
            if place in there:
                if join.said.revision > there[place]:
                    self._edit(join)
                continue
            there[place] = join.said.revision
            joined = cases[join.case]
            move = move_by_joining(joined.state, is_reaction=join.is_reaction, is_answer=join.is_answer)
            joined.state = CASE.after(joined.state, move) if move else joined.state
            joined.changed_at = max(joined.changed_at, moment_of(join.said, self.at))
            joined.more += 1
            joined.woken = joined.woken or join.is_reaction
            voice = "market" if join.is_reaction else "own"
            self._add(join.case, join.said, move or "joined", origin=join.origin, voice=voice)
        self._update(cases)

    def write(self) -> None:
        """Write what was gathered."""
        models.CaseMention.objects.bulk_create(self.mentions)
        models.CaseEvent.objects.bulk_create(self.events)

    def _add(
        self, case: CaseId, said: Mention, action: str, *, origin: CaseId | None = None, **columns: object
    ) -> None:
        at, reacts = moment_of(said, self.at), action == "react"
        both = {"case_id": case, "mention": said.id, "origin": origin}
        self.mentions.append(models.CaseMention(revision=said.revision, joined_at=at, is_reaction=reacts, **both))
        self.events.append(models.CaseEvent(at=at, action=action, actor_id=None, **both, **columns))

    def _edit(self, join: _Join) -> None:
        """Record that a mention was changed at its source; rare enough for statements of its own."""
        said = join.said
        mine = models.CaseMention.objects.filter(case=join.case, mention=said.id, revision__lt=said.revision)
        if not mine.update(revision=said.revision):
            return
        if models.CaseMention.objects.filter(case=join.case, mention=said.id, forgotten=False).exists():
            # The old words must not stay behind: the author took them back.
            models.Case.objects.filter(pk=join.case, subject_of=said.id).update(**_name(said))
        self.events.append(models.CaseEvent(case_id=join.case, at=self.at, action="edited", mention=said.id))

    def _update(self, cases: dict[CaseId, _Joined]) -> None:
        """Change joined cases; those that change alike share a statement."""
        alike: dict[tuple[CaseState, int, datetime, bool], list[CaseId]] = defaultdict(list)
        for case, joined in cases.items():
            if joined.more:
                alike[joined.state, joined.more, joined.changed_at, joined.woken].append(case)
        for (state, more, changed_at, woken), ids in alike.items():
            for piece in pieces(ids):
                models.Case.objects.filter(pk__in=piece).update(
                    state=state.value,
                    alive=int(state not in ENDED),
                    mention_count=F("mention_count") + more,
                    stale=F("stale") + more,
                    changed_at=changed_at,
                    **({"snoozed_until": None} if woken else {}),
                )


def _move_mark(follower: str, seq: int) -> None:
    """Move the mark forward, never back; its row also keeps two processes from following at once."""
    models.FollowerMark.objects.get_or_create(follower=follower)
    row = models.FollowerMark.objects.select_for_update().get(follower=follower)
    models.FollowerMark.objects.filter(follower=follower).update(seq=max(row.seq, seq))


def _cases_of(threads: set[MentionId]) -> dict[MentionId, CaseId]:
    return {
        MentionId(thread): CaseId(into or number)
        for piece in pieces(list(threads))
        for thread, number, into in models.Case.objects.filter(thread__in=piece).values_list(
            "thread", "pk", "merged_into_id"
        )
    }


def _survivors(joins: Sequence[_Join]) -> list[_Join]:
    """Lead what would join a case that was merged into another to that other one; the cases stay locked."""
    wanted = sorted({join.case for join in joins})
    merged = {
        CaseId(number): CaseId(into)
        for piece in pieces(wanted)
        for number, into in models.Case.objects.select_for_update()
        .filter(pk__in=piece)
        .order_by("pk")
        .values_list("pk", "merged_into_id")
        if into is not None
    }
    by_thread = _origins({join.said.thread for join in joins})
    return [
        replace(join, case=merged.get(join.case, join.case), origin=by_thread.get(join.said.thread)) for join in joins
    ]


def _origins(threads: set[MentionId]) -> dict[MentionId, CaseId]:
    """Return the cases of these threads that were merged into others."""
    return {
        MentionId(thread): CaseId(number)
        for piece in pieces(list(threads))
        for thread, number in models.Case.objects.filter(thread__in=piece, merged_into__isnull=False).values_list(
            "thread", "pk"
        )
    }


def _states(cases: set[CaseId]) -> dict[CaseId, _Joined]:
    """Return the cases that are joined, locked; raise NotFound."""
    found = {
        CaseId(number): _Joined(CaseState(state), changed_at)
        for piece in pieces(sorted(cases))
        for number, state, changed_at in models.Case.objects.select_for_update()
        .filter(pk__in=piece)
        .order_by("pk")
        .values_list("pk", "state", "changed_at")
    }
    if missing := cases - found.keys():
        raise NotFound(f"There is no case {min(missing)}.")
    return found


def _present(joins: Sequence[_Join]) -> dict[tuple[CaseId, MentionId], int]:
    """Return the revision of each asked-for mention that is in a case."""
    mentions = list({join.said.id for join in joins})
    return {
        (CaseId(case), MentionId(mention)): revision
        for piece in pieces(mentions)
        for case, mention, revision in models.CaseMention.objects.filter(mention__in=piece).values_list(
            "case_id", "mention", "revision"
        )
    }


def _homes(openings: Iterable[Opening]) -> dict[DepartmentId, DepartmentId]:
    """Return where the cases of each department go: there, or where the last route leads if it was removed meanwhile.

    A department can be removed while a mention that was routed to it is on its way. That must not stop the follower.
    """
    wanted = {opening.department for opening in openings}
    there = {DepartmentId(each) for each in models.Department.objects.values_list("pk", flat=True)}
    homes = {department: department for department in wanted & there}
    if gone := wanted - there:
        last = models.Route.objects.filter(active=True).order_by("-position").values_list("department_id", flat=True)
        heir = last.first() or min(there, default=None)
        homes |= {department: DepartmentId(heir) for department in gone if heir is not None}
    return homes


def _case(opening: Opening, home: DepartmentId, at: datetime) -> models.Case:
    mention, understood = opening.mention, opening.understood
    return models.Case(
        department_id=home,
        owner_id=None,
        state=CASE.start.value,
        alive=1,
        priority=RANKS[opening.priority],
        subject_of=mention.id,
        channel=mention.channel,
        thread=mention.thread,
        kind=understood.kind.value,
        sentiment=understood.sentiment.value,
        lang=understood.lang.value,
        route=opening.route[:200],
        opened_at=moment_of(mention, at),
        changed_at=moment_of(mention, at),
        mention_count=1,
        **_name(mention),
    )


def _name(mention: Mention) -> dict[str, str]:
    """Return what a case is called after a mention, as columns."""
    subject, author = subject_of(mention), label_of(mention.author)
    return {"subject": subject, "author": author, "folded": folded(subject, author)}
