"""The words of webhooks: what they tell of, where a telling stands, and what goes wrong with either direction."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups

EVENT: Final = {
    "mention.heard": _("a mention was heard"),
    "case.opened": _("a case was opened"),
    "case.changed": _("a case changed"),
    "reply.sent": _("an answer was sent"),
    "surge.begun": _("a surge began"),
    "surge.ended": _("a surge ended"),
    "test": _("a test"),
}
DELIVERY: Final = {
    "waiting": pgettext_lazy("delivery", "waits"),
    "delivered": _("arrived"),
    "given_up": _("given up"),
    "dropped": _("erased before it was sent"),
}
AUDIT: Final = {
    "webhook_create": _("added a webhook"),
    "webhook_update": _("changed a webhook"),
    "webhook_delete": _("removed a webhook"),
    "webhook_secret": _("made a webhook a new secret"),
    "webhook_secret_end": _("ended a webhook's former secret"),
    "webhook_again": _("had something sent again by webhook"),
    "webhook_try": _("tried a webhook"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "webhook_event": EVENT,
    "delivery": DELIVERY,
}
WHOLE: Final = (
    known("This is no secret of Standard Webhooks. It begins with whsec_ and holds 24 to 64 bytes in base64."),
    known("This is no address to send to."),
    known("Write for example https://desk.example/hooks."),
    known("Nothing is chosen that could be told."),
    known("Choose at least one."),
    known("This delivery belongs to another webhook."),
    known("This source has no secret yet, so nothing can be believed: make one on its page."),
    known("One secret is valid; nothing can be answered."),
    known("One secret is valid; answers are sent."),
    known("Two secrets are valid; nothing can be answered."),
    known("Two secrets are valid; answers are sent."),
    known("The receiver says that this address is gone for good."),
    known("Nothing is sent to this source."),
    known("The address for answers is not one: it looks like https://forum.example/answers."),
    known("Answers are signed: enter a secret for them."),
    known("The webhook's secret was encrypted with another key. Make a new one."),
)
PATTERNS: Final = (
    known("The receiver answered with the status %(value)s."),
    known("Every try failed for five days. %(trouble)s"),
    known("The other system refuses the answer (status %(value)s)."),
)
