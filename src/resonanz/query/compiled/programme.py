"""Turn what a query asks into a programme over features, and choose the features it waits for.

A programme is written from its end to its beginning: each part is told where to go on when it holds and when
it does not. What the machine code cannot decide becomes a MAYBE behind a condition that it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from resonanz.query.compiled.columns import Columns
from resonanz.query.compiled.features import Features
from resonanz.query.compiled.growing import Growing
from resonanz.query.compiled.layout import (
    ANY,
    COUNT,
    FAIL,
    HAS,
    LITERAL,
    MATCH,
    MAYBE,
    NEAR,
    NUMBER,
    ROW,
)
from resonanz.query.folding import CLASSES, Char
from resonanz.query.leaves import Slot
from resonanz.query.plan import (
    All,
    Any,
    Ask,
    Close,
    Count,
    Found,
    InSentence,
    KeyTest,
    Never,
    NumberTest,
    Place,
    Side,
    TimeTest,
    Union,
)
from resonanz.query.tokens import tokenise

_LONGEST_ROW: Final = 64
_SIDES: Final = {Side.EITHER: 0, Side.AFTER: 1, Side.BEFORE: 2}
NOTHING: Final = All(())
"""Holds always."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Hold features of which every match has at least one, and how many mentions out of one have any."""

    features: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Compiled:
    """Hold where a query's programme begins and what calls it up; no features: every mention."""

    start: int
    anchors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """Hold where a programme goes on when a part holds and when it does not."""

    then: int
    other: int
    positive: bool = True
    """That the part holds favours a match."""

    @property
    def favoured(self) -> int:
        """Return the way to go when the part cannot be decided."""
        return self.then if self.positive else self.other


