"""The pages of understanding: teaching by keys, what runs, taking it back, and what stands on a mention."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from resonanz.app import lessons
from resonanz.app.progress import Progress
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author, Mention
from resonanz.core.policy import SYSTEM
from resonanz.core.search import Filter
from resonanz.core.teaching import Drawn, LabelSet, Lesson
from resonanz.core.understood import Label, Understood
from resonanz.store.relational import models
from resonanz.store.relational.editing import label_sets
from resonanz.store.relational.selectors import trail
from tests.understand.school.classroom import renamed
from tests.understand.teaching import examples
from tests.web.company import mention_id

KINDS = {"delivery": "problem", "billing": "criticism"}
ONE = mention_id(0)
REFUSED = 303
"""Back to where the form was, with a sentence."""


@pytest.fixture
def taught(company):
    """Return a company whose people have labelled the kind of 216 mentions that the rules call `other`."""
    house = company.house
    now = house.clock.now()
    said = []
    for number, example in enumerate(renamed(examples(), KINDS)):
        id_ = MentionId(f"mastodon:taught/{number}")
        mention = Mention(
            id=id_, channel="mastodon", source="test", published_at=now - timedelta(hours=number), seen_at=now,
            text=example.text, thread=id_, author=Author(id=f"t{number}", name="Ada"),
        )  # fmt: skip
        house.archive.keep([Heard(mention, Understood(lang=Label("en", 0.9), kind=Label("other", 0.4)))])
        said.append(
            Lesson(
                task="kind",
                mention=id_,
                revision=0,
                value=example.label,
                at=now - timedelta(hours=1),
                before=Label("other", 0.4),
                lang="en",
                drawn=Drawn.CHANCE,
            )
        )
    house.lessons.keep(said)
    return company


@pytest.fixture
def learned(taught):
    """Return a company in which a model of the kind runs."""
    taught.house.trainer.learn("kind")
    taught.house.judges.refresh()
    return taught


def test_a_correction_in_the_stream_is_a_lesson(company, browse):
    browse("max").post("/mention/label", {"id": ONE, "kind": "praise"})
    (lesson,) = company.house.lessons.about([ONE])
    assert (lesson.task, lesson.value, lesson.by) == ("kind", "praise", company.people["max"])
    assert lesson.before == Label("question", 0.93)
    assert lesson.corrects


def test_correcting_ones_own_correction_keeps_what_the_machine_said(company, browse):
    for kind in ("praise", "problem"):
        browse("max").post("/mention/label", {"id": ONE, "kind": kind})
    (lesson,) = company.house.lessons.about([ONE])
    assert (lesson.value, lesson.before) == ("problem", Label("question", 0.93))


def test_what_is_erased_takes_its_lessons_along(company, browse):
    browse("max").post("/mention/label", {"id": ONE, "kind": "praise"})
    company.house.forgetting.forget([ONE], reason="asked for by or for its author")
    assert company.house.lessons.about([ONE]) == []


def test_a_session_asks_takes_an_answer_and_goes_on(company, browse):
    client = browse("max", "en")
    first = client.get("/understanding/sentiment/session").context["question"]
    answered = {"id": first.heard.mention.id, "value": "negative", "drawn": first.drawn.value}
    assert client.post("/understanding/sentiment/answer", answered).status_code == 302
    second = client.get("/understanding/sentiment/session").context["question"]
    assert second.heard.mention.id != first.heard.mention.id
    assert [first.drawn, second.drawn] == [Drawn.CHANCE, Drawn.ASKED]
    (lesson,) = company.house.lessons.of("sentiment")
    assert (lesson.value, lesson.drawn) == ("negative", Drawn.CHANCE)


def test_an_answer_can_be_undone_and_is_asked_again(company, browse):
    client = browse("max", "en")
    client.post("/understanding/sentiment/answer", {"id": ONE, "value": "negative", "drawn": "chance"})
    back = client.post("/understanding/sentiment/answer", {"do": "undo"})
    assert company.house.lessons.of("sentiment") == []
    assert client.get(back.headers["Location"]).context["question"].heard.mention.id == ONE


def test_what_is_skipped_is_not_asked_again(company, browse):
    client = browse("max", "en")
    first = client.get("/understanding/kind/session").context["question"].heard.mention.id
    client.post("/understanding/kind/answer", {"id": first, "do": "skip"})
    assert client.get("/understanding/kind/session").context["question"].heard.mention.id != first
    assert company.house.lessons.of("kind") == []


def test_a_session_about_departments_opens_no_case(company, browse):
    before = models.Case.objects.count()
    legal = company.departments["legal"]
    browse("max").post("/understanding/department/answer", {"id": mention_id(5), "value": legal, "drawn": "asked"})
    assert [lesson.value for lesson in company.house.lessons.of("department")] == [str(legal)]
    assert models.Case.objects.count() == before


def test_a_session_ends_when_everything_is_answered(company, browse):
    client = browse("max", "en")
    for heard in company.heard:
        company.house.label_desk.teach(SYSTEM, heard.mention.id, "kind", "other", Drawn.ASKED)
    assert "Nothing is left to ask" in client.get("/understanding/kind/session").content.decode()


@pytest.mark.parametrize("value", ["", "angry", "person"])
def test_a_value_that_is_none_is_refused(company, browse, value):
    browse("max").post("/understanding/sentiment/answer", {"id": ONE, "value": value, "drawn": "asked"})
    assert company.house.lessons.of("sentiment") == []


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/understanding/kind/run", {"version": "0"}),
        ("/understanding/kind/ask", {"accuracy": "95"}),
        ("/understanding/kind/learn", {}),
        ("/understanding/again", {}),
        ("/understanding/sets/new", {"name": "Reason", "values": "a\nb"}),
    ],
)
def test_who_only_labels_decides_nothing(browse, path, given):
    assert browse("max").post(path, given).status_code == REFUSED
    assert browse("lena").post(path, given).status_code == 302


def test_whoever_only_reads_teaches_nothing(browse):
    client = browse("rita")
    assert client.get("/understanding/kind").status_code == 200
    assert client.get("/understanding/kind/session").status_code == 403
    assert client.post("/understanding/kind/answer", {"id": ONE, "value": "praise"}).status_code == REFUSED


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "path",
    ["/understanding", "/understanding/kind", "/understanding/department", "/understanding/sets/new",
     "/understanding/set:reason", "/understanding/set:reason/session", "/understanding/sets/reason",
     "/understanding/kind/session"],
)  # fmt: skip
def test_every_page_stands_with_a_model_running(learned, browse, path, language):
    wanted = LabelSet(slug="reason", name="Grund", values=("a", "b"))
    label_sets.keep_set(SYSTEM, wanted, learned.house.clock.now())
    answer = browse("admin", language).get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()


def test_a_task_that_is_none_is_not_found(admin):
    assert admin.get("/understanding/mood").status_code == 404
    assert admin.get("/understanding/set:mood/session").status_code == 404


def test_a_task_shows_its_card_its_curve_and_its_words(learned, admin):
    text = admin.get("/understanding/kind").content.decode()
    assert "Model 1 judges what comes in" in text
    assert "measurably better" in text
    assert "parcel" in text
    assert "<svg" in text


def test_one_click_goes_back_to_the_rules_and_one_lets_the_model_run_again(learned, admin):
    admin.post("/understanding/kind/run", {"version": "0"})
    assert learned.house.versions.running() == {}
    admin.post("/understanding/kind/run", {"version": "1"})
    assert learned.house.versions.running()["kind"].number == 1
    said = [(one.action, one.subject) for one in models.AuditLine.objects.filter(action="model_promote").order_by("pk")]
    assert said == [("model_promote", "task:kind")] * 3


def test_a_version_whose_file_is_gone_cannot_run(learned, admin):
    admin.post("/understanding/kind/run", {"version": "0"})
    learned.house.shelf.path("kind", 1).unlink()
    assert admin.post("/understanding/kind/run", {"version": "1"}).status_code == REFUSED
    assert learned.house.versions.running() == {}


def test_what_comes_in_is_judged_by_what_runs_and_says_so(learned):
    said = learned.heard[0].mention
    fresh = Mention(
        id=MentionId("mastodon:new"), channel="mastodon", source="test", published_at=said.published_at,
        seen_at=said.seen_at, text="My parcel has not arrived today.", thread=MentionId("mastodon:new"),
    )  # fmt: skip
    (heard,) = learned.house.understanding([fresh])
    assert (heard.understood.kind.value, heard.understood.kind.origin) == ("problem", "model:kind-v1")


def test_a_running_process_takes_up_what_is_promoted_within_seconds(taught):
    house = taught.house
    said = taught.heard[0].mention
    assert not house.understanding([said])[0].understood.kind.origin.startswith("model:")
    house.trainer.learn("kind")
    house.clock.sleep(3)
    english = Mention(
        id=MentionId("mastodon:new"), channel="mastodon", source="test", published_at=said.published_at,
        seen_at=said.seen_at, text="The invoice was charged twice again.", thread=MentionId("mastodon:new"),
    )  # fmt: skip
    assert house.understanding([english])[0].understood.kind.origin == "model:kind-v1"


def test_old_mentions_are_judged_again_and_people_keep_their_word(learned, browse):
    house = learned.house
    kept = MentionId("mastodon:taught/3")
    browse("max").post("/mention/label", {"id": kept, "kind": "question"})
    written = []
    progress = Progress(lambda **said: written.append(said), house.clock, _never())
    changed = lessons.judge_again(house, {}, progress)
    assert int(changed) >= 200
    found = {heard.mention.id: heard.understood.kind for batch in house.archive.scan(Filter()) for heard in batch}
    assert found[kept].by_person
    assert found[MentionId("mastodon:taught/4")].origin == "model:kind-v1"


def test_enough_labels_ask_for_a_job(taught):
    assert lessons.ask_for_learning(taught.house) == 1
    assert trail.newest_job("learn:kind") is not None
    assert lessons.ask_for_learning(taught.house) == 1  # the same job again


def test_a_mention_shows_the_words_that_spoke(learned, admin):
    text = admin.get("/mention?id=mastodon:taught/0").content.decode()
    assert "Words that spoke" in text
    assert "parcel" in text


def test_a_mention_shows_a_value_of_the_companys_own_set(company, admin):
    label_sets.keep_set(
        SYSTEM, LabelSet(slug="grund", name="Grund", values=("Lieferung", "Preis")), company.house.clock.now()
    )
    admin.post("/understanding/set:grund/answer", {"id": ONE, "value": "Lieferung", "drawn": "found"})
    text = admin.get(f"/mention?id={ONE}").content.decode()
    assert "Grund" in text
    assert "Lieferung" in text


def test_a_label_set_is_made_changed_and_removed(company, admin):
    made = admin.post("/understanding/sets/new", {"name": "Grund der Klage", "values": "Lieferung\nPreis"})
    assert made.headers["Location"] == "/understanding/set:grund-der-klage"
    admin.post("/understanding/sets/grund-der-klage", {"name": "Grund", "values": "Lieferung\nPreis\nTon"})
    assert company.house.lessons.sets() == [
        LabelSet(slug="grund-der-klage", name="Grund", values=("Lieferung", "Preis", "Ton"))
    ]
    admin.post("/understanding/sets/grund-der-klage/remove")
    assert company.house.lessons.sets() == []


@pytest.mark.parametrize("given", [{"name": "", "values": "a\nb"}, {"name": "!?", "values": "a\nb"},
                                   {"name": "x", "values": "a"}, {"name": "x", "values": "a\na"}])  # fmt: skip
def test_a_label_set_that_cannot_be_taught_is_refused(company, admin, given):
    assert admin.post("/understanding/sets/new", given).status_code in {200, 400}
    assert company.house.lessons.sets() == []


def test_an_accuracy_nobody_can_mean_is_refused(company, admin):
    for accuracy in ("x", "12", "100", "nan"):
        assert admin.post("/understanding/kind/ask", {"accuracy": accuracy}).status_code == REFUSED
    admin.post("/understanding/kind/ask", {"accuracy": "95"})
    assert company.house.versions.wish("kind").accuracy == 0.95


def test_a_value_below_the_threshold_that_was_asked_for_is_shown_as_suspected(learned, admin):
    house = learned.house
    id_ = MentionId("mastodon:unsure")
    said = learned.heard[0].mention
    mention = Mention(
        id=id_, channel="mastodon", source="test", published_at=said.published_at, seen_at=said.seen_at, text="Hm",
        thread=id_,
    )  # fmt: skip
    threshold = house.judges.running()["kind"].threshold
    label = Label("problem", threshold - 0.001, "model:kind-v1")
    house.archive.keep([Heard(mention, Understood(kind=label))])
    cache.clear()
    assert 'class="chip problem suspected"' in admin.get(f"/mention?id={id_}").content.decode()


def _never():
    from threading import Event  # noqa: PLC0415

    return Event()


def test_a_target_is_corrected_in_the_stream_and_erased_with_the_mention(company, browse):
    (competitor,) = (query.id for query in company.house.rulebook.queries() if query.about == "competitor")
    client = browse("max", "en")
    assert f'value="{company.query} negative"' in client.get("/live").content.decode()
    client.post("/mention/label", {"id": ONE, "towards": f"{company.query} negative"})
    client.post("/mention/label", {"id": ONE, "towards": f"{competitor} positive"})
    felt = company.house.archive.find([ONE])[ONE].understood.targets
    assert [(one.about, one.feels.value) for one in felt] == [("own", "negative"), ("competitor", "positive")]
    assert [one.task for one in company.house.lessons.about([ONE])] == [
        f"towards:{company.query}",
        f"towards:{competitor}",
    ]
    company.house.forgetting.forget([ONE], reason="asked for by or for its author")
    assert company.house.lessons.about([ONE]) == []


def test_a_target_that_people_taught_has_its_page(company, browse):
    client = browse("admin", "en")
    client.post("/mention/label", {"id": ONE, "towards": f"{company.query} negative"})
    assert "Sentiment towards Nordwind" in client.get("/understanding").content.decode()
    assert client.get(f"/understanding/towards:{company.query}").status_code == 200
    assert client.get(f"/understanding/towards:{company.query}/session").status_code == 200


@pytest.mark.parametrize("said", ["x negative", "99999 negative", "1 angry"])
def test_a_target_that_nobody_could_mean_is_refused(company, browse, said):
    client = browse("max", "en")
    answer = client.post("/mention/label", {"id": ONE, "towards": said}, headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert company.house.lessons.about([ONE]) == []
