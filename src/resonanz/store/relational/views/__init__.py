"""What lists and pages read: frozen rows, complete when handed out, so that no template asks the database.

A row carries the names beside the ids, because a page shows names and links ids. Times are aware and in UTC; the
page turns them into the reader's zone. Nothing here can be saved: writes go through `editing` or a port.
"""

from __future__ import annotations

from resonanz.store.relational.views.cases import (
    ALIVE,
    CaseDetail,
    CaseFilter,
    CaseMentionRow,
    CaseRow,
    Inbox,
    InboxCounts,
    ReplyRow,
    TimelineRow,
)
from resonanz.store.relational.views.inboxes import InboxViewRow, OwnerRow
from resonanz.store.relational.views.listening import SkipRow, SourceDetail, SourceHourRow, SourceRow
from resonanz.store.relational.views.paging import Rows
from resonanz.store.relational.views.people import (
    AccountRow,
    CompanyRow,
    CompetitorRow,
    MemberRow,
    PersonRow,
    SavedSearchRow,
    TokenRow,
)
from resonanz.store.relational.views.record import AuditRow, JobRow, LedgerRow
from resonanz.store.relational.views.rules import DepartmentRow, QueryDetail, QueryRow, QueryVersionRow, RouteRow
from resonanz.store.relational.views.webhooks import WebhookRow

__all__ = [
    "ALIVE",
    "AccountRow",
    "AuditRow",
    "CaseDetail",
    "CaseFilter",
    "CaseMentionRow",
    "CaseRow",
    "CompanyRow",
    "CompetitorRow",
    "DepartmentRow",
    "Inbox",
    "InboxCounts",
    "InboxViewRow",
    "JobRow",
    "LedgerRow",
    "MemberRow",
    "OwnerRow",
    "PersonRow",
    "QueryDetail",
    "QueryRow",
    "QueryVersionRow",
    "ReplyRow",
    "RouteRow",
    "Rows",
    "SavedSearchRow",
    "SkipRow",
    "SourceDetail",
    "SourceHourRow",
    "SourceRow",
    "TimelineRow",
    "TokenRow",
    "WebhookRow",
]
