"""Meltwater: NOT before AND before OR, NEAR is NEAR/4, ONEAR, title: and ingress:, weights such as `^9`."""

from __future__ import annotations

from typing import Final

from resonanz.query.dialects.carrying import Dialect

MELTWATER: Final = Dialect(
    name="meltwater",
    fields={"ingress": "lead:", "bio": "bio:", "language": "lang:", "author": "author:", "source": "site:"},
    missing=dict.fromkeys(("country", "region", "city", "state"), "place"),
    any_case=True,
    spaces_are_phrases=True,
)
