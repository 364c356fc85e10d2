"""The words of figures and of what is meant seriously: counts, shortfalls, reasons of refusal."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups, Words

COUNTED: Final[Words] = {
    "mentions": _("mentions"),
    "authors": _("their mentions"),
    "part": _("the part"),
    "whole": _("the whole"),
    "own": _("about us"),
    "competitors": _("about competitors"),
    "positive": _("positive"),
    "neutral": _("neutral"),
    "negative": _("negative"),
    "cases": _("to the cases"),
    "ended": pgettext_lazy("counted", "answered or solved"),
    "running": pgettext_lazy("counted", "still running"),
    "met": pgettext_lazy("counted", "kept"),
    "breached": pgettext_lazy("counted", "not kept"),
    "answered": pgettext_lazy("counted", "answered"),
    "closed_without": pgettext_lazy("counted", "closed without an answer"),
    "reacted": pgettext_lazy("counted", "somebody spoke again"),
    "likes": _("likes"),
    "reposts": _("passed on"),
    "replies": _("replies"),
    "p75": _("three of four within"),
    "p90": _("nine of ten within"),
    "p95": _("19 of 20 within"),
    "owned": _("owned by somebody"),
    "decided": _("decided"),
    "done": _("done"),
    "told": _("told"),
    "asked": _("asked for it"),
    "of_all_who_asked": _("of all who asked"),
    "share_with_learning": _("with a learning"),
}
LACK: Final[Words] = {
    "owner_gone": _("The owner is no longer here."),
    "no_owner": _("Nobody owns it."),
    "source_fails": _("A source fails."),
    "not_listening": _("Nobody listens there now."),
    "promise_broken": _("The promise is not kept."),
    "above_capacity": _("More comes in than there is time for."),
    "nobody_looked": _("Nobody has looked at what waits."),
    "over": _("The trial is over and nobody decided."),
    "review_overdue": _("It was to be looked at again."),
    "owner_away": _("The owner is away."),
    "no_goal": _("It has no goal."),
    "no_hours": _("No time is set aside for it."),
    "no_promise": _("No answer time is promised."),
    "no_backing": _("Nobody stands behind it."),
    "no_review": _("Nobody looks at it again."),
}
SUBJECT: Final[Words] = {
    "channel": pgettext_lazy("charter", "Channel"),
    "initiative": pgettext_lazy("charter", "Initiative"),
    "place": pgettext_lazy("charter", "Trial"),
}
AUDIT: Final[Words] = {
    "charter_write": _("wrote a charter"),
    "goal_set": _("set a goal"),
    "goal_drop": _("removed a goal"),
    "annotation_add": _("wrote down what happened"),
    "annotation_drop": _("removed a note"),
    "place_try": _("tries a new place"),
    "place_hide": _("hid a new place"),
    "place_show": _("showed a place again"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "counted": COUNTED,
    "lack": LACK,
    "charter": SUBJECT,
}
WHOLE: Final = (
    known("There is no such metric."),
    known("There is no such segment."),
    known("A share needs a part."),
    known("This measure counts no such cases."),
    known("Follow a link from the measure's page."),
    known("A share of what?"),
    known("Choose one that says it, such as question_share or praise_share."),
    known("Say which mentions are counted."),
    known("The time ends before it begins."),
    known("Give a later end."),
    known("Choose a shorter time or a narrower filter."),
    known("Measures of cases know department, channel, kind and language only."),
    known("This measure knows departments only."),
    known("Take this condition away."),
    known("A trial needs a day on which it ends."),
    known("A trial needs an owner."),
    known("Say who tries it."),
    known("Somebody decided about this place already."),
    known("Part and whole name different ones."),
    known("Narrow only one."),
    known("There is nothing of that name."),
    known("Nobody backs themselves."),
    known("Name somebody else."),
    known("These are no hours a week."),
    known("This is no handling time."),
    known("This is no promise."),
    known("Give minutes, and a share below 100 %, such as 90 %."),
    known("The day lies in the past."),
    known("Choose a later day."),
    known("Read it over 1 to 366 days."),
)
PATTERNS: Final = (known("More than %(number)s mentions would have to be read for this."),)
