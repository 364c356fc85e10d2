"""What a case's page shows of people working side by side: what is new, what is typed, who was asked, who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.assigning import away, stand_in
from resonanz.core.case import ENDED, NEWS, CaseState
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, UserId
from resonanz.core.policy import Action, allowed
from resonanz.respond.snoozing import UNTIL_SPOKEN
from resonanz.store.relational.selectors import people
from resonanz.store.relational.selectors import together as stored
from resonanz.store.relational.views import CaseDetail
from resonanz.web.access import actor


def beside(request: HttpRequest, detail: CaseDetail, thread: Sequence[Heard], *, works: bool) -> Mapping[str, Any]:
    """Return what the page needs besides the case itself; a fixed number of queries."""
    number = detail.case.id
    loaded = house().casebook.load(number)
    draft = house().composing.of(actor(request), number) if works else None
    return {
        "place": seen(detail),
        "news": _news(request, detail, thread),
        "typed": draft,
        "writers": _writers(request, number) if works else [],
        "inquiries": _inquiries(request, number),
        "absent": _absent(detail.case.owner),
        "snoozed": loaded.snoozed_until is not None,
        "snoozed_until": None if loaded.snoozed_until == UNTIL_SPOKEN else loaded.snoozed_until,
        "merged_into": loaded.merged_into,
        "absorbed": stored.merged_into(number),
        "lives": detail.case.state not in ENDED,
        "is_merged": detail.case.state is CaseState.MERGED,
        "separable": _separable(detail, thread),
    }


def seen(detail: CaseDetail) -> int:
    """Return how far whoever is shown this has come in the thread (`core.case.place_in`)."""
    return sum(line.action in NEWS for line in detail.timeline)


def _news(request: HttpRequest, detail: CaseDetail, thread: Sequence[Heard]) -> list[Mapping[str, Any]]:
    """Return what happened in the thread after the place that the address names; nothing where it names none."""
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit()):
        return []
    lines = [line for line in detail.timeline if line.action in NEWS][int(since[:9]) :]
    said = {one.mention.id: one for one in thread}
    replies = {str(row.reply.id): row.reply.text for row in detail.replies}
    return [
        {
            "line": line,
            "heard": said.get(line.mention) if line.mention else None,
            "text": replies.get(line.key, "") if line.action == "reply_approve" else "",
        }
        for line in lines
    ]


def _writers(request: HttpRequest, number: CaseId) -> list[Mapping[str, Any]]:
    drafts = house().composing.writers(actor(request), number)
    names = people.names([one.person for one in drafts]) if drafts else {}
    return [{"name": names.get(one.person, ""), "at": one.changed_at} for one in drafts]


def _inquiries(request: HttpRequest, number: CaseId) -> list[Mapping[str, Any]]:
    own = actor(request)
    return [
        {"row": row, "answers": allowed(own, Action.WORK_CASE, row.inquiry.department)}
        for row in stored.inquiries_of(number)
    ]


def _absent(owner: UserId | None) -> Mapping[str, Any] | None:
    """Return until when the owner is away and who acts for them; None while they are there."""
    if owner is None:
        return None
    today = house().dispatcher.today()
    gone = away(house().dispatch_book.absences(today), today)
    if owner not in gone:
        return None
    acting = stand_in(owner, gone)
    return {"until": gone[owner].last, "acting": people.names([acting]).get(acting, "") if acting else ""}


def _separable(detail: CaseDetail, thread: Sequence[Heard]) -> list[Mapping[str, str]]:
    """Return the mentions that may go into a case of their own: all but the first."""
    said = {one.mention.id: one.mention for one in thread}
    return [
        {"id": row.mention, "text": said[row.mention].text or said[row.mention].title or _("(no text)")}
        for row in detail.mentions[1:]
        if row.mention in said
    ]
