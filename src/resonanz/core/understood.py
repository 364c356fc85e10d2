"""What is understood of a mention: each value with where it comes from and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId

RULE: Final = "rule"
"""Origin of a value found by our own rules and lexicons."""

SUSPECTED_BELOW: Final = 0.7
"""A value whose confidence is below this is shown as suspected."""


class Sentiment(StrEnum):
    """How the author feels about what is spoken of."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Kind(StrEnum):
    """What the author does by saying it."""

    QUESTION = "question"
    REQUEST = "request"
    PROBLEM = "problem"
    CRITICISM = "criticism"
    PRAISE = "praise"
    OTHER = "other"


class Voice(StrEnum):
    """Whose voice it is: only the market's counts as one."""

    MARKET = "market"
    OWN = "own"


class Priority(StrEnum):
    """How urgent a case is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Label:
    """Hold one value with its confidence (0..1) and its origin: `rule`, `model:<task>-v<number>` or `person:<id>`."""

    value: str
    confidence: float
    origin: str = RULE

    @property
    def by_person(self) -> bool:
        """Tell whether a person set it; then nothing else may overwrite it."""
        return self.origin.startswith("person:")

    @property
    def suspected(self) -> bool:
        """Tell whether it is too unsure to be stated."""
        return not self.by_person and self.confidence < SUSPECTED_BELOW


OURS: Final = ("own", "product")
"""What a standing query can be about so that what is felt for it is felt for us; the company before its products."""


NAMED: Final = (*OURS, "competitor")
"""What a standing query can be about so that a feeling can be for it."""


@dataclass(frozen=True, slots=True)
class Towards:
    """Say how the author feels about one thing that the text names, whatever they feel about others."""

    about: str
    """own, product or competitor: what the standing query is about that names it."""
    query: QueryId
    feels: Label


@dataclass(frozen=True, slots=True)
class OwnLabel:
    """Say what a mention is in a label set of the company's own."""

    slug: str
    """Of the set."""
    label: Label


UNDETERMINED = Label("und", 0.0)
RELEVANT = Label("yes", 0.5)
NEUTRAL = Label(Sentiment.NEUTRAL.value, 0.0)
OTHER = Label(Kind.OTHER.value, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Hold what is understood of one mention; stored beside it."""

    lang: Label = UNDETERMINED
    """ISO 639-1, or `und`."""
    relevant: Label = RELEVANT
    """yes or no: does a person speak to or about us (and not news, an advert, our own voice)?"""
    sentiment: Label = NEUTRAL
    """Of the text as a whole, until a person says how the author feels about us."""
    targets: tuple[Towards, ...] = ()
    """How the author feels about what is named, where that is more than the text as a whole says."""
    kind: Label = OTHER
    labels: tuple[OwnLabel, ...] = ()
    """One for each label set of the company's own in which anything is known."""
    voice: Voice = Voice.MARKET
    topics: tuple[str, ...] = ()
    queries: tuple[QueryId, ...] = ()
    """Ids of the standing queries that match, ascending."""
    duplicate_of: MentionId | None = None
    department: DepartmentId | None = None
    route: RouteId | None = None
    """Which rule decided the department."""
    priority: Priority = Priority.NORMAL
    opens_case: bool = False
    """Whether that rule asks for a case."""

    @property
    def towards_us(self) -> Label:
        """Return how the author feels about us: as a person said, else towards us, else as the text feels.

        What a person said of us as a target goes before what a person said of the text.
        """
        felt = felt_for_us(self.targets)
        return self.sentiment if felt is None or (self.sentiment.by_person and not felt.by_person) else felt


def felt_for_us(targets: tuple[Towards, ...]) -> Label | None:
    """Return the surest feeling for the company itself, else for one of its products; None where neither is named."""
    for about in OURS:
        felt = [one.feels for one in targets if one.about == about]
        if felt:
            return max(felt, key=lambda label: label.confidence)
    return None


LABELLED: Final = ("lang", "relevant", "sentiment", "kind")
"""Fields of `Understood` that are labels and can be corrected by a person."""
