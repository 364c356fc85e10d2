"""What reports are called where they lie as files."""

from __future__ import annotations

from resonanz.app.report_mails import file_name
from resonanz.core.report import Report
from tests.measure.reporting.making import content


def test_a_file_is_named_by_its_first_and_last_day_of_the_companys_zone() -> None:
    assert file_name(Report(lang="de", content=content()), "pdf") == "resonanz-management-2026-10-01-2026-10-31.pdf"
