"""The tables. They hold no rules: a state column stores what a life-cycle in core has decided.

Strings that strangers wrote are few here, short, and can be blanked: the archive is where texts live.
"""

from __future__ import annotations

from resonanz.store.relational.models.answering import (
    AnswerAsked,
    AnswerExample,
    AnswerPlaceholder,
    AnswerProposal,
    AnswerReaction,
    AnswerUsage,
    AnswerVersion,
    Criticism,
    CriticismCase,
    CriticismEvent,
    KnownAnswer,
)
from resonanz.store.relational.models.company import Company, Competitor, OwnAccount, SavedSearch
from resonanz.store.relational.models.deadlines import CaseDeadline, DeadlineRules
from resonanz.store.relational.models.exports import Export
from resonanz.store.relational.models.inboxes import InboxView
from resonanz.store.relational.models.initiatives import (
    Forecast,
    Initiative,
    InitiativeEvent,
    InitiativeSeries,
    Judgement,
)
from resonanz.store.relational.models.listening import Payload, SkipHour, Source, SourceGap, SourceHour, SourceSecret
from resonanz.store.relational.models.needs import (
    Need,
    NeedEvent,
    NeedEvidence,
    NeedSignpost,
    NotToBeTold,
    Telling,
    Told,
)
from resonanz.store.relational.models.notices import (
    DepartmentLadder,
    EscalationStep,
    NoticeMessage,
    NoticeTarget,
    NoticeWishes,
    PersonalNotice,
)
from resonanz.store.relational.models.people import ApiToken, Membership, User
from resonanz.store.relational.models.record import AuditLine, Job, LedgerLine
from resonanz.store.relational.models.reports import Dashboard, ReportMail, ReportSchedule, StoredReport
from resonanz.store.relational.models.reruns import QueryRerun
from resonanz.store.relational.models.rules import Department, QueryVersion, Route, Stamp, StandingQuery
from resonanz.store.relational.models.seriousness import Annotation, Charter, Goal, Place, PlaceWeek
from resonanz.store.relational.models.surges import (
    Checklist,
    Finding,
    Incident,
    IncidentCase,
    IncidentEvent,
    IncidentStep,
    SeriesHour,
    Surge,
    SurgeWatching,
    WatchedSeries,
)
from resonanz.store.relational.models.sweeps import Sweep, SweepCase
from resonanz.store.relational.models.teaching import LabelSet, Lesson, ModelVersion, TaskWish
from resonanz.store.relational.models.together import Absence, Dispatching, Inquiry, TypedDraft
from resonanz.store.relational.models.topics import Topic, TopicEvent, TopicExample, TopicMember, TopicWork
from resonanz.store.relational.models.webhooks import WebhookDelivery, WebhookSeen, WebhookSubscription
from resonanz.store.relational.models.work import Case, CaseEvent, CaseMention, FollowerMark, Reply

__all__ = [
    "Absence",
    "Annotation",
    "AnswerAsked",
    "AnswerExample",
    "AnswerPlaceholder",
    "AnswerProposal",
    "AnswerReaction",
    "AnswerUsage",
    "AnswerVersion",
    "ApiToken",
    "AuditLine",
    "Case",
    "CaseDeadline",
    "CaseEvent",
    "CaseMention",
    "Charter",
    "Checklist",
    "Company",
    "Competitor",
    "Criticism",
    "CriticismCase",
    "CriticismEvent",
    "Dashboard",
    "DeadlineRules",
    "Department",
    "DepartmentLadder",
    "Dispatching",
    "EscalationStep",
    "Export",
    "Finding",
    "FollowerMark",
    "Forecast",
    "Goal",
    "InboxView",
    "Incident",
    "IncidentCase",
    "IncidentEvent",
    "IncidentStep",
    "Initiative",
    "InitiativeEvent",
    "InitiativeSeries",
    "Inquiry",
    "Job",
    "Judgement",
    "KnownAnswer",
    "LabelSet",
    "LedgerLine",
    "Lesson",
    "Membership",
    "ModelVersion",
    "Need",
    "NeedEvent",
    "NeedEvidence",
    "NeedSignpost",
    "NotToBeTold",
    "NoticeMessage",
    "NoticeTarget",
    "NoticeWishes",
    "OwnAccount",
    "Payload",
    "PersonalNotice",
    "Place",
    "PlaceWeek",
    "QueryRerun",
    "QueryVersion",
    "Reply",
    "ReportMail",
    "ReportSchedule",
    "Route",
    "SavedSearch",
    "SeriesHour",
    "SkipHour",
    "Source",
    "SourceGap",
    "SourceHour",
    "SourceSecret",
    "Stamp",
    "StandingQuery",
    "StoredReport",
    "Surge",
    "SurgeWatching",
    "Sweep",
    "SweepCase",
    "TaskWish",
    "Telling",
    "Told",
    "Topic",
    "TopicEvent",
    "TopicExample",
    "TopicMember",
    "TopicWork",
    "TypedDraft",
    "User",
    "WatchedSeries",
    "WebhookDelivery",
    "WebhookSeen",
    "WebhookSubscription",
]
