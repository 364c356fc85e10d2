"""The words of deadlines: what a case's history and the audit trail say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from resonanz.web.words import Words

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
