"""Credentials at rest: sealed with a key that never leaves the installation.

Whoever loses the installation's secret loses the credentials with it: a backup holds both, or is worth little.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from resonanz.core.errors import Misconfigured
from resonanz.core.ids import SourceId
from resonanz.store.keys import SOURCES, derive
from resonanz.store.relational.repositories.sealed import SealedSecrets


class EncryptedSecrets:
    """Keep the secret settings of sources, encrypted and authenticated (Fernet)."""

    def __init__(self, secret: str) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(derive(secret, SOURCES)))
        self._kept = SealedSecrets()

    def read(self, source: SourceId) -> Mapping[str, str]:
        """Return the secret settings of a source; raise Misconfigured when they were sealed with another key."""
        sealed = self._kept.read(source)
        return {} if sealed is None else self._opened(sealed)

    def write(self, source: SourceId, secrets: Mapping[str, str]) -> None:
        """Replace the secret settings of a source; a value that is empty keeps the old one."""

        def merged(sealed: bytes | None) -> bytes:
            keeps = any(not value for value in secrets.values())
            before = self._opened(sealed) if sealed is not None and keeps else {}
            after = {name: value or before.get(name, "") for name, value in secrets.items()}
            return self._box.encrypt(json.dumps({name: value for name, value in after.items() if value}).encode())

        self._kept.change(source, merged)

    def names(self, source: SourceId) -> tuple[str, ...]:
        """Return which secret settings are set, for a page that must not show them."""
        return tuple(sorted(self.read(source)))

    def _opened(self, sealed: bytes) -> dict[str, str]:
        try:
            opened: dict[str, str] = json.loads(self._box.decrypt(sealed))
        except InvalidToken:
            raise Misconfigured(
                "The stored credentials were encrypted with another secret key. Enter them again, or restore the key."
            ) from None
        return opened
