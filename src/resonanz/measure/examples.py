"""A worked example for every metric, computed by hand: printed on its page, and computed again by the tests.

The values were worked out on paper from the formula, not taken from the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Example:
    """Hold counts and what comes of them."""

    given: Mapping[str, object]
    """Arguments of the metric's formula."""
    by_hand: str
    value: float
    low: float | None = None
    high: float | None = None


_KIND: Final = Example(
    {"part": 20, "whole": 100},
    "20 ÷ 100 = 0.2; Wilson with z = 1.96: (0.2 + 0.0192) ÷ 1.0384 ± 0.0778",
    0.2,
    0.1334,
    0.2888,
)
_WAITS: Final = Example(
    {"seconds": [600, 7200, 1800, 3600, 900, 5400], "running": 2},
    "in order 600, 900, 1800, 3600, 5400, 7200; (1800 + 3600) ÷ 2 = 2700; of six the first and the last bound it, "
    "because 2 × 0.5⁶ = 0.031 < 0.05",
    2700,
    600,
    7200,
)

EXAMPLES: Final[Mapping[str, Example]] = {
    "volume": Example({"mentions": 412}, "412 relevant mentions of the market", 412),
    "voices": Example({"authors": 287}, "the 412 mentions come from 287 authors", 287),
    "share": _KIND,
    "share_of_voice": Example(
        {"own": 60, "competitors": 40},
        "60 ÷ (60 + 40) = 0.6; Wilson with z = 1.96: (0.6 + 0.0192) ÷ 1.0384 ± 0.0942",
        0.6,
        0.5020,
        0.6906,
    ),
    "net_sentiment_a": Example(
        {"positive": 120, "neutral": 200, "negative": 80},
        "(120 − 80) ÷ 400 = 0.1; Agresti and Min: 40 ÷ 402 = 0.0995, "
        "± 1.96 × √(201 − 40² ÷ 402) ÷ 402 = 1.96 × 14.0372 ÷ 402",
        0.1,
        0.0311,
        0.1679,
    ),
    "net_sentiment_b": Example(
        {"positive": 120, "negative": 80},
        "(120 − 80) ÷ 200 = 0.2; Agresti and Min: 40 ÷ 202 = 0.1980, "
        "± 1.96 × √(201 − 40² ÷ 202) ÷ 202 = 1.96 × 13.8954 ÷ 202",
        0.2,
        0.0632,
        0.3328,
    ),
    "net_sentiment_us": Example(
        {"positive": 90, "neutral": 200, "negative": 110},
        "of the 400 mentions of variant A, 30 praise a competitor and feel bad about us: (90 − 110) ÷ 400 = −0.05; "
        "Agresti and Min: −20 ÷ 402 = −0.0498, ± 1.96 × √(201 − 20² ÷ 402) ÷ 402 = 1.96 × 14.1423 ÷ 402",
        -0.05,
        -0.1187,
        0.0192,
    ),
    "question_share": _KIND,
    "request_share": _KIND,
    "problem_share": _KIND,
    "criticism_share": _KIND,
    "praise_share": _KIND,
    "reach": Example({"followers": 15300}, "three authors with 300, 5,000 and 10,000 followers", 15300),
    "engagement": Example({"likes": 90, "reposts": 25, "replies": 10}, "90 + 25 + 10 = 125", 125),
    "first_answer_time": _WAITS,
    "next_answer_time": _WAITS,
    "resolution_time": _WAITS,
    "attainment": Example(
        {"met": 60, "breached": 40, "running": 7},
        "60 ÷ (60 + 40) = 0.6; the 7 that run are in neither; Wilson as for share of voice",
        0.6,
        0.5020,
        0.6906,
    ),
    "answer_rate": Example(
        {"answered": 60, "closed_without": 40, "running": 12}, "60 ÷ (60 + 40) = 0.6", 0.6, 0.5020, 0.6906
    ),
    "reaction_rate": Example({"reacted": 20, "answered": 100}, "20 ÷ 100 = 0.2", 0.2, 0.1334, 0.2888),
    "told_back_rate": Example(
        {"told": 60, "reachable": 100, "asked": 120},
        "60 ÷ 100 = 0.6 of those who could be told; 60 ÷ 120 = 0.5 of all who asked",
        0.6,
        0.5020,
        0.6906,
    ),
    "needs_coverage": Example(
        {"heard": 100, "owned": 80, "decided": 60, "done": 30, "told": 20},
        "60 ÷ 100 = 0.6; owned 0.8, done 0.3, told 0.2",
        0.6,
        0.5020,
        0.6906,
    ),
    "learning_rate": Example(
        {"judged": 4, "with_learning": 3, "days": 182.625},
        "182.625 ÷ 91.3125 = 2 quarters; 4 ÷ 2 = 2 tries a quarter; 3 ÷ 4 = 0.75 with a learning; "
        "Garwood for 4 events: 1.0899 to 10.2416, ÷ 2",
        2,
        0.5449,
        5.1208,
    ),
    "criticism_decided": Example(
        {"decided": 60, "waiting": 40, "raised": 100}, "60 ÷ 100 = 0.6; 40 are open", 0.6, 0.5020, 0.6906
    ),
}
"""Name of a metric -> its example."""
