"""Our connector for e-mail on Postfix and Dovecot: heard, answered once, threaded as every mail reader sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from uuid import uuid4

import pytest

from resonanz.connect.contract import (
    AccessDenied,
    Budget,
    Config,
    Context,
    CredentialsRejected,
    Cursor,
    Env,
    Mention,
    Misconfigured,
    Outgoing,
    PublishUncertain,
    SourceGone,
    TryLater,
)
from resonanz.connect.dial import Dialler
from resonanz.connectors.email import CONNECTOR
from resonanz.connectors.email.ids import our_message_id
from resonanz.core.clock import SystemClock
from resonanz.core.mention import MentionType
from tests.peers.servers.mail import DOMAIN, FOREIGN, MailServer, Person
from tests.peers.servers.processes import until

pytestmark = pytest.mark.peers

PATIENCE = 20


class SilentLog:
    def info(self, event: str, **values: object) -> None: ...

    def warning(self, event: str, **values: object) -> None: ...


class Desk:
    """The company's mailbox as a configured source, opened anew for everything, as the running system does."""

    def __init__(self, server: MailServer, person: Person, **settings: object) -> None:
        self.person = person
        self.settings = {
            "address": person.address,
            "sender": "Velofjord Kundendienst",
            "imap": f"localhost:{server.imaps}",
            "smtp": f"localhost:{server.submission}",
            "certificate": server.certificate.splitlines(),
            **settings,
        }
        self.password = person.password
        self.allow = frozenset({"localhost"})
        self.cursor: Cursor | None = None

    def opened(self):
        dial = Dialler(clock=SystemClock(), allow=self.allow)
        env = Env(http=None, clock=SystemClock(), log=SilentLog(), dial=dial)  # type: ignore[arg-type]
        config = Config(source="post", settings=self.settings, secrets={"password": self.password})
        return CONNECTOR.open(config, env)

    def look(self, budget: Budget | None = None) -> list[Mention]:
        connection, heard = self.opened(), []
        for batch in connection.read(self.cursor, budget or Budget()):
            made = [CONNECTOR.normalise(item, Context(source="post", settings=self.settings)) for item in batch.items]
            heard += [one for one in made if isinstance(one, Mention)]
            self.cursor = batch.cursor or self.cursor
            connection.ack(batch)
        return heard

    def until_heard(self, text: str) -> Mention:
        return until(lambda: next((one for one in self.look() if text in one.text), None), PATIENCE, text)

    def answer(self, mention: Mention, text: str, **more: object) -> Outgoing:
        return Outgoing(key=uuid4().hex, reply_to=native(mention), text=text, **more)  # type: ignore[arg-type]


def native(mention: Mention) -> str:
    return mention.id.partition(":")[2]


@pytest.fixture
def desk(mail_server: MailServer) -> Callable[..., Desk]:
    def make(**settings: object) -> Desk:
        return Desk(mail_server, mail_server.person(f"service{uuid4().hex[:6]}"), **settings)

    return make


@pytest.fixture
def ann(mail_server: MailServer) -> Person:
    return mail_server.person(f"ann{uuid4().hex[:6]}")


def test_it_says_which_mailbox_it_reached(desk) -> None:
    said = desk().opened().probe()
    assert "INBOX (0)" in said
    assert said.endswith("are kept in Sent.")


def test_starttls_is_spoken_too(desk, mail_server: MailServer) -> None:
    plain_first = desk(imap=f"localhost:{mail_server.imap}", imap_security="starttls")
    assert "Reached localhost" in plain_first.opened().probe()


def test_a_wrong_password_is_the_operators_matter(desk) -> None:
    wrong = desk()
    wrong.password = "wrong"
    with pytest.raises(CredentialsRejected, match="password"):
        wrong.look()


def test_a_private_address_is_refused_unless_the_operator_allows_it(desk) -> None:
    fenced = desk()
    fenced.allow = frozenset()
    with pytest.raises(Misconfigured, match="private address"):
        fenced.look()


def test_a_certificate_that_nobody_vouches_for_is_refused(desk) -> None:
    with pytest.raises(TryLater, match="certificate"):
        desk(certificate=[]).look()


def test_a_folder_that_is_missing_is_named(desk) -> None:
    with pytest.raises(SourceGone):
        desk(folders=["Fragen"]).look()


