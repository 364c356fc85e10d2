"""Notices end to end: told, listed, read, carried by mail and services, in nobody's quiet hours, never twice."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from resonanz.core.errors import PublishUncertain
from resonanz.core.notice import APART, GATHERED, MessageId, MessageState, NoticeKind, Rhythm, TargetId, Wishes
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports import Notice
from resonanz.store.relational import models
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.repositories import StoredNotices
from resonanz.store.relational.selectors import notices as stored
from tests.web.company import NOW


class Desk:
    """Hold a company whose people have mail, and its postman."""

    def __init__(self, company) -> None:
        self.house = company.house
        self.people = company.people
        self.departments = company.departments
        self.told = StoredNotices("Europe/Berlin", mails=True)

    def tell(self, event="overdue_now", subject="case:1", **more) -> None:
        more.setdefault("department", self.departments["service"])
        self.told.tell(Notice(at=self.house.clock.now(), event=event, subject=subject, **more))

    def wait(self, **time) -> int:
        self.house.clock.sleep(timedelta(**time).total_seconds())
        return self.house.postman.run()

    def actor(self, name: str) -> Actor:
        return Actor(id=self.people[name], name=name)

    def wish(self, name: str, **wishes) -> None:
        self.wishes(name, Wishes(**wishes))

    def wishes(self, name: str, wishes: Wishes) -> None:
        editing.set_wishes(self.actor(name), wishes, self.house.clock.now(), zone="Europe/Berlin")

    def states(self) -> list[str]:
        return list(models.NoticeMessage.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def desk(company) -> Desk:
    for row in models.User.objects.all():
        row.email = f"{row.username}@nordwind.example"
        row.save()
    models.PersonalNotice.objects.all().delete()
    models.NoticeMessage.objects.all().delete()
    return Desk(company)


# --- who is told -----------------------------------------------------------------------------------------------------


def test_a_department_is_told_and_nobody_else(desk):
    desk.tell()
    told = set(models.PersonalNotice.objects.values_list("person_id", flat=True))
    members = models.Membership.objects.filter(department=desk.departments["service"], role__gte=Role.MEMBER)
    assert told == set(members.values_list("user_id", flat=True))


def test_who_did_it_is_not_told(desk):
    desk.tell(by=desk.people["max"])
    assert not models.PersonalNotice.objects.filter(person=desk.people["max"]).exists()


def test_an_empty_department_is_not_silent_the_administrators_are_told(desk):
    models.Membership.objects.filter(department=desk.departments["service"]).delete()
    desk.tell()
    told = models.PersonalNotice.objects.values_list("person__username", flat=True)
    assert list(told) == ["admin"]


def test_what_is_said_again_is_counted_and_not_listed_twice(desk):
    for _ in range(100):
        desk.tell(to=(desk.people["max"],))
    (line,) = stored.notices(desk.people["max"]).items
    assert line.times == 100


def test_a_key_is_told_once_for_ever(desk):
    for _ in range(2):
        desk.tell(to=(desk.people["max"],), key="escalation:1")
        editing.read_notices(desk.actor("max"), NOW)
    assert len(stored.notices(desk.people["max"]).items) == 1


@pytest.mark.parametrize(
    ("action", "owner", "told"),
    [
        ("reply_submit", None, {("lena", "approval_asked")}),
        ("assign", "lena", {("lena", "case_assigned")}),
        ("assign", "max", set()),
        ("react", "lena", {("lena", "case_reacted")}),
        ("hand_over", None, {("lena", "case_handed_over")}),
        ("reply_doubt", "lena", {("lena", "reply_uncertain")}),
        ("note", "lena", set()),
    ],
)
def test_what_a_colleague_does_in_a_case_is_told_once_and_not_to_them(desk, action, owner, told):
    desk.house.reporter.tick()
    models.Case.objects.filter(pk=1).update(owner=desk.people[owner] if owner else None)
    models.CaseEvent.objects.create(case_id=1, at=NOW, action=action, actor_id=desk.people["max"])
    for _ in range(2):
        desk.house.reporter.tick()
        desk.house.reporter._told.clear()  # as after a restart
    found = models.PersonalNotice.objects.values_list("person__username", "event")
    assert set(found) == told
    assert len(found) == len(told)


def test_whoever_is_given_a_new_case_is_told_although_nobody_did_it(desk):
    desk.house.reporter.tick()
    models.Case.objects.filter(pk=1).update(owner=desk.people["max"])
    models.CaseEvent.objects.create(case_id=1, at=NOW, action="assign", actor=None)
    desk.house.reporter.tick()
    found = models.PersonalNotice.objects.values_list("person__username", "event")
    assert list(found) == [("max", "case_assigned")]


def test_what_was_there_before_anybody_asked_is_not_told(desk):
    models.CaseEvent.objects.create(case_id=1, at=NOW, action="reply_submit", actor_id=desk.people["max"])
    for _ in range(2):
        desk.house.reporter.tick()
    assert not models.PersonalNotice.objects.exists()


# --- by mail ---------------------------------------------------------------------------------------------------------


def test_a_hundred_notices_become_one_mail(desk):
    for number in range(100):
        desk.tell(subject=f"case:{number}", to=(desk.people["max"],))
    assert desk.wait(seconds=GATHERED.total_seconds()) == 1
    (letter,) = mail.outbox
    assert letter.to == ["max@nordwind.example"]
    assert letter.body.count("/cases/") == 100


def test_the_next_mail_keeps_its_distance(desk):
    desk.tell(to=(desk.people["max"],))
    desk.wait(minutes=1)
    desk.tell(subject="case:2", to=(desk.people["max"],))
    assert desk.wait(minutes=5) == 0
    assert desk.wait(seconds=APART.total_seconds()) == 1


def test_a_mail_speaks_its_readers_language_and_links_to_our_pages(desk):
    models.User.objects.filter(username="max").update(language="de")
    desk.tell(to=(desk.people["max"],))
    desk.wait(minutes=1)
    (letter,) = mail.outbox
    assert letter.subject == "Fall 1: Überfällig und nicht beantwortet."
    assert f"{desk.house.settings.address}/cases/1" in letter.body
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert f'href="{desk.house.settings.address}/cases/1"' in html


def test_a_mail_holds_no_words_of_strangers(desk):
    said = models.Case.objects.get(pk=1).subject
    desk.tell(to=(desk.people["max"],))
    desk.wait(minutes=1)
    assert said
    assert said[:20] not in mail.outbox[0].body + mail.outbox[0].alternatives[0][0]


def test_what_was_read_on_the_page_meanwhile_is_not_sent(desk):
    desk.tell(to=(desk.people["max"],))
    editing.read_notices(desk.actor("max"), NOW)
    assert desk.wait(minutes=1) == 0
    assert (mail.outbox, desk.states()) == ([], ["dropped"])


def test_who_wants_no_mail_of_a_kind_gets_none(desk):
    desk.wish("max", mail=frozenset({NoticeKind.SURGE}))
    desk.tell(to=(desk.people["max"],))
    assert desk.wait(minutes=1) == 0
    assert stored.unread(desk.people["max"]) == 1


def test_a_quiet_night_is_quiet_until_seven(desk):
    desk.wish("max", quiet_from=22 * 60, quiet_until=7 * 60)
    desk.wait(hours=8)  # half past eleven at night in Berlin
    desk.tell(to=(desk.people["max"],))
    assert desk.wait(hours=7) == 0
    assert desk.wait(hours=1) == 1


def test_quiet_hours_that_began_while_a_mail_waited_hold_it_back(desk):
    desk.tell(to=(desk.people["max"],))
    desk.wish("max", quiet_from=0, quiet_until=23 * 60)
    assert desk.wait(minutes=1) == 0
    assert desk.wait(hours=8) == 1


def test_what_is_urgent_passes_where_the_person_says_so(desk):
    desk.wish("max", quiet_from=0, quiet_until=23 * 60, urgent_passes=True)
    desk.tell(to=(desk.people["max"],), urgent=True)
    assert desk.wait(minutes=1) == 1


def test_who_was_shut_out_gets_no_mail(desk):
    desk.tell(to=(desk.people["max"],))
    models.User.objects.filter(username="max").update(is_active=False)
    assert desk.wait(minutes=1) == 0


# --- never twice -----------------------------------------------------------------------------------------------------


class Broken:
    """Be a way that fails as it is told to, and counts."""

    def __init__(self, trouble: Exception | None) -> None:
        self.trouble = trouble
        self.tried = 0

    def carry(self, message) -> bool:
        self.tried += 1
        if self.trouble is not None:
            raise self.trouble
        return True


def test_a_worker_that_dies_while_sending_sends_nothing_twice(desk):
    desk.tell(to=(desk.people["max"],))
    desk.house.clock.sleep(60)
    way = desk.house.postman._carriers = Broken(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        desk.house.postman.run()
    way.trouble = None
    assert desk.wait(minutes=11) == 0
    assert (way.tried, desk.states()) == (1, ["uncertain"])


def test_a_line_that_broke_is_uncertain_and_a_person_may_send_again(desk):
    desk.tell(to=(desk.people["max"],))
    way = desk.house.postman._carriers = Broken(PublishUncertain("The line broke."))
    desk.wait(minutes=1)
    (line,) = stored.messages(person=desk.people["max"]).items
    assert (line.state, line.trouble) == (MessageState.UNCERTAIN, "The line broke.")
    way.trouble = None
    editing.send_message_again(desk.actor("max"), line.id, desk.house.clock.now())
    assert desk.wait(seconds=1) == 1
    assert desk.states() == ["sent"]


def test_a_mail_server_that_is_away_is_tried_again_with_growing_pauses(desk, monkeypatch):
    def away(*_args, **_more):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away, raising=False)
    desk.tell(to=(desk.people["max"],))
    assert desk.wait(minutes=1) == 1
    assert desk.wait(seconds=10) == 0
    assert desk.wait(seconds=30) == 1
    monkeypatch.undo()
    assert desk.wait(minutes=5) == 1
    assert len(mail.outbox) == 1


def test_a_refused_address_is_given_up(desk, monkeypatch):
    def refuses(*_args):
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuses)
    desk.tell(to=(desk.people["max"],))
    desk.wait(minutes=1)
    assert desk.states() == ["given_up"]


def test_what_comes_while_a_mail_fails_goes_with_it(desk):
    desk.tell(to=(desk.people["max"],))
    desk.house.clock.sleep(60)
    book = desk.house.message_book
    (due,) = book.due(desk.house.clock.now())
    begun = book.begin(due, desk.house.clock.now())
    desk.tell(subject="case:2", to=(desk.people["max"],))
    book.settle(begun, "postpone", wait_until=desk.house.clock.now())
    desk.wait(minutes=20)
    (letter,) = mail.outbox
    assert letter.body.count("/cases/") == 2


# --- digests ---------------------------------------------------------------------------------------------------------


def test_a_digest_says_what_waits(desk):
    models.Case.objects.filter(pk=1).update(owner=desk.people["max"])
    desk.wish("max", digest=Rhythm.DAILY, digest_at=8 * 60)
    assert desk.wait(hours=17) == 1  # eight in the morning in Berlin is seven here
    (letter,) = mail.outbox
    assert "/cases/1" in letter.body


def test_a_digest_says_who_asked_for_the_needs_of_whoever_gets_it(desk):
    at = timezone.now()
    common = {"kind": "need", "state": "heard", "created_at": at, "changed_at": at}
    mine = models.Need.objects.create(title="A rack", owner_id=desk.people["anna"], proposed=2, **common)
    models.Need.objects.create(title="A bell", owner_id=desk.people["lena"], proposed=2, **common)
    for number, days in enumerate((0, 0, 30)):
        models.NeedEvidence.objects.create(
            need=mine, mention=f"mastodon:{number}", voice=f"v{number}", said_at=at - timedelta(days=days),
            standing="in", how="hand",
        )  # fmt: skip
    models.User.objects.filter(pk=desk.people["anna"]).update(language="de")
    desk.wish("anna", digest=Rhythm.DAILY, digest_at=8 * 60)
    desk.wait(hours=17)
    (letter,) = mail.outbox
    (line,) = [one for one in letter.body.splitlines() if "/needs/" in one]
    assert (f"/needs/{mine.pk}" in line, "2 Personen" in line, "2 Erwähnungen" in line) == (True, True, True)
    assert "A rack" not in letter.body


def test_a_digest_with_nothing_in_it_is_not_sent(desk):
    models.Membership.objects.filter(user=desk.people["max"]).delete()
    desk.wish("max", digest=Rhythm.DAILY, digest_at=8 * 60)
    desk.wait(hours=17)
    assert (mail.outbox, desk.states()) == ([], ["dropped"])


def test_a_worker_that_was_away_for_days_sends_one_digest(desk):
    desk.wish("max", digest=Rhythm.DAILY, digest_at=8 * 60)
    desk.wait(days=5)
    desk.wait(minutes=1)
    assert len(mail.outbox) == 1


# --- services --------------------------------------------------------------------------------------------------------

SECRET = "ntfys://secret-topic"


@pytest.fixture
def services(desk, monkeypatch):
    sent = []
    monkeypatch.setattr(type(desk.house.services), "tell", lambda _self, *said, urgent: sent.append((*said, urgent)))
    return sent


def test_a_service_is_kept_sealed_and_never_shown(browse, desk):
    answer = browse("max", "en").post("/notices/services", {"name": "Phone", "address": SECRET}, follow=True)
    assert b"Phone" in answer.content
    assert b"secret-topic" not in answer.content
    row = models.NoticeTarget.objects.get()
    assert b"secret-topic" not in bytes(row.sealed)
    assert desk.house.message_book.address(TargetId(row.pk)) == SECRET
    assert not models.AuditLine.objects.filter(detail__contains="secret-topic").exists()


@pytest.mark.parametrize(
    "address",
    ["nonsense", "syslog://", "dbus://", "mailtos://user:pw@mail.example", "json://127.0.0.1/x", "jsons://localhost"],
)
def test_what_is_no_service_or_a_private_one_is_refused_without_being_repeated(browse, desk, address):
    answer = browse("max", "en").post("/notices/services", {"name": "Phone", "address": address})
    assert answer.status_code == 400
    assert address.encode() not in answer.content
    assert not models.NoticeTarget.objects.exists()


def test_a_person_is_told_by_their_service_and_a_department_by_its_own(desk, services):
    book = desk.house.message_book
    wanted = editing.WantedService(name="Phone", address=SECRET)
    editing.add_target(desk.actor("max"), book, wanted, NOW)
    room = editing.WantedService(
        name="Room", address="json://room.example", department=desk.departments["service"], kinds=["overdue"]
    )
    editing.add_target(SYSTEM, book, room, NOW)
    desk.tell(urgent=True)
    desk.tell(event="surge_started", subject="surge:1")
    desk.wait(minutes=1)
    addresses = sorted(address for address, *_ in services)
    assert addresses == ["json://room.example", SECRET]
    assert all(desk.house.settings.address in body for _address, _title, body, _urgent in services)


def test_a_test_is_sent_at_once(browse, desk, services):
    editing.add_target(
        desk.actor("max"), desk.house.message_book, editing.WantedService(name="Phone", address=SECRET), NOW
    )
    number = models.NoticeTarget.objects.get().pk
    browse("max", "en").post(f"/notices/services/{number}/try")
    assert services == [(SECRET, "Resonanz", "This is a test. It arrived.", False)]


def test_nobody_uses_the_service_of_another(browse, desk, services):
    editing.add_target(
        desk.actor("max"), desk.house.message_book, editing.WantedService(name="Phone", address=SECRET), NOW
    )
    number = models.NoticeTarget.objects.get().pk
    for action in ("try", "remove"):
        browse("lena").post(f"/notices/services/{number}/{action}")
    assert services == []
    assert models.NoticeTarget.objects.exists()


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_list_leads_to_what_it_is_about_and_that_reads_it(browse, desk):
    desk.tell(to=(desk.people["max"],))
    browser = browse("max", "en")
    page = browser.get("/notices").content.decode()
    assert "<strong>Case 1</strong>" in page
    number = models.PersonalNotice.objects.get().pk
    assert browser.get(f"/notices/{number}/open")["Location"] == "/cases/1"
    assert browser.get("/notices/now").json() == {"unread": 0}


def test_a_notice_of_somebody_else_is_not_there(browse, desk):
    desk.tell(to=(desk.people["max"],))
    assert browse("lena").get(f"/notices/{models.PersonalNotice.objects.get().pk}/open").status_code == 404


def test_everything_is_read_at_once_and_only_ones_own(browse, desk):
    desk.tell()
    browse("max").post("/notices/read")
    assert stored.unread(desk.people["max"]) == 0
    assert stored.unread(desk.people["lena"]) == 1


def test_the_list_has_pages_and_asks_the_same_number_of_questions(browse, desk, django_assert_max_num_queries):
    for number in range(120):
        desk.tell(subject=f"case:{number}", to=(desk.people["max"],))
    browser = browse("max")
    with django_assert_max_num_queries(14):
        first = browser.get("/notices").content.decode()
    assert first.count("data-row ") == 50
    assert 'rel="next"' in first


def test_wishes_are_kept_as_they_were_said(browse, desk):
    form = {"mail": ["overdue"], "service": [], "quiet_from": "22:00", "quiet_until": "07:30", "digest": "weekly",
            "digest_at": "08:15", "digest_day": "4", "urgent_passes": "on"}  # fmt: skip
    browse("max").post("/notices/wishes", form)
    kept = stored.wishes(desk.people["max"])
    assert kept == Wishes(
        mail=frozenset({NoticeKind.OVERDUE}), service=frozenset(), quiet_from=22 * 60, quiet_until=7 * 60 + 30,
        urgent_passes=True, digest=Rhythm.WEEKLY, digest_at=8 * 60 + 15, digest_day=4,
    )  # fmt: skip
    assert models.NoticeWishes.objects.get().digest_due is not None


def test_half_a_quiet_night_is_refused_at_its_field(browse, desk):
    answer = browse("max", "en").post("/notices/wishes", {"digest": "never", "quiet_from": "22:00"})
    assert answer.status_code == 400
    assert b"Quiet hours have a beginning and an end." in answer.content


def test_old_notices_go_and_what_nobody_read_stays(desk):
    desk.tell(to=(desk.people["max"],))
    desk.tell(to=(desk.people["lena"],))
    desk.wait(minutes=1)
    editing.read_notices(desk.actor("max"), NOW)
    desk.house.message_book.expire(before=NOW + timedelta(days=1))
    assert list(models.PersonalNotice.objects.values_list("person_id", flat=True)) == [desk.people["lena"]]
    assert desk.states() == []


def test_somebody_elses_message_cannot_be_sent_again(browse, desk):
    desk.tell(to=(desk.people["max"],))
    models.NoticeMessage.objects.update(state="given_up")
    number = models.NoticeMessage.objects.get().pk
    browse("lena").post(f"/notices/messages/{MessageId(number)}/again")
    assert desk.states() == ["given_up"]


def test_wishes_replace_what_was_wished_before(desk):
    first = Wishes(digest=Rhythm.DAILY)
    desk.wishes("max", first)
    desk.wishes("max", replace(first, digest=Rhythm.NEVER))
    assert models.NoticeWishes.objects.get().digest_due is None
