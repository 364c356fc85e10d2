"""A deadline in a sentence, German and English: what was given, from when, what stopped it, and how it ended.

The sentence is made from the result alone, so that it can never say something else than what was worked out. Moments
are told on the department's wall clock, with the date where the weekday alone could be misread.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.deadline.calendar import zone_of
from resonanz.core.deadline.policy import DeadlineKind
from resonanz.core.deadline.result import Deadline, DeadlineState

LANGUAGES: Final = ("en", "de")
_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR: Final = timedelta(days=6)
"""Within so many days a weekday names one day only."""
_KINDS: Final[Mapping[str, Mapping[DeadlineKind, str]]] = {
    "en": {
        DeadlineKind.FIRST_ANSWER: "First answer",
        DeadlineKind.NEXT_ANSWER: "Next answer",
        DeadlineKind.RESOLUTION: "Resolution",
        DeadlineKind.OWNER_ANSWER: "Owner's answer",
        DeadlineKind.INTERNAL_ANSWER: "Internal answer",
        DeadlineKind.CHANNEL_WINDOW: "Channel window",
    },
    "de": {
        DeadlineKind.FIRST_ANSWER: "Erste Antwort",
        DeadlineKind.NEXT_ANSWER: "Nächste Antwort",
        DeadlineKind.RESOLUTION: "Lösung",
        DeadlineKind.OWNER_ANSWER: "Antwort der zuständigen Person",
        DeadlineKind.INTERNAL_ANSWER: "Interne Auskunft",
        DeadlineKind.CHANNEL_WINDOW: "Antwortfenster des Kanals",
    },
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "begun": "{time} business time from {at}",
        "begun_always": "{time} from {at}",
        "changed": "{time} since {at}",
        "paused": "paused {time}",
        "due": "due {at}",
        "paused_now": "paused since {at}, {left} left",
        "closed": "closed {at} without it, {left} left",
        "early": "met {at}, {left} left",
        "exact": "met {at}",
        "late": "came {at}, {late} late",
        "after_hours": "came {at}, after hours",
        "overdue": "overdue by {late}",
        "over": "overdue since then",
    },
    "de": {
        "begun": "{time} Geschäftszeit ab {at}",
        "begun_always": "{time} ab {at}",
        "changed": "{time} seit {at}",
        "paused": "{time} pausiert",
        "due": "fällig {at}",
        "paused_now": "pausiert seit {at}, {left} übrig",
        "closed": "geschlossen {at}, ohne dass es dazu kam, {left} übrig",
        "early": "eingehalten {at}, {left} übrig",
        "exact": "eingehalten {at}",
        "late": "erledigt {at}, {late} zu spät",
        "after_hours": "erledigt {at}, nach Geschäftsschluss",
        "overdue": "seit {late} überfällig",
        "over": "seitdem überfällig",
    },
}


def name_of(kind: DeadlineKind, lang: str = "en") -> str:
    """Return what a kind of deadline is called."""
    return _KINDS[_known(lang)][kind]


def explain(deadline: Deadline, *, lang: str = "en") -> str:
    """Return a deadline in one sentence without a full stop: "8 h business time from Mon 14:10, due Tue 14:10"."""
    lang = _known(lang)
    words = _WORDS[lang]

    def at(moment: datetime) -> str:
        return told_moment(moment, zone=deadline.zone, near=deadline.begun_at, lang=lang)

    begun = words["begun_always" if deadline.always else "begun"]
    first = deadline.retargets[0].before if deadline.retargets else deadline.seconds
    parts = [begun.format(time=told_time(first), at=at(deadline.begun_at))]
    parts += [words["changed"].format(time=told_time(one.seconds), at=at(one.at)) for one in deadline.retargets]
    if deadline.paused >= _MINUTE and deadline.paused_at is None:
        parts.append(words["paused"].format(time=told_time(deadline.paused)))
    if deadline.state is not DeadlineState.PAUSED:
        parts.append(words["due"].format(at=at(deadline.due_at)))
    if ending := _ending(deadline):
        moment = deadline.ended_at or deadline.paused_at or deadline.due_at
        left, late = told_time(deadline.remaining), told_time(deadline.late)
        parts.append(words[ending].format(at=at(moment), left=left, late=late))
    return ", ".join(parts)


def _ending(deadline: Deadline) -> str:
    if deadline.state is DeadlineState.RUNNING:
        return ""
    if deadline.state is DeadlineState.PAUSED:
        return "closed" if deadline.closed else "paused_now"
    if deadline.state is DeadlineState.MET:
        return "early" if deadline.remaining >= _MINUTE else "exact"
    if deadline.late < _MINUTE and not deadline.always:
        return "over" if deadline.is_open else "after_hours"
    return "overdue" if deadline.is_open else "late"


_MINUTE: Final = 60


def told_time(seconds: int) -> str:
    """Return a length of time in hours and minutes, the same in both languages: `8 h`, `2 h 5 min`, `0 min`."""
    hours, minutes = divmod(seconds // _MINUTE, 60)
    if not hours and not minutes and seconds:
        return "< 1 min"
    parts = [f"{hours} h"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} min")
    return " ".join(parts)


def told_moment(moment: datetime, *, zone: str, near: datetime, lang: str = "en") -> str:
    """Return a moment on the wall clock of `zone`: `Mon 14:10`, with the date when it is not within days of `near`."""
    local = moment.astimezone(zone_of(zone))
    weekday = _WEEKDAYS[_known(lang)][local.weekday()]
    if moment == near or abs(moment - near) < _NEAR:
        return f"{weekday} {local:%H:%M}"
    if lang == "de":
        return f"{weekday} {local:%d.%m.%Y %H:%M}"
    return f"{weekday} {local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M}"


def _known(lang: str) -> str:
    return lang if lang in LANGUAGES else "en"
