"""The words of notices: what happened, to what, and where that is shown; on the page and in mails alike."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known

from resonanz.core.notice import Told, kind_of
from resonanz.web.words.table import Groups

KIND: Final = {
    "case": _("cases of mine"),
    "reply": _("answers of mine"),
    "approval": _("answers that wait for approval"),
    "mention": _("colleagues mention me"),
    "asked": _("questions between departments"),
    "overdue": _("overdue and unowned cases"),
    "incident": _("incidents"),
    "surge": _("surges"),
    "source": _("trouble with sources"),
    "need": _("needs of the market"),
    "initiative": _("initiatives"),
    "system": _("the system"),
}
EVENT: Final = {
    "case_assigned": _("It is yours now."),
    "case_handed_over": _("It was handed over to your department."),
    "case_reacted": _("The author has spoken again."),
    "approval_asked": _("An answer waits for approval."),
    "reply_refused": _("The channel refused the answer."),
    "reply_uncertain": _("It is uncertain whether the answer was sent."),
    "mention_colleague": _("A colleague mentions you."),
    "asked_department": _("Your department is asked."),
    "asked_answered": _("The department that was asked has answered."),
    "overdue_soon": _("It is due soon and not answered yet."),
    "overdue_now": _("It is overdue and not answered."),
    "unowned_case": _("Nobody has taken it."),
    "incident_declared": _("An incident was declared."),
    "incident_closed": _("The incident is closed."),
    "surge_started": _("A surge began."),
    "surge_ended": _("The surge is over."),
    "source_needs_you": _("It no longer listens and needs you."),
    "source_failing": _("It has not been reached for half an hour and is tried again by itself."),
    "source_recovered": _("It listens again."),
    "webhook_disabled": _("It was switched off, because every try failed."),
    "notice_test": _("This is a test. It arrived."),
}
SUBJECT: Final = {
    "case": _("Case %s"),
    "incident": _("Incident %s"),
    "surge": _("Surge %s"),
    "webhook": _("Webhook %s"),
    "source": _("Source %s"),
    "need": _("Need %s"),
    "initiative": _("Initiative %s"),
}
STATE: Final = {
    "waiting": pgettext_lazy("message", "waits"),
    "sending": pgettext_lazy("message", "being sent"),
    "sent": pgettext_lazy("message", "sent"),
    "uncertain": pgettext_lazy("message", "uncertain whether it arrived"),
    "given_up": pgettext_lazy("message", "given up"),
    "dropped": pgettext_lazy("message", "no longer needed"),
}
WHOM: Final = {
    "owner": _("the owner"),
    "lead": _("the leads"),
    "department": _("the whole department"),
    "next_level": _("the next level"),
    "administrators": _("the administrators"),
}
CASE_EVENT: Final = {
    "escalate_owner": _("reminded the owner"),
    "escalate_lead": _("told the leads that nobody has answered"),
    "escalate_department": _("told the whole department that nobody has answered"),
    "escalate_next_level": _("told the next level that nobody has answered"),
    "escalate_administrators": _("told the administrators that nobody has answered"),
}
AUDIT: Final = {
    "notice_wishes": _("changed what they want to be told"),
    "notice_target_add": _("added a service for notices"),
    "notice_target_remove": _("removed a service for notices"),
    "notice_target_try": _("tried a service for notices"),
    "notice_again": _("sent a message again"),
    "ladder_set": _("changed an escalation ladder"),
}
GROUPS: Final[Groups] = {
    "event": CASE_EVENT,
    "audit": AUDIT,
    "notice_kind": KIND,
    "message": STATE,
    "whom": WHOM,
}
WHOLE: Final = (
    known("A step lies at most 90 days from what is due."),
    known("Write less."),
    known("Two steps are the same."),
    known("Remove one of them."),
    known("A ladder has 1 to 12 steps."),
    known("Remove some, or keep the usual ladder."),
    known("This is no time of day."),
    known("Write for example 22:00."),
    known("Quiet hours have a beginning and an end."),
    known("Fill both, or neither."),
    known("There are ten services already."),
    known("Remove one first."),
    known("The next level is another department."),
    known("This message went to somebody else."),
    known("This service belongs to somebody else."),
    known("This service is not offered here."),
    known("An address that names a file is not offered here."),
    known("This is no address of a service that can be told."),
    known("The service did not take it."),
    known("The service's address was encrypted with another key. Enter it again."),
    known("The mail server refuses the user or the password."),
    known("The mail server does not take mail for this address."),
    known("The server ended while this was handed over."),
)
PATTERNS: Final = (
    known("The mail server cannot be reached: %(trouble)s."),
    known("The mail server refuses the mail (status %(value)s)."),
    known("The mail server does not take the mail now (status %(value)s)."),
    known("The line to the mail server broke: %(trouble)s."),
    known("The service failed: %(trouble)s."),
)


def subject(line: Told) -> str:
    """Return what a notice is about; empty where that has no name."""
    kind, _colon, number = line.subject.partition(":")
    pattern = SUBJECT.get(kind)
    return str(pattern) % number if pattern is not None and number.isascii() and number.isdigit() else ""


def sentence(line: Told) -> str:
    """Return what happened; what has no sentence of its own is named by its kind."""
    said: Promise | str | None = EVENT.get(line.event)
    if said is None:
        said = gettext("There is news: %(kind)s.") % {"kind": KIND[kind_of(line.event).value]}
    return str(said)


def link(line: Told) -> str:
    """Return the page that shows it."""
    kind, _colon, number = line.subject.partition(":")
    if kind in SUBJECT and number.isascii() and number.isdigit():
        try:
            return reverse(kind, args=[int(number)])
        except NoReverseMatch:
            return reverse("notices")
    return reverse("notices")
