"""Working together on a case: what is typed, who is there, what is new, putting off, merging, splitting, asking."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.moments import aware
from resonanz.api.schemas import LARGEST_PAGE, CaseOut, EventOut, Page, TextIn
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.assigning import Absence, Way
from resonanz.core.case import NEWS
from resonanz.core.errors import NotFound
from resonanz.core.ids import AbsenceId, CaseId, DepartmentId, InquiryId, MentionId, ReplyId, UserId
from resonanz.core.inquiry import Inquiry
from resonanz.core.policy import Action
from resonanz.store.relational.editing import absences as editing
from resonanz.store.relational.selectors import cases as case_rows
from resonanz.store.relational.selectors import together as selector

cases = Router()
inquiries = Router()
absences = Router()
dispatching = Router()


class TypedOut(Schema):
    """What somebody has typed as an answer and not handed in."""

    text: str
    number: int
    changed_at: datetime | None = None


class TypedIn(Schema):
    """What is typed on top of the number that was read last; 0 where nothing is kept yet."""

    text: str
    number: int = 0
    reply: int | None = None
    """The answer that is being changed; null: a new one."""


class PresentOut(Schema):
    """One person who is at a case right now."""

    person: int
    name: str
    writes: bool


class NewsOut(Schema):
    """What happened in the thread after a place, and the place that the thread has come to."""

    place: int
    events: list[EventOut]


class SnoozeIn(Schema):
    """Until when; without it, until the author speaks, who ends any snooze."""

    until: datetime | None = None


class MergeIn(Schema):
    """The case that goes on for both."""

    into: int


class SplitIn(Schema):
    """The mentions that get a case of their own."""

    mentions: list[str] = Field(min_length=1, max_length=500)


class AskIn(Schema):
    """A question to a department."""

    department: int
    text: str


class InquiryOut(Schema):
    """A question to a department inside a case."""

    id: int
    case: int
    department: int
    asked_by: int
    asked_at: datetime
    text: str
    state: str
    answer: str
    settled_by: int | None
    settled_at: datetime | None


class AbsenceIn(Schema):
    """Who is away on which days, both included, and who stands in."""

    person: int
    first: date
    last: date
    substitute: int | None = None


class AbsenceOut(AbsenceIn):
    """An absence."""

    id: int


class WayIn(Schema):
    """hand, rotation or load."""

    way: str


# --- a case ----------------------------------------------------------------------------------------------------------


@cases.get("/{int:case}/typed", response=TypedOut, summary="What one has typed as an answer")
def typed(request: HttpRequest, case: int, reply: int | None = None) -> TypedOut:
    """Return one's own draft of a new answer, or of the change of one; those of others are theirs."""
    own = actor(request)
    house().casebook.load(CaseId(case))
    kept = house().composing.of(own, CaseId(case), None if reply is None else ReplyId(reply))
    return TypedOut(text="", number=0) if kept is None else TypedOut.model_validate(kept, from_attributes=True)


@cases.put("/{int:case}/typed", response=TypedOut, summary="Keep what one types")
def keep(request: HttpRequest, case: int, wanted: TypedIn) -> TypedOut:
    """Keep a draft; 409 where one typed on elsewhere."""
    into = None if wanted.reply is None else ReplyId(wanted.reply)
    kept = house().composing.keep(actor(request), CaseId(case), wanted.text, seen=wanted.number, reply=into)
    return TypedOut.model_validate(kept, from_attributes=True)


@cases.get("/{int:case}/presence", response=list[PresentOut], summary="Who is at a case right now")
def presence(request: HttpRequest, case: int) -> list[PresentOut]:
    """Return who looks or writes, by name."""
    actor(request)
    there = house().presence.at(house().casebook.load(CaseId(case)).id, house().clock.now())
    return [PresentOut.model_validate(one, from_attributes=True) for one in there]


@cases.get("/{int:case}/news", response=NewsOut, summary="What is new in a case's thread")
def news(request: HttpRequest, case: int, since: int = 0) -> NewsOut:
    """Return what happened after a place; name the `place` when an answer is approved."""
    actor(request)
    lines = [line for line in case_rows.case_detail(CaseId(case)).timeline if line.action in NEWS]
    later = [EventOut.model_validate(line, from_attributes=True) for line in lines[max(since, 0) :]]
    return NewsOut(place=len(lines), events=later)


@cases.post("/{int:case}/snooze", response=CaseOut, summary="Put a case out of sight for a while")
def snooze(request: HttpRequest, case: int, wanted: SnoozeIn) -> CaseOut:
    """Put a case off; its deadlines go on."""
    house().snooze_desk.snooze(actor(request), CaseId(case), aware(wanted.until, "until"))
    return _case(case)


@cases.post("/{int:case}/wake", response=CaseOut, summary="Bring a case back")
def wake(request: HttpRequest, case: int) -> CaseOut:
    """Bring a case back into the lists."""
    house().snooze_desk.wake(actor(request), CaseId(case))
    return _case(case)


@cases.post("/{int:case}/merge", response=CaseOut, summary="Let another case go on for this one")
def merge(request: HttpRequest, case: int, wanted: MergeIn) -> CaseOut:
    """Merge a case into another; return that other one."""
    house().merge_desk.merge(actor(request), CaseId(case), into=CaseId(wanted.into))
    return _case(wanted.into)


