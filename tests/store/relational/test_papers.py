"""Where people may write about somebody is known to an erasure; whoever adds a column for words says which it is."""

from __future__ import annotations

from django.apps import apps
from django.db.models import CharField, TextField

from resonanz.store.relational.repositories.papers import PAPERS

LONG = 200
"""Characters from which on a column may hold a sentence."""
FORGETS_BY_ITSELF = {
    "Case": "subject, author and folded are blanked by the casebook",
    "CaseMention": "ids", "AnswerExample": "ids", "AnswerAsked": "ids", "Lesson": "ids", "NeedEvidence": "ids",
    "Payload": "deleted",
    "Told": "a hash and ids, blanked with the need's evidence; trouble is what a channel answered us",
    "TopicExample": "ids", "TopicMember": "ids",
    "WebhookDelivery": "the excerpt is blanked by the webhooks' book; bodies are made when they are sent",
}  # fmt: skip
OURS = {
    "AnswerPlaceholder": "the company's own words", "AuditLine": "never a stranger's words (core.ports.record)",
    "Charter": "what a channel is for", "Checklist": "steps for incidents to come", "Company": "its name",
    "Competitor": "a company's name", "Dashboard": "metrics", "DeadlineRules": "rules", "DepartmentLadder": "rules",
    "Export": "what was asked for", "Goal": "metrics", "IncidentStep": "a step of a checklist", "InboxView": "a filter",
    "InitiativeSeries": "numbers", "Job": "ids and numbers", "Judgement": "numbers", "LabelSet": "names of labels",
    "LedgerLine": "hashes", "ModelVersion": "figures, and words that several people use",
    "NoticeMessage": "what a service answered", "NoticeTarget": "sealed", "NoticeWishes": "kinds of notices",
    "OwnAccount": "our accounts", "PersonalNotice": "kind and number", "Place": "a host or a hashtag",
    "PlaceWeek": "hashed bits", "QueryVersion": "a rule", "ReportMail": "our people", "ReportSchedule": "our people",
    "Route": "a rule", "SavedSearch": "a filter", "Source": "settings", "SourceGap": "what a source answered",
    "StandingQuery": "a rule", "StoredReport": "figures", "Surge": "names of series", "SurgeWatching": "numbers",
    "Sweep": "ids", "SweepCase": "states", "TopicEvent": "our people",
    "Topic": "a name, and words that several people use",
    "WatchedSeries": "numbers", "WebhookSeen": "the sender's number", "WebhookSubscription": "an address",
}  # fmt: skip
"""Tables in which people write down what is to be done, and machines what they counted."""


def test_every_column_for_words_is_reached_by_an_erasure_or_holds_nobody() -> None:
    written = {paper.table.__name__ for paper in PAPERS}
    unknown = (
        {
            table.__name__
            for table in apps.get_app_config("relational").get_models()
            for field in table._meta.concrete_fields
            if isinstance(field, TextField) or (isinstance(field, CharField) and (field.max_length or 0) >= LONG)
            if not field.choices
        }
        - written
        - FORGETS_BY_ITSELF.keys()
        - OURS.keys()
        - {"User"}
    )
    assert unknown == set()


def test_every_long_text_of_what_people_write_is_cleaned() -> None:
    missed = {
        f"{paper.table.__name__}.{field.name}"
        for paper in PAPERS
        for field in paper.table._meta.concrete_fields
        if isinstance(field, TextField) and field.name not in paper.columns
    }
    assert missed == set()
