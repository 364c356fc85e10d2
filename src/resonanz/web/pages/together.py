"""What several people do with one case: type, ask other departments, put off, merge and split; and who is away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.assigning import Absence, Way
from resonanz.core.draft import TypedElsewhere
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import AbsenceId, CaseId, DepartmentId, InquiryId, MentionId, ReplyId, UserId
from resonanz.core.policy import Action, Role
from resonanz.store.relational.editing import absences as editing
from resonanz.store.relational.selectors import people, rules
from resonanz.store.relational.selectors import together as stored
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.trouble import came_from, in_words

SLEEPS: Final = ("hours", "tomorrow", "monday", "spoken")


@page(writes=Action.WORK_CASE, methods=("POST",))
def typed(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is being typed; a text that was typed on in another window comes back instead."""
    seen = _number(request, "number")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        reply = ReplyId(_number(request, "reply")) if request.POST.get("reply") else None
        kept = house().composing.keep(actor(request), CaseId(number), text, seen=seen, reply=reply)
    except TypedElsewhere as trouble:
        there = trouble.kept
        told = {"number": there.number, "text": there.text, "sentence": in_words(trouble)}
        return JsonResponse(told, status=409)
    return JsonResponse({"number": kept.number})


@page(writes=Action.WORK_CASE, methods=("POST",))
def together(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with a case, then show it again."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with a case.")
    sentence, shown = doing(request, CaseId(number))
    messages.success(request, sentence)
    return redirect(reverse("case", args=[shown]))


def _ask(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    department = DepartmentId(_number(request, "department"))
    house().inquiry_desk.ask(actor(request), case, department, request.POST.get("text", ""))
    return _("Asked. The case stays here; the answer comes into it."), case


def _snooze(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    house().snooze_desk.snooze(actor(request), case, _until(request))
    return _("Out of sight until then, or until the author speaks. The deadlines go on."), case


def _wake(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    house().snooze_desk.wake(actor(request), case)
    return _("The case is back in the lists."), case


def _merge(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    into = CaseId(_number(request, "into"))
    house().merge_desk.merge(actor(request), case, into=into)
    return _("Merged. This case goes on for both, and later words of either thread come here."), into


def _unmerge(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    house().merge_desk.unmerge(actor(request), case)
    return _("Taken back. Each case has its own again."), case


def _split(request: HttpRequest, case: CaseId) -> tuple[str, CaseId]:
    chosen = [MentionId(one) for one in request.POST.getlist("mention")]
    made = house().merge_desk.split(actor(request), case, chosen)
    return _("Split. This is the new case."), made.id


DOINGS: Final[Mapping[str, Callable[[HttpRequest, CaseId], tuple[str, CaseId]]]] = {
    "ask": _ask,
    "snooze": _snooze,
    "wake": _wake,
    "merge": _merge,
    "unmerge": _unmerge,
    "split": _split,
}


def _until(request: HttpRequest) -> datetime | None:
    """Return the moment that was chosen, in the reader's time; None: until the author speaks."""
    wanted = request.POST.get("until", "")
    local = timezone.localtime(house().clock.now())
    if wanted == "spoken":
        return None
    if wanted == "hours":
        return house().clock.now() + timedelta(hours=3)
    days = {"tomorrow": 1, "monday": 7 - local.weekday()}.get(wanted)
    if days is not None:
        return datetime.combine(local.date() + timedelta(days=days), time(8), tzinfo=local.tzinfo)
    try:
        chosen = datetime.fromisoformat(wanted)
    except ValueError:
        raise InputRejected("This is no moment.", place="until", remedy="Choose a day and a time.") from None
    return chosen if chosen.tzinfo else chosen.replace(tzinfo=local.tzinfo)


# --- questions to departments ----------------------------------------------------------------------------------------


@page(writes=Action.WORK_CASE, methods=("POST",))
def inquiry_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Answer a question to a department, or take it back."""
    desk, own, inquiry = house().inquiry_desk, actor(request), InquiryId(number)
    if action == "tell":
        after = desk.tell(own, inquiry, request.POST.get("text", ""))
        messages.success(request, _("Answered. Whoever asked is told."))
    elif action == "withdraw":
        after = desk.withdraw(own, inquiry)
        messages.success(request, _("The question is taken back."))
    else:
        raise NotFound("Nothing of that name can be done with a question.")
    return redirect(reverse("case", args=[after.case]) + "#inquiries")


@page()
def asked(request: HttpRequest) -> HttpResponse:
    """List the open questions to the departments that the reader works in."""
    own = actor(request)
    mine = [one for one in rules.departments() if (own.roles.get(one.id) or Role.READER) >= Role.MEMBER]
    after = request.GET.get("after") or None
    rows = stored.asked([one.id for one in mine], after=after)
    path = reverse("asked")
    context = {
        "rows": rows,
        "mine": mine,
        "erased": _("(what was said has been erased)"),
        "next": link(path, after=rows.next) if rows.next else "",
        "first": path if after else "",
        "none": _("Nobody has asked you anything"),
        "none_help": _("When another department needs your word in one of its cases, its question stands here."),
    }
    return render(request, "pages/asked.html", context)


# --- who is away -----------------------------------------------------------------------------------------------------


@page(methods=("GET", "POST"))
def absences(request: HttpRequest) -> HttpResponse:
    """Show who is away, and take in absences: one's own, and those of people in departments that one leads."""
    problem = ""
    if request.method == "POST":
        try:
            editing.add_absence(actor(request), _absence(request), desks.now())
        except InputRejected as trouble:
            problem = in_words(trouble)
        else:
            messages.success(request, _("Kept. New cases go to others meanwhile."))
            return redirect("absences")
    own = actor(request)
    everybody = [one for one in people.people() if one.active]
    rows = stored.absences(house().dispatcher.today())
    context = {
        "rows": [(row, editing.may_manage(own, row.absence.person)) for row in rows],
        "people": [one for one in everybody if editing.may_manage(own, one.id)],
        "colleagues": everybody,
        "me": own.id,
        "problem": problem,
        "typed": request.POST,
        "today": house().dispatcher.today().isoformat(),
    }
    return render(request, "pages/absences.html", context, status=400 if problem else 200)


def _absence(request: HttpRequest) -> Absence:
    substitute = request.POST.get("substitute", "")
    return Absence(
        id=AbsenceId(0),
        person=UserId(_number(request, "person")),
        first=_day(request, "first"),
        last=_day(request, "last"),
        substitute=UserId(_number(request, "substitute")) if substitute else None,
    )


@page(methods=("POST",))
def absence_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take an absence back."""
    editing.drop_absence(actor(request), AbsenceId(number), desks.now())
    messages.success(request, _("Taken back."))
    return redirect("absences")


@page(writes=Action.MANAGE_DEPARTMENT, methods=("POST",))
def dispatching_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how a department's new cases find their owner."""
    department = next((one for one in house().rulebook.departments() if one.slug == slug), None)
    way = next((one for one in Way if one.value == request.POST.get("way")), None)
    if department is None or way is None:
        raise NotFound("There is no such department.")
    editing.set_way(actor(request), department.id, way, desks.now())
    messages.success(request, _("Kept."))
    return redirect(came_from(request))


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise InputRejected("This is no number.", place=name)
    return int(value)


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise InputRejected("This is no date.", place=name, remedy="Write for example 2026-12-24.") from None
