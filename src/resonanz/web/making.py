"""Work that a job does, as pages show it: waits, how far it is, done, or what went wrong and how to go on.

`parts/work.html` shows it and asks again every two seconds while it is alive. What a reader would get wrong: a job that
failed once and is tried again is still alive, and says so with its trouble.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from resonanz.store.relational.views import JobRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Hold how far some work is."""

    state: str = ""
    """waiting, running, done or failed; empty where nobody asked for it."""
    text: str = ""
    done: int = 0
    total: int | None = None
    trouble: str = ""
    url: str
    """Where it is asked how far it is."""
    again: str
    """Where it is asked for once more."""

    @property
    def is_alive(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in {"waiting", "running"}


def work_of(job: JobRow | None, url: str, *, again: str, steps: Mapping[str, str]) -> Work:
    """Return how far a job is; `steps` says in words what its messages mean."""
    if job is None:
        return Work(url=url, again=again)
    text = _("Waits for its turn") if job.state == "waiting" else steps.get(job.message, _("Being done"))
    if job.state == "waiting" and job.trouble:
        text = _("Is tried again")
    return Work(state=job.state, text=text, done=job.done, total=job.total, trouble=job.trouble, url=url, again=again)
