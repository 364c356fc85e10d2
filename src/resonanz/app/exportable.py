"""The one table of what can be taken out: for each thing its columns, what narrows it, and how it is read.

Pages, the API, the command line and the job that writes large files all read from here, so whatever is added is offered
everywhere. What a reader would get wrong: a row holds what its list shows a person; secrets are in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from resonanz.app import export_reading as reading
from resonanz.core.export import MENTIONS
from resonanz.core.policy import Action, Actor
from resonanz.core.search import Filter
from resonanz.measure.export import STREAMS
from resonanz.measure.tables import Row, columns, row_of, streams

if TYPE_CHECKING:
    from resonanz.app.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Exportable:
    """Say how one thing is taken out."""

    read: reading.Read
    streams: Mapping[str, Callable[[Any], Iterator[bytes]]]
    """What writes batches, by the name of the form."""
    narrowed: Callable[[House], Any] = reading.everything
    """Gives what narrows it as little as can be; whatever else narrows it is of the same type."""
    number: Callable[[House, Any], int] | None = None
    """Counts the rows where they may be very many; None: they are as few as people write by hand."""
    needs: Action = Action.READ
    """What whoever takes it out must be allowed beside `Action.EXPORT`."""


def _table(written: str, read: Callable[..., reading.Batches], **more: Any) -> Exportable:  # noqa: ANN401  see Exportable
    """Return a list whose rows are objects, with columns as `measure.tables` writes them."""
    each = columns(written)
    of = row_of(each)

    def rows(home: House, actor: Actor, wanted: Any) -> Iterator[Sequence[Row]]:  # noqa: ANN401
        for batch in read(home, actor, wanted):
            yield [of(one) for one in batch]

    return Exportable(read=rows, streams=streams(each), **more)


_CRITICISM: Final = columns(
    "id:n state subject department_name owner_name since:t cases:n reason change until:d decided_at:t"
)
_METRICS: Final = columns(
    "metric title unit since:t until:t value:f low:f high:f numerator:f denominator:f undecided:n before:f "
    "before_low:f before_high:f"
)

EXPORTABLE: Final[Mapping[str, Exportable]] = {
    MENTIONS: Exportable(
        read=reading.mentions,
        streams=STREAMS,
        narrowed=lambda _home: Filter(),
        number=reading.mention_number,
    ),
    "cases": _table(
        "id:n department_name state priority subject author channel kind sentiment lang owner_name route opened_at:t "
        "changed_at:t mention_count:n due_at:t due_kind due_state thread",
        reading.cases,
        narrowed=reading.case_filter,
        number=reading.case_number,
    ),
    "replies": _table(
        "reply.id:n reply.case:n case_subject channel reply.reply_to reply.text reply.state author_name "
        "approved_by_name reply.created_at:t reply.sent_at:t reply.sent_url reply.trouble",
        reading.replies,
        number=reading.reply_number,
    ),
    "needs": _table(
        "need.id:n need.title need.asked need.kind need.state department_name owner_name people:n mentions:n recent:n "
        "growth:n told:n cannot:n need.planned_for:d need.reason need.created_at:t need.changed_at:t need.decided_at:t",
        reading.needs,
        narrowed=lambda _home: reading.NeedsAsked(),
    ),
    "initiatives": _table(
        "initiative.id:n initiative.title initiative.sort initiative.state initiative.outcome department_name "
        "owner_name sponsor_name initiative.plan.hypothesis initiative.plan.starts_on:d initiative.plan.ends_on:d "
        "initiative.plan.hours:f initiative.plan.money:f initiative.started_at:t initiative.ended_at:t "
        "initiative.reason initiative.taught forecasts:n",
        reading.initiatives,
        narrowed=reading.looked,
    ),
    "learnings": _table("at:t source number:n title outcome text", reading.learnings),
    "answers": _table(
        "answer.id:n answer.title answer.asked answer.german answer.english standing department_name owner_name uses:n "
        "answer.version:n answer.confirm_by:d answer.confirmed_at:t answer.retired:b answer.changed_at:t",
        reading.answers,
        narrowed=reading.ready_answers,
    ),
    "criticism": Exportable(
        read=reading.criticism,
        streams=streams(_CRITICISM),
        narrowed=lambda _home: reading.CriticismAsked(),
    ),
    "metrics": Exportable(read=reading.metrics, streams=streams(_METRICS), narrowed=reading.last_days),
    "goals": _table(
        "id:n title metric.name target:f start_value:f window:n set_on:d due_on:d owner:n department:n", reading.goals
    ),
    "surges": _table(
        "surge.id:n surge.series surge.also surge.started_at:t surge.peak_at:t surge.ended_at:t surge.severity:f "
        "surge.expected:f surge.observed:f surge.voices:n surge.mentions:n surge.negative:n surge.reach:n incident:n",
        reading.surges,
    ),
    "incidents": _table(
        "incident.id:n incident.title incident.gravity:n incident.state department_name owner_name incident.since:t "
        "incident.declared_at:t incident.closed_at:t cases:n steps:n steps_done:n incident.statement incident.review",
        reading.incidents,
    ),
    "topics": _table(
        "key name state words into growth.trend growth.people:n growth.usual:f growth.low:f growth.high:f",
        reading.topics,
    ),
    "places": _table("id:n kind name state first_seen:t decided_at:t mentions:n", reading.places),
    "sources": _table(
        "source.id:n source.name source.connector source.enabled:b source.interval:f source.streams:b "
        "source.retention_days:n health.state health.sentence health.last_look_at:t health.last_success_at:t "
        "health.failures:n new_last_day:n skipped_last_day:n",
        reading.sources,
    ),
    "queries": _table(
        "id:n name text about active:b version:n changed_at:t changed_by routes",
        reading.queries,
        narrowed=lambda _home: reading.QueriesAsked(),
    ),
    "routes": _table(
        "route.id:n route.position:n route.name department_name route.priority route.opens_case:b route.active:b "
        "query_names route.kinds route.sentiments route.langs route.channels route.text route.author",
        reading.routes,
    ),
    "departments": _table("id:n slug name four_eyes:b members:n", reading.departments),
    "notices": _table("id:n at:t event subject times:n urgent:b department:n read:b", reading.notices),
    "audit": _table(
        "id:n at:t actor_name action subject detail",
        reading.audit,
        narrowed=lambda _home: reading.TrailAsked(),
        number=reading.audit_number,
        needs=Action.READ_AUDIT,
    ),
    "erasures": _table("id:n at:t reason number:n signature", reading.erasures, needs=Action.READ_AUDIT),
}
"""What can be taken out, by its name in addresses."""
