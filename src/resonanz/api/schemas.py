"""What the API says and hears; field names are those of the import format and of the core's nouns."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from ninja import Field, Schema

from resonanz.api.schemas_deadlines import DeadlineOut
from resonanz.core.heard import Heard
from resonanz.core.understood import Label

Item = TypeVar("Item")

LARGEST_PAGE = 200


class Page(Schema, Generic[Item]):
    """One page of a list; ask for the next with `cursor`."""

    items: list[Item]
    next: str | None = None


class AuthorOut(Schema):
    """Who spoke, as far as the channel tells."""

    id: str | None
    handle: str | None
    name: str | None
    url: str | None
    followers: int | None
    is_own: bool


class EngagementOut(Schema):
    """What others did with it; null when unknown."""

    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None


class LabelOut(Schema):
    """A value with how sure it is (0..1) and where it comes from."""

    value: str
    confidence: float
    origin: str
    suspected: bool


class TowardsOut(Schema):
    """How the author feels about one thing that is named; `about` is own, product or competitor."""

    about: str
    query: int
    feels: LabelOut


class OwnLabelOut(Schema):
    """What a mention is in a label set of the company's own, by the set's short name."""

    slug: str
    label: LabelOut


class UnderstoodOut(Schema):
    """What was understood of a mention."""

    lang: LabelOut
    relevant: LabelOut
    sentiment: LabelOut
    kind: LabelOut
    targets: list[TowardsOut]
    labels: list[OwnLabelOut]
    voice: str
    topics: list[str]
    queries: list[int]
    duplicate_of: str | None
    department: int | None
    route: int | None
    priority: str


class MentionOut(Schema):
    """One thing somebody said."""

    id: str
    channel: str
    source: str
    type: str
    url: str | None
    published_at: datetime
    seen_at: datetime
    author: AuthorOut
    text: str
    title: str | None
    reply_to: str | None
    thread: str
    engagement: EngagementOut
    rating: float | None
    revision: int
    understood: UnderstoodOut

    @staticmethod
    def of(heard: Heard) -> MentionOut:
        """Return an archived mention as the API says it."""
        mention, understood = heard.mention, heard.understood
        return MentionOut(
            id=mention.id,
            channel=mention.channel,
            source=mention.source,
            type=mention.type.value,
            url=mention.url,
            published_at=mention.published_at,
            seen_at=mention.seen_at,
            author=AuthorOut.model_validate(mention.author, from_attributes=True),
            text=mention.text,
            title=mention.title,
            reply_to=mention.reply_to,
            thread=mention.thread,
            engagement=EngagementOut.model_validate(mention.engagement, from_attributes=True),
            rating=mention.rating,
            revision=mention.revision,
            understood=UnderstoodOut(
                lang=_label(understood.lang),
                relevant=_label(understood.relevant),
                sentiment=_label(understood.sentiment),
                kind=_label(understood.kind),
                targets=[
                    TowardsOut(about=one.about, query=one.query, feels=_label(one.feels)) for one in understood.targets
                ],
                labels=[OwnLabelOut(slug=one.slug, label=_label(one.label)) for one in understood.labels],
                voice=understood.voice.value,
                topics=list(understood.topics),
                queries=list(understood.queries),
                duplicate_of=understood.duplicate_of,
                department=understood.department,
                route=understood.route,
                priority=understood.priority.value,
            ),
        )


class FeltIn(Schema):
    """How the author feels about what a standing query about us, a product or a competitor names."""

    query: int
    value: str


class CorrectionIn(Schema):
    """What a person says instead; what is left out stays."""

    sentiment: str = ""
    kind: str = ""
    relevant: str = ""
    lang: str = ""
    department: int | None = None
    towards: list[FeltIn] = Field(default_factory=list)


class CaseOut(Schema):
    """One piece of work for a department."""

    id: int
    department: int
    department_name: str
    state: str
    priority: str
    subject: str
    author: str
    channel: str
    thread: str
    kind: str
    sentiment: str
    lang: str
    owner: int | None
    owner_name: str
    route: str
    opened_at: datetime
    changed_at: datetime
    mention_count: int
    due_at: datetime | None
    due_kind: str
    due_state: str


class EventOut(Schema):
    """One line of a case's history."""

    at: datetime
    action: str
    actor: int | None
    actor_name: str
    detail: str
    mention: str | None


