"""The words of the audit trail for what people set up: sources, queries, rules, departments, people, reports."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from resonanz.web.words.table import Groups, Words

AUDIT: Final[Words] = {
    "account_add": _("named an account of ours"),
    "account_remove": _("removed an account of ours"),
    "company_name": _("named the company"),
    "company_step": _("went on with the first-run guide"),
    "company_unname": _("removed the company's name"),
    "competitor_add": _("named a competitor"),
    "competitor_remove": _("removed a competitor"),
    "department_create": _("made a department"),
    "department_delete": _("removed a department"),
    "department_update": _("changed a department"),
    "example_remove": _("removed the example"),
    "label_set_drop": _("removed a label set"),
    "label_set_keep": _("wrote a label set"),
    "password_change": _("changed the own password"),
    "password_reset": _("gave somebody a new password"),
    "person_create": _("added a person"),
    "person_off": _("shut a person out"),
    "person_on": _("let a person in again"),
    "person_update": _("changed a person"),
    "query_create": _("wrote a query"),
    "query_delete": _("removed a query"),
    "query_update": _("changed a query"),
    "report_delete": _("removed a report"),
    "report_make": _("made a report"),
    "report_schedule_create": _("planned a report"),
    "report_schedule_delete": _("ended a planned report"),
    "report_schedule_update": _("changed a planned report"),
    "role_set": _("set somebody's role"),
    "route_create": _("wrote a rule"),
    "route_delete": _("removed a rule"),
    "route_order": _("put rules into another order"),
    "route_update": _("changed a rule"),
    "search_remove": _("removed a kept search"),
    "search_save": _("kept a search"),
    "source_create": _("added a source"),
    "source_delete": _("removed a source"),
    "source_look_now": _("had a source looked at"),
    "source_pause": _("stopped a source"),
    "source_resume": _("let a source go on"),
    "source_secret_drop": _("removed a source's credentials"),
    "source_secrets": _("set a source's credentials"),
    "source_update": _("changed a source"),
    "token_make": _("made a token"),
    "token_revoke": _("took a token back"),
}
GROUPS: Final[Groups] = {"audit": AUDIT}
