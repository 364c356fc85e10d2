"""The answers library: answers, versions, examples, uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import AnswerId, CaseId, DepartmentId, MentionId, UserId
from resonanz.core.ready_answers import AnswerUse, OwnPlaceholder, ReadyAnswer
from resonanz.core.reply import ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import storable


class StoredLibrary:
    """Keep the answers library; every change is a compare-and-swap."""

    @reachable()
    def add(self, answer: ReadyAnswer, by: UserId | None) -> ReadyAnswer:
        """Store a new answer with its first version; return it with its id.

        Raise NotFound when its department or owner does not exist.
        """
        refuse_strangers(answer.department, answer.owner)
        with transaction.atomic():
            row = models.KnownAnswer.objects.create(**_columns(answer))
            _keep_version(row.pk, answer, by)
        return answer_of(row)

    @reachable()
    def load(self, answer: AnswerId) -> ReadyAnswer:
        """Return one answer; raise NotFound."""
        return answer_of(_row(answer))

    @reachable()
    def offered(self) -> list[ReadyAnswer]:
        """Return the answers that are not retired."""
        return [answer_of(row) for row in models.KnownAnswer.objects.filter(retired=False).order_by("pk")]

    @reachable()
    def change(self, before: ReadyAnswer, after: ReadyAnswer, by: UserId | None) -> None:
        """Store a changed answer; raise Conflict if it is no longer as `before`, NotFound as `add` does."""
        refuse_strangers(
            after.department if after.department != before.department else None,
            after.owner if after.owner != before.owner else None,
        )
        with transaction.atomic():
            row = _row(before.id, lock=True)
            if answer_of(row) != before:
                raise Conflict(f"Answer {before.id} was changed in the meantime.")
            models.KnownAnswer.objects.filter(pk=row.pk).update(**_columns(after))
            if after.version > before.version:
                _keep_version(row.pk, after, by)

    @reachable()
    def version(self, answer: AnswerId, number: int) -> ReadyAnswer:
        """Return an answer with the title and the words of one of its versions; raise NotFound."""
        row = models.AnswerVersion.objects.filter(answer=answer, version=number).first()
        if row is None:
            raise NotFound("There is no such version.")
        now = self.load(answer)
        return replace(now, title=row.title, asked=row.asked, german=row.german, english=row.english, version=number)

    @reachable()
    def use(self, use: AnswerUse) -> bool:
        """Remember that an answer was used, once a reply; tell whether that was new."""
        _row(use.answer)
        try:
            with transaction.atomic():
                models.AnswerUsage.objects.create(
                    answer_id=use.answer, version=use.version, reply_id=use.reply, at=use.at, by_id=use.by
                )
        except IntegrityError:
            return False
        self.learn(use.answer, [use.mention])
        return True

    @reachable()
    def learn(self, answer: AnswerId, mentions: Sequence[MentionId]) -> None:
        """Remember what was asked where this answers; the same again changes nothing."""
        models.AnswerExample.objects.bulk_create(
            [models.AnswerExample(answer_id=answer, mention=one) for one in dict.fromkeys(mentions)],
            ignore_conflicts=True,
        )

    @reachable()
    def examples(self, answers: Iterable[AnswerId], *, each: int = 5) -> Mapping[AnswerId, list[MentionId]]:
        """Return the latest of what each was an answer to."""
        found: defaultdict[AnswerId, list[MentionId]] = defaultdict(list)
        for piece in pieces(list(answers)):
            rows = models.AnswerExample.objects.filter(answer__in=piece).order_by("-pk")
            for number, mention in rows.values_list("answer_id", "mention").iterator():
                if len(found[AnswerId(number)]) < each:
                    found[AnswerId(number)].append(MentionId(mention))
        return dict(found)

    @reachable()
    def own_places(self) -> list[OwnPlaceholder]:
        """Return the company's own placeholders by name."""
        return [
            OwnPlaceholder(name=row.name, german=row.german, english=row.english)
            for row in models.AnswerPlaceholder.objects.order_by("name")
        ]

    @reachable()
    def answered(self, *, limit: int) -> list[tuple[MentionId, str, CaseId]]:
        """Return what was answered from here with the answer's text and its case, the latest sent first."""
        sent = models.Reply.objects.filter(state=ReplyState.SENT.value).order_by("-pk")
        return [
            (MentionId(to), text, CaseId(case))
            for to, text, case in sent.values_list("reply_to", "text", "case_id")[:limit]
        ]


def refuse_strangers(department: DepartmentId | None, owner: UserId | None) -> None:
    """Raise NotFound for a department that does not exist, or a person who does not work here (any more)."""
    if department is not None and not models.Department.objects.filter(pk=department).exists():
        raise NotFound(f"There is no department {department}.")
    if owner is not None and not models.User.objects.filter(pk=owner, is_active=True).exists():
        raise NotFound(f"There is no person {owner}.")


def answer_of(row: models.KnownAnswer) -> ReadyAnswer:
    """Return an answer of the library."""
    return ReadyAnswer(
        id=AnswerId(row.pk),
        department=None if row.department_id is None else DepartmentId(row.department_id),
        title=row.title,
        asked=row.asked,
        german=row.german,
        english=row.english,
        owner=user_of(row.owner_id),
        confirm_by=row.confirm_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=user_of(row.confirmed_by_id),
        version=row.version,
        retired=row.retired,
        changed_at=row.changed_at,
    )


def _columns(answer: ReadyAnswer) -> dict[str, Any]:
    words = {name: storable(getattr(answer, name)) for name in ("title", "asked", "german", "english")}
    return {
        **words,
        "folded": "\n".join(words.values()).casefold(),
        "department_id": answer.department,
        "owner_id": answer.owner,
        "confirm_by": answer.confirm_by,
        "confirmed_at": answer.confirmed_at,
        "confirmed_by_id": answer.confirmed_by,
        "version": answer.version,
        "retired": answer.retired,
        "changed_at": answer.changed_at,
    }


def _keep_version(row: int, answer: ReadyAnswer, by: UserId | None) -> None:
    words = {name: storable(getattr(answer, name)) for name in ("title", "asked", "german", "english")}
    models.AnswerVersion.objects.create(answer_id=row, version=answer.version, at=answer.changed_at, by_id=by, **words)


def _row(answer: AnswerId, *, lock: bool = False) -> models.KnownAnswer:
    rows = models.KnownAnswer.objects.select_for_update() if lock else models.KnownAnswer.objects
    found = rows.filter(pk=answer).first()
    if found is None:
        raise NotFound(f"There is no answer {answer}.")
    return found
