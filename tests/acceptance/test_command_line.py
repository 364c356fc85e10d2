"""The verbs as people and programs meet them: in processes of their own, beside a running server and without one."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.running import PASSWORD, Running, environment, free_port, resonanz, until
from tests.making import NOON

pytestmark = pytest.mark.slow


def write(file: Path, count: int, *, first: int = 0, text: str = "Where is parcel {}?") -> Path:
    """Write an import of so many mentions."""
    records = (
        {
            "channel": "mastodon",
            "native_id": str(number),
            "text": text.format(number),
            "published_at": NOON.isoformat(),
            "author": {"handle": "ada" if number % 2 else "bob"},
        }
        for number in range(first, first + count)
    )
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return file


def listed(out: str) -> set[str]:
    """Return the ids in JSON Lines."""
    return {json.loads(line)["id"] for line in out.splitlines()}


def ids(*numbers: int) -> set[str]:
    """Return the ids of imported mentions."""
    return {f"mastodon:{number}" for number in numbers}


def started(home: Path, *args: str, **settings: object) -> subprocess.Popen[str]:
    """Start a verb that goes on."""
    command = [sys.executable, "-m", "resonanz", *args]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.Popen(command, env=environment(home, **settings), text=True, **streams)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give a server that runs."""
    with Running(tmp_path_factory.mktemp("served") / "home") as server:
        yield server


@pytest.fixture(scope="module")
def told(running: Running) -> Running:
    """Give a server that was told ten things, by the command line."""
    said = running.verb("import", str(write(running.home.parent / "said.jsonl", 10)), "--source", "market")
    assert (said.returncode, said.stdout) == (0, "imported 10, known already 0, rejected 0\n")
    return running


def test_a_search_asks_the_running_server(told: Running) -> None:
    said = told.verb("search", "parcel", "--format", "jsonl")

    assert listed(said.stdout) == ids(*range(10))


def test_importing_again_beside_the_server_changes_nothing(told: Running) -> None:
    said = told.verb("import", str(told.home.parent / "said.jsonl"), "--source", "market")

    assert said.stdout == "imported 0, known already 10, rejected 0\n"


def test_an_export_beside_the_server_is_whole(told: Running) -> None:
    assert listed(told.verb("export").stdout) >= ids(*range(10))


def test_the_list_of_sources_is_that_of_the_server(told: Running) -> None:
    assert told.verb("sources", "list").stdout.startswith("market ")


def test_the_doctor_finds_the_server_running(told: Running) -> None:
    told.home.chmod(0o700)

    said = told.verb("doctor", "--offline")

    assert (said.returncode, "It is running." in said.stdout) == (0, True), said.stdout


def test_what_comes_in_is_heard_in_a_pipe(told: Running, tmp_path: Path) -> None:
    with started(told.home, "listen", "--query", "shoe*") as listening:
        assert listening.stdout is not None
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(iter(listening.stdout.readline, "")), daemon=True)
        reader.start()
        number = 100
        try:
            while not lines and number < 130:
                told.verb("import", str(write(tmp_path / "new.jsonl", 1, first=number, text="My shoes, number {}")))
                told.verb("import", str(write(tmp_path / "new.jsonl", 1, first=number + 500, text="Nothing {}")))
                number += 1
        finally:
            listening.send_signal(signal.SIGINT)
            status = listening.wait(20)
            reader.join(10)

    assert listed("".join(lines)) <= ids(*range(100, number))
    assert lines
    assert (status, listening.stderr.closed) == (130, True)


def test_a_pipe_whose_reader_left_ends_the_listening(told: Running) -> None:
    shell = f"{sys.executable} -m resonanz listen --all | head -1; echo ${{PIPESTATUS[0]}}"
    env = environment(told.home)

    said = subprocess.run(["bash", "-c", shell], env=env, capture_output=True, text=True, timeout=60, check=False)

    line, status = said.stdout.splitlines()
    assert json.loads(line)["channel"] == "mastodon"
    assert (status, said.stderr) == ("0", "")


def test_a_search_whose_reader_left_ends_without_a_word(told: Running) -> None:
    shell = f"{sys.executable} -m resonanz search parcel --format jsonl --limit 0 | true; echo ${{PIPESTATUS[0]}}"

    said = subprocess.run(
        ["bash", "-c", shell], env=environment(told.home), capture_output=True, text=True, timeout=60, check=False
    )

    assert (said.stdout, said.stderr) == ("0\n", "")


