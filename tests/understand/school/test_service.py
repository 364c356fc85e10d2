"""A language model behind an address: asked over a real connection, with a server that speaks the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from resonanz.connect.http import HttpClient
from resonanz.core.clock import FixedClock, SystemClock
from resonanz.core.teaching import Wish
from resonanz.understand.teaching.report import decoded
from resonanz.understand.teaching.service import PAUSE, Address, LanguageModel
from tests.connect.loopback import Server, Talk, client_of, serving
from tests.understand.making import NOON, mentions
from tests.understand.school.classroom import Classroom, renamed
from tests.understand.teaching import examples

VALUES = ("criticism", "praise", "problem")
KINDS = {"delivery": "problem", "billing": "criticism"}


class Reading:
    """Be a language model that knows three words; keep what it was asked."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.asked: list[dict] = []
        self.instead: bytes | None = None

    def __call__(self, talk: Talk) -> None:
        head, _, body = talk.request().partition(b"\r\n\r\n")
        self.heads.append(head)
        self.asked.append(json.loads(body))
        if self.instead is not None:
            talk.answer(self.instead)
            return
        texts = json.loads(self.asked[-1]["messages"][1]["content"]).values()
        answers = {"answers": [self._said(text) for text in texts]}
        talk.answer(json.dumps({"choices": [{"message": {"content": json.dumps(answers)}}]}).encode())

    @staticmethod
    def _said(text: str) -> str:
        lowered = text.lower()
        if any(word in lowered for word in ("parcel", "order", "package")):
            return "problem"
        return "criticism" if any(word in lowered for word in ("invoice", "bill", "refund")) else "praise"


@contextmanager
def asked(reading: Reading, *, an_hour: int = 100) -> Iterator[tuple[LanguageModel, FixedClock, Server]]:
    clock = FixedClock(NOON)
    with serving(reading) as server, client_of(server) as http:
        address = Address(f"{server.url}/v1", "small", "sesame", an_hour)
        yield LanguageModel(address, http, clock), clock, server


def test_it_answers_over_the_protocol() -> None:
    reading = Reading()
    with asked(reading) as (model, _, _):
        assert model.answer("kind", ["My parcel is late", "Lovely team"], VALUES) == ["problem", "praise"]
    assert reading.heads[0].startswith(b"POST /v1/chat/completions ")
    assert b"Bearer sesame" in reading.heads[0]
    assert reading.asked[0]["model"] == "small"


def test_it_hears_no_handle_link_or_number() -> None:
    reading = Reading()
    with asked(reading) as (model, _, _):
        model.answer("kind", ["@ada@social.example my parcel 4711 https://x.example/ada is late"], VALUES)
    heard = json.dumps(reading.asked)
    assert not any(word in heard for word in ("ada", "4711", "x.example"))


def test_the_same_text_is_asked_about_once() -> None:
    reading = Reading()
    with asked(reading) as (model, _, _):
        for _ in range(3):
            assert model.answer("kind", ["My parcel", "My parcel"], VALUES) == ["problem", "problem"]
    assert len(reading.asked) == 1


def test_many_texts_go_in_batches() -> None:
    reading = Reading()
    with asked(reading) as (model, _, _):
        assert model.answer("kind", [f"My parcel {'so ' * n}late" for n in range(45)], VALUES) == ["problem"] * 45
    assert len(reading.asked) == 3


def test_nothing_is_asked_beyond_the_budget_of_an_hour() -> None:
    reading = Reading()
    with asked(reading, an_hour=1) as (model, clock, _):
        assert model.answer("kind", ["My parcel"], VALUES) == ["problem"]
        assert model.answer("kind", ["My order"], VALUES) == [None]
        clock.sleep(3600)
        assert model.answer("kind", ["My order"], VALUES) == ["problem"]


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": "I am happy to help"}}]}',
        b'{"choices": [{"message": {"content": "{\\"answers\\": []}"}}]}',
        b'{"choices": [{"message": {"content": "{\\"answers\\": [\\"fire\\"]}"}}]}',
    ],
)
def test_an_answer_that_is_none_leaves_it_silent(answer: bytes) -> None:
    reading = Reading()
    reading.instead = answer
    with asked(reading) as (model, _, _):
        assert model.answer("kind", ["My parcel"], VALUES) == [None]


def test_after_a_failure_nobody_waits_for_it() -> None:
    reading = Reading()
    reading.instead = b"no json"
    with asked(reading) as (model, clock, _):
        model.answer("kind", ["My parcel"], VALUES)
        assert model.answer("kind", ["My order"], VALUES) == [None]
        assert len(reading.asked) == 1
        reading.instead = None
        clock.sleep(PAUSE)
        assert model.answer("kind", ["My order"], VALUES) == ["problem"]


def test_a_private_address_is_not_reached_unless_it_is_allowed() -> None:
    reading, told = Reading(), []
    with serving(reading) as server, HttpClient(clock=SystemClock()) as http:
        model = LanguageModel(Address(server.url, "small", "", 10), http, FixedClock(NOON), told.append)
        assert model.answer("kind", ["My parcel"], VALUES) == [None]
    assert (reading.asked, len(told)) == ([], 1)


def test_it_competes_like_any_candidate_and_runs_when_it_is_better(tmp_path: Path) -> None:
    with asked(Reading()) as (model, _, _):
        room = Classroom(tmp_path, service=model)
        room.teach(renamed(examples(), KINDS)[::6])
        room.versions.ask(Wish(task="kind", uses_service=True))
        words, service = room.trainer.learn("kind")
        assert decoded(service.report).service == "service"
        assert decoded(service.report).comparison.against in {"rules", words.name}
        room.versions.promote("kind", service.number, NOON)
        room.judges.refresh()
        (label,) = room.judges.ask("kind", mentions("My parcel is nowhere"))
        assert label is not None
        assert (label.value, label.origin) == ("problem", "model:kind-v2")


def test_when_it_falls_silent_the_rules_judge(tmp_path: Path) -> None:
    reading = Reading()
    with asked(reading) as (model, _, _):
        room = Classroom(tmp_path, service=model)
        room.teach(renamed(examples(), KINDS)[::6])
        room.versions.ask(Wish(task="kind", uses_service=True))
        _, service = room.trainer.learn("kind")
        room.versions.promote("kind", service.number, NOON)
        room.judges.refresh()
        reading.instead = b"out of order"
        assert room.judges.ask("kind", mentions("Something new")) == [None]
