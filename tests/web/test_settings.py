"""What the browser is told, with and without encryption, and that nobody signs up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from resonanz.web.accounts import AccountAdapter
from resonanz.web.headers import security_headers

READ = """
import json, sys
from resonanz.web import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


@pytest.fixture
def settings_at(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Return what reads settings of an installation under an address of its own."""

    def read(address: str, *names: str) -> dict[str, Any]:
        chosen = {"RESONANZ_HOME": str(tmp_path), "RESONANZ_PUBLIC_URL": address, "RESONANZ_DATABASE_URL": ""}
        ran = subprocess.run(
            [sys.executable, "-c", READ, *names], env=chosen, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        read: dict[str, Any] = json.loads(ran.stdout)
        return read

    return read


def test_encrypted_pages_insist_on_it(settings_at: Callable[..., dict[str, Any]]) -> None:
    said = settings_at(
        "https://listen.example",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "CSRF_TRUSTED_ORIGINS",
        "ALLOWED_HOSTS",
    )
    assert said["SESSION_COOKIE_SECURE"] is said["CSRF_COOKIE_SECURE"] is True
    assert said["SECURE_HSTS_SECONDS"] > 0
    assert said["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert said["CSRF_TRUSTED_ORIGINS"] == ["https://listen.example"]
    assert "listen.example" in said["ALLOWED_HOSTS"]
    assert "*" not in said["ALLOWED_HOSTS"]


def test_pages_on_the_own_machine_work_without_it(settings_at: Callable[..., dict[str, Any]]) -> None:
    said = settings_at("", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")
    assert said == {
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True,
    }


def test_no_answer_goes_without_a_policy() -> None:
    response = security_headers(lambda _request: HttpResponse())(HttpRequest())
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response["Permissions-Policy"]


def test_an_answers_own_policy_stays() -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert security_headers(answer)(HttpRequest())["Content-Security-Policy"] == "default-src 'none'"


def test_nobody_signs_up() -> None:
    assert AccountAdapter().is_open_for_signup(HttpRequest()) is False


def test_guessing_passwords_is_slowed_down() -> None:
    assert "login_failed" in settings.ACCOUNT_RATE_LIMITS


def test_debugging_is_never_on() -> None:
    assert settings.DEBUG is False