def test_a_question_is_answered_once_in_its_thread_and_the_reaction_lies_in_it(desk, ann: Person) -> None:
    service = desk()
    asked = ann.write(service.person.address, "Lastenrad – wo?", "Wo bleibt mein Lastenrad?\n\n-- \nAnn\nTel. 030")
    question = service.until_heard("Lastenrad?")
    answer = service.answer(question, "Es kommt morgen.\n.\nGrüße – Ihr Velofjord", lang="de")
    first = service.opened().publish(answer)
    again = service.opened().publish(replace(answer, repeated=True))

    (standing,) = until(lambda: ann.search("HEADER", "In-Reply-To", asked), PATIENCE, "the answer is there")
    ann.answer(standing, "Danke, Nummer 42!")
    reaction = service.until_heard("Nummer 42")

    assert question.text == "Wo bleibt mein Lastenrad?"
    assert again.native_id == first.native_id
    assert (standing["References"], standing["Subject"]) == (asked, "Re: Lastenrad – wo?")
    assert standing["Auto-Submitted"] is None
    assert standing["From"] == f"Velofjord Kundendienst <{service.person.address}>"
    assert standing.get_content().splitlines() == ["Es kommt morgen.", ".", "Grüße – Ihr Velofjord"]
    assert (reaction.text, reaction.reply_to, reaction.thread) == (
        "Danke, Nummer 42!",
        f"email:{first.native_id}",
        question.id,
    )


def test_the_server_threads_the_answer_below_the_question(desk, ann: Person) -> None:
    service = desk()
    asked = ann.write(service.person.address, "Regenhaube", "Gibt es sie in Blau?")
    question = service.until_heard("in Blau")
    service.opened().publish(service.answer(question, "Ja."))
    until(lambda: ann.search("HEADER", "In-Reply-To", asked), PATIENCE, "the answer is there")
    copy = EmailMessage()
    copy["From"], copy["To"], copy["Message-ID"], copy["Subject"] = ann.address, ann.address, asked, "Regenhaube"
    ann.send(copy)  # mail programs keep what was sent beside what came
    until(lambda: len(ann.search("ALL")) == 2, PATIENCE, "both lie in one folder")
    assert ann.thread() == "(2 1)"


def test_what_was_sent_is_kept_among_what_was_sent_and_is_our_own_voice(desk, ann: Person) -> None:
    service = desk()
    ann.write(service.person.address, "Sattel", "Wie hoch?")
    question = service.until_heard("Wie hoch")
    service.look()
    published = service.opened().publish(service.answer(question, "Hüfthoch."))
    (copy,) = service.person.search("ALL", folder="Sent")
    (own,) = service.look()
    assert copy["Message-ID"] == f"<{published.native_id}>"
    assert service.person.flags("ALL", folder="Sent")[0].count("Draft") == 0
    assert (native(own), own.author.is_own, own.thread) == (published.native_id, True, question.id)


def test_looking_changes_nothing_in_the_mailbox(desk, ann: Person) -> None:
    service = desk()
    ann.write(service.person.address, "Klingel", "Sie klingelt nicht.")
    service.until_heard("klingelt")
    assert "Seen" not in service.person.flags("ALL")[0]


def test_what_is_safe_is_marked_as_read_where_that_is_wanted(desk, ann: Person) -> None:
    service = desk(mark_seen=True)
    ann.write(service.person.address, "Klingel", "Sie klingelt nicht.")
    service.until_heard("klingelt")
    assert "Seen" in service.person.flags("ALL")[0]


def test_many_mails_are_all_heard_once_within_small_budgets(desk, ann: Person) -> None:
    service = desk()
    service.look()
    for number in range(60):
        ann.write(service.person.address, f"Nummer {number}", f"Text {number}")
    until(lambda: len(service.person.search("ALL")) == 60, PATIENCE, "all are delivered")
    heard: list[str] = []
    for _ in range(30):
        heard += [one.text for one in service.look(Budget(items=7, requests=9))]
    assert sorted(heard) == sorted(f"Text {number}" for number in range(60))


def test_a_folder_made_anew_is_read_anew(desk, ann: Person) -> None:
    service = desk(folders=["Fragen"])
    with service.person.mailbox("INBOX") as box:
        box.create("Fragen")
    service.look()
    ann.write(service.person.address, "Eins", "das erste")
    until(lambda: service.person.search("ALL"), PATIENCE, "it is delivered")

    def filed() -> list[str]:
        with service.person.mailbox("INBOX") as box:
            box.uid("COPY", "1", "Fragen")
        return [one.text for one in service.look()]

    first = filed()
    with service.person.mailbox("INBOX") as box:
        box.delete("Fragen")
        box.create("Fragen")
    assert (first, filed()) == (["das erste"], ["das erste"])


