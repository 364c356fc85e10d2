"""No connection goes to a private address, however it is written and whatever its name resolves to."""

from __future__ import annotations

import httpcore2
import httpx2
import pytest

from resonanz.connect.contract import Misconfigured, TryLater
from resonanz.connect.guard import Guard, GuardedBackend, is_public

PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.1",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "not an address", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


class Dialled(httpcore2.NetworkBackend):
    """Note where a connection would go; refuse the addresses told."""

    def __init__(self, *refused: str) -> None:
        self.addresses: list[str] = []
        self.refused = refused

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # type: ignore[no-untyped-def]
        self.addresses.append(host)
        if host in self.refused:
            raise httpcore2.ConnectError("refused")
        return httpcore2.MockStream([])


def connect(*addresses: str, allow: frozenset[str] = frozenset(), refused: tuple[str, ...] = ()) -> list[str]:
    plain = Dialled(*refused)
    backend = GuardedBackend(Guard(allow, lambda host, port: addresses), plain)
    backend.connect_tcp("name.example", 8080)
    return plain.addresses


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE[:-2])
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(Misconfigured, match="private address"):
        connect(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Misconfigured):
        connect("8.8.8.8", "10.0.0.1")


def test_the_connection_goes_to_the_address_that_was_tested() -> None:
    assert connect("8.8.8.8") == ["8.8.8.8"]


def test_a_name_is_resolved_once_for_a_connection() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    plain = Dialled()
    GuardedBackend(Guard(frozenset(), lambda host, port: next(answers)), plain).connect_tcp("rebound.example", 80)
    assert plain.addresses == ["8.8.8.8"]


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    assert connect("8.8.8.8", "1.1.1.1", refused=("8.8.8.8",)) == ["8.8.8.8", "1.1.1.1"]


@pytest.mark.parametrize("allowed", ["name.example", "name.example:8080"])
def test_an_allowed_host_may_be_private(allowed: str) -> None:
    assert connect("10.0.0.1", allow=frozenset({allowed})) == ["10.0.0.1"]


@pytest.mark.parametrize("allowed", ["name.example:80", "example", "10.0.0.1"])
def test_allowing_another_host_or_port_allows_nothing(allowed: str) -> None:
    with pytest.raises(Misconfigured):
        connect("10.0.0.1", allow=frozenset({allowed}))


def test_a_name_without_addresses_is_tried_later() -> None:
    with pytest.raises(TryLater):
        connect()


def test_a_name_that_cannot_be_resolved_is_tried_later() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(TryLater, match="cannot be resolved"):
        Guard(frozenset(), unknown).addresses("nowhere.example", 80)


def test_a_name_that_is_none_is_a_setting_to_correct() -> None:
    def impossible(host: str, port: int) -> list[str]:
        raise UnicodeError("label too long")

    with pytest.raises(Misconfigured):
        Guard(frozenset(), impossible).addresses("x" * 80, 80)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "data:,x", "//example.org/", "x"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(Misconfigured, match="must begin with"):
        Guard().check_url(httpx2.URL(url))


def test_a_password_in_an_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(Misconfigured) as caught:
        Guard().check_url(httpx2.URL("https://ada:s3cret@example.org/"))
    assert "s3cret" not in str(caught.value)
