"""Erased is gone: whatever people did with what somebody said, nothing in the database says it or names them after.

The strongest form of the table in docs/explanation/erasing.md: one story that touches everything, then every text
column of every table is looked through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models as columns

from resonanz.app import config, wiring
from resonanz.app.house import House
from resonanz.core.clock import FixedClock
from resonanz.core.criticism import Decision
from resonanz.core.ids import CaseId, CriticismId, MentionId, mention_id
from resonanz.core.incident import Gravity
from resonanz.core.mention import Author, Mention
from resonanz.core.policy import SYSTEM, Actor
from resonanz.core.ports import Answer, Payload, Posted
from resonanz.core.reply import ReplyState
from resonanz.core.telling import of_need
from resonanz.core.understood import Kind, Sentiment
from resonanz.core.webhook import OFFERED, DeliveryState
from resonanz.learn.needs import Wanted
from resonanz.respond.incidents import Declaration
from resonanz.respond.labels import Correction
from resonanz.respond.ready_answers import Wording
from resonanz.store.memory import MemoryArchive
from resonanz.store.relational import models
from resonanz.store.relational.editing import webhooks
from resonanz.store.relational.repositories.papers import INSIDE
from tests.web.company import NOW, Company, found_company, hear, routed

AUTHOR = Author(
    id="zq-4711", handle="zebrafink@social.example", name="Zenobia Quast", url="https://social.example/@zebrafink"
)
PRICE = "Der neue Preis macht mich fassungslos, sagt auch Frau Quittenbaum nebenan."
LOCK = "Bei mir klemmt das Schloss seit vorgestern ganz fürchterlich."
SENTINELS = ("zq-4711", "zebrafink", "zenobia", "quast", "fassungslos", "quittenbaum", "fürchterlich")
ALONE, AMONG = MentionId("mastodon:social.example/900"), MentionId("mastodon:social.example/901")
OTHER = MentionId("mastodon:social.example/0")
"""What somebody else said, in whose thread the lock is talked about."""


class Channels:
    """Be every channel: what is answered stands there."""

    def limit(self, mention: Mention) -> int | None:
        return 500

    def publish(self, answer: Answer) -> Posted:
        return Posted(id=mention_id("mastodon", f"own-{answer.key}"), url=None, at=NOW)

    def hear_thread(self, mention: Mention) -> int:
        return 0


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch, settings: object) -> House:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    built = wiring.build(config.settings(), archive=MemoryArchive(), clock=FixedClock(NOW))
    built.__dict__["channels"] = Channels()
    monkeypatch.setattr(wiring, "_house", built)
    return built


@pytest.fixture
def company(house: House) -> Company:
    made = found_company(house, mentions=4)
    wanted = webhooks.Wanted(name="CRM", url="https://crm.example/in", events=tuple(OFFERED))
    webhooks.create_webhook(SYSTEM, house.webhook_book, wanted, NOW - timedelta(days=1))
    house.announcer.tick()
    for id_, text, thread, kind in ((ALONE, PRICE, ALONE, Kind.CRITICISM), (AMONG, LOCK, OTHER, Kind.PROBLEM)):
        said = Mention(
            id=id_, channel="mastodon", source="Mastodon öffentlich", url=f"https://social.example/@zebrafink/{id_[-3:]}",
            published_at=NOW, seen_at=NOW, author=AUTHOR, text=text, thread=thread,
        )  # fmt: skip
        raw = json.dumps({"content": text, "account": {"acct": AUTHOR.handle}}).encode()
        house.payloads.keep(made.source, [Payload(mention=id_, form="status", body=raw, seen_at=NOW)])
        hear(made, [routed(made, said, "de", kind, Sentiment.NEGATIVE)])
    return made


def chief(company: Company, name: str = "admin") -> Actor:
    return Actor(id=company.people[name], name=name.title(), is_administrator=True)


def case_of(company: Company, mention: MentionId) -> CaseId:
    return company.house.casebook.homes([mention])[mention].id


def written_in_the_house(company: Company, case: CaseId, said: str) -> None:
    """Quote and name somebody wherever people of ours write in a case."""
    house, who = company.house, chief(company)
    room = house.casebook.load(case).department
    other = next(one for one in company.departments.values() if one != room)
    house.case_desk.note(who, case, f"Frau Quast (@zebrafink) schreibt: »{said}« Bitte anrufen!")
    asked = house.inquiry_desk.ask(who, case, other, f"Zenobia Quast sagt: {said} Stimmt das?")
    house.inquiry_desk.tell(who, asked.id, f"Was zebrafink schreibt ({said[:45]}), stimmt.")
    house.composing.keep(who, case, "Liebe Zenobia, ", seen=0)
    house.case_desk.hand_over(who, case, other, f"Das gehört euch: {said}")


def answered(company: Company, case: CaseId, said: MentionId) -> None:
    """Answer somebody by name: one answer stands in the channel, one waits, one was given up, one goes to another."""
    house, who = company.house, chief(company)
    for text in ("Guten Tag Zenobia Quast, das tut uns leid.", "Zenobia, wir melden uns.", "Hallo @zebrafink!"):
        house.reply_desk.draft(who, case, text, reply_to=said)
    sent, _waiting, given_up = house.replies.of_case(case)
    house.reply_desk.approve(chief(company, "otto"), sent.id)
    house.outbox.run()
    house.reply_desk.discard(who, given_up.id)


def criticised(company: Company, case: CaseId) -> CriticismId:
    desk, who = company.house.criticism_desk, chief(company)
    decision = Decision(action="accept", owner=who.id, title="»Der neue Preis macht mich fassungslos«", reason=PRICE)
    found = desk.decide(who, case, decision)
    return desk.change(who, found.id, f"Wegen Zenobia Quast: {PRICE} Jetzt billiger.").id


def broken(company: Company, case: CaseId) -> None:
    desk, who = company.house.incident_desk, chief(company)
    room = company.departments["service"]
    incident = desk.declare(who, Declaration(title=f"Schlösser: {LOCK}", gravity=max(Gravity), department=room)).id
    desk.put_case(who, incident, case, belongs=True)
    desk.note(who, incident, f"@zebrafink@social.example meldet: {LOCK}")
    desk.write_statement(
        chief(company, "otto"), incident, f"Wir wissen, dass bei Zenobia Quast das Schloss klemmt. {LOCK}"
    )
    desk.close(who, incident, f"Es begann mit zebrafink: {LOCK}", [f"Zenobia Quast hatte recht: {LOCK}"])


def learned(company: Company) -> None:
    """Let it teach: a need with evidence, labels, a topic's example, an entry of the library."""
    house, who = company.house, chief(company)
    need = house.need_desk.write(who, Wanted(title=f"Schloss ({LOCK})"[:150], asked=f"{LOCK} (zebrafink)"))
    house.need_desk.say(who, need.id, [AMONG], belongs=True)
    house.need_desk.own(who, need.id, company.departments["service"], who.id)
    house.need_desk.finish(who, need.id, f"Zenobia Quast hat ein neues Schloss. {LOCK}")
    texts = {"de": "Guten Tag {name}, das Schloss hält jetzt. Danke, Zenobia Quast!"}
    telling = house.telling_desk.draft(who, of_need(need.id), texts)
    house.telling_desk.approve(who, telling.id, texts)
    house.telling_rounds.tick()
    house.outbox.run()
    house.label_desk.correct(who, AMONG, Correction(kind="request"))
    entry = house.answer_desk.write(who, Wording(title="Schloss", german=f"Zenobia Quast: {LOCK}", asked=LOCK))
    house.answer_library.learn(entry.id, [AMONG])


