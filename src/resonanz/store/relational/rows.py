"""Rows of the tables as the nouns of core, and back."""

from __future__ import annotations

from typing import Any, Final

from resonanz.core.case import Case, CaseEvent, CaseState
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import CaseId, DepartmentId, MentionId, QueryId, ReplyId, RouteId, SourceId, UserId
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.source import Gap, Health, Source, SourceHealth
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.text import from_json, split

PRIORITIES: Final = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)
"""By rank, as the column of a case has it."""
RANKS: Final = {priority: rank for rank, priority in enumerate(PRIORITIES)}


def case_of(row: models.Case) -> Case:
    """Return a case."""
    return Case(
        id=CaseId(row.pk),
        department=DepartmentId(row.department_id),
        state=CaseState(row.state),
        priority=PRIORITIES[row.priority],
        subject=row.subject,
        channel=row.channel,
        thread=MentionId(row.thread),
        kind=row.kind,
        lang=row.lang,
        owner=user_of(row.owner_id),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        mention_count=row.mention_count,
        snoozed_until=row.snoozed_until,
        merged_into=None if row.merged_into_id is None else CaseId(row.merged_into_id),
    )


def event_of(row: models.CaseEvent) -> CaseEvent:
    """Return a line of a case's history."""
    return CaseEvent(
        case=CaseId(row.case_id),
        at=row.at,
        action=row.action,
        actor=user_of(row.actor_id),
        detail=row.detail,
        mention=None if row.mention is None else MentionId(row.mention),
        voice=row.voice,
        department=None if row.department is None else DepartmentId(row.department),
        priority=None if row.priority is None else PRIORITIES[row.priority],
        kind=row.kind,
        key=row.key,
    )


def reply_of(row: models.Reply) -> Reply:
    """Return an answer."""
    return Reply(
        id=ReplyId(row.pk),
        key=row.key,
        case=CaseId(row.case_id),
        reply_to=MentionId(row.reply_to),
        text=row.text,
        state=ReplyState(row.state),
        author=UserId(row.author_id),
        approved_by=user_of(row.approved_by_id),
        needs_four_eyes=row.needs_four_eyes,
        created_at=row.created_at,
        tries=row.tries,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        sent_id=None if row.sent_id is None else MentionId(row.sent_id),
        sent_url=row.sent_url,
        trouble=row.trouble,
    )


def columns_of(reply: Reply) -> dict[str, Any]:
    """Return an answer as columns, its id left out."""
    return {
        "key": reply.key,
        "case_id": reply.case,
        "reply_to": reply.reply_to,
        "text": reply.text,
        "state": reply.state.value,
        "author_id": reply.author,
        "approved_by_id": reply.approved_by,
        "needs_four_eyes": reply.needs_four_eyes,
        "created_at": reply.created_at,
        "tries": reply.tries,
        "next_try_at": reply.next_try_at,
        "sent_at": reply.sent_at,
        "sent_id": reply.sent_id,
        "sent_url": reply.sent_url,
        "trouble": reply.trouble,
    }


def source_of(row: models.Source) -> Source:
    """Return a configured connection."""
    return Source(
        id=SourceId(row.pk),
        name=row.name,
        connector=row.connector,
        settings=from_json(row.settings),
        enabled=row.enabled,
        interval=row.interval,
        streams=row.streams,
        retention_days=row.retention_days,
    )


def health_of(row: models.Source) -> SourceHealth:
    """Return how a source is."""
    return SourceHealth(
        state=Health(row.state),
        sentence=row.sentence,
        since=row.since,
        last_look_at=row.last_look_at,
        last_success_at=row.last_success_at,
        next_look_at=row.next_look_at,
        failures=row.failures,
    )


def gap_of(row: models.SourceGap) -> Gap:
    """Return a time without listening."""
    return Gap(source=SourceId(row.source_id), start=row.start, end=row.end, reason=row.reason)


def department_of(row: models.Department) -> Department:
    """Return a department."""
    return Department(id=DepartmentId(row.pk), slug=row.slug, name=row.name, four_eyes=row.four_eyes)


def query_of(row: models.StandingQuery) -> StandingQuery:
    """Return a standing query."""
    return StandingQuery(id=QueryId(row.pk), name=row.name, text=row.text, active=row.active, about=row.about)


def route_of(row: models.Route) -> Route:
    """Return a routing rule; its queries should have been fetched beforehand."""
    return Route(
        id=RouteId(row.pk),
        position=row.position,
        name=row.name,
        department=DepartmentId(row.department_id),
        priority=Priority(row.priority),
        opens_case=row.opens_case,
        active=row.active,
        queries=tuple(sorted(QueryId(query.pk) for query in row.queries.all())),
        kinds=split(row.kinds),
        sentiments=split(row.sentiments),
        langs=split(row.langs),
        channels=split(row.channels),
        text=row.text,
        author=row.author,
    )


def user_of(number: int | None) -> UserId | None:
    """Return a person's id, or None."""
    return None if number is None else UserId(number)
