"""What somebody leaves in what others wrote, and what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.mention import Author
from resonanz.core.traces import GONE, marks_of, traces_of, without, without_marks
from tests.making import mention

SAID = "My parcel has been lying in Leipzig for eight days, and nobody answers."
AUTHOR = Author(
    id="did:plc:zebra77",
    handle="zenobia.q@social.example",
    name="Zenobia Quast",
    url="https://social.example/@zenobia.q",
)
TRACES = traces_of(mention("7", SAID, author=AUTHOR, url="https://social.example/@zenobia.q/7"))


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Zenobia Quast called again.", "… called again."),
        ("Dear Zenobia, dear Ms QUAST!", "Dear …, dear Ms …!"),
        ("Ask @zenobia.q@social.example, or @zenobia.", "Ask …, or …."),
        ("See https://social.example/@zenobia.q/7 please", "See … please"),
        ("did:plc:zebra77 again", "… again"),
        ("She wrote: »My parcel has been\n> lying in Leipzig« - true?", "She wrote: »…« - true?"),
        ("It has been in Hamburg for eight weeks", "It has been in Hamburg for eight weeks"),
        ("has been Zenobia lying in", "has been … lying in"),
        ("Quastenflosser are fish.", "Quastenflosser are fish."),
        ("", ""),
    ],
)
def test_names_addresses_and_quotations_are_taken_out_and_the_rest_stays(written: str, left: str) -> None:
    assert without(written, [TRACES]) == left


def test_elsewhere_only_what_nobody_else_is_called_is_taken_out() -> None:
    written = "Zenobia said: nobody answers. (@zenobia.q@social.example)"
    assert without_marks(written, sorted(marks_of(AUTHOR))) == f"Zenobia said: nobody answers. ({GONE})"


def test_who_is_not_known_leaves_nothing_but_their_words() -> None:
    traces = traces_of(mention("8", "Short and sweet.", author=Author()))
    assert without("They said: short and sweet!", [traces]) == f"They said: {GONE}!"
    assert without("Short and long.", [traces]) == "Short and long."


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 60), st.integers(4, 60))
def test_whatever_is_quoted_of_at_least_four_words_is_gone(before: str, after: str, start: int, length: int) -> None:
    quoted = SAID[start : start + length]
    left = without(f"{before} {quoted} {after}", [TRACES])
    words = SAID.replace(",", "").replace(".", "").casefold().split()
    runs = [" ".join(words[at : at + 4]) for at in range(len(words) - 3)]
    plain = " ".join(left.replace(",", "").replace(".", "").casefold().split())
    assert not [run for run in runs if run in plain]


@given(st.text(max_size=120))
def test_taking_out_twice_is_taking_out_once(written: str) -> None:
    once = without(written, [TRACES])
    assert without(once, [TRACES]) == once