class Compiler:
    """Write programmes into shared arrays."""

    def __init__(self, features: Features, columns: Columns) -> None:
        self.features = features
        self.columns = columns
        self.programme = Growing()
        self.items = Growing()

    def compiled(self, ask: Ask) -> Compiled:
        """Write the programme of a query."""
        cover = self.cover(ask)
        anchors = cover.features if cover is not None else ()
        rest = self._without_anchored(ask, cover) if cover is not None else ask
        return Compiled(self._write(rest, Ways(MATCH, FAIL)), anchors)

    # --- anchors

    def cover(self, ask: Ask) -> Cover | None:  # noqa: PLR0911 - one return for each kind of ask
        """Return the rarest features that a match cannot do without, None where there are none."""
        match ask:
            case All(parts):
                return min(self._covers(parts), key=lambda cover: cover.cost, default=None)
            case Any(parts) | Union(parts):
                return self._united([self.cover(part) for part in parts])
            case InSentence(part) | Count(_, part):
                return self.cover(part)
            case Close(left, right, without=without):
                return self.cover(left) if without else self.cover(All((left, right)))
            case Found():
                return min((self._cost(each) for each in self._needed(ask)), key=lambda cover: cover.cost, default=None)
            case KeyTest():
                return self._cost(self.columns.key(ask))
        return None

    def cost_of(self, anchors: Sequence[int]) -> float:
        """Return how many mentions out of one are expected to have any of these features."""
        return sum([self.features.rarity[feature] for feature in anchors])

    def _covers(self, parts: Sequence[Ask]) -> list[Cover]:
        return [cover for part in parts if (cover := self.cover(part)) is not None]

    def _cost(self, feature: int) -> Cover:
        return Cover((feature,), self.features.rarity[feature])

    def _united(self, covers: Sequence[Cover | None]) -> Cover | None:
        features: dict[int, None] = {}
        for cover in covers:
            if cover is None:
                return None
            features.update(dict.fromkeys(cover.features))
        return Cover(tuple(features), self.cost_of(tuple(features))) if features else None

    def _needed(self, ask: Found) -> list[int]:
        """Return features that every place of a Found has."""
        if ask.literal:
            exact = self._exact(ask)
            if exact is not None:
                return [exact]
            keys = [token.key for token in tokenise(ask.literal)]
            return [self.features.of_slot(Slot((key,)), ask.scope) for key in keys]
        return [self._feature(slot, ask.scope) for slot in ask.slots]

    def _without_anchored(self, ask: Ask, cover: Cover) -> Ask:
        """Return what is left to ask of a mention that has an anchor: not the part that the anchors decide."""
        if self._decided(ask, cover):
            return NOTHING
        if isinstance(ask, All):
            for index, part in enumerate(ask.parts):
                if self._decided(part, cover):
                    return All(ask.parts[:index] + ask.parts[index + 1 :])
        return ask

    def _decided(self, ask: Ask, cover: Cover) -> bool:
        features = self._plain(ask)
        return features is not None and set(features) == set(cover.features)

    def _plain(self, ask: Ask) -> list[int] | None:
        """Return features of which any decides what is asked, None if there are no such."""
        if isinstance(ask, KeyTest):
            return [self.columns.key(ask)]
        if isinstance(ask, Found):
            feature = self._single(ask)
            return None if feature is None else [feature]
        if isinstance(ask, Union | Any):
            features: list[int] = []
            for part in ask.parts:
                plain = self._plain(part)
                if plain is None:
                    return None
                features += plain
            return features
        return None

    # --- features

    def _feature(self, slot: Slot, scope: int) -> int:
        return self.features.of_slot(slot.alone(), scope)

    def _placed(self, slot: Slot, scope: int) -> int:
        feature = self._feature(slot, scope)
        self.features.needs_places(feature)
        return feature

    def _single(self, ask: Found) -> int | None:
        """Return the one feature that decides a Found, None if it takes more."""
        if ask.literal:
            return self._exact(ask)
        return self._feature(ask.slots[0], ask.scope) if len(ask.slots) == 1 else None

    def _exact(self, ask: Found) -> int | None:
        tokens = tokenise(ask.literal)
        if len(tokens) != 1 or tokens[0].end - tokens[0].start != len(ask.literal):
            return None
        if CLASSES[ask.literal[0]] not in {Char.WORD, Char.IDEOGRAPH}:
            return None
        return self.features.of_exact(ask.literal, tokens[0].key, ask.scope)

    # --- programmes

    def _write(self, ask: Ask, ways: Ways) -> int:  # noqa: PLR0911 - one return for each kind of ask
        """Write what decides an ask; return where it begins."""
        match ask:
            case All(parts):
                for part in sorted(parts, key=self._weight, reverse=True):
                    ways = replace(ways, then=self._write(part, ways))
                return ways.then
            case Union() | Any():
                return self._write_any(ask, ways)
            case Never(part):
                return self._write(part, Ways(ways.other, ways.then, positive=not ways.positive))
            case Found():
                return self._write_found(ask, ways)
            case Close():
                return self._write_close(ask, ways)
            case Count(least, Found() as part) if least == 1 or self._single(part) is not None:
                return self._write_count(least, part, ways)
            case KeyTest() | NumberTest() | TimeTest():
                return self._write_test(ask, ways)
        return self._write_maybe(relaxed(ask), ways)

    def _write_test(self, ask: KeyTest | NumberTest | TimeTest, ways: Ways) -> int:
        if isinstance(ask, KeyTest):
            return self._emit(HAS, self.columns.key(ask), ways)
        test = self.columns.number(ask) if isinstance(ask, NumberTest) else self.columns.time(ask)
        return self._emit(NUMBER, test, ways)

    def _write_any(self, ask: Union | Any, ways: Ways) -> int:
        features: list[int] = []
        rest: list[Ask] = []
        for part in ask.parts:
            plain = self._plain(part) if isinstance(part, Found | KeyTest) else None
            if plain is None:
                rest.append(part)
            else:
                features += plain
        for part in sorted(rest, key=self._weight, reverse=True):
            ways = replace(ways, other=self._write(part, ways))
        if len(features) == 1:
            return self._emit(HAS, features[0], ways)
        if features:
            distinct = sorted(set(features))
            return self._emit(ANY, self.items.extend([len(distinct), *distinct]), ways)
        return ways.other

    def _write_found(self, ask: Found, ways: Ways) -> int:
        single = self._single(ask)
        if single is not None:
            return self._emit(HAS, single, ways)
        if ask.literal:
            return self._write_literal(ask, ways)
        if ask.slop is not None and len(ask.slots) == 2:
            one, two = (Found((slot.alone(),), ask.scope) for slot in ask.slots)
            return self._write_close(Close(one, two, ask.slop), ways)
        if ask.slop is not None or len(ask.slots) > _LONGEST_ROW:
            return self._write_maybe(_words_of(ask), ways)
        return self._emit(ROW, self._row(ask), ways)

    def _write_literal(self, ask: Found, ways: Ways) -> int:
        tokens = tokenise(ask.literal)
        lead = tokens[0].start if tokens else 0
        if not tokens or " " in ask.literal[:lead]:
            return self._write_maybe(_words_of(ask), ways)
        feature = self._placed(Slot((tokens[0].key,)), ask.scope)
        return self._emit(LITERAL, self.items.extend([feature, lead, len(ask.literal), *map(ord, ask.literal)]), ways)

    def _write_close(self, ask: Close, ways: Ways) -> int:
        sides: tuple[Place, ...] = (ask.left,) if ask.without else (ask.left, ask.right)
        left, right = self._side(ask.left), self._side(ask.right)
        if left is None or right is None:
            return self._write_maybe(All(sides), ways)
        items = [ask.distance, _SIDES[ask.side], int(ask.without), left, right]
        close = self._emit(NEAR, self.items.extend(items), ways)
        cheap = tuple(side for side in sides if self._plain(side) is not None)
        return self._write(All(cheap), replace(ways, then=close))

    def _side(self, place: Place) -> int | None:
        """Write a side of a NEAR; return where its items are, None where the machine code does not know it."""
        parts = place.parts if isinstance(place, Union) else (place,)
        items: list[int] = []
        for part in parts:
            if not isinstance(part, Found):
                return None
            single = self._single(part)
            if single is not None:
                self.features.needs_places(single)
                items += [0, single]
            elif part.literal or part.slop is not None or len(part.slots) > _LONGEST_ROW:
                return None
            else:
                items += [1, self._row(part)]
        return self.items.extend([len(parts), *items])

    def _write_count(self, least: int, part: Found, ways: Ways) -> int:
        single = self._single(part)
        if single is None:
            return self._write(part, ways)
        self.features.needs_places(single)
        return self._emit(COUNT, self.items.extend([single, least]), ways)

    def _write_maybe(self, needed: Ask, ways: Ways) -> int:
        """Write a condition that what is asked cannot do without, and behind it that the evaluator must decide."""
        return self._write(needed, replace(ways, then=self._emit(MAYBE, 0, ways)))

    def _row(self, ask: Found) -> int:
        items: list[int] = [len(ask.slots)]
        for slot in ask.slots:
            items += [self._placed(slot, ask.scope), slot.step, int(slot.glued)]
        return self.items.extend(items)

    def _emit(self, operation: int, argument: int, ways: Ways) -> int:
        return self.programme.extend([operation, argument, ways.then, ways.other, ways.favoured])

    def _weight(self, ask: Ask) -> float:
        """Return how late a part should be tried: cheap and rarely true parts first."""
        if isinstance(ask, NumberTest | TimeTest):
            return 0.5
        plain = self._plain(ask) if not isinstance(ask, Union | Any) or len(ask.parts) < 100 else None
        if plain is not None:
            return min(1.0, self.cost_of(plain)) + len(plain) / 50
        return 3.0 if isinstance(ask, Found | Close | Union) else 2.0


def _words_of(ask: Found) -> Ask:
    """Return that a text has the words of a Found, wherever they stand."""
    slots = tuple(Slot((token.key,)) for token in tokenise(ask.literal)) if ask.literal else ask.slots
    return All(tuple([Found((slot.alone(),), ask.scope) for slot in slots]))


def relaxed(ask: Ask) -> Ask:
    """Return what can be told of an ask over the whole text: exclusions and places left out."""
    match ask:
        case All(parts):
            return All(tuple([relaxed(part) for part in parts]))
        case Any(parts):
            return Any(tuple([relaxed(part) for part in parts]))
        case Never():
            return NOTHING
        case InSentence(part) | Count(_, part) | Close(part, without=True):
            return relaxed(part)
    return ask
