"""Lines of an inbox are kept, and nobody sees what only another one may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation

from resonanz.core.case import CaseState
from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.understood import Priority
from resonanz.store.relational.views import CaseRow
from resonanz.web.inbox_lines import Lines

HERE, ELSEWHERE = DepartmentId(1), DepartmentId(2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = CaseRow(
    id=CaseId(7), department=HERE, department_name="Service", state=CaseState.NEW, priority=Priority.HIGH,
    subject="Die Lampe <b>flackert</b>", author="Ada", channel="mastodon", thread=MentionId("mastodon:7"),
    kind="problem", sentiment="", lang="de", owner=None, owner_name="", route="", opened_at=NOON, changed_at=NOON,
    mention_count=1,
)  # fmt: skip


def shown(row: CaseRow = ROW, *, workable: DepartmentId = HERE, offered: bool = True) -> str:
    lines = Lines({"state": "State", "owner": "Owner"}, workable={workable}, one_department=False)
    return lines.rendered([row], offered=offered)


def test_what_a_stranger_wrote_stays_text():
    assert "<b>" not in shown()
    assert "Die Lampe &lt;b&gt;flackert&lt;/b&gt;" in shown()


def test_who_may_do_nothing_there_sees_no_button_that_another_one_saw():
    assert "sweeps/take" in shown()
    assert "sweeps/take" not in shown(workable=ELSEWHERE)
    assert "data-pick" not in shown(offered=False)


def test_each_reader_sees_a_line_in_their_own_language():
    with translation.override("en"):
        english = shown()
    with translation.override("de"):
        assert shown() != english


@pytest.mark.parametrize(
    "change",
    [
        {"subject": ""},
        {"author": "Grace"},
        {"owner": UserId(3), "owner_name": "Max"},
        {"state": CaseState.CLOSED},
        {"priority": Priority.NORMAL},
        {"mention_count": 2},
        {"kind": "praise"},
        {"sentiment": "negative"},
    ],
)
def test_what_has_changed_is_seen_at_once(change):
    before = shown()
    assert shown(replace(ROW, **change)) != before
