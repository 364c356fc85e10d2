"""Two browsers, two people, one case: presence, drafts, approvals and sends that meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from resonanz.core.ids import mention_id
from resonanz.core.ports import Posted
from resonanz.core.reply import ReplyState
from resonanz.store.relational.selectors import cases
from resonanz.store.relational.views import CaseFilter

pytestmark = pytest.mark.e2e
SEND = "document.querySelector('button[name=then][value=approve]').click()"


@dataclass
class Standing:
    """Be a channel in which answers stand."""

    posts: list[str] = field(default_factory=list)

    def limit(self, mention):
        return 500

    def publish(self, answer):
        self.posts.append(answer.text)
        return Posted(id=mention_id("mastodon", f"own-{answer.key}"), url=None, at=datetime.now(UTC))  # noqa: TID251


@pytest.fixture
def channel(house):
    """Return the channel that this company answers in."""
    house.__dict__["channels"] = Standing()
    return house.__dict__["channels"]


@pytest.fixture
def at_case(company, browse, sign_in):
    """Return what opens the newest case of a department in somebody's own browser."""

    def open_case(name, slug="service", **how):
        page = browse(**how)
        sign_in(page, name)
        page.goto(f"/cases/{newest(company, slug)}")
        return page

    return open_case


def newest(company, slug):
    return cases.inbox(CaseFilter(departments=(company.departments[slug],))).items[0].id


def test_each_sees_that_the_other_looks_and_writes(channel, at_case, picture):
    lena, max_ = at_case("lena"), at_case("max")
    expect(lena.locator("[data-room]")).to_have_text("Max sieht diesen Fall auch an")
    max_.fill("#id_text", "Wir sehen gleich nach.")
    expect(lena.locator("[data-room]")).to_have_text("Max schreibt eine Antwort")
    picture(lena, "together-presence-desktop-de")
    max_.context.close()
    expect(lena.locator("[data-room]")).to_have_text("")


def test_what_is_typed_survives_a_crash_and_goes_along_to_another_browser(channel, at_case):
    max_, lena = at_case("max"), at_case("lena")
    max_.fill("#id_text", "Ihr Paket ist unterwegs.")
    expect(max_.locator("#draft-told")).to_have_text("Wie getippt gespeichert")
    lena.fill("#id_text", "Etwas anderes.")
    expect(lena.locator("#draft-told")).to_have_text("Wie getippt gespeichert")
    max_.context.close()
    expect(at_case("max").locator("#id_text")).to_have_value("Ihr Paket ist unterwegs.")


def test_what_is_typed_into_an_answer_survives_a_crash(channel, at_case):
    lena = at_case("lena")
    lena.fill("#id_text", "Wir sehen nach.")
    lena.click("button[name=then][value='']")
    lena.click("article.reply summary")
    field = "article.reply textarea"
    lena.fill(field, "Wir sehen heute nach.")
    expect(lena.locator("article.reply [data-kept]")).to_have_text("Wie getippt gespeichert")
    lena.context.close()
    expect(at_case("lena").locator(field)).to_have_value("Wir sehen heute nach.")


def test_two_windows_of_one_person_choose_which_text_stays(channel, at_case, picture):
    first, second = at_case("max"), at_case("max")
    first.fill("#id_text", "Im ersten Fenster.")
    expect(first.locator("#draft-told")).to_have_text("Wie getippt gespeichert")
    second.fill("#id_text", "Im zweiten Fenster.")
    expect(second.locator("#choice-draft")).to_contain_text("Im ersten Fenster.")
    picture(second, "together-choice-desktop-de")
    second.click("[data-take]")
    expect(second.locator("#id_text")).to_have_value("Im ersten Fenster.")


def test_of_two_sent_at_the_same_moment_exactly_one_answer_stands(house, company, channel, at_case, picture):
    case = newest(company, "service")
    lena, max_ = at_case("lena"), at_case("max")
    lena.fill("#id_text", "Antwort von Lena.")
    max_.fill("#id_text", "Antwort von Max.")
    lena.evaluate(f"setTimeout(() => {SEND}, 300)")
    max_.evaluate(f"setTimeout(() => {SEND}, 300)")
    for page in (lena, max_):
        expect(page.locator("article.reply")).not_to_have_count(0)
    house.outbox.run()
    house.outbox.run()
    states = sorted(one.state for one in house.replies.of_case(case))
    assert (len(channel.posts), states) == (1, [ReplyState.DRAFT, ReplyState.SENT])
    loser = lena if "Max" in channel.posts[0] else max_
    expect(loser.locator("#news")).to_be_visible()
    expect(loser.locator("section.news")).to_contain_text(channel.posts[0])
    picture(loser, "together-news-desktop-de")


