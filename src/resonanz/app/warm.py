"""Compiling what is compiled, once, at the end of an installation: the first start then finds it ready.

Without this everything works as well. The compiled code is then made while the first mentions come in, which takes
half a minute of one core.
"""

from __future__ import annotations


def warm_up() -> None:
    """Compile the matcher and the archive's cutting of words into the user's cache; quick when they are there."""
    from resonanz.query.compiled.__main__ import compile_ahead
    from resonanz.store.archive.wording import load

    compile_ahead()
    load()


if __name__ == "__main__":
    warm_up()
