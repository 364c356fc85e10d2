"""One's own notices, and what one wishes to be told elsewhere: kinds, quiet hours, digests, services.

The address of a service is asked for and never shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, SourceTrouble
from resonanz.core.ids import DepartmentId
from resonanz.core.notice import MessageId, NoticeId, NoticeKind, Rhythm, TargetId, Told, Wishes
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.editing.recording import record
from resonanz.store.relational.selectors import notices as stored
from resonanz.web.access import actor, page, person
from resonanz.web.asking import link
from resonanz.web.desks import now, options
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import came_from, in_words, rejections_at
from resonanz.web.words import notices as notice_words

DEFAULT_DIGEST: Final = time(8, 0)


class WishesForm(OpenForm):
    """Take what somebody wishes."""

    mail = forms.MultipleChoiceField(label=lazy("By e-mail"), required=False, widget=forms.CheckboxSelectMultiple)
    service = forms.MultipleChoiceField(
        label=lazy("By my services"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_from = forms.TimeField(
        label=lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=lazy("In your own time zone. What comes in between waits; the page always shows it."),
    )
    quiet_until = forms.TimeField(
        label=lazy("Quiet until"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    urgent_passes = forms.BooleanField(label=lazy("Urgent things may disturb all the same"), required=False)
    digest = forms.ChoiceField(
        label=lazy("Digest by e-mail"),
        choices=[("never", lazy("never")), ("daily", lazy("every day")), ("weekly", lazy("every week"))],
        help_text=lazy("What waits for you, what is overdue, what was decided. Nothing is sent when there is nothing."),
    )
    digest_at = forms.TimeField(
        label=lazy("At"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    digest_day = forms.TypedChoiceField(label=lazy("On"), choices=list(WEEKDAYS.items()), coerce=int, required=False)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the kinds of notices."""
        kinds = options("notice_kind")
        return {"mail": kinds, "service": kinds}

    def wishes(self) -> Wishes:
        """Return what was entered."""
        said = self.cleaned_data
        at = said["digest_at"] or DEFAULT_DIGEST
        return Wishes(
            mail=frozenset(NoticeKind(one) for one in said["mail"]),
            service=frozenset(NoticeKind(one) for one in said["service"]),
            quiet_from=_minutes(said["quiet_from"]),
            quiet_until=_minutes(said["quiet_until"]),
            urgent_passes=said["urgent_passes"],
            digest=Rhythm(said["digest"]),
            digest_at=at.hour * 60 + at.minute,
            digest_day=said["digest_day"] or 0,
        )


class ServiceForm(OpenForm):
    """Take a service."""

    name = forms.CharField(label=lazy("Name"), max_length=100)
    address = forms.CharField(
        label=lazy("Address"),
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "placeholder": "ntfy://…"}),
        help_text=lazy(
            "As Apprise writes it, for example ntfys://topic or mmosts://chat.example/token. It is kept"
            " encrypted and never shown again."
        ),
    )


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


def _time(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60, minutes % 60)


@page()
def notices(request: HttpRequest) -> HttpResponse:
    """List one's notices, the newest first."""
    only = request.GET.get("only", "") == "unread"
    after = request.GET.get("after") or None
    found = stored.notices(person(request), unread=only, after=after)
    path, kept = reverse("notices"), {"only": "unread" if only else ""}
    context = {
        "rows": found.items,
        "only": only,
        "unread": stored.unread(person(request)),
        "next": link(path, **kept, after=found.next) if found.next else "",
        "first": link(path, **kept) if after else "",
    }
    return render(request, "pages/notices.html", context)


@page()
def notices_now(request: HttpRequest) -> HttpResponse:
    """Say how many are unread, for the bell of a page that is open."""
    return JsonResponse({"unread": stored.unread(person(request))})


