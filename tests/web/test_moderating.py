"""Approving and hiding at the case page, as far as a channel of our own allows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from resonanz.core.mention import Mention, MentionType
from resonanz.store.relational.selectors import cases
from tests.web.company import hear


@dataclass
class OurSite:
    """Stand for a channel of our own."""

    decided: list[tuple[str, bool]] = field(default_factory=list)

    def can_moderate(self, mention: Mention) -> bool:
        return mention.channel == "wordpress"

    def moderate(self, mention: Mention, *, shown: bool) -> None:
        self.decided.append((mention.id, shown))


@pytest.fixture
def site(company) -> OurSite:
    ours = OurSite()
    company.house.moderation_desk._moderators = ours
    return ours


@pytest.fixture
def case_of(company, site):
    """Open a case by a comment of this type on our site; return its number."""

    def made(type_: MentionType) -> int:
        like = next(one for one in company.heard if one.understood.opens_case)
        said = replace(
            like.mention, id="wordpress:a/1", channel="wordpress", thread="wordpress:a/1", type=type_, text="So slow!"
        )
        hear(company, [replace(like, mention=said)])
        return cases.cases_with(["wordpress:a/1"])["wordpress:a/1"]

    return made


def test_what_waits_is_approved_at_the_case(browse, case_of, site):
    number = case_of(MentionType.MESSAGE)
    client = browse("lena", "en")
    assert "Approve the comment" in client.get(f"/cases/{number}").content.decode()
    client.post(f"/cases/{number}/mentions/approve", {"mention": "wordpress:a/1"})
    assert site.decided == [("wordpress:a/1", True)]
    assert "let everybody read it" in client.get(f"/cases/{number}").content.decode()


def test_hiding_asks_for_a_reason_and_keeps_it(browse, case_of, site):
    number = case_of(MentionType.COMMENT)
    client = browse("lena", "de")
    assert "Öffentlich ausblenden" in client.get(f"/cases/{number}").content.decode()
    client.post(f"/cases/{number}/mentions/hide", {"mention": "wordpress:a/1", "reason": "  "})
    assert site.decided == []
    client.post(f"/cases/{number}/mentions/hide", {"mention": "wordpress:a/1", "reason": "Beleidigung"})
    assert site.decided == [("wordpress:a/1", False)]
    assert "Beleidigung" in client.get(f"/cases/{number}").content.decode()


def test_who_only_reads_is_offered_nothing(browse, case_of):
    number = case_of(MentionType.COMMENT)
    assert "Take it out of public sight" not in browse("rita", "en").get(f"/cases/{number}").content.decode()


def test_a_channel_of_others_is_not_moderated(browse, company, site):
    number = next(iter(cases.cases_with([one.mention.id for one in company.heard]).values()))
    assert "out of public sight" not in browse("admin", "en").get(f"/cases/{number}").content.decode()
