"""Keys for different purposes from the installation's one secret.

What signs the ledger must not open a password: each purpose has a key of its own, and one tells nothing of another.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SOURCES: Final = "source credentials"
LEDGER: Final = "ledger of erasures"
WEBHOOKS: Final = "secrets of webhooks"
PEOPLE: Final = "people who ask for something"
HOOKS: Final = "addresses of webhooks"
NOTICES: Final = "addresses of services that people are told by"
FORECASTS: Final = "sealed forecasts"


def derive(secret: str, purpose: str) -> bytes:
    """Return the 32 bytes that belong to `purpose` (HKDF with SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"resonanz: {purpose}".encode()).derive(secret.encode())