def test_an_attachment_is_described_and_handed_out_from_the_mailbox(desk, ann: Person) -> None:
    service = desk()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ann.address, service.person.address, "Rechnung"
    mail["Message-ID"] = f"<{uuid4().hex}@customer.test>"
    mail.set_content("Im Anhang.")
    mail.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="octet-stream", filename="Rechnung März.pdf")
    mail.add_attachment(b"MZ\x90 program", maintype="image", subtype="png", filename="bild.png")
    ann.send(mail)
    heard = service.until_heard("Im Anhang")
    document, program = heard.attachments
    handed = service.opened().attachment(native(heard), document.number)
    assert (document.name, document.type, document.refused) == ("Rechnung März.pdf", "application/pdf", "")
    assert (handed.name, handed.body) == ("Rechnung März.pdf", b"%PDF-1.4 x")
    assert program.refused == "program"
    with pytest.raises(AccessDenied, match="program"):
        service.opened().attachment(native(heard), program.number)


def test_an_answer_that_nobody_receives_comes_back_to_its_thread(desk, ann: Person) -> None:
    service = desk()
    ann.write(service.person.address, "Wohin?", "Bitte anderswohin.", Reply_To=f"gone@{FOREIGN}")
    question = service.until_heard("anderswohin")
    sent = service.opened().publish(service.answer(question, "Dorthin."))
    notice = service.until_heard("failed · 5.")
    assert (notice.type, notice.reply_to, notice.thread) == (
        MentionType.NOTICE,
        f"email:{sent.native_id}",
        question.id,
    )


def test_an_absence_notice_is_no_mention(desk, ann: Person) -> None:
    service = desk()
    ann.write(
        service.person.address, "Automatische Antwort: Hallo", "Ich bin im Urlaub.", Auto_Submitted="auto-replied"
    )
    ann.write(service.person.address, "Danach", "Danach eine Frage?")
    until(lambda: len(service.person.search("ALL")) == 2, PATIENCE, "both are delivered")
    assert [one.text for one in service.look()] == ["Danach eine Frage?"]


def test_a_server_that_takes_no_mail_now_leaves_no_trace(desk, ann: Person, mail_server: MailServer) -> None:
    service = desk()
    ann.write(service.person.address, "Kette", "Sie ist ab.")
    question = service.until_heard("ist ab")
    answer = service.answer(question, "Bringen Sie sie vorbei.")
    with mail_server.switched_off(), pytest.raises(TryLater):
        service.opened().publish(answer)
    service.opened().publish(replace(answer, repeated=True))
    assert len(service.person.search("ALL", folder="Sent")) == 1


def test_a_process_that_died_in_the_moment_of_sending_leaves_a_look_to_a_person(desk, ann: Person) -> None:
    service = desk()
    ann.write(service.person.address, "Licht", "Es flackert.")
    question = service.until_heard("flackert")
    answer = service.answer(question, "Das Kabel prüfen.")
    copy = EmailMessage()
    copy["Message-ID"] = f"<{our_message_id(answer.key, service.person.address)}>"
    with service.person.mailbox("INBOX") as box:
        box.append("Sent", "(\\Draft)", "", copy.as_bytes())
    with pytest.raises(PublishUncertain, match="moment of sending"):
        service.opened().publish(replace(answer, repeated=True))


def test_a_stranger_cannot_write_into_the_headers_of_an_answer(desk, ann: Person) -> None:
    service = desk()
    asked = f"<{uuid4().hex}@customer.test>"
    subject = "=?utf-8?q?Hallo=0D=0ABcc:_victim@example.test?="
    told = f"From: {ann.address}\nTo: x\nSubject: {subject}\nMessage-ID: {asked}\n\nWo?\n"
    ann.deliver(told.encode(), service.person.address)
    question = service.until_heard("Wo?")
    service.opened().publish(service.answer(question, "Hier."))
    (standing,) = until(lambda: ann.search("HEADER", "In-Reply-To", asked), PATIENCE, "the answer is there")
    assert (standing["Bcc"], standing["Subject"]) == (None, "Re: Hallo Bcc: victim@example.test")
    assert DOMAIN in standing["From"]
