"""The words that people read for the codes that are stored: kinds, states, actions, channels, languages.

Codes are English and stable, words are looked up in the reader's language when a page is rendered. A code without a
word is shown as it is, readable, rather than hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from resonanz.core.case import CASE as CASES
from resonanz.core.department import DEFAULT_DEPARTMENTS
from resonanz.core.understood import RULE, Label
from resonanz.web import (
    answer_words,
    dashboard_words,
    deadline_words,
    inbox_words,
    mail_words,
    measure_words,
    need_words,
    notice_words,
    surge_words,
    topic_words,
    webhook_words,
)
from resonanz.web.initiative_words import AUDIT as INITIATIVE_AUDIT
from resonanz.web.initiative_words import GROUPS as INITIATIVE_GROUPS
from resonanz.web.together_words import AUDIT as TOGETHER_AUDIT
from resonanz.web.together_words import GROUPS as TOGETHER_GROUPS

Words = Mapping[str, "str | Promise"]

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
    **mail_words.SKIP,
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
ALL: Final[Mapping[str, Words]] = {
    **INITIATIVE_GROUPS,
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
    "event": {
        **EVENT,
        **answer_words.EVENT,
        **deadline_words.EVENT,
        **inbox_words.EVENT,
        **notice_words.CASE_EVENT,
        **TOGETHER_GROUPS["event"],
    },
    "audit": {
        **AUDIT,
        **answer_words.AUDIT,
        **INITIATIVE_AUDIT,
        **deadline_words.AUDIT,
        **measure_words.AUDIT,
        **need_words.AUDIT,
        **surge_words.AUDIT,
        **TOGETHER_AUDIT,
        **inbox_words.AUDIT,
        **measure_words.AUDIT,
        **surge_words.AUDIT,
        **topic_words.AUDIT,
        **notice_words.AUDIT,
        **webhook_words.AUDIT,
        **dashboard_words.AUDIT,
    },
    "counted": measure_words.COUNTED,
    "lack": measure_words.LACK,
    "charter": measure_words.SUBJECT,
    "inquiry": TOGETHER_GROUPS["inquiry"],
    "way": TOGETHER_GROUPS["way"],
    "gravity": surge_words.GRAVITY,
    "need": need_words.STATE,
    "need_kind": need_words.KIND,
    "need_history": need_words.HISTORY,
    "need_segment": need_words.SEGMENT,
    "need_step": need_words.STEP,
    "telling": need_words.TELLING,
    "told": need_words.PERSON,
    "why": need_words.WHY,
    "manner": need_words.MANNER,
    "rule": need_words.RULE,
    "incident": surge_words.INCIDENT,
    "incident_action": surge_words.INCIDENT_ACTION,
    "incident_event": surge_words.INCIDENT_EVENT,
    "standing": answer_words.STANDING,
    "place": answer_words.PLACE,
    "criticism": answer_words.CRITICISM,
    "criticism_event": answer_words.CRITICISM_EVENT,
    "trend": topic_words.TREND,
    "topic_history": topic_words.HISTORY,
    "webhook_event": webhook_words.EVENT,
    "delivery": webhook_words.DELIVERY,
    "notice_kind": notice_words.KIND,
    "message": notice_words.STATE,
    "whom": notice_words.WHOM,
    "role": ROLE,
    "about": ABOUT,
    "channel": CHANNEL,
    "lang": LANG,
    "skip": SKIP,
    "attachment": mail_words.ATTACHMENT,
    "department": DEPARTMENT,
}

_SURENESS: Final = ((0.9, _("very sure")), (0.7, _("fairly sure")), (0.4, _("suspected")), (0.0, _("a guess")))


def word(code: object, group: str) -> str:
    """Return the word for a code of `group`; the code itself, made readable, where there is none."""
    text = str(getattr(code, "value", code))
    found = ALL[group].get(text)
    return str(found) if found is not None else text.replace("_", " ")


def origin(label: Label) -> str:
    """Say in words where a value comes from."""
    if label.by_person:
        return str(_("set by a person"))
    if label.origin == RULE:
        return str(_("found by rules"))
    name = label.origin.removeprefix("model:").partition("@")[0]
    return str(_("found by the model %(name)s")) % {"name": name}


def sureness(label: Label) -> str:
    """Say in words how sure a value is."""
    if label.by_person:
        return str(_("certain"))
    return str(next(words for least, words in _SURENESS if label.confidence >= least))
