"""Who works for the example company; they exist for it alone and nobody can sign in as them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resonanz.app.demo.stage import Stage
from resonanz.core.policy import SYSTEM, Role

if TYPE_CHECKING:
    from resonanz.app.house import House

STAFF: Final = (
    ("velofjord-ida", "Ida Sund", "customer_service", Role.LEAD),
    ("velofjord-jan", "Jan Holm", "customer_service", Role.LEAD),
    ("velofjord-mia", "Mia Brandt", "customer_service", Role.LEAD),
    ("velofjord-ole", "Ole Kraft", "communications", Role.LEAD),
    ("velofjord-eva", "Eva Norden", "management", Role.LEAD),
    ("velofjord-nils", "Nils Adler", "legal", Role.LEAD),
    ("velofjord-kim", "Kim Lorenz", "communications", Role.MEMBER),
)
"""User name, name, department, role; their first passwords are thrown away. Stories name them by their place here."""
ALSO: Final = (("product", 2), ("operations", 1), ("sales", 3), ("human_resources", 2))
"""What else somebody leads: department, place in the staff."""


def employ(home: House) -> Stage:
    """Let the staff join, each where there is such a department; return the stage that they act on."""
    from resonanz.store.relational.editing.departments import set_role
    from resonanz.store.relational.editing.people import Person, create_person

    now = home.clock.now()
    rooms = {one.slug: one.id for one in home.rulebook.departments()}
    staff = []
    for username, name, _room, _role in STAFF:
        number, _password = create_person(SYSTEM, Person(username=username, name=name), now)
        staff.append(number)
    works = [(slug, place, role) for place, (_username, _name, slug, role) in enumerate(STAFF)]
    for slug, place, role in (*works, *((slug, place, Role.LEAD) for slug, place in ALSO)):
        if slug in rooms:
            set_role(SYSTEM, staff[place], rooms[slug], role, now)
    return Stage(home, staff, rooms)
