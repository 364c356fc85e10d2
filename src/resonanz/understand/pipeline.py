"""The understanding of a mention, as a list of steps that can be read from top to bottom.

    pipeline = Pipeline(standard_steps(own=accounts, match=standing_queries, route=routing))
    heard = pipeline.understand(mentions)

A step takes columns and returns columns; it does not change what it was given. No step drops a mention: one that
nobody needs to judge any further takes an exit, and every exit has a name that is counted. The one thing a reader
would get wrong: an exit ends the judging of relevance, sentiment and kind only. Queries, routing and the search for
copies see every mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, QueryId
from resonanz.core.mention import Mention
from resonanz.core.teaching import SET, towards
from resonanz.core.understood import Label, OwnLabel, Towards, Voice
from resonanz.understand import kind, relevance, sentiment
from resonanz.understand.columns import ONGOING, Columns, Decision
from resonanz.understand.duplicates import Duplicates
from resonanz.understand.labels import label
from resonanz.understand.language import detect
from resonanz.understand.lexicon import lexicon
from resonanz.understand.plain import Plain, handles_in, plain_text
from resonanz.understand.reading import read
from resonanz.understand.target import Targets
from resonanz.understand.voice import OwnAccounts, with_own_marked

Match: TypeAlias = Callable[[Sequence[Heard]], Sequence[tuple[int, ...]]]
"""Ids of the standing queries that match each mention."""
Routing: TypeAlias = Callable[[Sequence[Heard]], list[Heard]]
"""The same mentions in the same order, with department, route, priority and whether a case is opened."""

Learned: TypeAlias = Callable[[str, Columns], Sequence[Label | None]]
"""What was learned of a task, for each mention; None where the rules go on judging."""

Tasks: TypeAlias = Callable[[], Collection[str]]
"""The tasks in which something that was learned runs, asked anew for each batch."""

Spoken: TypeAlias = Callable[[Sequence[MentionId], Sequence[Plain]], Sequence[tuple[str, ...]]]
"""The topics that each mention carries."""

Felt: TypeAlias = Callable[[], Targets]
"""What a feeling can be for, asked anew for each batch."""

OWN_VOICE = "own_voice"
NO_WORDS = "no_words"
NOT_RELEVANT = "not_relevant"
"""A learned model said so."""
JUDGED = "judged"
EXITS = (OWN_VOICE, NO_WORDS, relevance.NEWS, relevance.ADVERT, relevance.JOB_OFFER, NOT_RELEVANT, JUDGED)
"""Every mention takes exactly one of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """Name one step of understanding."""

    name: str
    take: Callable[[Columns], Columns]


class Pipeline:
    """Understand mentions, batch by batch, step by step."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self.exits: Counter[str] = Counter()
        """How many mentions took which exit since the pipeline was made."""

    def understand(self, batch: Sequence[Mention]) -> list[Heard]:
        """Return what is understood of each mention, in the same order."""
        columns = Columns.of(batch)
        for step in self.steps:
            columns = step.take(columns)
        self.exits.update(taken or JUDGED for taken in columns.exits)
        return columns.heard()


def judging_steps(own: OwnAccounts = frozenset(), learned: Learned | None = None) -> tuple[Step, ...]:
    """Return the steps that depend on nothing but the mention itself, the company's accounts and what it taught."""
    by_rules = (
        Step("plain text", cut_into_words),
        Step("language", tell_language),
        Step("voice", lambda columns: tell_voice(columns, own)),
        Step("words", read_words),
        Step("relevance", judge_relevance),
        Step("sentiment", judge_sentiment),
        Step("kind", judge_kind),
    )
    if learned is None:
        return by_rules
    *first, feels, does = by_rules
    return (
        *first,
        Step("learned relevance", lambda columns: apply_learned_relevance(columns, learned)),
        feels,
        does,
        Step("learned sentiment and kind", lambda columns: apply_learned_labels(columns, learned)),
    )


def owned_steps(targets: Felt, learned: Learned | None = None, tasks: Tasks = tuple) -> tuple[Step, ...]:
    """Return the steps that depend on what the company names and on its own label sets; `tasks` says what runs."""
    told = Step("targets", lambda columns: tell_targets(columns, targets()))
    if learned is None:
        return (told,)
    return (
        told,
        Step("learned targets", lambda columns: apply_learned_targets(columns, targets(), learned, tasks())),
        Step("labels of our own", lambda columns: give_own_labels(columns, learned, tasks())),
    )


