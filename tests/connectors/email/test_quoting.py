"""What somebody wrote themselves, out of mails as the usual programs make them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connectors.email.quoting import own_words, own_words_of_page
from tests.connectors.wire import captured

OWN = "Danke, das hilft."


@pytest.mark.parametrize(
    "quoted",
    [
        "Am 12.03.26 um 10:11 schrieb Velofjord:\n> Ihr Rad ist da.",
        "Am Do., 12. März 2026 um 10:11 Uhr schrieb Velofjord <\nservice@velofjord.example>:\n\n> Ihr Rad ist da.",
        "Am 12. März 2026 um 10:11 schrieb Velofjord <s@v.example>:\nIhr Rad ist da.",
        "Velofjord schrieb am 12.03.2026 10:11:\nIhr Rad ist da.",
        "On Thu, Mar 12, 2026 at 10:11 AM Velofjord <s@v.example> wrote:\n> Your bike is here.",
        "On 12 Mar 2026, at 10:11, Velofjord\n<s@v.example> wrote:\n\nYour bike is here.",
        "-----Original Message-----\nFrom: Velofjord\nSent: Thursday\nTo: Ann\nSubject: Bike\n\nIt is here.",
        "-----Ursprüngliche Nachricht-----\nVon: Velofjord\nGesendet: Donnerstag\nAn: Ann\nBetreff: Rad\n\nDa.",
        "____________________\nVon: Velofjord <s@v.example>\nGesendet: Donnerstag\nAn: Ann\nBetreff: Rad\n\nDa.",
        "Von: Velofjord <s@v.example>\nGesendet: Donnerstag, 12. März 2026 10:11\nAn: Ann\nBetreff: Rad\n\nDa.",
        "From: Velofjord <s@v.example>\nDate: Thursday\nTo: Ann\nSubject: Bike\n\nIt is here.",
        "*Von:* Velofjord <s@v.example>\n*Gesendet:* Donnerstag\n*An:* Ann\n*Betreff:* Rad\n\nDa.",
    ],
)
def test_what_is_quoted_is_cut(quoted: str) -> None:
    assert own_words(f"{OWN}\n\n{quoted}") == OWN


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Klein\nTel. 030",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for iOS",
        "Outlook für Android herunterladen",
        "Diese E-Mail enthält vertrauliche Informationen.\nWenn Sie nicht der Empfänger sind …",
        "This email and any attachments are confidential.",
    ],
)
def test_a_signature_is_cut(signature: str) -> None:
    assert own_words(f"{OWN}\n\n{signature}") == OWN


@pytest.mark.parametrize(
    "said",
    [
        "Am Montag schrieb ich Ihnen schon einmal:\nDas Rad quietscht.",
        "Gestern schrieb mir Ihr Kollege, das Rad sei da.",
        "Sent from my desk, which is easier than my phone.",
        "From: here to there it is far.\nI mean it.",
        "2 -- 3 Tage\nwären gut.",
        "Von: Berlin\nNach: Hamburg\nWann fährt das Lastenrad?",
    ],
)
def test_ordinary_words_stay(said: str) -> None:
    assert own_words(said) == said


def test_words_between_and_below_quoted_lines_stay() -> None:
    said = "Am 1.3.2026 um 10:11 schrieb V <s@v.example>:\n> Größe?\n\nGröße M.\n\n> Farbe?\n\nBlau."
    assert own_words(said) == "Größe M.\n\nBlau."


def test_a_mail_passed_on_stays_whole() -> None:
    said = "Bitte lesen.\n\nVon: Ina <i@c.example>\nGesendet: Sonntag\nAn: Hans\nBetreff: Bremse\n\nSie quietscht."
    assert own_words(said, subject="WG: Bremse") == said


def test_a_forwarded_head_without_words_above_it_stays() -> None:
    said = "---------- Forwarded message ---------\nFrom: Ina\nDate: Sunday\nSubject: Brake\nTo: Hans\n\nIt squeaks."
    assert own_words(said) == said


def test_nothing_but_a_quotation_is_kept_rather_than_nothing() -> None:
    assert own_words("> Größe?\n> Farbe?") == "> Größe?\n> Farbe?"


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote">Am 1.3.2026 schrieb V:<blockquote class="gmail_quote">Da.</blockquote></div>',
        '<div class="moz-cite-prefix">Am 01.03.26 um 10:11 schrieb V:</div><blockquote type="cite">Da.</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Von: V<br>Betreff: Rad</div><div>Da.</div>',
        '<br><blockquote type="cite"><div>Am 01.03.2026 um 10:11 schrieb V &lt;s@v.example&gt;:</div>Da.</blockquote>',
        '<div class="gmail_signature">Ann<br>Tel. 030</div>',
    ],
)
def test_what_mail_programs_put_below_a_page_is_cut(quoted: str) -> None:
    assert own_words_of_page(f"<div>{OWN}</div>{quoted}")[0] == OWN


def test_words_after_a_cited_block_stay() -> None:
    page = f'<blockquote type="cite">Größe?</blockquote><p>{OWN}</p>'
    assert own_words_of_page(page)[0] == OWN


def test_an_ordinary_blockquote_stays() -> None:
    assert own_words_of_page("<p>Sie schreiben:</p><blockquote>in drei Tagen</blockquote>")[0].endswith("in drei Tagen")


@given(st.text(max_size=300))
def test_it_never_fails_and_never_invents(said: str) -> None:
    kept = own_words(said)
    assert bool(kept) == bool(said.strip()) or any("\ue000" <= sign <= "\ue003" for sign in said)
    assert set(kept) <= set(said)


@pytest.mark.parametrize("name", ["email_1_4", "email_1_6", "email_2_1", "email_2_2", "email_gmail", "multi_header"])
def test_captured_replies_keep_their_first_words_and_no_quotation(name: str) -> None:
    told = Path(captured("email_reply_mail-parser-reply"), f"{name}.txt").read_text()
    kept = own_words(told)
    assert told.strip().startswith(kept.split("\n")[0])
    assert len(kept) < 80


def test_captured_forwards_of_every_program_are_kept_whole() -> None:
    for path in sorted(captured("email_forward_crisp").glob("*_body*.txt")):
        told = path.read_text(errors="replace")
        assert "Aenean quis diam urna" not in told or "Aenean quis diam urna" in own_words(told, subject="Fwd: x"), path
