"""Requests that come in: believed by their signature alone, taken in once, refused in words that help the sender."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from django.core.cache import cache
from django.test import Client

from resonanz.app.hooks import hook_name
from resonanz.connect.signing import new_secret, signed_headers, verified
from resonanz.connectors.webhook import CONNECTOR
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.source import Source
from resonanz.store.relational import models
from resonanz.store.relational.editing import sources as editing
from tests.web.company import NOW

SECRET, NEXT = new_secret(b"a secret that only two may know."), new_secret(b"the secret that comes after it..")
QUESTION = {"native_id": "71", "text": "Where do I park?", "published_at": "2026-11-20T10:00:00Z"}


class Sender:
    """Be the other system, with a source of ours that believes it."""

    def __init__(self, house, **settings: str) -> None:
        self.house = house
        wanted = Source(id=SourceId(0), name="Forum", connector="webhook", settings={"channel": "forum", **settings})
        self.source = editing.create_source(SYSTEM, wanted, NOW)
        editing.write_secrets(SYSTEM, house.secrets, self.source.id, {"secret": SECRET}, NOW)
        self.path = f"/hooks/{hook_name(house.settings.secret_key, self.source.id)}"
        self.client = Client(enforce_csrf_checks=True)

    def send(self, told: object, *, id_: str = "m1", secret: str = SECRET, at=NOW, body: bytes | None = None):
        sent = json.dumps(told).encode() if body is None else body
        headers = signed_headers([secret], id_, at, sent)
        return self.client.post(self.path, sent, content_type="application/json", headers=headers)

    def texts(self) -> list[str]:
        return [one.mention.text for one in self.house.archive.following(0) if one.mention.source == "Forum"]


@pytest.fixture
def sender(house, monkeypatch) -> Sender:
    house.__dict__["connectors"] = MappingProxyType({**house.connectors, "webhook": CONNECTOR})
    return Sender(house)


def test_a_signed_mention_is_taken_in(sender):
    answer = sender.send(QUESTION)
    assert (answer.status_code, answer.json()) == (200, {"imported": 1, "known": 0, "removed": 0, "rejected": []})
    assert sender.texts() == ["Where do I park?"]


def test_it_is_counted_at_its_source(sender):
    sender.send([QUESTION, {"native_id": "72"}])
    assert list(models.SourceHour.objects.values_list("source_id", "new")) == [(sender.source.id, 1)]


def test_a_request_that_is_repeated_changes_nothing(sender):
    sender.send(QUESTION)
    again = sender.send({**QUESTION, "text": "Something else"}, id_="m1")
    assert (again.status_code, again.json()) == (200, {"repeated": True})
    assert sender.texts() == ["Where do I park?"]


def test_the_same_mention_in_another_request_is_known(sender):
    sender.send(QUESTION)
    assert sender.send(QUESTION, id_="m2").json()["known"] == 1


def test_good_records_are_taken_in_beside_bad_ones(sender):
    answer = sender.send([{"native_id": "72"}, QUESTION]).json()
    assert answer["imported"] == 1
    assert [one["index"] for one in answer["rejected"]] == [0]
    assert "text" in answer["rejected"][0]["reason"]


def test_only_bad_records_are_refused_and_may_be_sent_again_under_the_same_id(sender):
    answer = sender.send({"native_id": "72"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert sender.send(QUESTION).json()["imported"] == 1


def test_what_was_taken_back_is_erased(sender):
    sender.send(QUESTION)
    assert sender.send({"id": "forum:71", "removed": True}, id_="m2").json()["removed"] == 1
    assert sender.house.archive.find([MentionId("forum:71")]) == {}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": NEXT}, 401),
        ({"at": NOW - timedelta(minutes=6)}, 401),
        ({"body": b"no JSON"}, 400),
        ({"body": b"\xff"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b" " * 1_000_001}, 413),
    ],
)
def test_what_cannot_be_taken_in_is_a_problem_in_words(sender, change, status):
    if change.get("body") == b"\xff":
        headers = {**signed_headers([SECRET], "m1", NOW, b""), "Content-Type": "application/json"}
        answer = sender.client.post(sender.path, b"\xff", content_type="application/json", headers=headers)
    else:
        answer = sender.send(QUESTION, **change)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["title"]
    assert SECRET not in answer.content.decode()
    assert sender.texts() == []


def test_an_unsigned_request_is_refused(sender):
    answer = sender.client.post(sender.path, QUESTION, content_type="application/json")
    assert answer.status_code == 401


def test_an_address_that_somebody_guessed_is_not_there(sender):
    assert sender.client.post("/hooks/abcdefgh", {}, content_type="application/json").status_code == 404


def test_the_address_of_a_source_that_is_no_webhook_is_not_there(house, company, sender):
    path = f"/hooks/{hook_name(house.settings.secret_key, company.source)}"
    assert sender.client.post(path, {}, content_type="application/json").status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_post_is_taken(sender, method):
    answer = getattr(sender.client, method)(sender.path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_paused_source_asks_to_be_sent_it_later(sender):
    editing.switch_source(SYSTEM, sender.source.id, NOW, on=False)
    answer = sender.send(QUESTION)
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")


def test_who_guesses_signatures_is_slowed_down(sender):
    statuses = [sender.send(QUESTION, secret=NEXT).status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]


def test_who_sends_without_end_is_slowed_down(sender):
    cache.set(f"hook:{sender.path.rpartition('/')[2]}:{int(NOW.timestamp()) // 60}", 120, 120)
    answer = sender.send(QUESTION)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_a_process_that_dies_before_it_remembers_is_sent_it_again_and_knows_it(sender, monkeypatch):
    inbox = sender.house.webhook_inbox
    with monkeypatch.context() as dying:
        dying.setattr(inbox, "remember", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sender.send(QUESTION)
    assert sender.send(QUESTION).json()["known"] == 1
    assert sender.texts() == ["Where do I park?"]


# --- the page of the source ------------------------------------------------------------------------------------------


def secret_on(page: str) -> str:
    found = re.search(r'id="secret">(whsec_[^<]+)<', page)
    return found[1] if found else ""


def test_a_new_secret_is_shown_once_and_both_are_believed_until_the_former_is_ended(sender, browse):
    admin = browse("admin", "en")
    path = f"/sources/{sender.source.id}/hook"
    made = admin.post(f"{path}/secret")
    secret = secret_on(made.content.decode())
    assert secret
    assert made["Cache-Control"] == "no-store"
    shown = admin.get(path).content.decode()
    assert secret not in shown
    assert SECRET not in shown
    assert sender.path in shown

    assert [sender.send(QUESTION, id_=one, secret=one).status_code for one in (SECRET, secret)] == [200, 200]
    admin.post(f"{path}/end")
    assert [sender.send(QUESTION, id_=f"{one}2", secret=one).status_code for one in (SECRET, secret)] == [401, 200]


def test_changing_one_secret_in_the_settings_keeps_the_others(sender, browse):
    given = {
        "name": "Forum",
        "interval": 1440,
        "channel": "forum",
        "answer_secret": NEXT,
        "answer_url": "",
        "secret": "",
    }
    assert browse("admin").post(f"/sources/{sender.source.id}/edit", given).status_code == 302
    assert sender.house.secrets.read(sender.source.id) == {"secret": SECRET, "answer_secret": NEXT}


def test_only_who_manages_sources_sees_the_address(sender, browse):
    assert browse("lena").get(f"/sources/{sender.source.id}/hook").status_code == 403


def test_a_source_that_is_no_webhook_has_no_such_page(company, browse):
    assert browse("admin").get(f"/sources/{company.source}/hook").status_code == 404


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("bash")), reason="needs openssl and bash")
def test_the_example_on_the_page_signs_what_we_believe(sender, browse, tmp_path):
    page = browse("admin", "en").get(f"/sources/{sender.source.id}/hook").content.decode()
    script = html.unescape(re.search(r'<pre id="example"[^>]*>(.*?)</pre>', page, re.DOTALL)[1])
    (tmp_path / "curl").write_text('#!/bin/bash\nprintf "%s\\n" "$@"\n')
    (tmp_path / "curl").chmod(0o755)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    said = ran.stdout.splitlines()
    headers = dict(said[at + 1].split(": ", 1) for at, one in enumerate(said) if one == "-H")
    body = said[said.index("-d") + 1].encode()
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert verified([SECRET], headers, body, now=at).id == headers["webhook-id"]
    assert sender.path in said[1]
    assert json.loads(body)["text"] == "Where do I park?"
