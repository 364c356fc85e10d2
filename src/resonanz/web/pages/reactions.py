"""What came of answers: by department, channel and answer of the library, with how sure each share is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from resonanz.core.ids import AnswerId
from resonanz.core.reaction import WINDOW, Figures
from resonanz.core.share import Share
from resonanz.store.relational.selectors import reactions as stored
from resonanz.store.relational.selectors.reactions import Answered, Split
from resonanz.web import desks
from resonanz.web.access import page
from resonanz.web.words import word

PERIODS: Final = {"30": 30, "90": 90, "365": 365}
USUAL: Final = "90"


@page()
def reactions(request: HttpRequest) -> HttpResponse:
    """Show what came of answers."""
    chosen = request.GET.get("days", USUAL)
    days = PERIODS.get(chosen, PERIODS[USUAL])
    now = desks.now()
    asked = Answered(since=now - timedelta(days=days), until=now + timedelta(seconds=1))
    figures = stored.reaction_figures(asked)
    return render(
        request,
        "pages/reactions.html",
        {
            "figures": figures,
            "shares": described(figures),
            "untold": stored.untold(asked),
            "window": WINDOW.days,
            "groups": [
                {"title": title, "rows": _rows(split, asked)}
                for split, title in (
                    (Split.DEPARTMENT, _("By department")),
                    (Split.CHANNEL, _("By channel")),
                    (Split.ANSWER, _("By answer of the library")),
                )
            ],
            "period": desks.select(
                "days", _("Answers sent in"), str(days), [(key, _("%(n)d days") % {"n": int(key)}) for key in PERIODS]
            ),
        },
    )


def _rows(split: Split, asked: Answered) -> list[Mapping[str, Any]]:
    return [
        {
            "name": word(row.key, "channel") if split is Split.CHANNEL else row.name or _("removed"),
            "figures": row.figures,
            "shares": described(row.figures),
        }
        for row in stored.reactions_by(split, asked)
    ]


def described(figures: Figures) -> Sequence[Mapping[str, Any]]:
    """Return each share with its name and its interval in per cent."""
    names = {
        "stopped": _("Question stopped"),
        "came_back": _("Came back"),
        "directly": _("Answered us directly"),
        "better": _("Feels better"),
        "worse": _("Feels worse"),
    }
    return [{"name": names[key], **_share(share)} for key, share in figures.shares.items()]


def _share(share: Share) -> Mapping[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "value": share.value,
        "low": None if low is None else round(100 * low),
        "high": None if high is None else round(100 * high),
        "hits": share.hits,
        "of": share.of,
    }


def helped(answer: AnswerId) -> Mapping[str, Any]:
    """Return what came of the replies that were written with an answer of the library, all of them."""
    now = desks.now()
    asked = Answered(since=now - timedelta(days=3650), until=now + timedelta(seconds=1), answer=answer)
    figures = stored.reaction_figures(asked)
    return {"figures": figures, "shares": described(figures)}
