"""The words of needs and of telling back: states, moves, history, reasons; what the audit trail says of them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups, Words

KIND: Final[Words] = {"need": pgettext_lazy("need", "need"), "question": pgettext_lazy("need", "question")}
STATE: Final[Words] = {
    "heard": pgettext_lazy("need", "heard"),
    "considered": pgettext_lazy("need", "considered"),
    "planned": pgettext_lazy("need", "planned"),
    "done": pgettext_lazy("need", "done"),
    "declined": pgettext_lazy("need", "declined"),
    "told_back": pgettext_lazy("need", "told back"),
    "merged": pgettext_lazy("need", "merged"),
    "open": pgettext_lazy("need", "open"),
    "to_tell": pgettext_lazy("need", "decided, not told yet"),
}
HISTORY: Final[Words] = {
    "written": pgettext_lazy("need", "wrote it down"),
    "edit": pgettext_lazy("need", "put it into other words"),
    "own": pgettext_lazy("need", "said who owns it"),
    "consider": pgettext_lazy("need", "is considering it"),
    "plan": pgettext_lazy("need", "planned it"),
    "finish": pgettext_lazy("need", "did or answered it"),
    "decline": pgettext_lazy("need", "declined it"),
    "reopen": pgettext_lazy("need", "took it up again"),
    "tell": pgettext_lazy("need", "told everybody who could be told"),
    "merge": pgettext_lazy("need", "merged it into"),
    "absorbed": pgettext_lazy("need", "merged with it"),
    "split": pgettext_lazy("need", "took a part of it to"),
    "part": pgettext_lazy("need", "took it out of"),
    "signpost_added": pgettext_lazy("need", "gathers evidence by"),
    "signpost_removed": pgettext_lazy("need", "no longer gathers by"),
    "evidence_added": pgettext_lazy("need", "put mentions in"),
    "evidence_removed": pgettext_lazy("need", "took mentions out"),
    "telling_draft": pgettext_lazy("need", "wrote what people are told"),
    "telling_edit": pgettext_lazy("need", "changed what people are told"),
    "telling_submit": pgettext_lazy("need", "asked for approval"),
    "telling_approve": pgettext_lazy("need", "approved the text and began to tell people"),
    "telling_pause": pgettext_lazy("need", "paused the telling"),
    "telling_resume": pgettext_lazy("need", "went on telling"),
    "telling_stop": pgettext_lazy("need", "stopped the telling"),
}
TELLING: Final[Words] = {
    "draft": pgettext_lazy("telling", "draft"),
    "submitted": pgettext_lazy("telling", "waits for approval"),
    "running": pgettext_lazy("telling", "people are being told"),
    "paused": pgettext_lazy("telling", "paused"),
    "stopped": pgettext_lazy("telling", "stopped"),
    "finished": pgettext_lazy("telling", "finished"),
}
PERSON: Final[Words] = {
    "waiting": pgettext_lazy("told", "waiting for their turn"),
    "handed": pgettext_lazy("told", "on its way"),
    "told": pgettext_lazy("told", "told"),
    "refused": pgettext_lazy("told", "refused by the channel"),
    "uncertain": pgettext_lazy("told", "uncertain whether it arrived"),
    "cannot": pgettext_lazy("told", "cannot be told"),
    "left": pgettext_lazy("told", "left when it was stopped"),
}
WHY: Final[Words] = {
    "never_here": pgettext_lazy("told", "the channel takes no such answers"),
    "not_addressed": pgettext_lazy("told", "did not speak to us, and the channel lets us answer nobody else"),
    "no_source": pgettext_lazy("told", "no account of ours can answer there"),
    "too_long": pgettext_lazy("told", "the text is too long for the channel"),
    "unnamed": pgettext_lazy("told", "the channel does not say who it was"),
    "not_wanted": pgettext_lazy("told", "does not want to be told"),
    "erased": pgettext_lazy("told", "what they said was taken back or erased"),
    "discarded": pgettext_lazy("told", "the answer was discarded"),
}
MANNER: Final[Words] = {
    "by_itself": pgettext_lazy("told", "the approved text goes out by itself, at its pace"),
    "each_approved": pgettext_lazy("told", "each single answer is approved besides"),
    "never": pgettext_lazy("told", "nobody is told here"),
}
RULE: Final[Words] = {
    "bluesky": _("Automated interactions that notify many people are not allowed: a person approves each answer."),
    "mastodon": _(
        "Allowed where the server's own rules allow it: as an unlisted reply, never wider than what it answers."
    ),
    "x": _("Automated replies may only go to people who addressed us, one for each time they did."),
    "reddit": _("Communities see repeated answers as spam: a person approves each answer."),
    "email": _("Who wrote to us is answered in the same thread; it must stay an answer and no advertisement."),
    "wordpress": _("The comments are our own: an answer stands below the comment."),
    "whatsapp": _("Outside 24 hours after their last word only approved templates may be sent."),
    "hackernews": _("Nothing can be answered there from here."),
    "rss": _("A feed takes no answers."),
    "file": _("A file takes no answers."),
    "*": _("This channel's rules are not known here: a person approves each answer."),
}
SEGMENT: Final[Words] = {
    "channel": pgettext_lazy("need", "By channel"),
    "lang": pgettext_lazy("need", "By language"),
    "kind": pgettext_lazy("need", "By kind"),
    "topic": pgettext_lazy("need", "By topic"),
}
STEP: Final[Words] = {
    "heard": pgettext_lazy("coverage", "heard"),
    "owned": pgettext_lazy("coverage", "owned by a department"),
    "decided": pgettext_lazy("coverage", "planned, done or declined"),
    "done": pgettext_lazy("coverage", "done or answered"),
    "told": pgettext_lazy("coverage", "told back"),
}
AUDIT: Final[Words] = {
    "need_write": pgettext_lazy("audit", "wrote a need down"),
    "need_edit": pgettext_lazy("audit", "put a need into other words"),
    "need_own": pgettext_lazy("audit", "said who owns a need"),
    "need_consider": pgettext_lazy("audit", "is considering a need"),
    "need_plan": pgettext_lazy("audit", "planned a need"),
    "need_finish": pgettext_lazy("audit", "did or answered a need"),
    "need_decline": pgettext_lazy("audit", "declined a need"),
    "need_reopen": pgettext_lazy("audit", "took a need up again"),
    "need_merge": pgettext_lazy("audit", "merged a need into another"),
    "need_split": pgettext_lazy("audit", "split a need"),
    "need_evidence_added": pgettext_lazy("audit", "put mentions into a need"),
    "need_evidence_removed": pgettext_lazy("audit", "took mentions out of a need"),
    "need_not_to_be_told": pgettext_lazy("audit", "noted that somebody does not want to be told"),
    "need_telling_draft": pgettext_lazy("audit", "wrote what people are told of a need"),
    "need_telling_edit": pgettext_lazy("audit", "changed what people are told of a need"),
    "need_telling_submit": pgettext_lazy("audit", "asked for approval of what people are told"),
    "need_telling_approve": pgettext_lazy("audit", "let people be told of a need"),
    "need_telling_pause": pgettext_lazy("audit", "paused a telling"),
    "need_telling_resume": pgettext_lazy("audit", "went on with a telling"),
    "need_telling_stop": pgettext_lazy("audit", "stopped a telling"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "need": STATE,
    "need_kind": KIND,
    "need_history": HISTORY,
    "need_segment": SEGMENT,
    "need_step": STEP,
    "telling": TELLING,
    "told": PERSON,
    "why": WHY,
    "manner": MANNER,
    "rule": RULE,
}
WHOLE: Final = (
    known("This day is over."),
    known("Choose one that is to come."),
    known("A need cannot be merged into itself."),
    known("Nothing was chosen."),
    known("Choose what goes to the new need."),
    known("Nobody owns this yet."),
    known("Somebody has to answer for what was decided."),
    known("Choose a department."),
    known("Say first which department answers for it."),
    known("This was merged into another one: go on there."),
    known("People are being told of this now: stop the telling first."),
    known("A telling is being prepared: give it up first."),
    known("There is no such topic or query."),
    known("People are being told of this already."),
    known("This telling was changed in the meantime."),
    known("There is nobody of that number on the list."),
    known("There is nothing to tell yet: decide it first."),
    known("Another person than its author approves this text."),
    known("The text was changed after you read it."),
    known("The text is empty."),
    known("This placeholder is not known."),
    known("There are {name} and {need}."),
    known("Telling people needs a person who answers for it."),
    known("Nothing of that name can be done with a need."),
    known("This is no date."),
    known("Write for example 2026-12-31."),
)
PATTERNS: Final = (
    known("There is no need %(number)s."),
    known("Need %(number)s was changed in the meantime."),
)
