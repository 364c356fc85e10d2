"""Whether an installation is as it should be: settings, directories, stores, disk, each source, and what helps."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException
from ssl import create_default_context
from typing import Final

from resonanz.app.config import Settings, settings
from resonanz.core.errors import NeedsOperator, ResonanzError

LITTLE: Final = 2 * 1024**3
"""Free bytes below which an installation is told to make room."""
MEASURE: Final = 1024**3
PATIENCE: Final = 10.0
"""Seconds that a mail server is waited for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one thing that was looked at."""

    what: str
    good: bool
    sentence: str
    remedy: str = ""


def findings(*, offline: bool = False) -> Iterator[Finding]:
    """Yield what was looked at, one after the other, so that slow looks show their progress."""
    try:
        chosen = settings()
    except ResonanzError as trouble:
        yield Finding("settings", good=False, sentence=str(trouble), remedy="Correct that setting.")
        return
    yield Finding("settings", good=True, sentence=f"home {chosen.home}, pages {chosen.address}")
    yield _home(chosen)
    yield _disk(chosen.home)
    tables = _tried("relational store", _relational, "See RESONANZ_DATABASE_URL, or restore a backup.")
    yield tables
    yield _tried("archive", lambda: _archive(chosen), "Start `resonanz run`, or restore a backup.")
    served = _served(chosen.home)
    yield Finding("server", good=True, sentence="It is running." if served else "It is not running; tools work alone.")
    if not offline:
        yield _mail(chosen)
    if tables.good and not offline:
        yield from _sources()


def _home(chosen: Settings) -> Finding:
    loose = stat.S_IMODE(chosen.home.stat().st_mode) & 0o077
    if loose:
        return Finding(
            "home directory",
            good=False,
            sentence="Other users of this machine can look into it.",
            remedy=f"chmod 700 {chosen.home}",
        )
    key = chosen.secret_key_file
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        return Finding(
            "home directory",
            good=False,
            sentence="Other users of this machine can read the installation's secret.",
            remedy=f"chmod 600 {key}",
        )
    return Finding("home directory", good=True, sentence="Only you can look into it.")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    sentence = f"{free / MEASURE:.1f} GiB are free."
    if free < LITTLE:
        return Finding("disk", good=False, sentence=sentence, remedy="Make room, or shorten retention periods.")
    return Finding("disk", good=True, sentence=sentence)


def _tried(what: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what, good=True, sentence=look())
    except Exception as trouble:  # noqa: BLE001  a doctor reports whatever is wrong
        return Finding(what, good=False, sentence=f"{type(trouble).__name__}: {trouble}", remedy=remedy)


def _relational() -> str:
    from resonanz.app.wiring import set_up_django

    set_up_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise ResonanzError(f"{len(waiting)} updates of the tables are waiting; `resonanz run` makes them.")
    return f"{connection.vendor}, tables up to date."


def _archive(chosen: Settings) -> str:
    from resonanz.app.wiring import house

    if not chosen.archive_directory.exists():
        return "Nothing has been heard yet."
    return f"{house().archive.head()} mentions have arrived so far."


def _served(home: Path) -> bool:
    from resonanz.store.archive import is_served

    return is_served(home)


def _mail(chosen: Settings) -> Finding:
    """Sign in at the mail server and leave again; nothing is sent."""
    if not chosen.mail_host:
        return Finding("mail", good=True, sentence="No mail server is named: notices stay on the page.")
    remedy = "See the settings RESONANZ_MAIL_*."
    try:
        line = SMTP_SSL if chosen.mail_security == "tls" else SMTP
        with line(chosen.mail_host, chosen.mail_port, timeout=PATIENCE) as server:
            if chosen.mail_security == "starttls":
                server.starttls(context=create_default_context())
            if chosen.mail_user:
                server.login(chosen.mail_user, chosen.mail_password)
    except SMTPAuthenticationError:
        return Finding("mail", good=False, sentence="The mail server refuses the user or the password.", remedy=remedy)
    except (SMTPException, OSError) as trouble:
        sentence = f"{chosen.mail_host}:{chosen.mail_port} cannot be used: {type(trouble).__name__}."
        return Finding("mail", good=False, sentence=sentence, remedy=remedy)
    return Finding("mail", good=True, sentence=f"{chosen.mail_host} takes mails.")


def _sources() -> Iterator[Finding]:
    from resonanz.app.wiring import house

    home = house()
    for source in home.sources.all():
        name = f"source {source.name}"
        if not source.enabled or source.connector == "file":
            continue
        try:
            yield Finding(name, good=True, sentence=home.runner.probe(source))
        except NeedsOperator as trouble:
            yield Finding(name, good=False, sentence=str(trouble), remedy="Open the source's page and correct it.")
        except ResonanzError as trouble:
            yield Finding(name, good=False, sentence=str(trouble), remedy="It is tried again by itself.")
        except Exception as trouble:  # noqa: BLE001  a connector's defect must not hide how the other sources are
            sentence = f"Its connector failed: {type(trouble).__name__}: {trouble}"
            yield Finding(name, good=False, sentence=sentence, remedy="Report it to whoever wrote the connector.")
