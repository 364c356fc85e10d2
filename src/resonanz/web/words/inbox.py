"""The words of the inbox for what other modules raise and record."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known

from resonanz.web.words.table import Groups

EVENT: Final = {"relabel": _("changed the kind")}
AUDIT: Final = {
    "case_relabel": EVENT["relabel"],
    "sweep": _("did something to several cases"),
    "sweep_undo": _("took back what was done to several cases"),
    "view_keep": _("kept a view of the inbox"),
    "view_drop": _("gave a view of the inbox up"),
}
GROUPS: Final[Groups] = {
    "event": EVENT,
    "audit": AUDIT,
}
WHOLE: Final = (
    known("No case is chosen."),
    known("Choose one with x."),
    known("Take the whole view."),
    known("There is no such kind."),
    known("There is no such time."),
    known("Only who did it can take it back."),
    known("This can no longer be taken back."),
    known("This view asks for too much."),
    known("Take conditions away."),
    known("Give one up first."),
)
PATTERNS: Final = (
    known("More than %(limit)s cases are chosen."),
    known("More than %(limit)s views are kept."),
)
