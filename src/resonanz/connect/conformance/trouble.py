"""That whatever goes wrong becomes one of our errors, loses nothing and tells no secret."""
# ruff: noqa: D102 - the names of the tests say what they show

from __future__ import annotations

import traceback
from collections.abc import Mapping

import httpx2

from resonanz.connect.conformance.mutation import Seeded
from resonanz.connect.conformance.rehearsal import Always, Failing, Moved, Mutated, items_of, last_cursor
from resonanz.connect.conformance.stage import AMPLE, FOREIGN_BODIES, Stage, identities
from resonanz.connect.contract import (
    AccessDenied,
    CredentialsRejected,
    NeedsOperator,
    SourceGone,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.replay import Given

STATUSES: Mapping[int, tuple[type[SourceTrouble], ...]] = {
    401: (CredentialsRejected, AccessDenied),
    403: (AccessDenied, CredentialsRejected),
    404: (SourceGone,),
    410: (SourceGone,),
    429: (TryLater,),
    500: (TryLater,),
    503: (TryLater,),
}


class TroubleTests(Stage):
    """Show that trouble at the source stays there, and is said plainly."""

    def test_statuses_become_our_errors(self) -> None:
        for status, wanted in STATUSES.items():
            error = self.trouble(Always(Given(status=status, headers={"retry-after": "7"} if status != 403 else {})))
            assert isinstance(error, wanted), f"Status {status} became {error!r}."

    def test_a_wait_that_is_asked_for_is_passed_on(self) -> None:
        error = self.trouble(Always(Given(status=429, headers={"retry-after": "7"})))
        assert isinstance(error, TryLater), f"Status 429 became {error!r}."
        assert error.after == 7.0, f"`Retry-After: 7` became {error.after}."

    def test_a_dead_network_is_tried_later(self) -> None:
        for fault in (httpx2.ConnectError("refused"), httpx2.ReadTimeout("silence"), httpx2.RemoteProtocolError("cut")):
            error = self.trouble(Always(fault))
            assert isinstance(error, TryLater), f"{fault!r} became {error!r}."

    def test_foreign_bodies_lose_nothing(self) -> None:
        everything = self.everything()
        for body in FOREIGN_BODIES:
            kept, _ = self.attempt(self.rehearsal(Always(Given(body=body))))
            rest = self.rehearsal().catch_up(last_cursor(kept, None), AMPLE)
            missing = everything - identities(rest)
            assert not missing, f"After the body {body[:30]!r} it never reads {sorted(missing)[:3]}."

    def test_a_source_that_moved_is_followed_without_credentials(self) -> None:
        rehearsal = self.rehearsal(Moved(self.server()))
        kept, error = self.attempt(rehearsal)
        for asked in rehearsal.asked:
            if asked.url.startswith("https://moved.example/"):
                self.assert_no_secret(f"{asked.url} {dict(asked.headers)!r} {asked.body!r}", "a redirected request")
        if isinstance(error, NeedsOperator):
            return
        assert identities(kept) == self.everything(), "After a permanent redirect it does not read the same."

    def test_wrong_answers_never_crash_it(self) -> None:
        for seed in range(120):
            rehearsal = self.rehearsal(Mutated(self.server(), Seeded(f"answers {seed}")))
            kept, _ = self.attempt(rehearsal, seed=seed)
            for item in items_of(kept):
                self.normalised(item, f"seed {seed}")

    def test_no_secret_leaves_by_url_cursor_or_item(self) -> None:
        rehearsal = self.rehearsal()
        batches = rehearsal.catch_up(None, AMPLE)
        for asked in rehearsal.asked:
            self.assert_no_secret(asked.url, "an address")
        for batch in batches:
            self.assert_no_secret(repr(batch.cursor), "a cursor")
            self.assert_no_secret(repr(batch.items), "an item")
        self.assert_no_secret("\n".join(rehearsal.log.lines), "the log")

    def test_no_secret_is_told_in_trouble(self) -> None:
        faults: list[Given | Exception] = [Given(status=status) for status in (*STATUSES, 400)]
        faults += [Given(body=body) for body in FOREIGN_BODIES]
        faults += [httpx2.ConnectError(" ".join(self.config.secrets.values())), httpx2.ReadTimeout("silence")]
        for fault in faults:
            for answered in (0, 1):
                rehearsal = self.rehearsal(Failing(self.server(), answered, fault))
                _, error = self.attempt(rehearsal)
                told = "".join(traceback.format_exception(error)) if error else ""
                self.assert_no_secret(f"{told} {error!r}", "an error")
                self.assert_no_secret("\n".join(rehearsal.log.lines), "the log")
