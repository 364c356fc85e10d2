"""What people of ours wrote about others, so that an erasure reaches it: notes, questions, answers, decisions.

The one thing a reader would get wrong: nobody is looked up by name. What was written is found by the case or the
mention that it is about; only marks that one person alone has are looked for everywhere.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q

from resonanz.core.ids import MentionId
from resonanz.core.reply import REPLY, ReplyState
from resonanz.core.traces import Traces, without, without_marks
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.wipe import wipe_after_commit

Clean = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Paper:
    """Say where people write, and by what that is about somebody."""

    table: type[Model]
    columns: tuple[str, ...]
    case: str = ""
    """The way to the number of the case that it is about."""
    mention: str = ""
    """The way to the mention that it is about; neither: to none in particular."""


PAPERS: Final = (
    Paper(models.CaseEvent, ("detail",), case="case"),
    Paper(models.Reply, ("text", "trouble"), case="case"),
    Paper(models.Inquiry, ("text", "answer"), case="case"),
    Paper(models.TypedDraft, ("text",), case="case"),
    Paper(models.Criticism, ("title", "reason", "change"), case="cases__case"),
    Paper(models.CriticismEvent, ("detail",), case="criticism__cases__case"),
    Paper(models.Incident, ("title", "statement", "review"), case="cases__case"),
    Paper(models.IncidentEvent, ("detail",), case="incident__cases__case"),
    Paper(models.Finding, ("text",), case="incident__cases__case"),
    Paper(models.Need, ("title", "asked", "reason"), mention="evidence__mention"),
    Paper(models.NeedEvent, ("detail",), mention="need__evidence__mention"),
    Paper(models.Telling, ("texts",), mention="people__mention"),
    Paper(models.KnownAnswer, ("title", "asked", "german", "english", "folded"), mention="examples__mention"),
    Paper(models.AnswerVersion, ("title", "asked", "german", "english"), mention="answer__examples__mention"),
    Paper(models.AnswerProposal, ("words",), mention="asked__mention"),
    Paper(models.Initiative, ("title", "plan", "reason", "taught", "folded")),
    Paper(models.InitiativeEvent, ("detail",)),
    Paper(models.Annotation, ("text",)),
)
JSON: Final = frozenset({(models.Telling, "texts"), (models.Initiative, "plan")})
"""Columns that hold JSON, in which letters may be written as numbers."""
INSIDE: Final = ("note", "ask", "tell")
"""Lines of a case's history that are words within the house."""


class StoredPapers:
    """Reach what was written."""

    @reachable()
    def blot(self, traces: Sequence[Traces]) -> int:
        """Take out of what was written around these mentions who said them and what they said."""
        known = {one.mention: one for one in traces}
        with transaction.atomic():
            cases, mentions = _cases(known), {one.mention: [one] for one in traces}
            changed = sum(_blot(paper, cases if paper.case else mentions) for paper in PAPERS)
            changed += sum(_empty(piece) for piece in pieces(sorted(cases.keys() - _with_others(cases, known))))
            if changed:
                wipe_after_commit()
        return changed

    @reachable()
    def blot_marks(self, marks: Collection[str]) -> int:
        """Take these marks out of everything that was written, whatever it is about."""
        wanted = sorted(marks)
        if not wanted:
            return 0
        with transaction.atomic():
            changed = sum(_blot_marks(paper, wanted) for paper in PAPERS)
            if changed:
                wipe_after_commit()
        return changed


def _cases(known: Mapping[MentionId, Traces]) -> dict[int, list[Traces]]:
    """Return the cases that these mentions are in, with what is to be taken out of each."""
    found: defaultdict[int, list[Traces]] = defaultdict(list)
    for piece in pieces(list(known)):
        for case, mention in models.CaseMention.objects.filter(mention__in=piece).values_list("case_id", "mention"):
            found[case].append(known[MentionId(mention)])
    return dict(found)


def _with_others(cases: Collection[int], known: Collection[MentionId]) -> set[int]:
    """Return the cases in which anybody but us and whoever said these mentions spoke."""
    ours = models.CaseEvent.objects.filter(case=OuterRef("case"), mention=OuterRef("mention"), voice="own")
    left = models.CaseMention.objects.filter(~Exists(ours), forgotten=False)
    return {
        case
        for piece in pieces(sorted(cases))
        for case, mention in left.filter(case__in=piece).values_list("case_id", "mention")
        if mention not in known
    }


def _empty(cases: Sequence[int]) -> int:
    """Empty what was written within the house of cases that were about nobody else."""
    events = models.CaseEvent.objects.filter(case__in=cases, action__in=INSIDE).exclude(detail="")
    asked = models.Inquiry.objects.filter(case__in=cases).exclude(text="", answer="")
    drafts, _ = models.TypedDraft.objects.filter(case__in=cases).delete()
    return events.update(detail="") + asked.update(text="", answer="") + drafts


def _blot(paper: Paper, around: Mapping[Any, list[Traces]]) -> int:
    """Clean what is about these cases or mentions."""
    way, rows = paper.case or paper.mention, paper.table._default_manager.all()  # noqa: SLF001  a table's manager
    if not way:
        return 0
    about: defaultdict[int, list[Traces]] = defaultdict(list)
    for piece in pieces(list(around)):
        for number, place in rows.filter(**{f"{way}__in": piece}).values_list("pk", way).distinct():
            about[number] += around.get(place, ())
    return sum(
        _clean(row, paper, partial(without, traces=about[row.pk]))
        for piece in pieces(sorted(about))
        for row in rows.filter(pk__in=piece)
    )


def _blot_marks(paper: Paper, marks: Sequence[str]) -> int:
    holding = Q()
    for column in paper.columns:
        for mark in marks:
            holding |= Q(**{f"{column}__icontains": mark}) | Q(**{f"{column}__icontains": json.dumps(mark)[1:-1]})
    rows = paper.table._default_manager.filter(holding)  # noqa: SLF001  a table's manager
    return sum(_clean(row, paper, partial(without_marks, marks=marks)) for row in rows)


def _clean(row: Model, paper: Paper, clean: Clean) -> bool:
    """Store what is left of a row's texts; tell whether that is less."""
    if isinstance(row, models.Reply) and row.state == ReplyState.SENDING.value:
        return False  # it is leaving: the outbox compares what stands in the channel with what it sends
    fields = [column for column in paper.columns if _cleaned(row, column, clean)]
    if not fields:
        return False
    if isinstance(row, models.Reply) and ReplyState(row.state) in REPLY.moves["edit"][0]:
        # Approved was another text.
        row.state, row.approved_by = ReplyState.DRAFT.value, None
        fields += ["state", "approved_by"]
    row.save(update_fields=fields)
    return True


def _cleaned(row: Model, column: str, clean: Clean) -> bool:
    before = getattr(row, column)
    if (type(row), column) in JSON:
        after = json.dumps(_inside(json.loads(before), clean)) if before else before
    else:
        after = clean(before)
    setattr(row, column, after)
    return bool(after != before)


def _inside(value: object, clean: Clean) -> object:
    """Return a value of JSON with its texts cleaned; the names of things stay."""
    match value:
        case str():
            return clean(value)
        case list():
            return [_inside(one, clean) for one in value]
        case dict():
            return {name: _inside(one, clean) for name, one in value.items()}
        case _:
            return value
