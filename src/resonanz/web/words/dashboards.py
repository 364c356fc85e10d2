"""The words of dashboards and of what leaves the house as a file: in the trail, and what is wrong with a wish."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups

AUDIT: Final = {
    "dashboard_create": _("made a dashboard"),
    "dashboard_name": _("named a dashboard"),
    "dashboard_arrange": _("arranged a dashboard"),
    "dashboard_delete": _("removed a dashboard"),
    "export": _("took something out as a file"),
    "export_ask": _("asked for a large file"),
}
REPORT_MAIL: Final = {
    "waiting": pgettext_lazy("report mail", "waits"),
    "sending": pgettext_lazy("report mail", "is being sent"),
    "sent": pgettext_lazy("report mail", "sent"),
    "refused": pgettext_lazy("report mail", "refused"),
    "uncertain": pgettext_lazy("report mail", "nobody knows whether it was sent"),
}
EXPORT: Final = {
    "mentions": _("Mentions"),
    "cases": _("Cases"),
    "replies": _("Our answers"),
    "needs": _("Needs"),
    "initiatives": _("Initiatives"),
    "learnings": _("Learnings"),
    "answers": _("Answers library"),
    "criticism": _("Criticism"),
    "metrics": _("Measures"),
    "goals": _("Goals"),
    "surges": _("Surges"),
    "incidents": _("Incidents"),
    "topics": _("Topics"),
    "places": _("New places"),
    "sources": _("Sources"),
    "queries": _("Queries"),
    "routes": _("Routes"),
    "departments": _("Departments"),
    "notices": _("Your notices"),
    "audit": _("Audit trail"),
    "erasures": _("Erasures"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "export": EXPORT,
    "report_mail": REPORT_MAIL,
}
WHOLE: Final = (
    known("Nobody can tell whether this mail was sent."),
    known("This could not be counted; the log says why."),
    known("There is no such measure."),
    known("This measure has no values by day."),
    known("Choose the number."),
    known("Only mentions have words."),
    known("Choose the volume."),
    known("There is no such query."),
    known("Remove a tile, or make another one."),
    known("This tile is no longer there."),
    known("Only who made a dashboard arranges it."),
    known("A dashboard belongs to a person."),
    known("This cannot be done with a dashboard."),
    known("There is no such list to take out."),
    known("There is no such form of a file."),
    known("Choose fewer of them, or have the file written in the background."),
    known("This file is not there, or no longer."),
    known("This file was written already."),
    known("Ask for a new one."),
    known("Remove one of those you asked for before."),
    known("Something in it was erased meanwhile, so it is written again."),
)
PATTERNS: Final = (
    known("A dashboard has at most %(n)s tiles."),
    known("These are more than %(n)s dashboards."),
    known("There is no dashboard %(number)s."),
    known("%(n)s rows are too many for an answer."),
    known("You have %(n)s files already."),
    known("There is no file %(number)s of yours."),
    known("The file could not be written: %(why)s."),
)
