"""Which department owns what was said: rules in order, the first match wins, each decision names its rule.

A rule's text condition is a query and means exactly what the same query means as a standing query or on the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from resonanz.core.department import Route
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.understood import Voice
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from resonanz.query.parents import Find, asks_parent, with_parents
from resonanz.query.tree import Query

EXAMPLES = 20
Read = Callable[[str], Query]
"""Reads a query and puts in what it names."""


class Router:
    """Decide for batches of mentions; rules are compiled once, all their text conditions are looked at together."""

    def __init__(self, routes: Iterable[Route], read: Read = parse) -> None:
        self._rules = sorted((route for route in routes if route.active), key=lambda route: (route.position, route.id))
        self._texts = Matcher()
        self.broken: list[tuple[Route, str]] = []
        """Rules whose text is not understood, with why: they never hold, and the others go on."""
        self.asks_parent = False
        """Whether mentions must come with what they answer (`query.parents.with_parents`)."""
        for place, route in enumerate(self._rules):
            if route.text:
                self._put(place, route, read)
        self._asks_text = any(route.text for route in self._rules)

    def _put(self, place: int, route: Route, read: Read) -> None:
        try:
            query = read(route.text)
            self._texts.put(place, query)
            self.asks_parent = self.asks_parent or asks_parent(query)
        except InputRejected as trouble:  # written in an older version of the language
            self.broken.append((route, str(trouble)))

    def decide(self, heard: Heard) -> Route | None:
        """Return the first rule that holds; None for our own voice and where no rule holds."""
        return self.decisions([heard])[0]

    def route(self, batch: Sequence[Heard]) -> list[Heard]:
        """Return the batch with department, rule and priority set."""
        return [_routed(heard, route) for heard, route in zip(batch, self.decisions(batch), strict=True)]

    def decisions(self, batch: Sequence[Heard]) -> list[Route | None]:
        """Return for each mention the first rule that holds."""
        said = self._texts.match(batch) if self._asks_text else [()] * len(batch)
        return [self._first(heard, places) for heard, places in zip(batch, said, strict=True)]

    def _first(self, heard: Heard, places: Sequence[int]) -> Route | None:
        if heard.understood.voice is Voice.OWN:
            return None
        for place, route in enumerate(self._rules):
            if (not route.text or place in places) and _holds(route, heard):
                return route
        return None


def _routed(heard: Heard, route: Route | None) -> Heard:
    if route is None:
        return heard
    understood = replace(
        heard.understood,
        department=route.department,
        route=route.id,
        priority=route.priority,
        opens_case=route.opens_case,
    )
    return replace(heard, understood=understood)


def _holds(route: Route, heard: Heard) -> bool:
    """Tell whether all conditions but the text's hold."""
    understood, mention = heard.understood, heard.mention
    return (
        (not route.kinds or understood.kind.value in route.kinds)
        and (not route.sentiments or understood.sentiment.value in route.sentiments)
        and (not route.langs or understood.lang.value in route.langs)
        and (not route.channels or mention.channel in route.channels)
        and (not route.queries or any(query in route.queries for query in understood.queries))
        and (not route.author or _is_author(route.author, heard))
    )


def _is_author(wanted: str, heard: Heard) -> bool:
    author = heard.mention.author
    names = [name.casefold() for name in (author.handle, author.name, author.id) if name]
    sought = wanted.lstrip("@").casefold()
    if sought.endswith("*"):
        return any(name.startswith(sought[:-1]) for name in names)
    return sought in names


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOut:
    """Say what a rule would have done to mentions that were heard already."""

    looked_at: int
    """Mentions of the market in the time asked for."""
    taken: int
    """How many this rule would decide, standing where it stands in the order."""
    moved: int
    """How many of those another rule decided so far."""
    examples: tuple[Heard, ...]


def try_out(
    candidate: Route,
    others: Iterable[Route],
    batches: Iterable[Sequence[Heard]],
    *,
    read: Read = parse,
    find: Find = lambda _: {},
) -> TryOut:
    """Tell what `candidate` would do among `others` to the mentions in `batches`, without doing it.

    `read` puts in what the rules' texts name, `find` finds what mentions answer.
    """
    router = Router([*(route for route in others if route.id != candidate.id), replace(candidate, active=True)], read)
    looked_at = taken = moved = 0
    examples: list[Heard] = []
    for batch in batches:
        decisions = router.decisions(with_parents(batch, find) if router.asks_parent else batch)
        for heard, decided in zip(batch, decisions, strict=True):
            looked_at += heard.understood.voice is Voice.MARKET
            if decided is None or decided.id != candidate.id:
                continue
            taken += 1
            moved += heard.understood.department != candidate.department
            if len(examples) < EXAMPLES:
                examples.append(heard)
    return TryOut(looked_at=looked_at, taken=taken, moved=moved, examples=tuple(examples))
