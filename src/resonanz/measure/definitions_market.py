"""Metrics of what the market says, read from the archive."""

from __future__ import annotations

from typing import Final

from resonanz.core.metric import Definition, ReadFrom, Unit

_WINDOW: Final = "The time at which the mention was published."
_KINDS: Final = (
    ("question", "questions", None),
    ("request", "requests", None),
    ("problem", "problems", False),
    ("criticism", "criticism", False),
    ("praise", "praise", True),
)

MARKET: Final = (
    Definition(
        name="volume",
        title="Volume",
        formula="mentions of the market that are relevant",
        numerator="Mentions that are relevant and not our own, copies included.",
        denominator="",
        unit=Unit.MENTIONS,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="Only what the configured sources hear, and nothing on days on which they did not listen.",
    ),
    Definition(
        name="voices",
        title="Voices",
        formula="distinct authors per channel",
        numerator="Authors who said at least one relevant thing; an author of two channels counts twice.",
        denominator="",
        unit=Unit.PEOPLE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="Nobody can know that two accounts are one person. Mentions without an author count nobody.",
    ),
    Definition(
        name="share",
        title="Share",
        formula="part ÷ whole",
        numerator="Mentions of the chosen part.",
        denominator="Mentions under the filter.",
        unit=Unit.SHARE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="Whatever the sources do not hear is missing above and below.",
    ),
    Definition(
        name="share_of_voice",
        title="Share of voice",
        formula="own ÷ (own + competitors)",
        numerator="Mentions that match a standing query about us or our products.",
        denominator="These, and mentions that match a query about a competitor. Who names both counts in both.",
        unit=Unit.SHARE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="Counts who is named, however its author feels about them; compares only fairly if the queries "
        "for competitors are as wide as those for us.",
        higher_is_better=True,
    ),
    Definition(
        name="net_sentiment_a",
        title="Net sentiment A (of all)",
        formula="(positive − negative) ÷ (positive + neutral + negative)",
        numerator="Positive mentions less negative ones.",
        denominator="All mentions, neutral ones too.",
        unit=Unit.BALANCE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="The sentiment of the text as a whole, which is recognised by rules or a model unless a person set it.",
        higher_is_better=True,
    ),
    Definition(
        name="net_sentiment_b",
        title="Net sentiment B (without neutral)",
        formula="(positive − negative) ÷ (positive + negative)",
        numerator="Positive mentions less negative ones.",
        denominator="Mentions that are positive or negative.",
        unit=Unit.BALANCE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="As variant A; further from nought, and unsure where few mentions feel anything. Never compare A with B.",
        higher_is_better=True,
    ),
    Definition(
        name="net_sentiment_us",
        title="Net sentiment towards us (of all)",
        formula="(positive − negative) ÷ (positive + neutral + negative)",
        numerator="Mentions whose author feels good about us less those whose author feels bad about us.",
        denominator="All mentions, neutral ones too.",
        unit=Unit.BALANCE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="What is felt for us, else for our products, where a text tells them apart from others; the sentiment of "
        "the text as a whole where it does not. Recognised by rules or a model unless a person set it.",
        higher_is_better=True,
    ),
    *(
        Definition(
            name=f"{kind}_share",
            title=f"Share of {words}",
            formula=f"{words} ÷ all",
            numerator=f"Mentions whose kind is {kind}.",
            denominator="All mentions under the filter.",
            unit=Unit.SHARE,
            source=ReadFrom.ARCHIVE,
            window=_WINDOW,
            gaps="The kind is recognised by rules or a model unless a person set it.",
            higher_is_better=better,
        )
        for kind, words, better in _KINDS
    ),
    Definition(
        name="reach",
        title="Reach (potential)",
        formula="sum over voices of the most followers seen",
        numerator="For each author per channel the largest number of followers in the time.",
        denominator="",
        unit=Unit.PEOPLE,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="Potential: how many could have seen it, not how many did; followers of two authors count twice. "
        "Authors whose followers are unknown count nothing.",
    ),
    Definition(
        name="engagement",
        title="Engagement",
        formula="likes + reposts + replies",
        numerator="What others did with the mentions; views are left out.",
        denominator="",
        unit=Unit.ACTIONS,
        source=ReadFrom.ARCHIVE,
        window=_WINDOW,
        gaps="As it stood when the mention was last seen; what a channel does not tell counts nothing.",
    ),
)
