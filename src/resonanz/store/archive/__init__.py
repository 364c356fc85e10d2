"""Mentions and what was understood of them: embedded, columnar, owned by one process, asked by many.

Importing this loads no engine: a process that only asks the owner stays small.
"""

from resonanz.store.archive.opening import is_served, open_archive, open_embedded
from resonanz.store.archive.owner import ArchiveOwner
from resonanz.store.archive.remote import RemoteArchive

__all__ = ["ArchiveOwner", "RemoteArchive", "is_served", "open_archive", "open_embedded"]
