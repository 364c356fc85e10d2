"""Needs on pages: a reader finds them, a member works on them, a lead decides and lets people be told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.need import How, NeedState, Standing
from resonanz.core.policy import SYSTEM
from resonanz.core.telling import PersonState, TellingState, of_need
from resonanz.learn.needs import Wanted
from tests.web.company import mention_id


@pytest.fixture
def need(company):
    """Return a need of the service with four pieces of evidence by four people."""
    home = company.house
    made = home.need_desk.write(
        SYSTEM, Wanted(title="Ship to Austria", asked="Why not to Graz?", department=company.departments["service"])
    )
    home.need_desk.say(SYSTEM, made.id, [mention_id(number) for number in (3, 9, 15, 21)], belongs=True)
    return made


@pytest.fixture
def done(company, need):
    """Return the same need, done."""
    return company.house.need_desk.finish(SYSTEM, need.id, "From May on.")


def text(answer):
    return answer.content.decode()


def state(company, need):
    return company.house.needs.load(need.id).state


def test_the_list_counts_people_and_leads_to_them(admin, need):
    page = text(admin.get("/needs"))
    assert "Ship to Austria" in page
    assert f'<a href="/needs/{need.id}/mentions">4</a>' in page


def test_the_list_asks_as_often_for_ten_needs_as_for_one(admin, company, need):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get("/needs")
        return len(asked)

    queries()  # what is remembered for a moment is asked once
    one = queries()
    for number in range(9):
        company.house.need_desk.write(SYSTEM, Wanted(title=f"Need {number}"))
    assert queries() == one


def test_a_need_is_written_down_with_the_mention_it_was_heard_in(browse, company):
    number = company.departments["service"]
    answer = browse("max").post(
        f"/needs/new?id={mention_id(3)}", {"title": "Ship to Austria", "kind": "need", "department": number}
    )
    made = company.house.needs.alive()[0]
    assert answer.headers["Location"] == f"/needs/{made.id}"
    assert [one.mention for one in company.house.needs.evidence(made.id)] == [mention_id(3)]


def test_a_figure_opens_the_mentions_that_it_counts(admin, need):
    page = text(admin.get(f"/needs/{need.id}"))
    assert f"/needs/{need.id}/mentions?lang=en" in page
    assert text(admin.get(f"/needs/{need.id}/mentions?lang=en")).count("data-row ") == 4
    assert "Nobody said this here." in text(admin.get(f"/needs/{need.id}/mentions?lang=de"))


def test_a_day_that_is_none_is_said_with_a_remedy(admin, need):
    answer = admin.get(f"/needs/{need.id}/mentions?day=yesterday")
    assert answer.status_code == 400
    assert "2026-12-31" in text(answer)


def test_a_member_puts_a_mention_in_by_one_key_and_takes_it_out_again(browse, company, need):
    client, said = browse("max"), {"need": need.id, "id": mention_id(0)}
    client.post("/needs/say", said)
    assert mention_id(0) in {one.mention for one in company.house.needs.evidence(need.id)}
    client.post("/needs/say", said)
    assert mention_id(0) in {one.mention for one in company.house.needs.evidence(need.id, Standing.OUT)}


def test_a_member_considers_and_only_a_lead_decides(browse, company, need):
    browse("max").post(f"/needs/{need.id}/consider")
    browse("max").post(f"/needs/{need.id}/finish", {"reason": "Done."})
    assert state(company, need) is NeedState.CONSIDERED
    browse("lena").post(f"/needs/{need.id}/finish", {"reason": "Done."})
    assert state(company, need) is NeedState.DONE


def test_a_department_decides_nothing_of_anothers(browse, company, need):
    browse("otto").post(f"/needs/{need.id}/decline", {"reason": "No."})
    assert state(company, need) is NeedState.HEARD


def test_a_plan_without_a_date_is_said_where_it_was_typed(admin, company, need):
    answer = admin.post(f"/needs/{need.id}/plan", {"planned_for": "soon"})
    assert answer.status_code == 400
    assert "This is no date." in text(answer)
    assert state(company, need) is NeedState.HEARD


def test_declining_needs_a_reason(admin, company, need):
    answer = admin.post(f"/needs/{need.id}/decline", {"reason": " "})
    assert answer.status_code == 400
    assert state(company, need) is NeedState.HEARD


def test_a_topic_gathers_by_itself_and_a_query_too(admin, company, need):
    admin.post(f"/needs/{need.id}/signpost", {"value": f"query:{company.query}"})
    company.house.evidence_keeper.tick()
    found = company.house.needs.evidence(need.id)
    assert len(found) == 24
    assert {one.how for one in found} == {How.HAND, How.QUERY}


def test_what_is_similar_is_proposed_and_a_person_decides(admin, company, need):
    company.house.need_desk.say(SYSTEM, need.id, [mention_id(21)], belongs=False)
    company.house.needs.forget([mention_id(21)])
    company.house.evidence_keeper.tick()
    proposed = {one.mention for one in company.house.needs.evidence(need.id, Standing.PROPOSED)}
    assert mention_id(21) in proposed
    admin.post(f"/needs/{need.id}/accept", {"id": mention_id(21)})
    assert mention_id(21) in {one.mention for one in company.house.needs.evidence(need.id)}


def test_a_merged_need_leads_to_the_one_it_went_into(admin, company, need):
    other = company.house.need_desk.write(SYSTEM, Wanted(title="Ship abroad"))
    admin.post(f"/needs/{need.id}/merge", {"into": other.id})
    assert admin.get(f"/needs/{need.id}").headers["Location"] == f"/needs/{other.id}"
    page = text(admin.get(f"/needs/{other.id}"))
    assert "wrote it down" in page
    assert page.count("merged with it") == 1


def test_a_part_goes_to_a_need_of_its_own(admin, company, need):
    answer = admin.post(f"/needs/{need.id}/split", {"title": "To Graz", "id": [mention_id(3), mention_id(9)]})
    assert answer.status_code == 302
    kept, made = company.house.needs.alive()
    assert [len(company.house.needs.evidence(one.id)) for one in (kept, made)] == [2, 2]


def test_nothing_is_told_before_it_is_decided(admin, need):
    assert "There is nothing to tell yet" in text(admin.get(f"/needs/{need.id}/telling"))


def test_a_preview_says_what_each_channel_would_show(admin, done):
    page = text(admin.post(f"/needs/{done.id}/telling", {"text_en": "{name}, we ship to Austria."}))
    assert "Person 15, we ship to Austria." in page
    assert "4 people would be told." in page


def test_a_placeholder_that_is_not_known_is_said(admin, done):
    answer = admin.post(f"/needs/{done.id}/telling/draft", {"text_en": "Dear {nmae}"})
    assert answer.status_code == 400
    assert "This placeholder is not known." in text(answer)


def test_a_text_is_kept_approved_and_goes_out(admin, company, done):
    said = {"text_en": "Hello {name},\r\nwe ship."}
    admin.post(f"/needs/{done.id}/telling/draft", said)
    admin.post(f"/needs/{done.id}/telling/approve", said)
    company.house.telling_rounds.tick()
    (telling,) = company.house.tellings.of(of_need(done.id))
    assert telling.state is TellingState.RUNNING
    states = sorted(one.state for one in company.house.tellings.people(of_need(done.id)))
    assert states == [PersonState.HANDED, *[PersonState.WAITING] * 3]
    assert "0 of 4 people were told." in text(admin.get(f"/needs/{done.id}/telling"))


def test_a_text_that_was_changed_meanwhile_is_not_approved(admin, company, done):
    admin.post(f"/needs/{done.id}/telling/draft", {"text_en": "One"})
    admin.post(f"/needs/{done.id}/telling/approve", {"text_en": "Two"})
    assert company.house.tellings.of(of_need(done.id))[0].state is TellingState.DRAFT


def test_a_member_lets_nobody_be_told(browse, company, done):
    client = browse("max")
    client.post(f"/needs/{done.id}/telling/draft", {"text_de": "Hallo"})
    client.post(f"/needs/{done.id}/telling/approve", {"text_de": "Hallo"})
    assert company.house.tellings.of(of_need(done.id))[0].state is TellingState.DRAFT


def test_a_strangers_words_are_escaped_wherever_a_need_shows_them(admin, company, done):
    page = text(admin.post(f"/needs/{done.id}/telling", {"text_en": "<b>{name}</b>"}))
    assert "&lt;b&gt;Person" in page


def test_a_reader_reads_and_is_offered_nothing_to_do(browse, need):
    page = text(browse("rita").get(f"/needs/{need.id}"))
    assert "Ship to Austria" in page
    assert f"/needs/{need.id}/consider" not in page


def test_both_denominators_stand_over_the_list(admin, company, done):
    page = text(admin.get("/needs"))
    assert "0 of 4 people who could be told" in page
    assert "0 of 4 people, of needs that are decided" in page
