"""The house as it is wired: what one part erases, no other holds on to."""

from __future__ import annotations

import pytest

from resonanz.app.house import House
from resonanz.core.mention import Mention
from tests.cli.conftest import home  # noqa: F401  the same house
from tests.making import mention

pytestmark = pytest.mark.django_db

TEXT = "The city council decided yesterday to rebuild the old market next year"


def first_of(home: House, one: Mention) -> str | None:  # noqa: F811
    """Return what a mention is understood to be the copy of."""
    (heard,) = home.understanding([one])
    return heard.understood.duplicate_of


def test_a_text_that_was_erased_is_not_remembered_for_its_copies(home: House) -> None:  # noqa: F811
    first, second, third = (mention(str(number), TEXT) for number in range(3))
    first_of(home, first)
    assert first_of(home, second) == first.id

    home.forgetting.forget([first.id], reason="asked for")

    assert first_of(home, third) is None


def test_erasing_makes_no_understanding_that_nobody_asked_for(home: House) -> None:  # noqa: F811
    home.forgetting.forget([mention("1").id], reason="asked for")

    assert "understanding" not in home.__dict__