def test_a_second_run_on_the_same_home_is_refused(told: Running) -> None:
    said = resonanz(told.home, "run", port=free_port())

    assert (said.returncode, said.stdout) == (2, "")
    assert "running already on this home directory" in said.stderr


def test_a_backup_of_the_running_system_answers_as_it_did(told: Running, tmp_path: Path) -> None:
    before = told.verb("search", "parcel", "--format", "jsonl", "--limit", "0").stdout

    made = told.verb("backup", str(tmp_path / "copy"))
    restored = resonanz(tmp_path / "home", "restore", str(tmp_path / "copy"))

    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
    assert resonanz(tmp_path / "home", "search", "parcel", "--format", "jsonl", "--limit", "0").stdout == before
    assert resonanz(tmp_path / "home", "sources", "list").stdout == told.verb("sources", "list").stdout
    assert (tmp_path / "home" / "secret.key").read_bytes() == (told.home / "secret.key").read_bytes()


def test_erasing_beside_the_server_reaches_its_answers(told: Running, tmp_path: Path) -> None:
    told.verb("import", str(write(tmp_path / "said.jsonl", 2, first=900, text="Erase me {}")))

    said = told.verb("erase", "mastodon", "bob", "--yes")

    assert said.returncode == 0, said.stderr
    assert listed(told.verb("search", "erase", "--format", "jsonl").stdout) == ids(901)


