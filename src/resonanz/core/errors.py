"""One tree of exceptions, ordered by what the caller must do.

The class says what to do, the message says what a person should know. A connector may raise only the
branch under `SourceTrouble`; anything else that leaves a connector is a defect and is contained to that source.
"""

from __future__ import annotations


class ResonanzError(Exception):
    """Be caught where a failure of ours is turned into words for a person."""


class InputRejected(ResonanzError):
    """Say that the input must be corrected: where, what is wrong, what would be right."""

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.place}: {self.args[0]}" if self.place else str(self.args[0])
        return f"{text} {self.remedy}" if self.remedy else text


class NotAllowed(ResonanzError):
    """Say that this person may not do this."""


class NotFound(ResonanzError):
    """Say that the thing named does not exist, or no longer."""


class Conflict(ResonanzError):
    """Say that somebody or something was quicker: read again, then decide."""


class NewsMeanwhile(Conflict):
    """Say that the thread went on while somebody wrote: they read `place` news, there are `now`."""

    def __init__(self, place: int, now: int) -> None:
        super().__init__("The thread went on while this was written. Read what is new, then send once more.")
        self.place = place
        self.now = now


class StoreUnavailable(ResonanzError):
    """Say that a store cannot be reached or written now; nothing was acknowledged."""


class SourceTrouble(ResonanzError):
    """Be the branch that a connector raises."""


class TryLater(SourceTrouble):
    """Say that the source may work again by itself after `after` seconds (None: our own back-off)."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class NeedsOperator(SourceTrouble):
    """Say that only a person can mend this source."""


class CredentialsRejected(NeedsOperator):
    """Say that the source refused our credentials (expired, revoked or wrong)."""


class AccessDenied(NeedsOperator):
    """Say that the credentials are good but do not allow this."""


class SourceGone(NeedsOperator):
    """Say that the source no longer exists at this address."""


class Misconfigured(NeedsOperator):
    """Say that the source's settings cannot work (address missing, refused or private)."""


class PayloadChanged(SourceTrouble):
    """Say that the source answered in a shape that we do not know; `path` is where."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


class PublishRefused(SourceTrouble):
    """Say that the channel refused the reply for good (deleted post, blocked, too long)."""


class PublishUncertain(SourceTrouble):
    """Say that nobody can tell whether the reply stands in the channel: a person must look."""
