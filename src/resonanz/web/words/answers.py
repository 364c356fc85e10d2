"""The words of the answers library, of criticism and of reactions."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.needs import AUDIT as NEED_AUDIT
from resonanz.web.words.needs import HISTORY
from resonanz.web.words.table import Groups, Words

STANDING: Final[Words] = {
    "confirmed": _("confirmed"),
    "overdue": _("confirmation overdue"),
    "unconfirmed": _("not confirmed yet"),
}
PLACE: Final[Words] = {
    "name": _("what the author is called, if that can be repeated safely"),
    "handle": _("the author's @name in the channel"),
    "case": _("the number of the case"),
    "link": _("where the question stands"),
}
CRITICISM: Final[Words] = {
    "undecided": pgettext_lazy("criticism", "nobody has decided"),
    "open": pgettext_lazy("criticism", "to be decided"),
    "accepted": pgettext_lazy("criticism", "accepted"),
    "rejected": pgettext_lazy("criticism", "rejected"),
    "deferred": pgettext_lazy("criticism", "deferred"),
    "changed": pgettext_lazy("criticism", "changed something"),
}
CRITICISM_EVENT: Final[Words] = {
    "accept": _("accepted the criticism"),
    "reject": _("rejected the criticism"),
    "defer": _("deferred the criticism"),
    "come_back": _("came back to be decided"),
    "change": _("wrote what changed"),
    "reopen": _("let the criticism be decided again"),
    "own": _("gave the criticism to somebody"),
    "add_case": _("put a case to it"),
    "remove_case": _("took a case away from it"),
    "tell": HISTORY["tell"],
    **{action: told for action, told in HISTORY.items() if action.startswith("telling_")},
}
EVENT: Final[Words] = {f"criticism_{action}": told for action, told in CRITICISM_EVENT.items()}
"""What a case's history says of it."""
AUDIT: Final[Words] = {
    **EVENT,
    "criticism_not_to_be_told": NEED_AUDIT["need_not_to_be_told"],
    "library_write": _("wrote an answer of the library"),
    "library_edit": _("changed an answer of the library"),
    "library_restore": _("gave an answer of the library its earlier words"),
    "library_confirm": _("confirmed an answer of the library"),
    "library_retire": _("retired an answer of the library"),
    "library_bring_back": _("offered an answer of the library again"),
    "library_place": _("set a placeholder"),
    "library_unplace": _("removed a placeholder"),
    "library_proposal_taken": _("wrote an answer to what is asked often"),
    "library_proposal_dismissed": _("said that no answer is needed"),
}
GROUPS: Final[Groups] = {
    "event": EVENT,
    "audit": AUDIT,
    "standing": STANDING,
    "place": PLACE,
    "criticism": CRITICISM,
    "criticism_event": CRITICISM_EVENT,
}
WHOLE: Final = (
    known("This is no name of a placeholder."),
    known("Write small letters, digits and underscores."),
    known("A placeholder cannot hold another one."),
    known("Write it without braces."),
    known("Answers of the library use this placeholder."),
    known("Change them first."),
    known("An answer is confirmed by its owner or a lead of its department."),
    known("An answer is confirmed until a day to come, for at most three years."),
    known("Choose another day."),
    known("Choose a later day."),
    known("Somebody has decided this already."),
    known("There is no such decision."),
    known("Accept, reject or defer it."),
    known("What is accepted needs an owner."),
    known("Say who changes it."),
    known("Rejecting needs a reason."),
    known("Deferring needs a day to come."),
    known("This is its only case."),
    known("Decide it another way instead."),
    known("This criticism is not decided yet."),
    known("Accept, reject or defer it first."),
    known("A decision needs a person who makes it."),
    known("This case belongs to another criticism."),
    known("Nothing of that name can be done with a criticism."),
    known("Nothing of that name can be done with a proposal."),
)
"""Our own sentences about these, for `sentences`."""
PATTERNS: Final = (
    known("The placeholder %(name)s is not known."),
    known("There is no answer %(id)s."),
    known("There is no proposal %(id)s."),
    known("Answer %(id)s was changed in the meantime."),
    known("There is no criticism %(id)s."),
    known("Criticism %(id)s was changed in the meantime."),
    known("A criticism that is %(state)s cannot %(action)s."),
)
