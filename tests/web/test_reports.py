"""The management page, and making, scheduling and handing out reports."""

from __future__ import annotations

import shutil
import threading

import pytest
from django.core import mail

from resonanz.app import jobs, report_mails
from resonanz.app.logging import log
from resonanz.app.printing import DIRECTORY, discard, printed
from resonanz.app.reporting import again, ask_for_reports
from resonanz.app.works import WORKS
from resonanz.core.errors import PublishRefused, StoreUnavailable, TryLater
from resonanz.core.policy import SYSTEM
from resonanz.core.report import ReportId
from resonanz.store.relational import models
from resonanz.store.relational.selectors import reports as stored

DAYS = {"template": "management", "first": "2026-11-01", "last": "2026-11-22", "lang": "de"}
SCHEDULE = {
    "name": "Board", "template": "management", "every": "week", "hour": "7", "lang": "de",
    "recipients": "a@board.example\nb@board.example", "enabled": "on",
}  # fmt: skip


class Drawn:
    """Be what renders, without drawing."""

    def html(self, content, lang):
        return "<!doctype html>"

    def pdf(self, content, lang):
        return b"%PDF-1.7"

    def mail(self, content, lang):
        return "<!doctype html>"


@pytest.fixture(autouse=True)
def bare(house):
    """Begin without files: the home is the same for every test, and the numbers begin anew."""
    shutil.rmtree(house.settings.home / DIRECTORY, ignore_errors=True)


@pytest.fixture
def drawn(house):
    """Let reports be rendered without drawing."""
    house.__dict__["renderer"] = Drawn()


@pytest.fixture
def asked(admin):
    """Return the number of a report that was asked for by hand."""
    answer = admin.post("/reports", DAYS)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rsplit("/", 1)[1])


@pytest.fixture
def made(asked, house, drawn):
    """Return the number of a report made by hand."""
    assert work_off(house) == ["done"]
    return asked


