"""A running Resonanz: every part by its name, each made when it is first asked for.

One module an area. An area may build on those before it, never on those after it.
"""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.app.house.answering import Answering
from resonanz.app.house.notifying import Notifying
from resonanz.app.house.reporting import Reporting
from resonanz.app.house.together import Together


@dataclass(frozen=True)
class House(Answering, Reporting, Together, Notifying):
    """Hold every part of a running Resonanz."""


__all__ = ["House"]
