"""What stays is not looked through."""

from __future__ import annotations

import gc

from resonanz.core.garbage import leave_out


def test_what_stands_is_left_out_of_looks_for_garbage() -> None:
    try:
        leave_out()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
