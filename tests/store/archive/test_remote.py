"""The archive over its owner's socket keeps every promise that an archive makes."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from resonanz.core.errors import InputRejected, NotFound, ResonanzError, StoreUnavailable
from resonanz.core.ids import MentionId
from resonanz.core.search import Filter
from resonanz.store.archive import ArchiveOwner, RemoteArchive, is_served, open_archive, open_embedded, wire
from resonanz.store.archive.embedded import EmbeddedArchive
from tests.store.contracts.archive import ArchiveContract
from tests.store.contracts.making import complete, heard, ids_of


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    archive = EmbeddedArchive(tmp_path / "archive")
    yield archive
    archive.close()


@pytest.fixture
def owner(embedded: EmbeddedArchive, tmp_path: Path) -> Iterator[ArchiveOwner]:
    owner = ArchiveOwner(embedded, tmp_path)
    owner.start()
    yield owner
    owner.stop()


@pytest.fixture
def remote(owner: ArchiveOwner, tmp_path: Path) -> Iterator[RemoteArchive]:
    archive = RemoteArchive(tmp_path)
    yield archive
    archive.close()


class TestRemoteArchive(ArchiveContract):
    @pytest.fixture
    def archive(self, remote: RemoteArchive) -> RemoteArchive:
        return remote


def test_the_socket_is_for_its_owner_alone(owner: ArchiveOwner, tmp_path: Path) -> None:
    mode = (tmp_path / "archive.sock").stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_nobody_at_the_socket_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Nobody answers"):
        RemoteArchive(tmp_path).head()


def test_an_owner_that_comes_back_is_found_again(embedded: EmbeddedArchive, tmp_path: Path) -> None:
    remote = RemoteArchive(tmp_path)
    for number in range(3):
        owner = ArchiveOwner(embedded, tmp_path)
        owner.start()
        assert remote.keep([heard(number)]).new == 1
        owner.stop()
    remote.close()


def test_a_socket_left_by_a_dead_owner_is_replaced(embedded: EmbeddedArchive, tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "archive.sock"))
    left.close()
    owner = ArchiveOwner(embedded, tmp_path)
    owner.start()
    assert is_served(tmp_path)
    owner.stop()


def test_a_home_with_a_long_path_is_served(tmp_path: Path) -> None:
    home = tmp_path / ("a" * 100) / ("b" * 100)
    archive = EmbeddedArchive(home / "archive")
    owner = ArchiveOwner(archive, home)
    owner.start()
    remote = RemoteArchive(home)
    assert remote.head() == 0
    remote.close()
    owner.stop()
    archive.close()


def test_many_threads_ask_at_once(remote: RemoteArchive) -> None:
    remote.keep([heard(number) for number in range(200)])
    wrong: list[object] = []

    def ask(first: int) -> None:
        for number in range(first, 200, 8):
            found = ids_of(remote.find([MentionId(f"mastodon:{number}")]).values())
            if found != [f"mastodon:{number}"]:
                wrong.append((number, found))

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_connection_with_a_stream_given_up_is_not_used_again(remote: RemoteArchive) -> None:
    remote.keep([heard(number) for number in range(50)])
    for _ in range(3):
        scan = remote.scan(Filter(), batch=1)
        assert len(next(scan)) == 1
        scan.close()  # type: ignore[attr-defined]
        assert remote.head() == 50


def test_a_query_is_refused_with_the_place_of_its_mistake(remote: RemoteArchive) -> None:
    from resonanz.query.language import QueryError  # noqa: PLC0415

    with pytest.raises(QueryError):
        remote.page(Filter(query="lampe AND (tisch"))


@pytest.mark.parametrize(
    "trouble",
    [
        InputRejected("wrong", place="here", remedy="Mend it."),
        NotFound("gone"),
        StoreUnavailable("full"),
        ResonanzError("other"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_errors_travel_whole(trouble: ResonanzError) -> None:
    with pytest.raises(type(trouble)) as raised:
        wire.read_response(wire.encode(wire.failed(trouble)))
    assert str(raised.value) == str(trouble)
    assert type(raised.value) is type(trouble)


def test_a_defect_ends_one_answer_alone(remote: RemoteArchive, embedded: EmbeddedArchive) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "_engine", None)
        with pytest.raises(ResonanzError, match="failed"):
            remote.forget([MentionId("mastodon:1")])
    assert remote.head() == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", wire.encode(["system", ["rm"]]), wire.encode(["head", ["too", "many"]]), wire.encode({"a": 1})],
    ids=["empty", "no MessagePack", "no method", "wrong arguments", "wrong shape"],
)
def test_what_is_not_declared_is_refused(body: bytes) -> None:
    with pytest.raises(InputRejected):
        wire.read_request(body)


def test_another_protocol_is_refused(owner: ArchiveOwner, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(tmp_path / "archive.sock"))
        wire.send(line, wire.Hello(7))
        assert wire.receive(line) == wire.encode(wire.Hello(wire.PROTOCOL))
        with pytest.raises(wire.Disconnected):
            wire.receive(line)


def test_an_asker_of_another_version_is_told(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    wire.send(theirs, wire.Hello(99))
    with ours, theirs, pytest.raises(StoreUnavailable, match="protocol 99"):
        wire.greet(ours)


def test_a_frame_that_is_cut_off_is_a_lost_connection() -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall(b"\x00\x00\x00\x09abc")
    theirs.close()
    with ours, pytest.raises(wire.Disconnected):
        wire.receive(ours)


def test_nothing_is_lost_on_the_way(remote: RemoteArchive, embedded: EmbeddedArchive) -> None:
    remote.keep([complete()])
    name = MentionId("mastodon:1")
    assert remote.find([name]) == embedded.find([name])


def test_opening_asks_the_owner_when_there_is_one(owner: ArchiveOwner, tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    assert isinstance(archive, RemoteArchive)
    archive.close()


def test_opening_becomes_the_owner_when_there_is_none(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    assert isinstance(archive, EmbeddedArchive)
    archive.close()


def test_an_archive_that_another_process_has_open_is_refused(embedded: EmbeddedArchive, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Another process"):
        open_embedded(tmp_path)


def test_half_a_character_is_refused_and_the_connection_lives(remote: RemoteArchive) -> None:
    with pytest.raises(InputRejected, match="half a character"):
        remote.keep([heard(1, text="\ud800")])
    assert remote.keep([heard(1)]).new == 1


def open_files() -> int:
    """Return how many files this process has open, 0 where the system does not tell."""
    there = Path("/proc/self/fd")
    return len(list(there.iterdir())) if there.exists() else 0


def test_open_files_do_not_grow(remote: RemoteArchive) -> None:
    remote.head()
    before = open_files()
    for _ in range(50):
        remote.head()
    assert open_files() <= before + 1
