"""Metrics of how we answer, change and learn, read from cases, needs, tries and the ledger of criticism."""

from __future__ import annotations

from typing import Final

from resonanz.core.metric import Definition, ReadFrom, Unit

_BEGUN: Final = "The moment at which the deadline began."
_PROMISED: Final = (
    "Only cases for which such a deadline was promised. Waits that have not ended are shown apart and make the true "
    "median longer."
)


def _time(name: str, title: str, what: str) -> Definition:
    return Definition(
        name=name,
        title=title,
        formula="median of the times that have ended",
        numerator=f"Seconds of the department's working time {what}; pauses are left out.",
        denominator="Deadlines of the kind that have ended.",
        unit=Unit.SECONDS,
        source=ReadFrom.CASES,
        window=_BEGUN,
        gaps=_PROMISED,
        higher_is_better=False,
    )


WORK: Final = (
    _time("first_answer_time", "Time to the first answer", "from the opening of a case to our first answer"),
    _time("next_answer_time", "Time to the next answer", "from the oldest unanswered word to our answer"),
    _time("resolution_time", "Time to the resolution", "from the opening of a case to its end"),
    Definition(
        name="attainment",
        title="Attainment",
        formula="met ÷ (met + breached)",
        numerator="Deadlines that were met.",
        denominator="Deadlines that were met or breached; those that still run are shown apart.",
        unit=Unit.SHARE,
        source=ReadFrom.CASES,
        window=_BEGUN,
        gaps="Says nothing about cases for which nothing was promised.",
        higher_is_better=True,
    ),
    Definition(
        name="answer_rate",
        title="Answer rate",
        formula="answered ÷ (answered + closed without an answer)",
        numerator="Cases in whose channel an answer of ours stands.",
        denominator="These, and cases that were closed without one; open ones are shown apart.",
        unit=Unit.SHARE,
        source=ReadFrom.CASES,
        window="The moment at which the case was opened.",
        gaps="Mentions that opened no case are not in it.",
        higher_is_better=True,
    ),
    Definition(
        name="reaction_rate",
        title="Reaction rate",
        formula="answered cases with a reaction ÷ answered cases",
        numerator="Answered cases in which somebody spoke again after our answer.",
        denominator="Cases with an answer of ours.",
        unit=Unit.SHARE,
        source=ReadFrom.CASES,
        window="The moment at which the case was opened.",
        gaps="A reaction may thank or complain; recent answers had less time to be reacted to.",
    ),
    Definition(
        name="told_back_rate",
        title="Told-back rate",
        formula="told ÷ could be told",
        numerator="People who were told what became of their need.",
        denominator="People who asked and can be told in their channel; the share of all who asked stands beside it.",
        unit=Unit.SHARE,
        source=ReadFrom.NEEDS,
        window="The moment at which the need was done, answered or declined.",
        gaps="The same person on two channels counts twice.",
        by_day=False,
        higher_is_better=True,
    ),
    Definition(
        name="needs_coverage",
        title="Coverage of needs",
        formula="decided ÷ heard",
        numerator="Needs that are planned, done or declined.",
        denominator="All needs that were heard; the shares owned, done and told stand beside it.",
        unit=Unit.SHARE,
        source=ReadFrom.NEEDS,
        window="The moment at which the need was written down.",
        gaps="A need that nobody wrote down is not in it.",
        by_day=False,
        higher_is_better=True,
    ),
    Definition(
        name="learning_rate",
        title="Learning rate",
        formula="tries judged ÷ quarters of a year",
        numerator="Initiatives that were judged; the share that closed with a learning stands beside it.",
        denominator="Days of the time ÷ 91.3125.",
        unit=Unit.TRIES,
        source=ReadFrom.INITIATIVES,
        window="The moment of the verdict.",
        gaps="Counts tries, not their size. A flop counts as much as a hit: both teach.",
        by_day=False,
        higher_is_better=True,
    ),
    Definition(
        name="criticism_decided",
        title="Criticism decided",
        formula="decided ÷ raised",
        numerator="Cases of criticism that was accepted, rejected with a reason, changed or deferred.",
        denominator="Cases of criticism that were opened; those without a decision are shown apart.",
        unit=Unit.SHARE,
        source=ReadFrom.CRITICISM,
        window="The moment at which the case was opened.",
        gaps="Criticism that opened no case is not in it; compare with the share of criticism.",
        by_day=False,
        higher_is_better=True,
    ),
)
