"""The answers library: answers with versions, who stands behind them, and what fits a case."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import AnswerId, CaseId, DepartmentId, ReplyId, UserId
from resonanz.core.ready_answers import Standing
from resonanz.respond.ready_answers import Suggestion, Wording
from resonanz.store.relational.selectors import ready_answers as selector
from resonanz.store.relational.views.answering import AnswerRow

router = Router()


class AnswerOut(Schema):
    """An answer of the library; `standing` is confirmed, overdue or unconfirmed."""

    id: int
    title: str
    department: int | None
    asked: str
    german: str
    english: str
    owner: int | None
    owner_name: str
    standing: str
    confirm_by: date
    confirmed_at: datetime | None
    version: int
    retired: bool
    uses: int

    @staticmethod
    def of(row: AnswerRow) -> AnswerOut:
        """Return an answer as the API says it."""
        beside = {"owner_name": row.owner_name, "standing": row.standing.value, "uses": row.uses}
        own = {name: getattr(row.answer, name) for name in AnswerOut.model_fields if name not in beside}
        return AnswerOut(**own | beside)


class AnswerIn(Schema):
    """What is written; `seen` is the version that it was read in, where it is changed."""

    title: str
    department: int
    german: str = ""
    english: str = ""
    asked: str = ""
    owner: int | None = None
    seen: int | None = None

    def wording(self) -> Wording:
        """Return it as the desk takes it."""
        return Wording(
            title=self.title,
            german=self.german,
            english=self.english,
            asked=self.asked,
            department=DepartmentId(self.department),
            owner=None if self.owner is None else UserId(self.owner),
        )


class ConfirmIn(Schema):
    """Until which day somebody stands behind it, and in which version it was read."""

    until: date | None = None
    seen: int | None = None


class VersionOut(Schema):
    """One version of an answer."""

    version: int
    title: str
    asked: str
    german: str
    english: str
    at: datetime
    by: str


class SuggestionOut(Schema):
    """An answer that fits a case, its places filled; `missing` are those that the case could not fill."""

    answer: int
    title: str
    standing: str
    lang: str
    text: str
    missing: list[str]
    score: float

    @staticmethod
    def of(one: Suggestion) -> SuggestionOut:
        """Return a suggestion as the API says it."""
        return SuggestionOut(
            answer=one.answer.id,
            title=one.answer.title,
            standing=one.standing.value,
            lang=one.lang,
            text=one.filled.text,
            missing=list(one.filled.missing),
            score=one.score,
        )


class EarlierOut(Schema):
    """An earlier question like a case's, with what it was answered."""

    mention: str
    case: int
    text: str
    score: float


class FittingOut(Schema):
    """What a case is offered."""

    suggestions: list[SuggestionOut]
    earlier: list[EarlierOut]


class UseIn(Schema):
    """Which reply was written with it."""

    reply: int


class UsedOut(Schema):
    """Whether that was new."""

    new: bool


@router.get("", response=Page[AnswerOut], summary="The answers library, by title")
def answers(  # noqa: PLR0913, PLR0917  one parameter a filter
    request: HttpRequest,
    q: str = "",
    department: int | None = None,
    standing: str = "",
    retired: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AnswerOut]:
    """Return a page of answers."""
    actor(request)
    asked = selector.LibraryFilter(
        text=q,
        department=None if department is None else DepartmentId(department),
        standing=chosen(Standing, standing, "standing") if standing else None,
        retired=retired,
    )
    rows = selector.answers(
        asked, house().answer_desk.today, after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE))
    )
    return Page[AnswerOut](items=[AnswerOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response=AnswerOut, summary="Write an answer")
def write(request: HttpRequest, wanted: AnswerIn) -> AnswerOut:
    """Write an answer; nobody has confirmed it yet."""
    return _now(house().answer_desk.write(actor(request), wanted.wording()).id)


@router.get("/fitting/{int:case}", response=FittingOut, summary="What fits a case, and what was answered before")
def fitting(request: HttpRequest, case: int) -> FittingOut:
    """Return what a case is offered, the best first."""
    actor(request)
    desk = house().answer_desk
    earlier = [
        EarlierOut(mention=one.asked.mention.id, case=one.case, text=one.text, score=one.score)
        for one in desk.earlier(CaseId(case))
    ]
    return FittingOut(suggestions=[SuggestionOut.of(one) for one in desk.suggestions(CaseId(case))], earlier=earlier)


@router.get("/{int:answer}", response=AnswerOut, summary="An answer of the library")
def one(request: HttpRequest, answer: int) -> AnswerOut:
    """Return one answer."""
    actor(request)
    return _now(answer)


@router.put("/{int:answer}", response=AnswerOut, summary="Change an answer")
def edit(request: HttpRequest, answer: int, wanted: AnswerIn) -> AnswerOut:
    """Change an answer; where its words change, a version is added and its confirmation is gone."""
    house().answer_desk.edit(actor(request), AnswerId(answer), wanted.wording(), seen=wanted.seen)
    return _now(answer)


@router.post("/{int:answer}/confirm", response=AnswerOut, summary="Stand behind an answer until a day")
def confirm(request: HttpRequest, answer: int, said: ConfirmIn) -> AnswerOut:
    """Confirm an answer as it reads; its owner and leads may."""
    house().answer_desk.confirm(actor(request), AnswerId(answer), said.until, seen=said.seen)
    return _now(answer)


@router.post("/{int:answer}/retire", response=AnswerOut, summary="Offer an answer no longer")
def retire(request: HttpRequest, answer: int) -> AnswerOut:
    """Retire an answer; what was written with it stays."""
    house().answer_desk.retire(actor(request), AnswerId(answer), retired=True)
    return _now(answer)


@router.post("/{int:answer}/bring-back", response=AnswerOut, summary="Offer a retired answer again")
def bring_back(request: HttpRequest, answer: int) -> AnswerOut:
    """Offer an answer again."""
    house().answer_desk.retire(actor(request), AnswerId(answer), retired=False)
    return _now(answer)


@router.post("/{int:answer}/uses", response=UsedOut, summary="Say that a reply was written with it")
def use(request: HttpRequest, answer: int, said: UseIn) -> UsedOut:
    """Remember a use, once a reply."""
    return UsedOut(new=bool(house().answer_desk.used(actor(request), ReplyId(said.reply), [AnswerId(answer)])))


@router.get("/{int:answer}/versions", response=Page[VersionOut], summary="What an answer was, newest first")
def versions(request: HttpRequest, answer: int, cursor: str | None = None, limit: int = 20) -> Page[VersionOut]:
    """Return a page of versions."""
    actor(request)
    _now(answer)
    rows = selector.versions(AnswerId(answer), after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[VersionOut](
        items=[VersionOut.model_validate(row, from_attributes=True) for row in rows.items], next=rows.next
    )


@router.post("/{int:answer}/versions/{int:version}/restore", response=AnswerOut, summary="Use earlier words again")
def restore(request: HttpRequest, answer: int, version: int) -> AnswerOut:
    """Give an answer the words of one of its versions."""
    house().answer_desk.restore(actor(request), AnswerId(answer), version)
    return _now(answer)


def _now(answer: int) -> AnswerOut:
    row = selector.answer_row(AnswerId(answer), house().answer_desk.today)
    if row is None:
        raise NotFound(f"There is no answer {answer}.")
    return AnswerOut.of(row)
