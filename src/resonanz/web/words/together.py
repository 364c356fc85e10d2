"""The words of working together: what happened in a case, what is recorded, and the sentences that are raised."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.core.assigning import Way
from resonanz.web.words.table import Groups, Words

EVENT: Final[Words] = {
    "ask": _("asked another department"),
    "tell": _("gave the word of the department that was asked"),
    "withdraw": _("took the question back"),
    "snooze": _("put the case off"),
    "wake": _("brought the case back"),
    "merge": _("merged this case into another"),
    "absorb": _("merged another case into this one"),
    "unmerge": _("took the merge back"),
    "release": _("gave a merged case its own again"),
    "split": _("put mentions into a case of their own"),
    "split_off": _("made this case out of another"),
}
AUDIT: Final[Words] = {f"case_{action}": EVENT[action] for action in EVENT if action not in ("absorb", "release")} | {
    "absence_add": _("said who is away"),
    "absence_drop": _("took an absence back"),
    "department_dispatching": _("changed how new cases find their owner"),
}
INQUIRY: Final[Words] = {
    "open": pgettext_lazy("inquiry", "open"),
    "answered": pgettext_lazy("inquiry", "answered"),
    "withdrawn": _("taken back"),
}
WAY: Final[Words] = {
    Way.HAND.value: _("Somebody takes them"),
    Way.ROTATION.value: _("Each in turn"),
    Way.LOAD.value: _("Who has the fewest that wait"),
}
GROUPS: Final[Groups] = {"audit": AUDIT, "event": EVENT, "inquiry": INQUIRY, "way": WAY}
WHOLE: Final = (
    known("The thread went on while this was written. Read what is new, then send once more."),
    known("You wrote on in another window. Choose which of the two texts stays."),
    known("A question needs a person who asks it."),
    known("The department owns this case itself."),
    known("Write a note."),
    known("This moment is over."),
    known("A case sleeps for at most three years."),
    known("Choose an earlier moment."),
    known("Choose a later one."),
    known("This is no moment."),
    known("Choose a day and a time."),
    known("This is no date."),
    known("Write for example 2026-12-24."),
    known("The last day is before the first."),
    known("Choose a later day."),
    known("Nobody stands in for themselves."),
    known("Choose a colleague."),
    known("An absence lasts two years at most."),
    known("Shut out whoever left instead."),
    known("There is nobody of that number who may sign in."),
    known("You may say this of yourself, and of people in departments that you lead."),
    known("A case cannot be merged with itself."),
    known("The first mention stays in its case."),
    known("Choose what came later."),
    known("This mention is the first of a case that was merged into this one."),
    known("Take that merge back instead."),
    known("Nothing was chosen."),
    known("Choose at least one mention."),
    known("Nothing of that name can be done with a question."),
)
PATTERNS: Final = (
    known("There is no question %(id)s."),
    known("Question %(id)s was changed in the meantime."),
    known("An inquiry that is %(state)s cannot %(action)s."),
)