def told_elsewhere(company: Company) -> None:
    """Tell another system of it, which echoes what it was told."""
    company.house.announcer.tick()
    cases = [case_of(company, one) for one in (ALONE, AMONG)]
    lines = models.CaseEvent.objects.filter(case__in=cases).values_list("pk", flat=True)
    about = [f"mention:{ALONE}", f"mention:{AMONG}", *(f"event:{number}" for number in lines)]
    echoed = models.WebhookDelivery.objects.filter(subject__in=about)
    echoed.update(state=DeliveryState.DELIVERED.value, excerpt=f"Quast, Zenobia: {PRICE}")


@pytest.fixture
def lived(company: Company) -> Company:
    """Return a company in which people did everything that they can do with what somebody said."""
    for mention, said in ((ALONE, PRICE), (AMONG, LOCK)):
        case = case_of(company, mention)
        answered(company, case, mention)
        written_in_the_house(company, case, said)
    criticised(company, case_of(company, ALONE))
    broken(company, case_of(company, AMONG))
    learned(company)
    told_elsewhere(company)
    return company


def every_text() -> Iterator[tuple[str, str]]:
    """Yield every text of every table, with where it stands."""
    for table in apps.get_models():
        names = [
            field.attname
            for field in table._meta.concrete_fields
            if isinstance(field, (columns.CharField, columns.TextField, columns.BinaryField))
        ]
        for row in table._default_manager.values_list("pk", *names):
            for name, value in zip(names, row[1:], strict=True):
                if value:
                    text = bytes(value).decode("utf-8", "replace") if not isinstance(value, str) else value
                    yield f"{table.__name__}.{name} of {row[0]}", text


