"""The lines of an inbox: each is rendered once for everybody who sees the same.

Fifty lines are most of what the page costs, and people who work side by side look at the same ones. A line is kept
under everything that it shows and nothing else: whoever is to see a word more or less has another line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from resonanz.core.case import CaseState
from resonanz.core.ids import DepartmentId
from resonanz.core.understood import Priority
from resonanz.store.relational.views import CaseRow
from resonanz.web import due, tags, words

KEPT: Final = 5_000
"""Lines, of some 3 kB each."""
Marked = tuple[tuple[str, str], ...]
"""Codes with their words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold what stands in a column; what is empty is not shown."""

    name: str
    text: str = ""
    tone: str = ""
    below: str = ""
    at: str = ""
    pills: Marked = ()
    chips: Marked = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold everything that a line shows, besides the words that are the same on each."""

    id: int
    subject: str
    author: str
    channel: str
    opened: str
    chips: Marked
    mentions: int
    cells: tuple[Cell, ...]
    offered: bool
    """Something can be done with cases of this list."""
    workable: bool
    open: bool
    free: bool
    """Taken by nobody."""


class Lines:
    """Put cases into lines; a word is looked up once for all of them."""

    def __init__(self, columns: Mapping[str, str], *, workable: Collection[DepartmentId], one_department: bool) -> None:
        """Make it for columns with their headings; `workable`: where the reader may do something."""
        self._columns = columns
        self._workable = workable
        self._one_department = one_department
        self._word = cache(words.word)

    def rendered(self, rows: Sequence[CaseRow], *, offered: bool) -> SafeString:
        """Return the lines of a table; `offered`: with what can be done, as far as the reader may."""
        dues = due.dues(rows) if "due" in self._columns else {}
        shown = (self._line(row, dues.get(row.id), offered=offered) for row in rows)
        return format_html_join("\n", "{}", ((_rendered(line, get_language() or ""),) for line in shown))

    def _line(self, row: CaseRow, owed: due.Due | None, *, offered: bool) -> Line:
        columns, word = self._columns, self._word
        kind = () if "kind" in columns else ((row.kind, word(row.kind, "kind")),)
        sentiment = ((row.sentiment, word(row.sentiment, "sentiment")),) if row.sentiment else ()
        return Line(
            id=int(row.id),
            subject=row.subject,
            author=row.author,
            channel="" if "channel" in columns else word(row.channel, "channel"),
            opened="" if "opened" in columns else tags.since(row.opened_at),
            chips=kind + sentiment,
            mentions=row.mention_count,
            cells=tuple(Cell(title, **self._cell(name, row, owed)) for name, title in columns.items()),
            offered=offered,
            workable=row.department in self._workable,
            open=row.state is not CaseState.CLOSED,
            free=row.owner is None,
        )

    def _cell(self, column: str, row: CaseRow, owed: due.Due | None) -> Mapping[str, Any]:
        word = self._word
        if column == "state":
            marks = ((row.state.value, word(row.state, "case")), (row.priority.value, word(row.priority, "priority")))
            return {"pills": marks[:1] if row.priority is Priority.NORMAL else marks}
        if column == "due":
            return {"text": "–"} if owed is None else _owed(owed)
        if column == "owner":
            owner = row.owner_name or "–"
            return {"text": owner} if self._one_department else {"text": row.department_name, "below": owner}
        if column == "kind":
            return {"chips": ((row.kind, word(row.kind, "kind")),)}
        if column == "channel":
            return {"text": word(row.channel, "channel")}
        return {"text": tags.when({"opened": row.opened_at, "changed": row.changed_at}[column])}


def _owed(owed: due.Due) -> Mapping[str, str]:
    return {"tone": owed.tone, "text": owed.words, "below": owed.kind, "at": tags.when(owed.at)}


@lru_cache(maxsize=KEPT)
def _rendered(line: Line, _language: str) -> SafeString:
    return render_to_string("parts/inbox_row.html", {"row": line})
