"""The management page, and reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from resonanz.web.pages import reports

PAGES: list[URLPattern] = [
    path("management", reports.management, name="management"),
    path("reports", reports.reports, name="reports"),
    path("reports/schedules/new", reports.schedule_new, name="report_schedule_new"),
    path("reports/schedules/<int:number>", reports.schedule_edit, name="report_schedule"),
    path("reports/schedules/<int:number>/remove", reports.schedule_remove, name="report_schedule_remove"),
    path("reports/<int:number>", reports.report, name="report"),
    path("reports/<int:number>/work", reports.report_work, name="report_work"),
    path("reports/<int:number>/again", reports.report_again, name="report_again"),
    path("reports/<int:number>/remove", reports.report_remove, name="report_remove"),
    path("reports/<int:number>.<slug:form>", reports.report_file, name="report_file"),
]
