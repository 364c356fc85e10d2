"""The words that people read for the codes that are stored, and our own sentences, area by area.

Codes are English and stable, words are looked up in the reader's language when a page is rendered. A code without a
word is shown as it is, readable, rather than hidden. Each area declares `GROUPS` (tables of words by name; tables of
the same name become one), `WHOLE` (sentences that are raised far from any page) and `PATTERNS` (those with values).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resonanz.core.understood import RULE, Label
from resonanz.web.words import (
    answers,
    common,
    dashboards,
    deadlines,
    inbox,
    initiatives,
    mail,
    measures,
    needs,
    notices,
    record,
    surges,
    together,
    topics,
    webhooks,
)
from resonanz.web.words.table import Groups

SPOKEN: Final = (
    answers,
    dashboards,
    deadlines,
    inbox,
    initiatives,
    mail,
    measures,
    needs,
    notices,
    surges,
    together,
    topics,
    webhooks,
)
"""The areas that have sentences of their own."""


def _together(*areas: Groups) -> Groups:
    found: defaultdict[str, dict[str, str | Promise]] = defaultdict(dict)
    for groups in areas:
        for name, words in groups.items():
            found[name].update(words)
    return dict(found)


ALL: Final = _together(common.GROUPS, record.GROUPS, *(area.GROUPS for area in SPOKEN))
"""Name of a group of codes -> its words."""

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