@page()
def notice_open(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to what a notice is about; it is read by that."""
    line = stored.notice(person(request), NoticeId(number))
    if request.method == "GET":
        editing.read_notices(actor(request), now(), notices=[line.id])
    return redirect(notice_words.link(line))


@page(methods=("POST",))
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = editing.read_notices(actor(request), now())
    messages.success(request, _("Everything is read.") if count else _("There was nothing unread."))
    return redirect("notices")


@page(methods=("GET", "POST"))
def notices_wishes(request: HttpRequest) -> HttpResponse:
    """Show and change what one wishes."""
    me = person(request)
    form = WishesForm(request.POST or None, initial=_initial(stored.wishes(me)))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            zone = house().settings.time_zone
            editing.set_wishes(actor(request), form.wishes(), now(), zone=zone)
            messages.success(request, _("Kept."))
            return redirect("notices_wishes")
    return _wishes(request, form, ServiceForm())


def _wishes(request: HttpRequest, form: WishesForm, service: ServiceForm) -> HttpResponse:
    me, after = person(request), request.GET.get("after") or None
    log = stored.messages(person=me, after=after, limit=20)
    path = reverse("notices_wishes")
    context = {
        "form": form,
        "service": service,
        "targets": stored.targets(person=me),
        "log": log.items,
        "next": link(path, after=log.next) if log.next else "",
        "first": path if after else "",
        "mails": bool(house().settings.mail_host),
        "email": getattr(request.user, "email", ""),
        "department": None,
    }
    return render(request, "pages/notices_wishes.html", context, status=400 if form.errors or service.errors else 200)


def _initial(wishes: Wishes) -> dict[str, Any]:
    return {
        "mail": [one.value for one in wishes.mail],
        "service": [one.value for one in wishes.service],
        "quiet_from": _time(wishes.quiet_from),
        "quiet_until": _time(wishes.quiet_until),
        "urgent_passes": wishes.urgent_passes,
        "digest": wishes.digest.value,
        "digest_at": _time(wishes.digest_at),
        "digest_day": wishes.digest_day,
    }


# --- services --------------------------------------------------------------------------------------------------------


@page(methods=("POST",))
def service_add(request: HttpRequest) -> HttpResponse:
    """Add a service of one's own."""
    form = ServiceForm(request.POST)
    if form.is_valid():
        with rejections_at(form):
            add_service(request, form)
            messages.success(request, _("The service is there. Send a test to see whether it arrives."))
            return redirect("notices_wishes")
    return _wishes(request, WishesForm(initial=_initial(stored.wishes(person(request)))), form)


def add_service(
    request: HttpRequest, form: ServiceForm, *, department: DepartmentId | None = None, kinds: Iterable[str] = ()
) -> TargetId:
    """Check a service and keep it; raise InputRejected that repeats nothing of its address."""
    address = form.cleaned_data["address"].strip()
    try:
        house().services.check(address)
    except SourceTrouble as trouble:
        raise InputRejected(str(trouble), place="address") from None
    wanted = editing.WantedService(
        name=form.cleaned_data["name"], address=address, department=department, kinds=tuple(kinds)
    )
    return editing.add_target(actor(request), house().message_book, wanted, now())


@page(methods=("POST",))
def service_try(request: HttpRequest, number: int) -> HttpResponse:
    """Send a test by a service, at once."""
    target = TargetId(number)
    editing.require_target(actor(request), target)
    book, at = house().message_book, now()
    line = Told(id=NoticeId(0), event="notice_test", subject="test:0", at=at)
    try:
        house().services.tell(book.address(target), "Resonanz", notice_words.sentence(line), urgent=False)
    except SourceTrouble as trouble:
        book.report(target, str(trouble), at)
        messages.error(request, in_words(trouble))
    else:
        book.report(target, "", at)
        messages.success(request, _("The service took the test. Look whether it arrived."))
    record(actor(request), "notice_target_try", f"target:{number}", at)
    return redirect(came_from(request))


@page(methods=("POST",))
def service_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a service."""
    editing.remove_target(actor(request), TargetId(number), now())
    messages.success(request, _("The service is removed."))
    return redirect(came_from(request))


@page(methods=("POST",))
def message_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send a message again that did not surely arrive."""
    editing.send_message_again(actor(request), MessageId(number), now())
    messages.success(request, _("It is sent again within a few seconds."))
    return redirect(came_from(request))
