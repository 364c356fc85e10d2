"""What the first-run guide asks: the company's name, its own accounts, its competitors, and how far the guide is."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, save, text

STEPS: Final = ("company", "accounts", "competitors", "departments", "listening", "done")
"""Steps of the first-run guide, in their order."""
ANY_CHANNEL: Final = "*"


def name_company(actor: Actor, name: str, at: datetime) -> None:
    """Say what the company is called."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        _change(at, name=text(name, place="name"))
        record(actor, "company_name", "company", at, name=name)


def forget_name(actor: Actor, at: datetime) -> None:
    """Take the company's name away; the first-run guide asks for it again."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        _change(at, name="")
        record(actor, "company_unname", "company", at)


def reach_step(actor: Actor, step: str, at: datetime) -> None:
    """Say which step of the first-run guide comes next."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        _change(at, onboarding=among(step, STEPS, place="step"))
        record(actor, "company_step", "company", at, step=step)


def add_account(actor: Actor, channel: str, account: str, at: datetime) -> int:
    """Name an own account: what it says is never a voice of the market. Return its id; a known one keeps its own."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row, made = models.OwnAccount.objects.get_or_create(
            channel=text(channel, place="channel", longest=40).lower(),
            account=_handle(account),
        )
        if made:
            record(actor, "account_add", f"account:{row.pk}", at, channel=row.channel, account=row.account)
    return row.pk


def remove_account(actor: Actor, account: int, at: datetime) -> None:
    """Say that an account is not ours."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.OwnAccount, account, "account")
        record(actor, "account_remove", f"account:{row.pk}", at, channel=row.channel, account=row.account)
        row.delete()


def add_competitor(actor: Actor, name: str, at: datetime, *, query: QueryId | None = None) -> int:
    """Name a competitor and the standing query that hears of it; return its id."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        if query is not None:
            found(models.StandingQuery, query, "query")
        row = models.Competitor(name=text(name, place="name"), query_id=query)
        save(row, place="name", taken=f"{row.name!r} is there already.")
        record(actor, "competitor_add", f"competitor:{row.pk}", at, name=row.name)
    return row.pk


def remove_competitor(actor: Actor, competitor: int, at: datetime) -> None:
    """Take a competitor off the list; its query stays."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.Competitor, competitor, "competitor")
        record(actor, "competitor_remove", f"competitor:{row.pk}", at, name=row.name)
        row.delete()


def _change(at: datetime, **columns: str) -> None:
    models.Company.objects.update_or_create(pk=1, defaults={**columns, "changed_at": at})


def _handle(account: str) -> str:
    handle = text(account, place="account", longest=300).lower().removeprefix("@")
    if not handle or " " in handle:
        raise InputRejected("An account is one handle or id.", place="account", remedy="Write it without spaces.")
    return handle
