"""Which services may be told: none within the house by another spelling of its address, none that reads files."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from resonanz.app.services import Services
from resonanz.connect.guard import Guard
from resonanz.core.errors import Misconfigured


class Names:
    """Be a resolver that knows two names, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return ("93.184.215.14",) if host == "chat.example" else ("127.0.0.1",)


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/hook",
        "json://2130706433/hook",
        "json://0x7f000001/hook",
        "json://redis:6379/hook",
        "json://[::1]/hook",
        "gotify://intranet/token",
        "ntfy://127.0.0.1/topic",
    ],
)
def test_a_private_host_is_refused_however_it_is_written(names: Names, address: str) -> None:
    with pytest.raises(Misconfigured, match="private address"):
        Services(Guard(resolver=names)).check(address)


@pytest.mark.parametrize(
    "address",
    [
        "ntfy://topic",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXr/",
    ],
)
def test_a_topic_or_token_is_never_asked_for_as_a_name(names: Names, address: str) -> None:
    Services(Guard(resolver=names)).check(address)
    assert names.asked == []


def test_a_public_host_may_be_told(names: Names) -> None:
    Services(Guard(resolver=names)).check("mmosts://chat.example/tokentokentokentokentoken")
    assert names.asked == ["chat.example"]


@pytest.mark.parametrize(
    "address",
    [
        "fcm://project@apikey/device?keyfile=http://127.0.0.1/x",
        "fcm://project@apikey/device?%6beyfile=/etc/passwd",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?template=/etc/passwd",
    ],
)
def test_no_service_reads_a_file(names: Names, address: str) -> None:
    with pytest.raises(Misconfigured, match="names a file"):
        Services(Guard(resolver=names)).check(address)
