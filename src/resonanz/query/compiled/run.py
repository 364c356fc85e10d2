"""Match a batch of tokens against all queries.

For each mention: mark the features it has, call up the queries that wait for one of them, run their programmes.
"""

from __future__ import annotations

from resonanz.query.compiled.deciding import matches
from resonanz.query.compiled.jit import compiled, inlined
from resonanz.query.compiled.layout import (
    CANDIDATES,
    UNSURE,
    USED,
    Batch,
    Found,
    Rules,
    Work,
)
from resonanz.query.compiled.marking import mark_mention


@compiled
def run(batch: Batch, rules: Rules, work: Work, found: Found, first: int) -> int:
    """Match mentions from `first` on; return the first for which `found` had no room (their number: none)."""
    count = batch.sets.shape[1]
    work.state[USED] = 0
    for mention in range(first, count):
        if len(found.queries) - work.state[USED] < len(work.candidates):
            return int(mention)
        mark_mention(mention, batch, rules, work)
        for index in range(work.state[CANDIDATES]):
            _try(work.candidates[index], mention, batch, rules, work, found)
        for index in range(rules.always[0]):
            _try(rules.always[index + 1], mention, batch, rules, work, found)
        found.ends[mention] = work.state[USED]
    return int(count)


@inlined
def _try(query, mention, batch, rules, work, found):
    answer = matches(query, mention, batch, rules, work)
    if answer:
        found.queries[work.state[USED]] = query
        found.unsure[work.state[USED]] = answer == UNSURE
        work.state[USED] += 1
