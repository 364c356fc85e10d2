"""What e-mail brings to the pages: why a file is not offered, what was left out, and the connector's own sentences.

Kept apart because it is read as a whole when the connector changes; `words` and `sentences` take it in.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known

from resonanz.web.words.table import Groups, Words

ATTACHMENT: Final[Words] = {
    "program": _("not offered: a program or script"),
    "macros": _("not offered: holds macros"),
    "page": _("not offered: a web page"),
    "too_large": _("not offered: too large"),
    "empty": _("not offered: empty"),
}
SKIP: Final[Words] = {
    "bounce": _("was an undeliverable mail that came back"),
    "auto_reply": _("was an automatic reply"),
    "bulk": _("was a newsletter or a mail of a mailing list"),
    "spam": _("was marked as spam by the mail server"),
    "first_words": _("was a mail of ours that answers nobody"),
    "no_sender": _("had no sender"),
}
GROUPS: Final[Groups] = {
    "attachment": ATTACHMENT,
    "skip": SKIP,
}
WHOLE: Final = (
    known("There is no such file."),
    known("The channel reports that the answer did not arrive; its notice stands in the thread."),
    known("The e-mail address is not one: it looks like service@example.com."),
    known("The server for receiving (IMAP) is missing."),
    known("The password of the mailbox is missing."),
    known("The days back at the first look must be a whole number."),
    known("The server names no folder for what was sent: name it in the settings."),
    known("The mail that is answered is no longer in the mailbox."),
    known("The mail with this attachment is no longer in the mailbox."),
    known("Nobody can tell where an answer to this mail would go: it names no usable address."),
    known("The answer would go to this mailbox itself: the mail names no other sender."),
    known("The mail was refused, but its copy among what was sent could not be removed: delete it there."),
    known("The certificate in the settings cannot be read: paste it whole, from BEGIN CERTIFICATE to END CERTIFICATE."),
)
PATTERNS: Final = (
    known("%(host)s does not accept the user name or the password."),
    known("%(host)s has no such folder."),
    known("%(host)s is not available now."),
    known("%(host)s offers no encryption or no sign-in on this port."),
    known("%(host)s takes no user name or password with such characters."),
    known("%(host)s refused the mail (%(code)s): the address, the sender or its size."),
    known("%(host)s does not take the mail now (%(code)s)."),
    known("%(host)s did not say whether it took the mail: look among what was sent, or ask the recipient."),
    known(
        "Resonanz ended in the moment of sending. A copy lies in the folder %(folder)s, marked as a draft: "
        "look whether the recipient has it."
    ),
)
