"""The words of deadlines: what a case's history and the audit trail say of them, and why rules are refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known

from resonanz.web.words.table import Groups, Words

EVENT: Final[Words] = {
    "wait": _("waits for the author"),
    "resume": _("no longer waits for the author"),
    "adopt_rules": _("follows newer deadline rules"),
}
AUDIT: Final[Words] = {
    "case_wait": EVENT["wait"],
    "case_resume": EVENT["resume"],
    "calendar_set": _("changed working time"),
    "deadline_rules_set": _("changed the deadline rules"),
}
GROUPS: Final[Groups] = {
    "event": EVENT,
    "audit": AUDIT,
}
WHOLE: Final = (
    known("A calendar that never opens would let no deadline end."),
    known("Open it on one day at least."),
    known("The calendar is not open for so long."),
    known("Open it for longer, or ask for less."),
    known("Begin before the end, within one day; write a night as 22:00-24:00 and 00:00-06:00."),
    known("Write them one after the other."),
    known("Write for example 09:00-12:30."),
    known("An hour has minutes 00 to 59."),
    known("Write hours and minutes, such as 8 h or 2 h 30 min; nobody agrees how long a day is."),
    known("Write for example 2026-12-24."),
    known("The rule gives no time."),
    known("Write two letters such as DE, AT or CH."),
    known("Leave it out."),
)
PATTERNS: Final = (
    known("%(value)s is no time of opening."),
    known("%(value)s is no time of day."),
    known("%(first)s and %(second)s overlap or are out of order."),
    known("%(value)s is no length of time."),
    known("%(value)s is no date."),
    known("No holidays are known for %(country)s."),
    known("%(country)s has no state %(state)s."),
    known("Give one of %(names)s."),
)
