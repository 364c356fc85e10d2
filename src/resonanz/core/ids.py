"""Typed ids, so that a case number cannot be handed in where a department is meant."""

from __future__ import annotations

from typing import NewType

MentionId = NewType("MentionId", str)
"""`<channel>:<native id>`."""
SourceId = NewType("SourceId", int)
QueryId = NewType("QueryId", int)
DepartmentId = NewType("DepartmentId", int)
RouteId = NewType("RouteId", int)
CaseId = NewType("CaseId", int)
ReplyId = NewType("ReplyId", int)
UserId = NewType("UserId", int)
SurgeId = NewType("SurgeId", int)
IncidentId = NewType("IncidentId", int)
InquiryId = NewType("InquiryId", int)
AbsenceId = NewType("AbsenceId", int)
NeedId = NewType("NeedId", int)
InitiativeId = NewType("InitiativeId", int)
AnswerId = NewType("AnswerId", int)
"""Of an answer in the library."""
CriticismId = NewType("CriticismId", int)


def mention_id(channel: str, native_id: str) -> MentionId:
    """Return the stable id of what `channel` calls `native_id`."""
    return MentionId(f"{channel}:{native_id}")


def native_part(id_: str) -> str:
    """Return the source's own id within a mention id."""
    return id_.partition(":")[2]
