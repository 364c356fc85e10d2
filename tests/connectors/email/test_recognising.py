"""Machines, files and addresses: what is recognised, and what is left in peace."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connect.contract import Config, Misconfigured
from resonanz.connectors.email.attachments import judged
from resonanz.connectors.email.automatic import machine_of
from resonanz.connectors.email.compose import subject_of
from resonanz.connectors.email.ids import is_ours, message_ids, our_message_id
from resonanz.connectors.email.parts import payload_of
from resonanz.connectors.email.settings import read_wishes
from resonanz.connectors.email.wording import decoded, header_text
from tests.connectors.email.fake_server import PASSWORD, SETTINGS


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"from": "MAILER-DAEMON@mx.example", "subject": "Undelivered Mail Returned to Sender"}, "bounce"),
        ({"return-path": "<>", "subject": "Unzustellbar: Re: Rad"}, "bounce"),
        ({"x-failed-recipients": "gone@x.example"}, "bounce"),
        ({"auto-submitted": "auto-replied; owner-email=x", "subject": "Rad"}, "auto_reply"),
        ({"x-autoreply": "yes"}, "auto_reply"),
        ({"precedence": "auto_reply"}, "auto_reply"),
        ({"subject": "Automatische Antwort: Re: Rad"}, "auto_reply"),
        ({"subject": "Abwesenheitsnotiz"}, "auto_reply"),
        ({"subject": "Out of Office: Bike"}, "auto_reply"),
        ({"list-id": "<news.example>"}, "bulk"),
        ({"precedence": "bulk"}, "bulk"),
        ({"x-spam-flag": "YES"}, "spam"),
        ({"subject": "Abwesenheit meines Nachbarn, Paket?"}, None),
        ({"subject": "Ich war abwesend, wo ist mein Rad?"}, None),
        ({"subject": "Unzustellbar? Mein Paket kam zurück", "from": "ann@x.example"}, None),
        ({"auto-submitted": "no", "precedence": "normal"}, None),
    ],
)
def test_machines_are_told_from_people(headers: dict[str, str], kind: str | None) -> None:
    assert machine_of(headers, reported=False, lists=False) == kind


def test_mails_of_a_list_are_people_where_that_is_wanted() -> None:
    assert machine_of({"list-id": "<service.example>"}, reported=False, lists=True) is None


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "type_", "refused"),
    [
        ("rechnung.pdf", b"%PDF-1.7", "application/pdf", ""),
        ("rechnung.pdf", b"MZ\x90\x00", "application/x-msdownload", "program"),
        ("rechnung.pdf.exe", b"hello", "text/plain", "program"),
        ("brief.docx", archive("word/document.xml"), DOCX, ""),
        ("brief.docx", archive("word/document.xml", "word/vbaProject.bin"), DOCX, "macros"),
        ("fotos.zip", archive("a.jpg", "b/setup.EXE"), "application/zip", "program"),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
         "application/x-ole-storage", "macros"),
        ("bild.jpg", b"  <SVG onload=alert(1)>", "text/html", "page"),
        ("bild.svg", b"x", "text/plain", "page"),
        ("notiz.txt", "Grüße".encode("latin-1"), "text/plain", ""),
        ("", b"", "text/plain", "empty"),
        ("gross.pdf", b"%PDF-" + b"x" * 20_000_001, "application/pdf", "too_large"),
    ],
)  # fmt: skip
def test_a_file_is_judged_by_its_bytes_and_its_name(name: str, body: bytes, type_: str, refused: str) -> None:
    found = judged(name, body)
    assert (found.type, found.refused) == (type_, refused)


@given(st.text(max_size=40), st.binary(max_size=200))
def test_any_file_gets_a_verdict(name: str, body: bytes) -> None:
    assert judged(name, body).type


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_apart(mail: bytes) -> None:
    assert payload_of(mail, folder="INBOX", uid=1, received="", sent=False, cut=False)


def test_a_mail_nested_without_end_is_taken_apart() -> None:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000))
    assert payload_of(head.encode(), folder="INBOX", uid=1, received="", sent=False, cut=False)


@pytest.mark.parametrize(
    ("said", "charset", "text"),
    [
        ("Größe".encode(), "utf-8", "Größe"),
        ("Größe".encode("latin-1"), "utf-8", "Größe"),
        ("Größe".encode("cp1252"), "x-unknown", "Größe"),
        (b"abc", "unicode_escape", "abc"),
        (b"\\u0041", "unicode_escape", "\\u0041"),
        ("Größe".encode("utf-16"), "utf-16", "Größe"),
    ],
)
def test_a_charset_is_believed_as_far_as_it_holds(said: bytes, charset: str, text: str) -> None:
    assert decoded(said, charset) == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("=?utf-8?q?Gr=C3=B6=C3=9Fe?=", "Größe"),
        ("=?utf-8?B?R3LDtsOfZQ==?= =?utf-8?q?_M?=", "Größe M"),
        ("=?unknown?q?Gr=F6=DFe?=", "Größe"),
        ("=?utf-8?b?%%%?=", "=?utf-8?b?%%%?="),
        ("a =?utf-8?q?=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_headers_are_read_as_people_read_them(said: str, text: str) -> None:
    assert header_text(said) == text


@pytest.mark.parametrize("said", ["Rad", "Re: Rad", "AW: Rad", "RE: AW: Antw: Re[2]: Rad", "  re :Rad"])
def test_an_answer_says_re_once(said: str) -> None:
    assert subject_of(said) == "Re: Rad"


def test_the_id_of_an_answer_is_the_same_for_its_key_and_known_as_ours() -> None:
    made = our_message_id("one", "service@Velofjord.example")
    assert (made, is_ours(made)) == (our_message_id("one", "service@Velofjord.example"), True)
    assert not is_ours("one@velofjord.example")


def test_ids_are_found_among_whatever_stands_around_them() -> None:
    assert message_ids("<a@x>\t<b@y> (comment) <a@x> c@z") == ["a@x", "b@y"]
    assert message_ids("bare@x.example") == ["bare@x.example"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("address", "service", "e-mail address"),
        ("address", "a@b\r\nBcc: c@d", "e-mail address"),
        ("imap", "", "IMAP"),
        ("imap", "imap.example/../x", "no host name"),
        ("imap", "imap.example:99999", "no host name"),
        ("smtp_security", "none", "encryption for SMTP"),
        ("days", "-1", "whole number"),
    ],
)
def test_settings_that_cannot_work_are_named(name: str, value: str, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        read_wishes(Config(source="post", settings={**SETTINGS, name: value}, secrets={"password": PASSWORD}))


def test_the_password_does_not_show_when_the_settings_are_printed() -> None:
    assert PASSWORD not in repr(read_wishes(Config(source="p", settings=SETTINGS, secrets={"password": PASSWORD})))
