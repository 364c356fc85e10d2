"""How often a slow test tries: RESONANZ_TEST_ROUNDS says how many times a process is killed, 50 where it is silent.

What grows with it are also the examples that properties of the slow suite are asked.
"""

from __future__ import annotations

import os
from typing import Final

ROUNDS: Final = int(os.environ.get("RESONANZ_TEST_ROUNDS", "50"))  # noqa: TID251  how long a run may take
