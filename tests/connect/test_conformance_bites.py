"""The conformance suite passes a good connector and catches each of these faults."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connector,
    Context,
    Cursor,
    Misconfigured,
    NeedsOperator,
    Normalised,
    RawItem,
    Skip,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.payload import Wild
from resonanz.core.mention import Mention
from tests.connect import toy
from tests.connect.toy import Forum, ForumServer

SECRET = "s3cret/token+of=forum"


class TestAGoodConnector(ConformanceSuite):
    connector = toy.connector()
    recording = Path(__file__).parent / "recordings" / "forum.json"
    config = Config(source="forum", settings={"address": "https://forum.example"}, secrets={"token": SECRET})
    mutations = 100

    def server(self) -> ForumServer:
        return ForumServer()


class CursorAhead(Forum):
    """Hand out the cursor of a whole page with its first half."""

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        for batch in super().read(cursor, budget):
            half = (len(batch.items) + 1) // 2
            yield replace(batch, items=batch.items[:half], more=True)
            yield replace(batch, items=batch.items[half:])


class CursorKept(Forum):
    """Remember in the process where it is."""

    reached = 0

    def after(self, cursor: Cursor | None) -> int:
        return max(super().after(cursor), CursorKept.reached)

    def cursor(self, after: int) -> Cursor:
        CursorKept.reached = after
        return super().cursor(after)


class SaysDoneTooEarly(Forum):
    def says_more(self, last: bool) -> bool:
        return False


class NeverSaysDone(Forum):
    def says_more(self, last: bool) -> bool:
        return True


class TakesMoreItems(Forum):
    def may_go_on(self, budget: Budget, items: int, requests: int, seconds: float) -> bool:
        return requests < budget.requests and seconds < budget.seconds

    def page(self, after: int, limit: int) -> tuple[list[Wild], bool]:
        return super().page(after, toy.PAGE)


class AsksMoreOften(Forum):
    def page(self, after: int, limit: int) -> tuple[list[Wild], bool]:
        self.fetch({"after": after, "limit": limit})
        return super().page(after, limit)


class NeverLooksAtTheTime(Forum):
    def may_go_on(self, budget: Budget, items: int, requests: int, seconds: float) -> bool:
        return items < budget.items and requests < budget.requests


class CursorWithoutVersion(Forum):
    def cursor(self, after: int) -> Cursor:
        return {"after": after}


class CursorThatIsNoJson(Forum):
    def cursor(self, after: int) -> Cursor:
        return {"v": 1, "after": after, "at": self.env.clock.now()}


class SwallowsTrouble(Forum):
    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        try:
            yield from super().read(cursor, budget)
        except SourceTrouble:
            return


class AlarmsForNothing(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        try:
            return super().fetch(params)
        except TryLater as error:
            raise NeedsOperator("The forum is down.") from error


class ForgetsTheWait(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        try:
            return super().fetch(params)
        except TryLater:
            raise TryLater("The forum is busy.") from None


class BelievesAnything(Forum):
    """Take a foreign answer for an empty page, and go on behind it."""

    def page(self, after: int, limit: int) -> tuple[list[Wild], bool]:
        try:
            return super().page(after, limit)
        except SourceTrouble:
            return [Wild({"number": 99})], True


class CrashesOnForeignAnswers(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        page = self.env.http.get(f"{self.address}/posts", params=params, headers=self.headers()).json()
        return Wild({"posts": page["posts"], "last": page["last"]})  # type: ignore[index, call-overload]


class TellsInTheError(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        try:
            return super().fetch(params)
        except NeedsOperator:
            raise Misconfigured(f"The token {SECRET} is wrong.") from None


class TellsInTheCause(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        try:
            return super().fetch(params)
        except NeedsOperator as error:
            raise Misconfigured("The token is wrong.") from ValueError(f"{SECRET}: {error}")


class TellsInTheAddress(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        return super().fetch({**params, "token": SECRET})


class TellsInTheLog(Forum):
    def fetch(self, params: Mapping[str, str | int]) -> Wild:
        self.env.log.info("fetching", headers=self.headers())
        return super().fetch(params)


class TellsInTheCursor(Forum):
    def cursor(self, after: int) -> Cursor:
        return {"v": 1, "after": after, "headers": dict(self.headers())}


class TakesTheTokenAlong(Forum):
    """Send the token in a header that looks harmless, so that it follows a redirect."""

    def headers(self) -> Mapping[str, str]:
        return {"Accept-Language": self.config.secrets["token"]}


class CrashesWithoutSettings(Forum):
    def address_of(self, config: Config) -> str:
        return str(config.settings["address"])


class EndsSilently(Forum):
    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        try:
            yield from super().stream(cursor, stop)
        except TryLater:
            return


class NeverStops(Forum):
    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        return super().stream(cursor, lambda: False)


class HearsNothing(Forum):
    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        for batch in super().stream(cursor, stop):
            yield replace(batch, items=())


_turn = itertools.count()


def impure(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    return replace(result, title=f"{next(_turn)}") if isinstance(result, Mention) else result


def meddling(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    if isinstance(item.payload, dict):
        item.payload["seen"] = True
    return result


def trusting(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    if isinstance(result, Mention) and isinstance(item.payload, dict):
        return replace(result, title=item.payload["author"]["name"].upper())  # type: ignore[index, call-overload, union-attr]
    return result


def uncleaned(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    author = item.payload.get("author") if isinstance(item.payload, dict) else None
    name = author.get("name") if isinstance(author, dict) else None
    return replace(result, title=name) if isinstance(result, Mention) and isinstance(name, str) else result


def linking(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    if isinstance(result, Mention) and isinstance(item.payload, dict):
        return replace(result, url=str(item.payload.get("url")))
    return result


def undeclared(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    return Skip("did_not_like_it") if isinstance(result, Skip) else result


def renamed(item: RawItem, context: Context) -> Normalised:
    return toy.normalise(item, replace(context, source="another"))


def shouting(item: RawItem, context: Context) -> Normalised:
    result = toy.normalise(item, context)
    return replace(result, text=result.text.upper()) if isinstance(result, Mention) else result


def forgetful(item: RawItem, context: Context) -> Normalised:
    """Depend on what JSON does not keep: the key 1 comes back as "1"."""
    result = toy.normalise(item, context)
    told = isinstance(item.payload, dict) and 1 in item.payload
    return replace(result, title="told") if told and isinstance(result, Mention) else result


class NumbersItsKeys(Forum):
    def item(self, post: Wild) -> RawItem:
        item = super().item(post)
        return replace(item, payload={**item.payload, 1: 2})  # type: ignore[dict-item]


FAULTS: Mapping[str, tuple[Connector, str]] = {
    "a cursor ahead of its items": (toy.connector(CursorAhead), "test_resuming_after_any_batch_loses_nothing"),
    "a cursor kept in the process": (toy.connector(CursorKept), "test_resuming_after_any_batch_loses_nothing"),
    "done too early": (toy.connector(SaysDoneTooEarly), "test_reads_the_same_whatever_the_budget"),
    "never done": (toy.connector(NeverSaysDone), "test_reads_and_catches_up"),
    "more items than allowed": (toy.connector(TakesMoreItems), "test_keeps_its_budget"),
    "more requests than allowed": (toy.connector(AsksMoreOften), "test_keeps_its_budget"),
    "more time than allowed": (toy.connector(NeverLooksAtTheTime), "test_stops_when_its_time_is_over"),
    "a cursor without a version": (toy.connector(CursorWithoutVersion), "test_reads_and_catches_up"),
    "a cursor that is no JSON": (toy.connector(CursorThatIsNoJson), "test_reads_and_catches_up"),
    "trouble swallowed": (toy.connector(SwallowsTrouble), "test_statuses_become_our_errors"),
    "a dead network swallowed": (toy.connector(SwallowsTrouble), "test_a_dead_network_is_tried_later"),
    "an alarm for a short failure": (toy.connector(AlarmsForNothing), "test_statuses_become_our_errors"),
    "a wait forgotten": (toy.connector(ForgetsTheWait), "test_a_wait_that_is_asked_for_is_passed_on"),
    "a foreign answer believed": (toy.connector(BelievesAnything), "test_foreign_bodies_lose_nothing"),
    "a failure in between believed": (toy.connector(BelievesAnything), "test_a_failure_in_between_loses_nothing"),
    "a crash on foreign answers": (toy.connector(CrashesOnForeignAnswers), "test_foreign_bodies_lose_nothing"),
    "a crash on wrong answers": (toy.connector(CrashesOnForeignAnswers), "test_wrong_answers_never_crash_it"),
    "a secret in an error": (toy.connector(TellsInTheError), "test_no_secret_is_told_in_trouble"),
    "a secret in an error's cause": (toy.connector(TellsInTheCause), "test_no_secret_is_told_in_trouble"),
    "a secret in an address": (toy.connector(TellsInTheAddress), "test_no_secret_leaves_by_url_cursor_or_item"),
    "a secret in the log": (toy.connector(TellsInTheLog), "test_no_secret_leaves_by_url_cursor_or_item"),
    "a secret in a cursor": (toy.connector(TellsInTheCursor), "test_no_secret_leaves_by_url_cursor_or_item"),
    "a secret sent along": (
        toy.connector(TakesTheTokenAlong),
        "test_a_source_that_moved_is_followed_without_credentials",
    ),
    "a crash without settings": (
        toy.connector(CrashesWithoutSettings),
        "test_a_required_setting_that_is_missing_is_named",
    ),
    "a stream that ends silently": (toy.connector(EndsSilently), "test_a_stream_is_read_until_it_is_cut"),
    "a stream that hears nothing": (toy.connector(HearsNothing), "test_a_stream_is_read_until_it_is_cut"),
    "a stream that never stops": (toy.connector(NeverStops), "test_a_stream_stops_when_told_to"),
    "normalising that counts": (toy.connector(normalise=impure), "test_normalising_is_pure"),
    "normalising that changes its item": (toy.connector(normalise=meddling), "test_normalising_leaves_its_item_alone"),
    "normalising that trusts": (toy.connector(normalise=trusting), "test_mutated_payloads_never_crash_it"),
    "half a character let through": (toy.connector(normalise=uncleaned), "test_mutated_payloads_never_crash_it"),
    "an evil address let through": (toy.connector(normalise=linking), "test_mutated_payloads_never_crash_it"),
    "a payload that is no JSON": (
        toy.connector(NumbersItsKeys, normalise=forgetful),
        "test_a_stored_payload_says_the_same_again",
    ),
    "a skip nobody declared": (toy.connector(normalise=undeclared), "test_the_output_is_the_golden_one"),
    "another source's name": (toy.connector(normalise=renamed), "test_the_output_is_the_golden_one"),
    "another output than before": (toy.connector(normalise=shouting), "test_the_output_is_the_golden_one"),
    "a summary in one language": (toy.connector(summary={"en": "A forum."}), "test_declares_itself_in_both_languages"),
    "a skip that is no word": (toy.connector(skip_reasons={"No text": "x."}), "test_declares_each_skip_by_a_name"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(fault: str) -> None:
    planted, test = FAULTS[fault]
    suite = type("Planted", (TestAGoodConnector,), {"connector": planted})()
    with pytest.raises(AssertionError):
        getattr(suite, test)()


def test_a_golden_file_that_is_missing_is_written_and_refused(tmp_path: Path) -> None:
    suite = type("Fresh", (TestAGoodConnector,), {"recording": tmp_path / "forum.json"})()
    with pytest.raises(AssertionError, match="read it before you keep it"):
        suite.test_the_output_is_the_golden_one()
    suite.test_the_output_is_the_golden_one()