def standard_steps(  # noqa: PLR0913  one for each thing that a company brings
    *,
    own: OwnAccounts = frozenset(),
    learned: Learned | None = None,
    tasks: Tasks = tuple,
    targets: Felt | None = None,
    topics: Spoken | None = None,
    match: Match | None = None,
    route: Routing | None = None,
    duplicates: Duplicates | None = None,
) -> tuple[Step, ...]:
    """Return all steps in their order.

    `own` are the company's accounts, `learned` in `tasks` and `topics` what its people taught, `targets` what a feeling
    can be for, `match` and `route` what the query language and the routing rules bring; without them their steps are
    left out. `duplicates` remembers the texts of earlier batches; a new memory when None.
    """
    copies = duplicates or Duplicates()
    steps = (*judging_steps(own, learned), Step("duplicates", lambda columns: find_copies(columns, copies)))
    if targets is not None:
        steps += owned_steps(targets, learned, tasks)
    if topics is not None:
        steps += (Step("topics", lambda columns: give_topics(columns, topics)),)
    if match is not None:
        steps += (Step("queries", lambda columns: ask_queries(columns, match)),)
    if route is not None:
        steps += (Step("route", lambda columns: decide_route(columns, route)),)
    return steps


def cut_into_words(columns: Columns) -> Columns:
    """Fold each text and cut it into tokens, once for all later steps."""
    plain = [plain_text(mention) for mention in columns.mentions]
    exits = [before if text.tokens else NO_WORDS for before, text in zip(columns.exits, plain, strict=True)]
    return replace(columns, plain=plain, exits=exits)


def tell_language(columns: Columns) -> Columns:
    """Say which language each text is in, and whose rules read it."""
    detected = detect([text.text for text in columns.plain])
    return replace(columns, langs=[found.lang for found in detected], rules=[found.rules for found in detected])


def tell_voice(columns: Columns, own: OwnAccounts) -> Columns:
    """Tell our own accounts' voice from the market's; `own` is asked anew for each batch."""
    accounts = own() if callable(own) else own
    mentions = [with_own_marked(mention, accounts) for mention in columns.mentions]
    voices = [Voice.OWN if mention.author.is_own else Voice.MARKET for mention in mentions]
    exits = [OWN_VOICE if voice is Voice.OWN else before for before, voice in zip(columns.exits, voices, strict=True)]
    relevant = [
        label("no", 1.0) if voice is Voice.OWN else before
        for voice, before in zip(voices, columns.relevant, strict=True)
    ]
    return replace(columns, mentions=mentions, voices=voices, exits=exits, relevant=relevant)


def read_words(columns: Columns) -> Columns:
    """Read what is still to be judged: one pass over its words serves relevance, sentiment and kind."""
    readings = [
        read(text, lexicon(rules)) if taken == ONGOING else None
        for text, rules, taken in zip(columns.plain, columns.rules, columns.exits, strict=True)
    ]
    return replace(columns, readings=readings)


def judge_relevance(columns: Columns) -> Columns:
    """Tell a person's words from news, adverts and job offers."""
    relevant, exits = list(columns.relevant), list(columns.exits)
    for place, reading in enumerate(columns.readings):
        if reading is not None:
            relevant[place], exits[place] = relevance.judge(columns.mentions[place].type, columns.plain[place], reading)
    return replace(columns, relevant=relevant, exits=exits)


def judge_sentiment(columns: Columns) -> Columns:
    """Judge how the author feels, where a person speaks."""
    sentiments = [
        sentiment.judge(text, reading) if reading is not None and taken == ONGOING else before
        for text, reading, taken, before in zip(
            columns.plain, columns.readings, columns.exits, columns.sentiments, strict=True
        )
    ]
    return replace(columns, sentiments=sentiments)


def judge_kind(columns: Columns) -> Columns:
    """Judge what the author does by saying it, where a person speaks."""
    kinds = [
        kind.judge(text, reading) if reading is not None and taken == ONGOING else before
        for text, reading, taken, before in zip(
            columns.plain, columns.readings, columns.exits, columns.kinds, strict=True
        )
    ]
    return replace(columns, kinds=kinds)


