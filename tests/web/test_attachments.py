"""Files of strangers: described where they hang, handed over to be saved and never shown."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

import pytest

from resonanz.core.errors import SourceGone
from resonanz.core.mention import Attachment
from tests.web.company import hear, mention_id

FILES = (
    Attachment(number=1, name='Rechnung "März".pdf', type="application/pdf", size=2_048),
    Attachment(number=2, name="bild.png", type="application/x-msdownload", size=9, refused="program"),
)


class Mailbox:
    """Hand out one file."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.gone = False

    def limit(self, mention):
        return 500

    def attachment(self, mention, number):
        self.asked.append(number)
        if self.gone:
            raise SourceGone("The mail with this attachment is no longer in the mailbox.")
        return FILES[0].name, FILES[0].type, b"<script>alert(1)</script>"


@pytest.fixture
def mailbox(company) -> Mailbox:
    """A mailbox behind the first mention, on which two files hang."""
    made = Mailbox()
    company.house.__dict__["channels"] = made
    first = company.house.archive.find([mention_id(1)])[mention_id(1)]
    hear(company, [replace(first, mention=replace(first.mention, attachments=FILES, revision=1))])
    return made


def test_a_file_is_handed_over_to_be_saved(mailbox, admin):
    answer = admin.get("/attachments/1", {"id": mention_id(1)})
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22.pdf"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_was_refused_is_not_even_asked_for(mailbox, admin):
    assert (admin.get("/attachments/2", {"id": mention_id(1)}).status_code, mailbox.asked) == (404, [])


def test_nobody_gets_a_file_without_signing_in(mailbox, browse):
    assert browse(None).get("/attachments/1", {"id": mention_id(1)}).status_code == 302


def test_a_mention_shows_what_hangs_on_it_and_why_it_is_not_offered(mailbox, browse):
    page = browse("admin", "de").get("/mention", {"id": mention_id(1)}).content.decode()
    assert f"/attachments/1?id={quote_plus(mention_id(1))}" in page
    assert "nicht angeboten: Programm oder Skript" in page
    assert "/attachments/2?" not in page


def test_a_mail_that_is_gone_is_said_to_be_gone(mailbox, admin):
    mailbox.gone = True
    answer = admin.get("/attachments/1", {"id": mention_id(1)})
    assert answer.status_code >= 400
    assert "no longer in the mailbox" in answer.content.decode()
