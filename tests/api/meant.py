"""A goal, a note, a new place and a channel to have a charter, for tests that ask about each."""

from __future__ import annotations

from datetime import date

from resonanz.app.house import House
from resonanz.core.charter import Charter, Subject
from resonanz.core.goal import Goal
from resonanz.core.metric import Metric
from resonanz.core.place import Crowd, Place, PlaceKind, PlaceWeek
from resonanz.core.policy import SYSTEM
from resonanz.store.relational import models
from resonanz.store.relational.editing import seriousness
from resonanz.store.relational.repositories.places import StoredPlaceBook
from tests.making import NOON


def meant(_home: House) -> dict[str, object]:
    """Return the numbers of what was made; the note is the system's own."""
    goal = Goal(
        id=0,
        title="Calm",
        metric=Metric(name="problem_share"),
        target=0.1,
        start_value=0.3,
        window=28,
        set_on=NOON.date(),
        due_on=date(2027, 1, 1),
    )
    crowd = Crowd()
    crowd.see("ada", b"tests")
    StoredPlaceBook().keep(1, {PlaceWeek(Place(PlaceKind.SITE, "forum.example"), date(2026, 3, 2)): crowd}, NOON)
    seriousness.write_charter(SYSTEM, Charter(subject=Subject.read("channel:rss"), goal="Hear it first."), NOON)
    return {
        "goal": seriousness.set_goal(SYSTEM, goal, NOON),
        "annotation": seriousness.add_note(SYSTEM, NOON.date(), "The app was new.", NOON),
        "place": models.Place.objects.get(name="forum.example").pk,
        "kind": "channel",
        "key": "rss",
    }
