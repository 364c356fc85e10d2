"""Words for the codes that every area knows: kinds, states, actions, roles, channels, languages."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from resonanz.core.case import CASE as CASES
from resonanz.core.department import DEFAULT_DEPARTMENTS
from resonanz.web.words.table import Groups, Words

KIND: Final[Words] = {
    "question": _("question"),
    "request": _("request"),
    "problem": _("problem"),
    "criticism": _("criticism"),
    "praise": _("praise"),
    "other": _("other"),
}
SENTIMENT: Final[Words] = {"positive": _("positive"), "neutral": _("neutral"), "negative": _("negative")}
RELEVANT: Final[Words] = {"yes": _("relevant"), "no": _("not relevant")}
PRIORITY: Final[Words] = {"low": _("low"), "normal": _("normal"), "high": _("high"), "urgent": _("urgent")}
TYPE: Final[Words] = {
    "post": _("post"),
    "comment": _("comment"),
    "review": _("review"),
    "message": _("message"),
    "article": _("article"),
    "notice": _("notice of the channel"),
}
CASE: Final[Words] = {
    "new": pgettext_lazy("case", "new"),
    "open": pgettext_lazy("case", "open"),
    "answered": pgettext_lazy("case", "answered"),
    "reacted": pgettext_lazy("case", "reaction"),
    "closed": pgettext_lazy("case", "closed"),
    "merged": pgettext_lazy("case", "merged"),
}
CASE_ACTION: Final[Words] = {
    "take": _("Take"),
    "close": _("Close"),
    "reopen": _("Open again"),
    "hand_over": _("Hand over"),
}
REPLY: Final[Words] = {
    "draft": _("draft"),
    "submitted": _("waits for approval"),
    "approved": _("approved, will be sent"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "refused": _("refused"),
    "uncertain": _("uncertain whether it was sent"),
    "discarded": _("discarded"),
}
REPLY_ACTION: Final[Words] = {
    "edit": _("Change"),
    "submit": _("Ask for approval"),
    "approve": _("Approve and send"),
    "retry": _("Send again"),
    "discard": _("Discard"),
}
HEALTH: Final[Words] = {
    "healthy": _("listening"),
    "expiring": _("access expires soon"),
    "failing": _("fails, tries again"),
    "needs_operator": _("needs a person"),
    "paused": _("paused"),
}
EVENT: Final[Words] = {
    "opened": _("opened the case"),
    "joined": _("spoke in the thread"),
    "take": _("took the case"),
    "answer": _("answered"),
    "react": _("reacted to the answer"),
    "hand_over": _("handed the case over"),
    "close": _("closed the case"),
    "reopen": _("opened the case again"),
    "note": _("noted"),
    "assign": _("assigned the case"),
    "prioritise": _("changed the priority"),
    "edited": _("edited what was said"),
    "removed": _("took back what was said"),
    "reply_draft": _("drafted an answer"),
    "reply_edit": _("changed the answer"),
    "reply_submit": _("asked for approval"),
    "reply_approve": _("approved the answer"),
    "reply_send": _("began to send the answer"),
    "reply_confirm": _("sent the answer"),
    "reply_postpone": _("put the sending off"),
    "reply_refuse": _("was refused by the channel"),
    "reply_doubt": _("could not tell whether the answer stands"),
    "reply_retry": _("sent the answer again"),
    "reply_discard": _("discarded the answer"),
    "mention_approve": _("let everybody read it"),
    "mention_approve_failed": _("could not have it approved"),
    "mention_hide": _("took it out of public sight"),
    "mention_hide_failed": _("could not have it hidden"),
}
AUDIT: Final[Words] = {
    **{f"case_{action}": EVENT[action] for action in (*CASES.moves, "note", "assign", "prioritise") if action in EVENT},
    **{action: told for action, told in EVENT.items() if action.startswith("reply_")},
    **{action: told for action, told in EVENT.items() if action in ("mention_approve", "mention_hide")},
    "mention_correct": _("corrected what was understood"),
    "mention_teach": _("taught understanding"),
    "model_promote": _("let a model run or took it back"),
    "mention_erase": _("erased an author"),
    "author_erase": _("erased an author"),
}
"""What the trail records of the desk; what it records of settings is named by its code alone."""
ROLE: Final[Words] = {
    "READER": pgettext_lazy("role", "reader"),
    "MEMBER": pgettext_lazy("role", "member"),
    "LEAD": pgettext_lazy("role", "lead"),
    "ADMINISTRATOR": pgettext_lazy("role", "administrator"),
}
ABOUT: Final[Words] = {
    "own": _("our own brand"),
    "product": _("a product of ours"),
    "competitor": _("a competitor"),
    "topic": _("a topic"),
}
CHANNEL: Final[Words] = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "hackernews": "Hacker News",
    "wordpress": "WordPress",
    "rss": _("Web feeds"),
    "email": _("E-mail"),
    "file": _("Files"),
    "*": _("any channel"),
}
LANG: Final[Words] = {
    "de": _("German"),
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "it": _("Italian"),
    "nl": _("Dutch"),
    "pl": _("Polish"),
    "tr": _("Turkish"),
    "pt": _("Portuguese"),
    "und": _("language unknown"),
}
SKIP: Final[Words] = {
    "boost": _("somebody passed on what another one wrote"),
    "repost": _("somebody passed on what another one wrote"),
    "empty": _("contained no text"),
    "no_text": _("contained no text"),
    "no_id": _("had no id to recognise it by"),
    "not_public": _("was not public"),
    "direct": _("was a direct message"),
    "blocked": _("was hidden by the channel"),
    "not_a_post": _("was no post"),
    "unknown_form": _("had a form that is not known"),
    "deleted": _("was deleted already"),
    "duplicate": _("was there already"),
    "defect": _("could not be read because of a defect of ours"),
    "connector_defect": _("could not be read because of a defect of ours"),
    "payload_changed": _("had a form that the channel did not have before"),
    "past_retention": _("was older than its source's mentions are kept"),
    "not_asked_for": _("was the edit of something that was never heard"),
}
DEPARTMENT: Final[Words] = dict(
    zip(
        DEFAULT_DEPARTMENTS,
        (
            _("Customer service"),
            _("Product"),
            _("Sales"),
            _("Human resources"),
            _("Legal"),
            _("Logistics and operations"),
            _("Communications"),
            _("Management"),
        ),
        strict=True,
    )
)
GROUPS: Final[Groups] = {
    "kind": KIND,
    "sentiment": SENTIMENT,
    "relevant": RELEVANT,
    "priority": PRIORITY,
    "type": TYPE,
    "case": CASE,
    "case_action": CASE_ACTION,
    "reply": REPLY,
    "reply_action": REPLY_ACTION,
    "health": HEALTH,
    "event": EVENT,
    "audit": AUDIT,
    "role": ROLE,
    "about": ABOUT,
    "channel": CHANNEL,
    "lang": LANG,
    "skip": SKIP,
    "department": DEPARTMENT,
}
