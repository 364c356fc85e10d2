"""The tests every connector gets for free: what the contract promises, shown over one recording.

Three lines give a connector the whole suite::

    class TestForum(ConformanceSuite):
        connector = CONNECTOR
        recording = Path(__file__).parent / "recordings" / "forum.json"
        config = Config(source="forum", settings={...}, secrets={"token": "any-long-enough-secret"})

The one thing a reader would get wrong: the golden file. When there is none it is written and the test fails, so
that somebody reads it before it is kept; to renew it, delete it.
"""

from __future__ import annotations

from resonanz.connect.conformance.declaring import DeclaringTests
from resonanz.connect.conformance.normalising import NormalisingTests
from resonanz.connect.conformance.reading import ReadingTests
from resonanz.connect.conformance.stage import AMPLE, FOREIGN_BODIES
from resonanz.connect.conformance.trouble import TroubleTests


class ConformanceSuite(ReadingTests, TroubleTests, NormalisingTests, DeclaringTests):
    """Be subclassed by the test class of a connector; `Stage` says what it must and may set."""


__all__ = ["AMPLE", "FOREIGN_BODIES", "ConformanceSuite"]
