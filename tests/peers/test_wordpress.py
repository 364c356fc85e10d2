"""The connector on a real WordPress site: nice links and plain ones, a folder, an editor and an author."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from resonanz.connect.contract import (
    Config,
    CredentialsRejected,
    Mention,
    Outgoing,
    PublishRefused,
    PublishUncertain,
    Removed,
)
from resonanz.connectors.wordpress import CONNECTOR
from resonanz.core.mention import MentionType
from tests.peers.conftest import alive
from tests.peers.servers.wordpress import SiteAccount, WordPressSite
from tests.peers.test_connectors import Ear, native

pytestmark = pytest.mark.peers

LISTEN = Callable[[SiteAccount | None], Ear]


@pytest.fixture(scope="module", params=["nice links", "plain links in a folder"])
def site(request: pytest.FixtureRequest, peer_logs: Path) -> Iterator[WordPressSite]:
    """A site in either manner of writing addresses."""
    plain = request.param != "nice links"
    yield from alive(WordPressSite(folder="/blog" if plain else "", plain=plain, logs=peer_logs))


@pytest.fixture
def listen(site: WordPressSite) -> Iterator[LISTEN]:
    """Open the site as an account, or as nobody."""
    opened: list[Ear] = []

    def make(account: SiteAccount | None) -> Ear:
        settings: dict[str, object] = {"site": site.base_url}
        secrets = {}
        if account is not None:
            settings["username"] = account.username
            secrets["application_password"] = account.application_password
        ear = Ear(CONNECTOR, Config(source="peers", settings=settings, secrets=secrets), allow=("127.0.0.1",))
        opened.append(ear)
        return ear

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def desk(listen: LISTEN, site: WordPressSite) -> Ear:
    """The site as an editor hears it."""
    return listen(site.company_account())


def answer(ear: Ear, mention: Mention, text: str, *, repeated: bool = False) -> str:
    reply = Outgoing(key="k1", reply_to=native(mention), text=text, repeated=repeated)
    return ear.opened().publish(reply).native_id


def rechecked(ear: Ear, mention: Mention) -> Mention | Removed:
    (found,) = ear.recheck(native(mention))
    return found


def test_a_visitors_comment_waits_is_approved_answered_and_answers_back(site: WordPressSite, desk: Ear) -> None:
    visitor = site.visitor()
    question = visitor.comment("Is the <b>new</b> bike heavier & why?")
    heard = desk.until_heard("heavier")
    assert (heard.type, heard.text) == (MentionType.MESSAGE, "Is the new bike heavier & why?")

    desk.opened().approve(native(heard))
    now = rechecked(desk, heard)
    assert isinstance(now, Mention)
    assert (now.type, now.title) == (MentionType.COMMENT, "Our new cargo bike")

    answer(desk, heard, 'It weighs 2x3 kg more -- "worth it" & <sturdy> :-)')
    (standing,) = visitor.thread(int(question.id))
    assert standing["author_name"] == "Desk of Velofjord"
    assert "<sturdy>" not in standing["content"]["rendered"]

    back = visitor.comment("Ah, thank you!", below=int(standing["id"]))
    reaction = desk.until_heard("Ah, thank you!")
    assert native(reaction).endswith(f"/{back.id}")
    assert [one.text[:6] for one in desk.thread(native(reaction))] == ["Is the", "It wei", "Ah, th"]
    assert {one.thread for one in desk.thread(native(reaction))} == {heard.id}


def test_sending_twice_stands_once(site: WordPressSite, desk: Ear) -> None:
    visitor = site.visitor()
    question = visitor.comment("Does it come in blue?")
    heard = desk.until_heard("in blue")
    desk.opened().approve(native(heard))
    first = answer(desk, heard, 'Yes: "sea" blue, from May...')
    assert answer(desk, heard, 'Yes: "sea" blue, from May...', repeated=True) == first
    assert answer(desk, heard, 'Yes: "sea" blue, from May...') == first
    assert len(visitor.thread(int(question.id))) == 1


def test_what_waits_is_not_answered_before_it_is_approved(site: WordPressSite, desk: Ear) -> None:
    site.visitor().comment("Where is your shop in Kiel?")
    heard = desk.until_heard("in Kiel")
    with pytest.raises(PublishRefused, match="Approve it first"):
        answer(desk, heard, "At the harbour.")


def test_what_is_hidden_is_read_by_nobody_and_known_here(site: WordPressSite, desk: Ear) -> None:
    visitor = site.visitor()
    visitor.comment("Worst brakes ever made.")
    heard = desk.until_heard("Worst brakes")
    for _ in range(2):
        desk.opened().approve(native(heard))
    assert "Worst brakes" in visitor.reads()

    for _ in range(2):
        desk.opened().hide(native(heard))
    assert "Worst brakes" not in visitor.reads()
    now = rechecked(desk, heard)
    assert isinstance(now, Mention)
    assert now.type is MentionType.MESSAGE


@pytest.mark.parametrize("status", ["spam", "trash"])
def test_spam_and_what_was_thrown_away_is_forgotten(site: WordPressSite, desk: Ear, status: str) -> None:
    comment = site.visitor().comment(f"Cheap watches, {status}.")
    heard = desk.until_heard(f"watches, {status}")
    site.change(int(comment.id), status=status)
    assert isinstance(rechecked(desk, heard), Removed)


def test_an_edit_is_read_again(site: WordPressSite, desk: Ear) -> None:
    comment = site.visitor().comment("It costs 500.")
    desk.until_heard("costs 500")
    site.change(int(comment.id), content="It costs 700.")
    assert desk.until_heard("costs 700").id.endswith(f"/{comment.id}")


def test_the_public_is_heard_without_an_account(site: WordPressSite, listen: LISTEN) -> None:
    comment = site.visitor().comment("Can everybody read this?")
    public = listen(None)
    assert not [one for one in public.look() if "everybody" in one.text]
    site.change(int(comment.id), status="approved")
    heard = public.until_heard("everybody read")
    assert heard.type is MentionType.COMMENT
    site.change(int(comment.id), status="hold")
    assert isinstance(rechecked(public, heard), Removed)


def test_a_wrong_password_is_said(site: WordPressSite, listen: LISTEN) -> None:
    ear = listen(SiteAccount(site.base_url, "desk", "wrong"))
    with pytest.raises(CredentialsRejected, match="application password"):
        ear.look()


def test_an_author_hears_the_public_and_is_told_that_the_answer_waits(site: WordPressSite, listen: LISTEN) -> None:
    comment = site.visitor().comment("Is there a warranty?")
    site.change(int(comment.id), status="approved")
    writer = listen(site.company_account("writer"))
    assert "may not moderate" in writer.opened().probe()
    heard = writer.until_heard("warranty")
    with pytest.raises(PublishUncertain, match="waits for approval"):
        answer(writer, heard, "Ten years on the frame.")