def test_who_read_what_is_new_sends_with_one_more_confirmation(house, company, channel, at_case):
    lena, max_ = at_case("lena"), at_case("max")
    lena.fill("#id_text", "Antwort von Lena.")
    lena.evaluate(SEND)
    expect(lena.locator("article.reply")).to_have_count(1)
    max_.fill("#id_text", "Noch ein Hinweis von Max.")
    max_.evaluate(SEND)
    expect(max_.locator("section.news")).to_contain_text("Antwort von Lena.")
    max_.locator("article.reply", has_text="Noch ein Hinweis").get_by_role("button", name="Freigeben").click()
    expect(max_.locator("section.news")).to_have_count(0)
    for _ in range(3):
        house.outbox.run()
    assert channel.posts == ["Antwort von Lena.", "Noch ein Hinweis von Max."]


def test_an_answer_that_was_changed_meanwhile_is_not_approved(house, company, channel, at_case):
    case = newest(company, "legal")
    anna, otto = at_case("anna", "legal"), at_case("otto", "legal")
    anna.fill("#id_text", "Wir prüfen das.")
    anna.click("button[name=then][value=submit]")
    expect(anna.locator("article.reply")).to_have_count(1)
    otto.reload()
    anna.click("article.reply summary")
    anna.fill("article.reply textarea", "Wir prüfen das bis Freitag.")
    anna.click("article.reply details button[data-primary]")
    expect(anna.locator("article.reply > p.said")).to_have_text("Wir prüfen das bis Freitag.")
    otto.locator("article.reply").get_by_role("button", name="Freigeben").click()
    expect(otto.locator("article.reply > p.said")).to_have_text("Wir prüfen das bis Freitag.")
    house.outbox.run()
    (reply,) = house.replies.of_case(case)
    assert (reply.state, reply.approved_by, channel.posts) == (ReplyState.DRAFT, None, [])


@pytest.mark.parametrize(("language", "size"), [("de", "desktop"), ("en", "phone")])
def test_a_department_is_asked_inside_a_case_and_answers_there(
    house, company, channel, at_case, picture, language, size
):
    case = newest(company, "service")
    max_ = at_case("max", language=language, size=size)
    max_.locator("summary", has_text="Abteilung fragen" if language == "de" else "Ask a department").click()
    max_.fill("#ask-text", "Dürfen wir das so sagen?")
    max_.locator("form:has(#ask-text) button").click()
    expect(max_.locator("#inquiries")).to_be_visible()
    picture(max_, f"together-asked-{size}-{language}")
    anna = at_case("anna", "legal", language=language, size=size)
    anna.goto("/asked")
    picture(anna, f"together-inbox-{size}-{language}")
    anna.locator("td.main a").click()
    anna.fill("[id^=tell-]", "Ja, aber ohne Datum.")
    anna.locator("form:has([id^=tell-]) button").click()
    max_.reload()
    expect(max_.locator("section:has(#inquiries)")).to_contain_text("Ja, aber ohne Datum.")
    kinds = {one.kind.value: one.state.value for one in house.deadlines.of(house.casebook.load(case))}
    assert kinds["internal_answer"] == "met"


@pytest.mark.parametrize(("language", "size"), [("de", "phone"), ("en", "desktop")])
def test_axe_finds_nothing_and_no_page_is_too_wide(house, company, channel, at_case, picture, language, size):
    case = newest(company, "service")
    page = at_case("admin", language=language, size=size)
    page.locator("summary:has(kbd:text-is('d')), summary[data-key=d]").first.click()
    page.fill("#ask-text", "Dürfen wir das so sagen?")
    page.locator("form:has(#ask-text) button").click()
    page.locator("summary[data-key=s]").click()
    page.locator("button[name=until][value=spoken]").click()
    today = house.dispatcher.today().isoformat()
    page.goto("/absences")
    page.fill("#last", today)
    page.locator("form:has(#last) button").click()
    found = []
    for name, path in (("case", f"/cases/{case}?since=0"), ("asked", "/asked"), ("absences", "/absences")):
        page.goto(path)
        page.wait_for_load_state("load")
        hindering = Axe().run(page).response["violations"]
        found += [f"{name}: {one['id']} at {one['nodes'][0]['target']}" for one in hindering]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{name}: wider than the window")
        picture(page, f"together-{name}-{size}-{language}")
    assert found == []