def left() -> list[str]:
    """Return where a sentinel stands."""
    return [
        f"{place}: {text}"
        for place, text in every_text()
        for sentinel in SENTINELS
        if sentinel in text.casefold() or sentinel in text.encode().decode("unicode_escape", "replace").casefold()
    ]


def test_the_story_leaves_traces_nearly_everywhere(lived: Company) -> None:
    tables = {place.partition(".")[0] for place in left()}
    assert tables == {
        "Case", "CaseEvent", "Reply", "Inquiry", "TypedDraft", "Payload", "Criticism", "CriticismEvent", "Incident",
        "IncidentEvent", "Finding", "Need", "NeedEvent", "Telling", "KnownAnswer", "AnswerVersion", "WebhookDelivery",
    }  # fmt: skip


def test_nothing_is_left_of_somebody_who_is_erased(lived: Company) -> None:
    assert lived.house.forgetting.forget_author("mastodon", "zebrafink@social.example") == 2
    assert "\n".join(left()) == ""


def test_nothing_is_left_of_what_is_erased_one_by_one(lived: Company) -> None:
    for mention in (ALONE, AMONG):
        lived.house.forgetting.forget([mention], reason="removed at the source")
    assert "\n".join(left()) == ""


def test_what_was_written_of_others_and_answered_to_them_stays(lived: Company) -> None:
    house = lived.house
    lived.house.forgetting.forget([AMONG], reason="removed at the source")
    notes = [one.detail for one in house.casebook.events(case_of(lived, AMONG)) if one.action == "note"]
    assert notes == ["Frau … (…) schreibt: »….« Bitte anrufen!"]
    sent = [one for one in house.replies.of_case(case_of(lived, AMONG)) if one.state is ReplyState.SENT]
    assert sent[0].text == "Guten Tag …, das tut uns leid."


def test_notes_about_somebody_who_was_alone_in_a_case_are_emptied(lived: Company) -> None:
    lived.house.forgetting.forget([ALONE], reason="removed at the source")
    inside = [one.detail for one in lived.house.casebook.events(case_of(lived, ALONE)) if one.action in INSIDE]
    assert inside == ["", "", ""]


def test_an_approved_answer_to_somebody_else_that_named_them_is_a_draft_again(lived: Company) -> None:
    house, case = lived.house, case_of(lived, AMONG)
    named = house.reply_desk.draft(chief(lived), case, "Wie bei Zenobia Quast tauschen wir es.", reply_to=OTHER)
    house.reply_desk.approve(chief(lived, "otto"), named.id)
    house.forgetting.forget([AMONG], reason="removed at the source")
    now = house.replies.load(named.id)
    assert (now.state, now.approved_by, now.text) == (ReplyState.DRAFT, None, "Wie bei … tauschen wir es.")


def test_an_erasure_that_was_killed_is_completed_by_doing_it_again(
    lived: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Be kill -9."""

    def die(_: object) -> int:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(lived.house.archive, "forget", die)
        with pytest.raises(Killed):
            lived.house.forgetting.forget_author("mastodon", "zebrafink@social.example")
    assert lived.house.forgetting.forget_author("mastodon", "zebrafink@social.example") == 2
    assert "\n".join(left()) == ""