def work_off(house) -> list[str]:
    """Do the jobs that wait, as the worker's process would; return what became of all that there were."""
    jobs.Jobs(house, WORKS, threading.Event(), log("tests")).run_all("tests")
    return list(models.Job.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def scheduled(admin, house, drawn):
    """Ask for the report of a schedule with two recipients."""
    admin.post("/reports/schedules/new", SCHEDULE)
    models.ReportSchedule.objects.update(next_at=house.clock.now())
    assert ask_for_reports(house) == 1


def test_a_report_says_later_what_it_said_when_it_was_made(admin, made):
    before = stored.report(ReportId(made))
    models.Company.objects.update(name="Something else")
    assert stored.report(ReportId(made)) == before


def test_the_management_page_counts_what_was_heard(browse):
    text = browse("admin", "de").get("/management?days=7").content.decode()
    assert "Was eine Entscheidung braucht" in text
    assert "Anteil negativer Erwähnungen" in text


def test_a_strange_number_of_days_shows_the_usual_ones(admin):
    assert admin.get("/management?days=999999999").status_code == 200


def test_days_in_the_wrong_order_are_said_at_their_field(admin):
    answer = admin.post("/reports", DAYS | {"last": "2026-10-01"})
    assert answer.status_code == 400
    assert "last" in answer.context["form"].errors


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-1.7"), ("html", b"<!doctype html>"), ("csv", b'"figure"')])
def test_a_report_is_handed_out_as_a_file(admin, made, form, begins):
    answer = admin.get(f"/reports/{made}.{form}")
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_report_that_is_asked_for_is_neither_counted_nor_rendered_in_the_request(admin, house, monkeypatch):
    for part in ("gatherer", "renderer"):
        monkeypatch.setitem(house.__dict__, part, None)
    assert admin.post("/reports", DAYS).status_code == 302


def test_the_archive_lists_what_is_being_made(browse, asked):
    client = browse("admin", "en")
    assert "Being made" in client.get("/reports").content.decode()
    assert f'hx-get="/reports/{asked}/work"' in client.get(f"/reports/{asked}").content.decode()


def test_who_watches_a_report_sees_it_as_soon_as_it_is_made(admin, asked, house, drawn):
    before = admin.get(f"/reports/{asked}/work")
    work_off(house)
    after = admin.get(f"/reports/{asked}/work")
    assert ("HX-Refresh" in before.headers, "HX-Refresh" in after.headers) == (False, True)


def test_a_report_that_cannot_be_rendered_says_what_to_do_and_can_be_tried_again(browse, asked, house, monkeypatch):
    class Broken(Drawn):
        def pdf(self, content, lang):
            raise StoreUnavailable("What draws reports was not built. Install Resonanz again (make install).")

    monkeypatch.setitem(house.__dict__, "renderer", Broken())
    models.Job.objects.update(max_tries=1)
    assert work_off(house) == ["failed"]
    client = browse("admin", "en")
    assert "make install" in client.get(f"/reports/{asked}").content.decode()
    monkeypatch.setitem(house.__dict__, "renderer", Drawn())
    client.post(f"/reports/{asked}/again")
    assert work_off(house) == ["failed", "done"]
    assert client.get(f"/reports/{asked}.pdf").status_code == 200


def test_a_file_that_is_gone_is_made_again_instead_of_rendered_in_the_request(admin, made, house):
    discard(house, made)
    assert admin.get(f"/reports/{made}.pdf").headers["Location"] == f"/reports/{made}"
    work_off(house)
    assert admin.get(f"/reports/{made}.pdf").status_code == 200


def test_a_report_that_is_removed_leaves_no_file(admin, made, house):
    admin.post(f"/reports/{made}/remove")
    assert printed(house, made, "pdf") is None


def test_there_is_no_other_form_of_a_report(admin, made):
    assert admin.get(f"/reports/{made}.exe").status_code == 404


def test_an_address_that_is_none_is_refused(admin):
    answer = admin.post("/reports/schedules/new", SCHEDULE | {"recipients": "nobody"})
    assert answer.status_code == 400
    assert "recipients" in answer.context["form"].errors


def test_a_schedule_that_is_due_asks_for_its_report_once(admin, house):
    admin.post("/reports/schedules/new", SCHEDULE)
    models.ReportSchedule.objects.update(next_at=house.clock.now())
    assert [ask_for_reports(house), ask_for_reports(house)] == [1, 0]


def test_a_scheduled_report_is_archived_and_mailed_once(scheduled, house):
    work_off(house)
    again(house, SYSTEM, ReportId(models.StoredReport.objects.get().pk))
    work_off(house)
    assert sorted(one.to[0] for one in mail.outbox) == ["a@board.example", "b@board.example"]
    assert {one.state for one in models.ReportMail.objects.all()} == {"sent"}


def test_a_mail_says_the_figures_and_the_charts_in_words_and_carries_the_pdf(scheduled, house):
    work_off(house)
    letter = mail.outbox[0].message()
    assert [part.get_content_type() for part in letter.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert "Erwähnungen: " in mail.outbox[0].body


def test_a_mail_that_was_refused_stands_in_the_report_and_holds_up_no_other(browse, scheduled, house, monkeypatch):
    def refuse_first(_line, letter):
        if letter.to == ["a@board.example"]:
            raise PublishRefused("The mail server does not take mail for this address.")

    monkeypatch.setattr(report_mails, "hand_over", refuse_first)
    assert work_off(house) == ["done"]
    assert [one.state for one in models.ReportMail.objects.order_by("pk")] == ["refused", "sent"]
    text = browse("admin", "en").get(f"/reports/{models.StoredReport.objects.get().pk}").content.decode()
    assert "does not take mail for this address" in text
    assert "does not take mail" in models.ReportSchedule.objects.get().trouble


def test_a_mail_server_that_is_away_loses_no_mail(scheduled, house, monkeypatch):
    def away(_line, _letter):
        raise TryLater("The mail server cannot be reached: OSError.")

    with monkeypatch.context() as patched:
        patched.setattr(report_mails, "hand_over", away)
        assert work_off(house) == ["waiting"]
    assert {one.state for one in models.ReportMail.objects.all()} == {"waiting"}
    models.Job.objects.update(run_at=house.clock.now())
    work_off(house)
    assert len(mail.outbox) == 2


def test_what_a_dead_process_was_sending_is_not_sent_again(scheduled, house):
    models.ReportMail.objects.filter(recipient="a@board.example").update(state="sending")
    work_off(house)
    assert [one.to for one in mail.outbox] == [["b@board.example"]]
    assert models.ReportMail.objects.get(recipient="a@board.example").state == "uncertain"


def test_a_report_that_nobody_is_named_for_is_mailed_to_nobody(made):
    assert mail.outbox == []
