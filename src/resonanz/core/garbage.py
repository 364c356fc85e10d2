"""Leaving what stays for good out of the looks for garbage.

Python looks through everything that stands each time there is a quarter more of it: a tenth of a second with a million
names or ten thousand query trees, in which nobody is answered. What stands is left out from then on.
"""

from __future__ import annotations

import atexit
import gc


def leave_out() -> None:
    """Leave everything that stands by now out of later looks for garbage, until the process ends."""
    gc.freeze()
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # else compiled libraries believe at the end that they leak
