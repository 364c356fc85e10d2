"""Settings: where they come from, and what is said about wrong ones."""
# ruff: noqa: TID251  the environment is what is tested

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from resonanz.app.config import Settings, read_secret_key, settings
from resonanz.core.errors import InputRejected

read = settings.__wrapped__


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home directory and working directory in which nothing is set."""
    for name in list(os.environ):
        if name.startswith("RESONANZ_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RESONANZ_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_any_setting_it_serves_this_machine_alone(place: Path) -> None:
    chosen = read()

    assert (chosen.address, chosen.https) == ("http://127.0.0.1:8400", False)


def test_a_file_in_the_home_directory_sets(place: Path) -> None:
    (place / "resonanz.toml").write_text('port = 9000\nlanguage = "en"\n')

    assert (read().port, read().language) == (9000, "en")


def test_a_later_place_wins(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "resonanz.toml").write_text('port = 1\nhost = "toml"\nlanguage = "en"\n')
    (place / ".env").write_text("RESONANZ_PORT=2\nRESONANZ_HOST=dotenv\n")
    monkeypatch.setenv("RESONANZ_PORT", "3")

    chosen = read()

    assert (chosen.port, chosen.host, chosen.language) == (3, "dotenv", "en")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "tcp://10.0.0.1:8400"),
        ("TIME_ZONE", "Europe/Bremen"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("LANGUAGE", "fr"),
        ("LOG_LEVEL", "loud"),
        ("RAW_RETENTION_DAYS", "0"),
        ("ARCHIVE_THREADS", "-1"),
        ("THREAD_INTERVAL", "nan?"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_it_should_be(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"RESONANZ_{name}", value)

    with pytest.raises(InputRejected) as said:
        read()

    assert said.value.place == f"RESONANZ_{name}"
    assert said.value.remedy == Settings.model_fields[name.lower()].description


@pytest.mark.parametrize(
    ("file", "content", "named", "remedy"),
    [
        ("resonanz.toml", "prot = 9000\n", "prot is no setting", "Do you mean port?"),
        ("resonanz.toml", 'colour = "blue"\n', "colour is no setting", "There are: "),
        ("resonanz.toml", "[server]\nport = 1\n", "server is no setting", "There are: "),
        (".env", "RESONANZ_LANGAUGE=en\n", "RESONANZ_LANGAUGE is no setting", "Do you mean RESONANZ_LANGUAGE?"),
        (".env", "RESONANZ_COLOUR=blue\n", "RESONANZ_COLOUR is no setting", "There are: "),
    ],
)
def test_a_name_in_a_file_that_is_no_setting_is_refused(
    place: Path, file: str, content: str, named: str, remedy: str
) -> None:
    (place / file).write_text(content)

    with pytest.raises(InputRejected) as said:
        read()

    assert named in str(said.value)
    assert remedy in said.value.remedy


def test_a_misspelt_name_in_the_environment_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESONANZ_PROT", "9000")

    with pytest.raises(InputRejected, match=r"RESONANZ_PROT is no setting\. Do you mean RESONANZ_PORT\?"):
        read()


@pytest.mark.parametrize("name", ["RESONANZ_SERVICE_HOST", "RESONANZ_PORT_8400_TCP", "RESONANZ_PORT_8400_TCP_ADDR"])
def test_what_a_platform_puts_beside_our_names_is_let_be(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "10.0.0.1")

    assert read().port == 8400


def test_names_of_others_in_a_shared_file_are_let_be(place: Path) -> None:
    (place / ".env").write_text("POSTGRES_PASSWORD=x\nRESONANZ_PORT=9000\n")

    assert read().port == 9000


@pytest.mark.parametrize("content", [b"port = = 1", b"port = \xff", b"\0"])
def test_a_file_that_cannot_be_read_is_named(place: Path, content: bytes) -> None:
    (place / "resonanz.toml").write_bytes(content)

    with pytest.raises(InputRejected) as said:
        read()

    assert said.value.place == str(place / "resonanz.toml")


def test_a_home_that_cannot_be_made_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "file").touch()
    monkeypatch.setenv("RESONANZ_HOME", str(place / "file" / "home"))

    with pytest.raises(InputRejected, match=r"RESONANZ_HOME: The home directory .* cannot be made"):
        read()


def test_a_home_is_made_for_its_owner_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESONANZ_HOME", str(place / "home"))

    assert stat.S_IMODE(read().home.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("host", "public", "address", "https"),
    [
        ("::1", "", "http://[::1]:8400", False),
        ("0.0.0.0", "https://resonanz.example/", "https://resonanz.example", True),
    ],
)
def test_the_address_is_the_one_people_open(
    place: Path, monkeypatch: pytest.MonkeyPatch, host: str, public: str, address: str, https: bool
) -> None:
    monkeypatch.setenv("RESONANZ_HOST", host)
    monkeypatch.setenv("RESONANZ_PUBLIC_URL", public)

    assert (read().address, read().https) == (address, https)


def test_the_secret_is_made_once_however_many_ask_at_once(tmp_path: Path) -> None:
    file, found, start = tmp_path / "new" / "secret.key", [], threading.Barrier(16)

    def ask() -> None:
        start.wait()
        found.append(read_secret_key(file))

    askers = [threading.Thread(target=ask) for _ in range(16)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert (len(found), len(set(found))) == (16, 1)
    assert list(file.parent.iterdir()) == [file]


def test_nobody_else_can_read_the_secret(tmp_path: Path) -> None:
    read_secret_key(tmp_path / "secret.key")

    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"half-a-k", b"\n"])
def test_a_damaged_secret_is_never_taken_for_a_new_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)

    with pytest.raises(InputRejected, match="from a backup"):
        read_secret_key(tmp_path / "secret.key")
    assert (tmp_path / "secret.key").read_bytes() == content
