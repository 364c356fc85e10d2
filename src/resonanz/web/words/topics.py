"""The words of topics: how they go, what happened to them, what the audit trail says of it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups, Words

TREND: Final[Words] = {
    "new": pgettext_lazy("topic", "new"),
    "growing": pgettext_lazy("topic", "growing"),
    "steady": pgettext_lazy("topic", "steady"),
    "fading": pgettext_lazy("topic", "fading"),
    "unknown": "",
}
HISTORY: Final[Words] = {
    "proposed": _("proposed by the system"),
    "named": _("named"),
    "renamed": _("renamed"),
    "hidden": _("hidden"),
    "shown": _("shown again"),
    "merged": _("merged with"),
    "split": _("split, the other part is"),
    "example_added": _("a mention was put in"),
    "example_removed": _("a mention was taken out"),
}
AUDIT: Final[Words] = {
    "topic_name": _("named a topic"),
    "topic_hide": _("hid a topic"),
    "topic_show": _("showed a topic again"),
    "topic_merge": _("merged a topic into another"),
    "topic_split": _("split a topic"),
    "topic_say": _("said whether a mention belongs to a topic"),
    "topic_take_back": _("took back what was said of a mention's topic"),
}
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "trend": TREND,
    "topic_history": HISTORY,
}
WHOLE: Final = (
    known("A topic has a name of at most 120 characters."),
    known("Write a shorter one."),
    known("A topic goes into another one that has a name."),
    known("Choose another topic."),
    known("Only a named topic can be split."),
    known("Name it first."),
    known("No mention of the topic holds that."),
    known("Write words that stand in some of them."),
    known("Merge them."),
)
PATTERNS: Final = (
    known("There is no topic %(key)s."),
    known("There is a topic named %(name)s already."),
    known("The topic %(name)s was changed in the meantime."),
)
