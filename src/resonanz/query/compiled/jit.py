"""Compile functions on their first call and keep the machine code for the next start.

The code is kept in the user's cache directory, under a name made of all sources of this package: the compiler itself
would notice a change only in the file of the outermost function. Where nothing can be written, code is compiled anew
at each start, which is slow but right.

Compiled functions must not allocate arrays: without reference counting between them they run six times as fast.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba.misc import appdirs

Function = TypeVar("Function", bound=Callable[..., object])

_cache_of: Callable[[str], str] = appdirs.user_cache_dir
_CHOICES: Final[tuple[dict[str, Any], ...]] = (
    {"cache": True, "_nrt": False},
    {"cache": True},  # a numba without that switch
    {},  # no place to keep the code
)


def compiled(function: Function) -> Function:
    """Return the function as machine code that runs without the interpreter's lock."""
    return _compiled(function, {})


def inlined(function: Function) -> Function:
    """Return the function as machine code put into its callers: calls copy every array's description."""
    return _compiled(function, {"forceinline": True})


def _compiled(function: Function, options: dict[str, Any]) -> Function:
    settings: Any = numba.config
    elsewhere = settings.CACHE_DIR
    settings.CACHE_DIR = str(Path(elsewhere or _cache_of("resonanz")) / _FINGERPRINT)
    try:
        return _first_possible(function, options)
    finally:
        settings.CACHE_DIR = elsewhere


def _first_possible(function: Function, options: dict[str, Any]) -> Function:
    jit: Callable[..., Any] = numba.njit
    for choice in _CHOICES:
        with suppress(KeyError, RuntimeError):
            return cast("Function", jit(nogil=True, **options, **choice)(function))
    raise RuntimeError(f"numba cannot compile {function.__name__}")


def _fingerprint() -> str:
    """Return a name that changes when any source of this package does, or what it takes its constants from."""
    sources = (*Path(__file__).parent.glob("*.py"), Path(__file__).parents[1] / "folding.py")
    digest = blake2b(digest_size=8)
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return f"matcher-{digest.hexdigest()}"


_FINGERPRINT: Final = _fingerprint()
