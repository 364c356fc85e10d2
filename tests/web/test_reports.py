"""The management page, and making, scheduling and handing out reports."""

from __future__ import annotations

import pytest
from django.core import mail

from resonanz.app import jobs
from resonanz.app.reporting import ask_for_reports, send, work
from resonanz.app.works import WORKS
from resonanz.core.report import ReportId
from resonanz.store.relational import models
from resonanz.store.relational.selectors import reports as stored
from tests.measure.reporting.making import needs_bundles

DAYS = {"template": "management", "first": "2026-11-01", "last": "2026-11-22", "lang": "de"}
SCHEDULE = {
    "name": "Board", "template": "management", "every": "week", "hour": "7", "lang": "de",
    "recipients": "a@board.example\nb@board.example", "enabled": "on",
}  # fmt: skip


@pytest.fixture
def made(admin):
    """Return the number of a report made by hand."""
    answer = admin.post("/reports", DAYS)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rsplit("/", 1)[1])


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


@needs_bundles
@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-1.7"), ("html", b"<!doctype html>"), ("csv", b'"figure"')])
def test_a_report_is_handed_out_as_a_file(admin, made, form, begins):
    answer = admin.get(f"/reports/{made}.{form}")
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


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


@needs_bundles
def test_a_scheduled_report_is_archived_and_mailed_once(admin, house, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    admin.post("/reports/schedules/new", SCHEDULE)
    models.ReportSchedule.objects.update(next_at=house.clock.now())
    ask_for_reports(house)
    arguments = {"schedule": models.ReportSchedule.objects.get().pk, "at": house.clock.now().isoformat()}

    class Quiet:
        """Be nobody to tell."""

        def say(self, *_said, **_more):
            """Say nothing."""

    work(house, arguments, Quiet())
    work(house, arguments, Quiet())
    assert models.StoredReport.objects.count() == 1
    assert sorted(one.to[0] for one in mail.outbox[:2]) == ["a@board.example", "b@board.example"]
    letter = mail.outbox[0].message()
    kinds = {part.get_content_type() for part in letter.walk()}
    assert {"text/html", "application/pdf", "image/svg+xml"} <= kinds


def test_nothing_is_mailed_where_nobody_is_named(admin, house, made):
    assert send(house, stored.report(ReportId(made)), ()) == 0


def test_its_work_is_known_to_the_jobs(house):
    assert callable(WORKS["report"]())
    assert jobs.start("report", {}, at=house.clock.now()) > 0
