"""The words of surges and incidents: how grave, where they stand, what happened."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups, Words

GRAVITY: Final[Words] = {"1": _("notable"), "2": _("serious"), "3": _("critical")}
INCIDENT: Final[Words] = {
    "open": pgettext_lazy("incident", "under way"),
    "watching": _("being watched"),
    "closed": pgettext_lazy("incident", "closed"),
}
INCIDENT_ACTION: Final[Words] = {
    "watch": _("Under control: only watch"),
    "resume": _("Work on it again"),
    "reopen": _("Open the incident again"),
}
INCIDENT_EVENT: Final[Words] = {
    "declared": _("declared the incident"),
    "watch": _("has it under control"),
    "resume": _("works on it again"),
    "close": _("closed the incident"),
    "reopen": _("opened the incident again"),
    "grade": _("changed how grave it is"),
    "own": _("gave it to somebody"),
    "note": _("wrote"),
    "statement": _("wrote the holding statement"),
    "approve_statement": _("approved the holding statement"),
    "add_case": _("added a case"),
    "remove_case": _("took a case out"),
    "tick": _("did"),
    "untick": _("took back that it was done"),
}
AUDIT: Final[Words] = {
    "incident_declare": INCIDENT_EVENT["declared"],
    **{f"incident_{action}": told for action, told in INCIDENT_EVENT.items() if action != "declared"},
    "surge_budget": _("set how many false alarms are borne"),
    "checklist_write": _("wrote a checklist"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "gravity": GRAVITY,
    "incident": INCIDENT,
    "incident_action": INCIDENT_ACTION,
    "incident_event": INCIDENT_EVENT,
}
WHOLE: Final = (
    known("This surge has an incident already."),
    known("Closing needs a review."),
    known("Write what happened."),
    known("There is no statement yet."),
    known("Write it first."),
    known("The statement is approved already."),
    known("The statement was changed after you read it."),
    known("Another person than its author approves the statement."),
    known("This statement cannot be approved by you: your role may not approve it."),
    known("The statement is not approved yet."),
    known("This case does not belong to the incident."),
    known("Add it first."),
    known("The incident is closed: open it again first."),
    known("An incident needs a person who acts."),
    known("There is no such step in this checklist."),
    known("Nothing of that name can be done with an incident."),
    known("This is no gravity of an incident."),
    known("This is no number of false alarms a week."),
    known("Give a number from 0.05 to 20."),
    known("A checklist has at most 50 steps."),
    known("Keep what matters."),
)
"""Our own sentences about surges and incidents, for `sentences`."""
PATTERNS: Final = (
    known("There is no surge %(id)s."),
    known("There is no incident %(id)s."),
    known("Incident %(id)s was changed in the meantime."),
    known("An incident that is %(state)s cannot %(action)s."),
)