class ReplyOut(Schema):
    """An answer on its way."""

    id: int
    case: int
    reply_to: str
    text: str
    state: str
    author: int
    approved_by: int | None
    needs_four_eyes: bool
    created_at: datetime
    tries: int
    next_try_at: datetime | None
    sent_at: datetime | None
    sent_id: str | None
    sent_url: str | None
    trouble: str


class CaseDetailOut(Schema):
    """A case with its thread, its history and its answers."""

    case: CaseOut
    deadlines: list[DeadlineOut]
    four_eyes: bool
    actions: list[str]
    mentions: list[MentionOut]
    replies: list[ReplyOut]


class ReasonIn(Schema):
    """Why."""

    reason: str = ""


class AssignIn(Schema):
    """To whom; null gives it back to the department."""

    owner: int | None = None


class PriorityIn(Schema):
    """How urgent: low, normal, high or urgent."""

    priority: str


class HandOverIn(Schema):
    """Where to, and why."""

    department: int
    reason: str


class TextIn(Schema):
    """A text."""

    text: str


class DraftIn(Schema):
    """An answer to begin with."""

    case: int
    text: str
    reply_to: str | None = None


class ApproveIn(Schema):
    """The text that was read; when given, only that text is approved."""

    text: str | None = None
    place: int | None = None
    """How far the thread had come when it was read (`GET /cases/{case}/news`); 409 when it went on since."""


class SourceIn(Schema):
    """A source to configure; secrets are written, never read."""

    name: str
    connector: str
    settings: dict[str, object] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True
    interval: float | None = None
    streams: bool | None = None
    retention_days: int | None = None


class HealthOut(Schema):
    """How a source is."""

    state: str
    sentence: str
    since: datetime | None
    last_look_at: datetime | None
    last_success_at: datetime | None
    next_look_at: datetime | None
    failures: int


class SourceOut(Schema):
    """A configured source and how it is."""

    id: int
    name: str
    connector: str
    settings: dict[str, object]
    enabled: bool
    interval: float
    streams: bool
    retention_days: int | None
    health: HealthOut


class QueryIn(Schema):
    """A standing query; `about` is own, product, competitor or topic."""

    name: str
    text: str
    about: str = "own"
    active: bool = True


class QueryOut(QueryIn):
    """A standing query as it is now."""

    id: int
    version: int
    changed_at: datetime | None


class DepartmentIn(Schema):
    """A department."""

    name: str
    slug: str = ""
    four_eyes: bool = False


class DepartmentOut(Schema):
    """A department with its open work."""

    id: int
    slug: str
    name: str
    four_eyes: bool
    new: int
    open: int
    answered: int
    reacted: int


class RouteIn(Schema):
    """A routing rule; every condition that is set must hold."""

    name: str
    department: int
    priority: str = "normal"
    opens_case: bool = True
    active: bool = True
    queries: list[int] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)
    sentiments: list[str] = Field(default_factory=list)
    langs: list[str] = Field(default_factory=list)
    channels: list[str] = Field(default_factory=list)
    text: str = ""
    author: str = ""


class RouteOut(RouteIn):
    """A routing rule in its place."""

    id: int
    position: int


class TryOutOut(Schema):
    """What a rule would have done."""

    looked_at: int
    taken: int
    moved: int
    examples: list[MentionOut]


class OrderIn(Schema):
    """Ids of all rules in the order wanted."""

    order: list[int]


def _label(label: Label) -> LabelOut:
    return LabelOut(value=label.value, confidence=label.confidence, origin=label.origin, suspected=label.suspected)
