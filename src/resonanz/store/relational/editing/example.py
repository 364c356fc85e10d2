"""Taking an example company away: the one place where cases are deleted, because none of it ever happened.

Only what is named is touched: cases of the given mentions, and rows whose name begins with the example's mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from resonanz.core.errors import Conflict
from resonanz.core.ids import MentionId
from resonanz.core.place import PlaceState
from resonanz.core.policy import SYSTEM
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, record
from resonanz.store.relational.editing.routes import close_ranks
from resonanz.store.relational.reach import pieces
from resonanz.store.relational.repositories.places import FOLLOWER


def remove_cases(mentions: Sequence[MentionId]) -> int:
    """Delete the cases that these mentions are in, with their answers and history; return how many."""
    removed = 0
    with edit():
        for piece in pieces(mentions):
            joined = models.CaseMention.objects.filter(mention__in=piece)
            cases = list(joined.values_list("case_id", flat=True).distinct())
            models.Reply.objects.filter(case__in=cases).delete()
            models.CaseEvent.objects.filter(case__in=cases).delete()
            models.CaseMention.objects.filter(case__in=cases).delete()
            models.Case.objects.filter(pk__in=cases).delete()
            _notices(cases).delete()
            removed += len(cases)
    return removed


def calm_notices(cases: Iterable[int], at: datetime) -> None:
    """Mark what was told of these cases as read: four weeks that never happened are no news to anybody."""
    with edit():
        for piece in pieces(list(cases)):
            _notices(piece).filter(read_at=None).update(read_at=at)


def _notices(cases: Iterable[int]) -> QuerySet[models.PersonalNotice]:
    return models.PersonalNotice.objects.filter(subject__in=[f"case:{number}" for number in cases])


def stop_making(job: str, at: datetime) -> None:
    """Take back what was asked of this job; raise Conflict while it is done."""
    with edit():
        asked = models.Job.objects.filter(name=job)
        if asked.filter(state=models.Job.RUNNING, run_at__gt=at).exists():
            raise Conflict("The example is still being made: try again in a minute.")
        asked.delete()


def remove_notices(made: Mapping[str, Sequence[Any]]) -> None:
    """Delete what people were told of anything but cases, which take theirs with them."""
    kinds = {"initiatives": "initiative", "incidents": "incident", "criticisms": "criticism", "needs": "need"}
    subjects = [f"{kind}:{number}" for name, kind in kinds.items() for number in made.get(name, ())]
    with edit():
        models.PersonalNotice.objects.filter(subject__in=subjects).delete()


def remove_places(names: Sequence[str]) -> None:
    """Delete these places and every count; what others than the example said is counted anew."""
    with edit():
        models.Place.objects.filter(name__in=names).delete()
        models.PlaceWeek.objects.all().delete()
        models.Place.objects.filter(state=PlaceState.NEW.value).delete()
        models.FollowerMark.objects.filter(pk=FOLLOWER).update(seq=0)


def remove_worked(made: Mapping[str, Sequence[Any]]) -> None:
    """Delete what the example's people wrote: numbers, or keys, by what it is; before their cases and themselves."""
    with edit():
        models.StoredReport.objects.filter(pk__in=made.get("reports", ())).delete()
        models.ReportSchedule.objects.filter(pk__in=made.get("schedules", ())).delete()
        models.Incident.objects.filter(pk__in=made.get("incidents", ())).delete()
        models.Checklist.objects.filter(pk__in=made.get("checklists", ())).delete()
        models.Criticism.objects.filter(pk__in=made.get("criticisms", ())).delete()
        models.KnownAnswer.objects.filter(pk__in=made.get("answers", ())).delete()
        models.Goal.objects.filter(pk__in=made.get("goals", ())).delete()
        models.Charter.objects.filter(subject__in=made.get("charters", ())).delete()
        models.Topic.objects.filter(key__in=made.get("topics", ())).delete()


def remove_needs(numbers: Sequence[int]) -> None:
    """Delete needs with their evidence and history; before their cases, whose answers they name."""
    with edit():
        models.Told.objects.filter(need__in=numbers).delete()
        models.Need.objects.filter(pk__in=numbers).delete()


def remove_tries(initiatives: Sequence[int]) -> None:
    """Delete initiatives with everything of theirs."""
    with edit():
        models.Initiative.objects.filter(pk__in=initiatives).delete()


def remove_people(people: Sequence[int]) -> None:
    """Delete the people who exist for the example alone; after everything that names them."""
    with edit():
        models.User.objects.filter(pk__in=people).delete()


def remove_rows(mark: str, account: str, departments: Sequence[int], at: datetime) -> None:
    """Delete routes, competitors, queries and sources named with `mark`, the own account, and departments if unused."""
    with edit():
        for table in (models.Route, models.Competitor, models.StandingQuery, models.Source):
            table._default_manager.filter(name__startswith=mark).delete()  # noqa: SLF001  a table's manager
        close_ranks()
        models.OwnAccount.objects.filter(channel="*", account=account).delete()
        for number in departments:
            used = models.Case.objects.filter(department=number).exists()
            routed = models.Route.objects.filter(department=number).exists()
            if not used and not routed:
                models.Membership.objects.filter(department=number).delete()
                models.Department.objects.filter(pk=number).delete()
        record(SYSTEM, "example_remove", "company", at)