@cases.post("/{int:case}/unmerge", response=CaseOut, summary="Take a merge back")
def unmerge(request: HttpRequest, case: int) -> CaseOut:
    """Give a merged case its own again."""
    house().merge_desk.unmerge(actor(request), CaseId(case))
    return _case(case)


@cases.post("/{int:case}/split", response=CaseOut, summary="Put mentions into a case of their own")
def split(request: HttpRequest, case: int, wanted: SplitIn) -> CaseOut:
    """Split a case; return the new one."""
    mentions = [MentionId(one) for one in wanted.mentions]
    return _case(house().merge_desk.split(actor(request), CaseId(case), mentions).id)


@cases.get("/{int:case}/inquiries", response=list[InquiryOut], summary="What other departments were asked")
def of_case(request: HttpRequest, case: int) -> list[InquiryOut]:
    """Return a case's questions, the oldest first."""
    actor(request)
    return [_inquiry(one) for one in house().inquiries.of_case(house().casebook.load(CaseId(case)).id)]


@cases.post("/{int:case}/inquiries", response={201: InquiryOut}, summary="Ask another department")
def ask(request: HttpRequest, case: int, wanted: AskIn) -> Status[InquiryOut]:
    """Ask a department inside a case."""
    asked = house().inquiry_desk.ask(actor(request), CaseId(case), DepartmentId(wanted.department), wanted.text)
    return Status(201, _inquiry(asked))


# --- questions to departments ----------------------------------------------------------------------------------------


@inquiries.get("", response=Page[InquiryOut], summary="Open questions to departments")
def open_(
    request: HttpRequest, department: int | None = None, cursor: str | None = None, limit: int = 50
) -> Page[InquiryOut]:
    """Return a page of open questions to one department, or to any; the longest waiting first."""
    actor(request)
    rooms = [] if department is None else [DepartmentId(department)]
    rows = selector.asked(rooms, after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[InquiryOut](items=[_inquiry(row.inquiry) for row in rows.items], next=rows.next)


@inquiries.post("/{int:inquiry}/answer", response=InquiryOut, summary="Answer a question")
def answer(request: HttpRequest, inquiry: int, said: TextIn) -> InquiryOut:
    """Give the asked department's word."""
    return _inquiry(house().inquiry_desk.tell(actor(request), InquiryId(inquiry), said.text))


@inquiries.post("/{int:inquiry}/withdraw", response=InquiryOut, summary="Take a question back")
def withdraw(request: HttpRequest, inquiry: int) -> InquiryOut:
    """Withdraw a question."""
    return _inquiry(house().inquiry_desk.withdraw(actor(request), InquiryId(inquiry)))


# --- who is away, whose turn it is -----------------------------------------------------------------------------------


@absences.get("", response=list[AbsenceOut], summary="Who is away now or later")
def list_(request: HttpRequest) -> list[AbsenceOut]:
    """Return absences that are not over, the earliest first."""
    actor(request)
    rows = selector.absences(house().dispatcher.today())
    return [AbsenceOut.model_validate(row.absence, from_attributes=True) for row in rows]


@absences.post("", response={201: AbsenceOut}, summary="Say that somebody is away")
def add(request: HttpRequest, wanted: AbsenceIn) -> Status[AbsenceOut]:
    """Add an absence of oneself, or of a member of a department that one leads."""
    absence = Absence(
        id=AbsenceId(0),
        person=UserId(wanted.person),
        first=wanted.first,
        last=wanted.last,
        substitute=None if wanted.substitute is None else UserId(wanted.substitute),
    )
    made = editing.add_absence(actor(request), absence, house().clock.now())
    return Status(201, AbsenceOut(id=made, **wanted.dict()))


@absences.delete("/{int:absence}", response={204: None}, summary="Take an absence back")
def drop(request: HttpRequest, absence: int) -> Status[None]:
    """Remove an absence."""
    editing.drop_absence(actor(request), AbsenceId(absence), house().clock.now())
    return Status(204, None)


@dispatching.get("/{int:department}/dispatching", response=WayIn, summary="How new cases find their owner")
def way(request: HttpRequest, department: int) -> WayIn:
    """Return a department's way: hand, rotation or load."""
    actor(request)
    if all(one.id != department for one in house().rulebook.departments()):
        raise NotFound(f"There is no department {department}.")
    return WayIn(way=selector.way_of(DepartmentId(department)).value)


@dispatching.put("/{int:department}/dispatching", response=WayIn, summary="Say how new cases find their owner")
def set_way(request: HttpRequest, department: int, wanted: WayIn) -> WayIn:
    """Change a department's way."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    editing.set_way(asking, DepartmentId(department), chosen(Way, wanted.way, "way"), house().clock.now())
    return wanted


def _case(case: int) -> CaseOut:
    return CaseOut.model_validate(case_rows.case_detail(CaseId(case)).case, from_attributes=True)


def _inquiry(inquiry: Inquiry) -> InquiryOut:
    return InquiryOut.model_validate(inquiry, from_attributes=True)