def apply_learned_relevance(columns: Columns, learned: Learned) -> Columns:
    """Let what was learned say whether a person speaks to or about us, wherever there are words of others to judge."""
    relevant, exits = list(columns.relevant), list(columns.exits)
    for place, said in enumerate(learned("relevant", columns)):
        if said is not None and exits[place] not in {OWN_VOICE, NO_WORDS}:
            relevant[place] = said
            if said.value == "yes":
                exits[place] = ONGOING
            elif exits[place] == ONGOING:
                exits[place] = NOT_RELEVANT
    return replace(columns, relevant=relevant, exits=exits)


def apply_learned_labels(columns: Columns, learned: Learned) -> Columns:
    """Let what was learned say how the author feels and what is wanted, where a person speaks."""
    return replace(
        columns,
        sentiments=_with_learned(columns, columns.sentiments, learned("sentiment", columns)),
        kinds=_with_learned(columns, columns.kinds, learned("kind", columns)),
    )


def _with_learned(columns: Columns, before: Sequence[Label], said: Sequence[Label | None]) -> list[Label]:
    return [
        new if new is not None and taken == ONGOING else old
        for old, new, taken in zip(before, said, columns.exits, strict=True)
    ]


def find_copies(columns: Columns, copies: Duplicates) -> Columns:
    """Point each copy to the first mention that said the same; `copies` remembers this batch."""
    return replace(columns, duplicates=copies.find(columns.mentions, columns.plain))


def tell_targets(columns: Columns, targets: Targets) -> Columns:
    """Say whom a feeling is for, where a person speaks."""
    if not targets:
        return columns
    felt = [
        targets.of(text, rules, handles_in(mention) if text.handles else ()) if taken == ONGOING else ()
        for mention, text, rules, taken in zip(
            columns.mentions, columns.plain, columns.rules, columns.exits, strict=True
        )
    ]
    return replace(columns, targets=felt)


def apply_learned_targets(columns: Columns, targets: Targets, learned: Learned, tasks: Collection[str]) -> Columns:
    """Let what was learned of a target say how the author feels about it, wherever a person names it."""
    felt = list(columns.targets)
    for entity in targets.entities:
        if (task := towards(entity.query)) not in tasks:
            continue
        for place, said in enumerate(learned(task, columns)):
            if said is None or columns.exits[place] != ONGOING:
                continue
            text, mention = columns.plain[place], columns.mentions[place]
            if entity.query in targets.named(text, handles_in(mention) if text.handles else ()):
                others = [one for one in felt[place] if one.query != entity.query]
                felt[place] = (*others, Towards(entity.about, entity.query, said))
    return replace(columns, targets=felt)


def give_own_labels(columns: Columns, learned: Learned, tasks: Collection[str]) -> Columns:
    """Say what each mention is in the label sets of the company's own, where a person speaks."""
    labels = list(columns.labels)
    for task in sorted(task for task in tasks if task.startswith(SET)):
        for place, said in enumerate(learned(task, columns)):
            if said is not None and columns.exits[place] == ONGOING:
                labels[place] += (OwnLabel(task.removeprefix(SET), said),)
    return replace(columns, labels=labels)


def give_topics(columns: Columns, topics: Spoken) -> Columns:
    """Say what each mention is about, news and adverts included; nobody listens to our own voice."""
    given = topics([mention.id for mention in columns.mentions], columns.plain)
    return replace(
        columns,
        topics=[() if voice is Voice.OWN else found for voice, found in zip(columns.voices, given, strict=True)],
    )


def ask_queries(columns: Columns, match: Match) -> Columns:
    """Ask every standing query of every mention."""
    found = match(columns.heard())
    return replace(columns, queries=[tuple(map(QueryId, ids)) for ids in found])


def decide_route(columns: Columns, route: Routing) -> Columns:
    """Bring each mention to the department that owns what it says."""
    decisions = [
        Decision(
            heard.understood.department, heard.understood.route, heard.understood.priority, heard.understood.opens_case
        )
        for heard in route(columns.heard())
    ]
    return replace(columns, decisions=decisions)