def test_the_first_password_is_said_only_at_the_first_start(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    said = []
    for _ in range(2):
        with Running(home, port=port) as server:
            said.append(PASSWORD.findall(Path(server._out.name).read_text(encoding="utf-8")))

    assert [len(one) for one in said] == [1, 0]
    assert said[0][0][1] not in server.log()


def test_a_stop_before_it_is_ready_still_says_the_first_password(tmp_path: Path) -> None:
    with started(tmp_path / "home", "run", port=free_port()) as starting:
        until((tmp_path / "home" / "archive.sock").exists, 30, "the archive's owner listens")
        starting.terminate()
        out, _ = starting.communicate(timeout=40)

    assert len(PASSWORD.findall(out)) == 1


def test_a_port_that_is_taken_is_said_with_its_setting_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = resonanz(tmp_path / "home", "run", port=other.getsockname()[1])

    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("resonanz: RESONANZ_PORT: The pages cannot be served at 127.0.0.1 port ")
    assert not (tmp_path / "home" / "resonanz.sqlite3").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_everything_in_order_within_seconds(tmp_path: Path, number: signal.Signals) -> None:
    with Running(tmp_path / "home") as server:
        children = server.children()
        began = time.monotonic()
        server.process.send_signal(number)
        status = server.process.wait(30)

    assert (status, set(children)) == (0, {"engine", "worker", "serve"})
    assert time.monotonic() - began < 15
    assert not [name for name, child in children.items() if is_alive(child)]
    assert not (tmp_path / "home" / "archive.sock").exists()
    assert "Traceback" not in server.log()


def test_children_end_by_themselves_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    with Running(tmp_path / "home") as server:
        children = server.children()
        server.process.kill()
        server.process.wait(10)
        until(lambda: not any(is_alive(child) for child in children.values()), 15, "all children have ended")

    assert resonanz(tmp_path / "home", "search", "parcel").returncode == 0


def test_it_runs_again_at_once_after_its_supervisor_was_killed(tmp_path: Path) -> None:
    port = free_port()
    with Running(tmp_path / "home", port=port) as server:
        server.process.kill()
        server.process.wait(10)

        with Running(tmp_path / "home", port=port) as again:
            assert set(again.children()) == {"engine", "worker", "serve"}


@pytest.mark.parametrize("name", ["engine", "worker", "serve"])
def test_a_process_that_is_killed_comes_back(running: Running, name: str) -> None:
    before = running.children()[name]

    running.kill(name)

    until(lambda: running.children().get(name, before) != before, 30, f"{name} was started again")
    until(lambda: running.verb("doctor", "--offline").returncode in (0, 1), 30, "the server answers")
    until(lambda: "It is running." in running.verb("doctor", "--offline").stdout, 30, "the archive is served")


def is_alive(number: int) -> bool:
    """Tell whether a process runs (a dead one that nobody asked about does not)."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_every_verb_works_on_a_home_that_was_never_run(tmp_path: Path) -> None:
    home = tmp_path / "home"

    assert resonanz(home, "sources", "list").returncode == 0
    assert resonanz(home, "import", str(write(tmp_path / "said.jsonl", 3))).returncode == 0
    assert listed(resonanz(home, "search", "parcel", "--format", "jsonl").stdout) == ids(0, 1, 2)
    assert resonanz(home, "doctor", "--offline").returncode == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_verbs_that_begin_together_on_a_new_home_all_work(tmp_path: Path) -> None:
    both = [
        started(tmp_path / "home", "import", str(write(tmp_path / f"{first}.jsonl", 5, first=first)))
        for first in (0, 100)
    ]
    for one in both:
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err

    found = listed(resonanz(tmp_path / "home", "export").stdout)
    assert found == ids(*range(5), *range(100, 105))


def test_listening_without_a_server_listens_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    resonanz(home, "import", str(write(tmp_path / "said.jsonl", 2)))

    with started(home, "listen", "--all") as listening:
        assert listening.stdout is not None
        seen = {json.loads(listening.stdout.readline())["id"] for _ in range(2)}
        listening.send_signal(signal.SIGINT)
        status = listening.wait(30)

    assert (seen, status) == (ids(0, 1), 130)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of three mentions."""
    place = tmp_path_factory.mktemp("backup")
    resonanz(place / "home", "import", str(write(place / "said.jsonl", 3)))
    made = resonanz(place / "home", "backup", str(place / "copy"))
    assert (made.returncode, made.stdout.startswith("3 mentions")) == (0, True), made.stderr
    return place / "copy"


def test_a_backup_is_for_its_owner_alone(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700


def test_a_backup_lists_every_file_of_it(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    there = {str(one.relative_to(copy)) for one in copy.rglob("*") if one.is_file()}

    assert set(manifest["sha256"]) == there - {"manifest.json"}
    assert {name.partition("/")[0] for name in there} == {"manifest.json", "resonanz.sqlite3", "secret.key", "archive"}
    assert manifest["mentions"] == 3


def test_a_backup_into_a_directory_that_is_used_is_refused(copy: Path) -> None:
    said = resonanz(copy.parent / "home", "backup", str(copy))

    assert (said.returncode, "The directory is not empty." in said.stderr) == (2, True)


def test_a_restore_into_a_used_home_is_refused_and_changes_nothing(copy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    resonanz(home, "import", str(write(tmp_path / "said.jsonl", 1, first=7)))

    said = resonanz(home, "restore", str(copy))

    assert (said.returncode, "There is an installation already." in said.stderr) == (2, True)
    assert listed(resonanz(home, "export").stdout) == ids(7)


@pytest.mark.parametrize("name", ["resonanz.sqlite3", "secret.key", "archive/archive.1.duckdb", "archive/current"])
@pytest.mark.parametrize("change", ["missing", "changed"])
def test_a_backup_that_was_changed_is_refused_and_nothing_is_restored(
    copy: Path, tmp_path: Path, name: str, change: str
) -> None:
    spoiled = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(copy), str(spoiled)], check=True)
    if change == "missing":
        (spoiled / name).unlink()
    else:
        with (spoiled / name).open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\x07")

    said = resonanz(tmp_path / "home", "restore", str(spoiled))

    assert (said.returncode, f"resonanz: {name}: " in said.stderr) == (2, True), said.stderr
    assert not (tmp_path / "home" / "resonanz.sqlite3").exists()
    assert not (tmp_path / "home" / "archive").exists()


def test_a_directory_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    said = resonanz(tmp_path / "home", "restore", str(tmp_path))

    assert (said.returncode, "This is no finished backup." in said.stderr) == (2, True)


def test_a_setting_that_is_wrong_is_one_line(tmp_path: Path) -> None:
    said = resonanz(tmp_path / "home", "search", "parcel", port="many")

    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert said.stderr.startswith("resonanz: RESONANZ_PORT: ")
