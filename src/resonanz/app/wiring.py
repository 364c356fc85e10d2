"""The composition root: which adapter stands behind which port, and which use case gets what.

Django is set up here, lazily and nowhere else outside the pages, so that commands that need no store stay quick.
"""

from __future__ import annotations

import threading

from resonanz.app.config import Settings, settings
from resonanz.app.definitions import CurrentDefinitions
from resonanz.app.house import House
from resonanz.app.notices import LoggedNotices
from resonanz.app.searching import SearchedArchive
from resonanz.core.clock import Clock, SystemClock
from resonanz.core.ports import Archive

_house: House | None = None
_lock = threading.Lock()


def house() -> House:
    """Return the house of this process, built once."""
    global _house  # noqa: PLW0603  one process, one house
    with _lock:
        if _house is None:
            _house = build(settings())
        return _house


def settle(built: House) -> House:
    """Make a house this process's own, so that `house()` returns it."""
    global _house  # noqa: PLW0603
    with _lock:
        _house = built
    return built


def set_up_django() -> None:
    """Set Django up, once; nothing happens when it is."""
    import django  # half a second that most commands need not pay
    from django.apps import apps

    if not apps.ready:
        _name_settings_module()
        django.setup()


def _name_settings_module() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonanz.web.settings")


def build(chosen: Settings, *, archive: Archive | None = None, clock: Clock | None = None) -> House:
    """Build a house on real stores; `archive` and `clock` replace the usual ones."""
    set_up_django()
    from resonanz.store.archive import open_archive
    from resonanz.store.relational import repositories as stored
    from resonanz.store.secrets import EncryptedSecrets

    clock = clock or SystemClock()
    rulebook = stored.StoredRulebook()
    definitions = CurrentDefinitions(rulebook)
    return House(
        settings=chosen,
        clock=clock,
        archive=SearchedArchive(archive or open_archive(chosen.home), definitions, clock),
        payloads=stored.StoredPayloads(),
        sources=stored.StoredSourceBook(),
        secrets=EncryptedSecrets(chosen.secret_key),
        rulebook=rulebook,
        definitions=definitions,
        casebook=stored.StoredCasebook(),
        deadline_book=stored.StoredDeadlineBook(),
        replies=stored.StoredReplies(),
        audit=stored.StoredAudit(),
        ledger=stored.StoredLedger(chosen.secret_key),
        lessons=stored.StoredLessons(),
        versions=stored.StoredVersions(),
        surges=stored.StoredSurgeBook(),
        sweeps=stored.StoredSweeps(),
        topics=stored.StoredTopicBook(),
        incidents=stored.StoredIncidentBook(),
        needs=stored.StoredNeedBook(chosen.secret_key),
        tellings=stored.StoredTellingBook(chosen.secret_key),
        notices=LoggedNotices(stored.StoredNotices(chosen.time_zone, mails=bool(chosen.mail_host))),
        happenings=stored.StoredHappenings(),
        webhook_book=stored.StoredWebhookBook(chosen.secret_key),
        webhook_inbox=stored.StoredWebhookInbox(),
    )
