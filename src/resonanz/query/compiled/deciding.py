"""Run the programme of a query on a mention whose features are marked.

What a programme cannot decide it answers in favour of the match, and says that it is unsure. Annotations and the
names of arguments are as in `marking`.
"""

from __future__ import annotations

import numpy as np

from resonanz.query.compiled.exact import literal
from resonanz.query.compiled.jit import compiled, inlined
from resonanz.query.compiled.layout import (
    ANY,
    CLOCK,
    COUNT,
    FOUND,
    HAS,
    HEAD,
    LITERAL,
    MATCH,
    NEAR,
    NUMBER,
    OVERFULL,
    QUERY_START,
    ROW,
    SCOPE_SHIFT,
    SEGMENTS,
    STAMP,
    UNSURE,
)
from resonanz.query.compiled.scan import FLAGS, GLUED


@inlined
def _head(feature, rules, work):
    """Return the first occurrence of a feature, -1 if the mention has none."""
    row = rules.features[feature]
    return np.int64(row[HEAD]) if row[STAMP] == work.state[CLOCK] else np.int64(-1)


@inlined
def _segment(token, batch):
    return (batch.tokens[token, FLAGS] >> SCOPE_SHIFT) & SEGMENTS


@inlined
def _any(at, rules, work):
    clock = work.state[CLOCK]
    for index in range(at + 1, at + 1 + rules.items[at]):
        if rules.features[rules.items[index], STAMP] == clock:
            return np.int64(1)
    return np.int64(0)


@inlined
def _number(test, mention, batch, rules):
    value = batch.numbers[rules.tests[test, 0], mention]
    low, high = rules.bounds[test, 0], rules.bounds[test, 1]
    openness = rules.tests[test, 1]
    above = value > low or (value == low and not openness & 1)
    below = value < high or (value == high and not openness & 2)
    return np.int64(above and below)


@compiled
def _count(at, rules, work):
    occurrence = _head(rules.items[at], rules, work)
    least = rules.items[at + 1]
    while occurrence >= 0 and least > 0:
        least -= 1
        occurrence = work.following[occurrence]
    return np.int64(least == 0)


@compiled
def _row_end(at, count, first, batch, rules, work):
    """Return the last token of the row that begins with `first`; -1: there is none; -2: nor will there be."""
    token = first
    for index in range(1, count):
        token += rules.items[at + 2 + 3 * index]
        occurrence = work.cursors[index]
        while occurrence >= 0 and work.tokens[occurrence] < token:
            occurrence = work.following[occurrence]
        work.cursors[index] = occurrence
        if occurrence < 0:
            return np.int64(-2)
        if work.tokens[occurrence] != token:
            return np.int64(-1)
        if rules.items[at + 3 + 3 * index] and not batch.tokens[token, FLAGS] & GLUED:
            return np.int64(-1)
    return np.int64(token)


@compiled
def _rows(at, side, only_first, batch, rules, work):
    """Find tokens in a row; write their spans to a side of `work.spans` and return how many, -1 if too many."""
    count = rules.items[at]
    found = work.state[FOUND]
    begun = found
    for index in range(count):
        head = _head(rules.items[at + 1 + 3 * index], rules, work)
        if head < 0:
            return np.int64(0)
        work.cursors[index] = head
    occurrence = np.int64(work.cursors[0])
    while occurrence >= 0:
        first = work.tokens[occurrence]
        last = _row_end(at, count, first, batch, rules, work)
        if last == -2:
            break
        if last >= 0 and _segment(first, batch) == _segment(last, batch):
            if only_first:
                return np.int64(1)
            if found == work.spans.shape[1]:
                return np.int64(-1)
            work.spans[side, found] = first
            work.spans[side + 1, found] = last
            found += 1
        occurrence = np.int64(work.following[occurrence])
    return found - begun


@compiled
def _gather(at, side, batch, rules, work):
    """Write the spans of a side of a NEAR; return how many, -1 if too many."""
    work.state[FOUND] = 0
    for index in range(rules.items[at]):
        argument = rules.items[at + 2 + 2 * index]
        if rules.items[at + 1 + 2 * index]:
            added = _rows(argument, side, False, batch, rules, work)
            if added < 0:
                return np.int64(-1)
            work.state[FOUND] += added
            continue
        occurrence = _head(argument, rules, work)
        while occurrence >= 0:
            if work.state[FOUND] == work.spans.shape[1]:
                return np.int64(-1)
            work.spans[side, work.state[FOUND]] = work.tokens[occurrence]
            work.spans[side + 1, work.state[FOUND]] = work.tokens[occurrence]
            work.state[FOUND] += 1
            occurrence = np.int64(work.following[occurrence])
    return work.state[FOUND]


@compiled
def _are_close(one, other, distance, side, batch, work):
    after = work.spans[2, other] - work.spans[1, one]
    before = work.spans[0, one] - work.spans[3, other]
    close = (side != 2 and 1 <= after <= distance) or (side != 1 and 1 <= before <= distance)
    return close and _segment(work.spans[0, one], batch) == _segment(work.spans[2, other], batch)


@compiled
def _near(at, batch, rules, work):
    """Tell whether spans of two sides are close; with `without`, whether one of the left is alone."""
    distance, side, without = rules.items[at], rules.items[at + 1], rules.items[at + 2]
    left = _gather(rules.items[at + 3], 0, batch, rules, work)
    if left == 0:
        return np.int64(0)
    right = _gather(rules.items[at + 4], 2, batch, rules, work)
    if left < 0 or right < 0:
        return np.int64(UNSURE)
    for one in range(left):
        partner = False
        for other in range(right):
            if _are_close(one, other, distance, side, batch, work):
                partner = True
                break
        if partner != without:
            return np.int64(1)
    return np.int64(0)


@compiled
def _by_place(operation, at, mention, batch, rules, work):
    if work.state[OVERFULL]:
        return np.int64(UNSURE)
    if operation == ROW:
        return np.int64(_rows(at, 0, True, batch, rules, work) > 0)
    if operation == NEAR:
        return _near(at, batch, rules, work)
    if operation == COUNT:
        return _count(at, rules, work)
    if operation == LITERAL:
        return literal(at, _head(rules.items[at], rules, work), mention, batch, rules, work)
    return np.int64(UNSURE)


@inlined
def matches(query, mention, batch, rules, work):
    """Run a query's programme; return 0, 1 or UNSURE."""
    at = rules.queries[query, QUERY_START]
    programme = rules.programme
    answer = 1
    while at >= 0:
        operation = programme[at]
        argument = programme[at + 1]
        if operation == HAS:
            holds = np.int64(rules.features[argument, STAMP] == work.state[CLOCK])
        elif operation == ANY:
            holds = _any(argument, rules, work)
        elif operation == NUMBER:
            holds = _number(argument, mention, batch, rules)
        else:
            holds = _by_place(operation, argument, mention, batch, rules, work)
        if holds == UNSURE:
            answer = UNSURE
            at = programme[at + 4]
        else:
            at = programme[at + 2] if holds else programme[at + 3]
    return answer if at == MATCH else 0
