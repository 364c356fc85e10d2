"""The words of initiatives: what they are, what they lack, what came of them, and why that is said."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

from resonanz.web.words.table import Groups, Words

SORT: Final[Words] = {
    "campaign": _("campaign"),
    "answering": _("way of answering"),
    "product": _("change of the product"),
    "channel": _("new channel"),
    "other": pgettext_lazy("initiative", "something else"),
}
STATE: Final[Words] = {
    "idea": _("idea"),
    "ready": _("ready to start"),
    "running": pgettext_lazy("initiative", "running"),
    "measuring": _("being judged"),
    "judged": pgettext_lazy("initiative", "judged"),
    "stopped": pgettext_lazy("initiative", "stopped"),
}
OUTCOME: Final[Words] = {
    "hit": _("hit"),
    "flop": _("flop"),
    "cannot_tell": _("cannot be told"),
    "stopped": pgettext_lazy("initiative", "stopped"),
}
DIRECTION: Final[Words] = {"up": pgettext_lazy("metric", "rise"), "down": pgettext_lazy("metric", "fall")}
BEYOND: Final[Words] = {"up": pgettext_lazy("bound", "above"), "down": pgettext_lazy("bound", "below")}
MISSING: Final[Words] = {
    "hypothesis": _("the hypothesis: what is believed, and why"),
    "metric": _("the metric that will judge it, and where it is read"),
    "hope": _("the size that it has to reach to count as a hit"),
    "start": _("the first day"),
    "end": _("the last day"),
    "resources": _("hours and money that go into it"),
    "kill": _("when it will be stopped early"),
    "owner": _("somebody who owns it"),
    "sponsor": _("a sponsor, another person than the owner"),
    "different": _("what is different from the earlier tries that are like it"),
    "backing": _("the sponsor's signature that it may fail"),
    "forecasts": _("forecasts by three people at least"),
}
WHY: Final[Words] = {
    "reached": _("The metric went the wanted way, and the best estimate reaches what was stated before."),
    "smaller": _("The metric went the wanted way, but by less than was stated before."),
    "surely_smaller": _("Whatever it changed, it was surely less than was stated before."),
    "opposite": _("The metric went the other way."),
    "unsure": _("The interval holds both nothing and what was stated: on this series it cannot be told."),
    "refused": _("The method does not pass its own checks on this series, so its number is not to be believed."),
    "no_series": _("There is no series with days before and after the start."),
}
METHOD: Final[Words] = {
    "did": _("difference in differences: against the mean of the controls"),
    "synthetic": _("synthetic control: against a mixture of the controls"),
    "structural": _("structural: against its own rhythm, drift and memory"),
}
VARIANT: Final[Words] = {
    "method": _("by another method"),
    "without_control": _("without the control"),
    "without_day": _("without the loudest day"),
}
EVENT: Final[Words] = {
    "noted": _("noted the idea"),
    "change": _("changed the plan"),
    "complete": _("nothing is missing any more: it can be started"),
    "back": _("backs it, and signed that it may fail"),
    "forecast": _("sealed a forecast"),
    "series": _("handed a series in"),
    "start": _("started it"),
    "warn": _("the kill criterion is reached"),
    "measure": _("its last day has passed"),
    "judge": _("judged it"),
    "stop": _("stopped it"),
    "teach": _("wrote what it taught"),
}
AUDIT: Final[Words] = {
    "initiative_note": EVENT["noted"],
    **{f"initiative_{action}": told for action, told in EVENT.items() if action not in ("noted", "forecast")},
    "forecast_seal": EVENT["forecast"],
}
WHOLE: Final = (
    known("The whole interval lies above zero."),
    known("The whole interval lies below zero."),
    known("The interval holds zero and changes that matter: on this series it cannot be told."),
    known("The time after is longer than the time before that has to foretell it."),
    known("The same is found just before the start, when nothing had begun."),
    known("As much is found in the controls, where nothing was tried."),
    known("The series never changed before the start, so it tells nothing about chance."),
    known("An initiative needs a person who acts."),
    known("A forecast needs a person who makes it."),
    known("Only the sponsor who is named can sign."),
    known("The sponsor is another person than the owner."),
    known("The initiative has begun."),
    known("The initiative has begun: its plan stays as it is."),
    known("The initiative has begun: forecasts stay as they are."),
    known("The initiative was changed after you read it."),
    known("The plan is not complete yet."),
    known("It cannot be started yet."),
    known("Its first day has passed."),
    known("Plan a later one."),
    known("What it taught is written when it is over."),
    known("Say what happened rather than who did it, or keep it on purpose."),
    known("This initiative is not judged by a file."),
    known("The days before the start are others than in the file that was there."),
    known("The controls are others than in the file that was there."),
    known("Keep its columns: what it is compared with was said before the start."),
    known("Add newer days only."),
    known("These forecasts are sealed until the initiative is over."),
    known("It is not said yet how it will be judged."),
    known("Write hypothesis, metric, stated size, start and end first."),
    known("A probability lies between 1 % and 99 %."),
    known("Write for example 60."),
    known("A change lies between -100 % and 1000 %."),
    known("Write for example 5."),
    known("The lower bound is not below the upper one."),
    known("Swap them."),
    known("The end lies before the start."),
    known("Give a later day."),
    known("Give an earlier day."),
    known("Hours are a number above 0."),
    known("Write for example 40."),
    known("Money is 0 or more."),
    known("Write for example 2000."),
    known("A currency has three letters."),
    known("Write for example EUR."),
    known("The stated size lies above 0 and up to 1000 %."),
    known("Write 10."),
    known("The bound is no number."),
    known("Write for example 50."),
    known("The bound is held against 1 to 28 days."),
    known("Write for example 3."),
    known("Keep the best."),
    known("A control is a name and what it is read over."),
    known("Write it as: name: words."),
    known("Say when it will be stopped: a metric, a bound and days."),
    known("Nothing of that name can be done with an initiative."),
    known("The forecasts were sealed with another secret key. Restore the key."),
    known("No file was handed in."),
    known("Hand one in."),
    known("There is no reading."),
    known("Choose a CSV file of at most 2 MB."),
    known("This file is no text."),
    known("Save it as CSV in UTF-8."),
    known("Tick it."),
    known("Give a line a day: `2026-03-02,17`."),
)
"""Our own sentences about initiatives, for `sentences`."""
PATTERNS: Final = (
    known("There is no initiative %(id)s."),
    known("Initiative %(id)s was changed in the meantime."),
    known("An initiative that is %(state)s cannot %(action)s."),
    known("This names %(names)s."),
    known("Missing: %(names)s."),
    known("A try lasts %(number)s days at most."),
    known("There are more than %(number)s controls."),
    known("Whatever it changed, it was less than %(bound)s."),
    known("There are %(before)s days before the start; at least %(fewest)s are needed."),
    known("There are %(after)s days after the start; at least %(fewest)s are needed."),
    known("There is no column %(names)s."),
    known("This is no reading (%(text)s)."),
)
GROUPS: Final[Groups] = {
    "audit": AUDIT,
    "try_sort": SORT,
    "initiative": STATE,
    "try": OUTCOME,
    "try_direction": DIRECTION,
    "try_beyond": BEYOND,
    "try_missing": MISSING,
    "try_why": WHY,
    "try_method": METHOD,
    "try_variant": VARIANT,
    "initiative_event": EVENT,
}
