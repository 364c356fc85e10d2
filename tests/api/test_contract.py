"""What the description promises, asked with whatever it allows: problems instead of failures, and nobody unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests  # noqa: TID251  the library speaks it; nothing is sent
import schemathesis
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.schemas import APIOperation

from resonanz.api.root import api
from resonanz.app.house import House
from tests.api.conftest import hand_in, record

PROBLEM = "application/problem+json"
EXAMPLES = 8


def operations() -> Iterator[APIOperation]:
    """Yield every operation that the description names."""
    for found in schemathesis.openapi.from_dict(dict(api.get_openapi_schema())).get_all_operations():
        yield found.ok()


OPERATIONS = list(operations())
every_operation = pytest.mark.parametrize(
    "operation", OPERATIONS, ids=[f"{one.method} {one.path.removeprefix('/api/v1')}" for one in OPERATIONS]
)


def sent(client: Client, case: schemathesis.Case) -> HttpResponse:
    """Send a made-up request through the application, without a network."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    body = request.body or b""
    parts = urlsplit(str(request.url))
    return client.generic(
        str(request.method),
        parts.path,
        body.encode() if isinstance(body, str) else body,
        content_type=request.headers.get("Content-Type", "application/json"),
        QUERY_STRING=parts.query,
    )


def assert_is_a_problem(answer: HttpResponse) -> None:
    """Insist on the one shape of errors."""
    assert answer["Content-Type"] == PROBLEM
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["type"].startswith("urn:resonanz:problem:")
    assert said["title"]


@every_operation
def test_whatever_the_description_allows_is_answered_in_a_known_shape(
    home: House, chief: Client, operation: APIOperation
) -> None:
    hand_in(chief, record())
    home.follower.catch_up()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        answer = sent(chief, case)
        assert answer.status_code < 500, answer.content
        assert answer.status_code not in (401, 403, 405), answer.content
        if answer.status_code >= 400:
            assert_is_a_problem(answer)

    ask()


@every_operation
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer rsz_nobody"}], ids=["no token", "unknown token"])
def test_nobody_gets_anything_without_a_token(home: House, operation: APIOperation, header: dict[str, str]) -> None:
    # Everything in braces takes a number, but for these.
    words = {"mention": "mastodon:1", "topic": "price", "table": "needs"}
    path = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], "1"), operation.path)

    answer = Client(headers=header).generic(operation.method.upper(), path, b"{}", content_type="application/json")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert_is_a_problem(answer)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", b"", 404),
        ("GET", "cases/-1", b"", 404),
        ("GET", "cases/one", b"", 404),
        ("GET", "cases/99999999999999999999999999", b"", 404),
        ("DELETE", "cases", b"", 405),
        ("POST", "mentions", b"{", 400),
        ("POST", "mentions", b"\xff\xfe", 400),
        ("POST", "mentions", b"[]", 422),
        ("POST", "mentions", b"[" * 100_000, 400),
        ("POST", "mentions", b" " * (6 * 1024 * 1024), 413),
        ("GET", "mentions?limit=many", b"", 422),
        ("GET", "mentions?since=0000-00-00", b"", 422),
        ("GET", "mentions/mastodon:%00", b"", 404),
    ],
)
def test_what_goes_wrong_before_and_beside_the_api_has_the_same_shape(
    home: House, chief: Client, method: str, path: str, body: bytes, status: int
) -> None:
    chief.raise_request_exception = False

    answer = chief.generic(method, f"/api/v1/{path}", body, content_type="application/json")

    assert answer.status_code == status
    assert_is_a_problem(answer)


def test_a_method_that_is_not_taken_names_those_that_are(home: House, chief: Client) -> None:
    assert chief.delete("/api/v1/cases")["Allow"] == "GET"


def test_pages_keep_their_own_errors(home: House, chief: Client) -> None:
    assert chief.get("/nothing")["Content-Type"].startswith("text/html")
