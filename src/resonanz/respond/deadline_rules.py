"""What a new company's deadlines are, and the rules of a company as a policy.

The rules are one document in the format of the manual, so that what the system follows can be handed to the command
line as it is. Departments and owners are named by their ids in it, because names change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from resonanz.core.deadline import Policy, read_policy
from resonanz.core.ports.deadlines import RulesVersion
from resonanz.respond.holidays import public_holidays

COUNTRIES: Final[Mapping[str, str]] = {
    "Europe/Berlin": "DE",
    "Europe/Vienna": "AT",
    "Europe/Zurich": "CH",
    "Europe/London": "GB",
    "Europe/Dublin": "IE",
    "Europe/Paris": "FR",
    "Europe/Amsterdam": "NL",
    "Europe/Brussels": "BE",
    "Europe/Luxembourg": "LU",
    "Europe/Copenhagen": "DK",
    "Europe/Stockholm": "SE",
    "Europe/Oslo": "NO",
    "Europe/Madrid": "ES",
    "Europe/Rome": "IT",
    "Europe/Warsaw": "PL",
    "Europe/Prague": "CZ",
}
"""Countries whose national holidays a new company in that time zone has."""


def first_rules(zone: str) -> Mapping[str, object]:
    """Return the rules of a company that has decided nothing yet: office hours, a day to answer, a week to solve."""
    calendar: dict[str, object] = {"zone": zone, "hours": {"mon-fri": ["09:00-17:00"]}}
    if country := COUNTRIES.get(zone):
        calendar["holidays"] = {"country": country}
    return {
        "calendar": calendar,
        "rules": [
            {"name": "", "first_answer": "8 h", "next_answer": "8 h", "resolution": "40 h", "internal_answer": "16 h"},
            {"name": "", "priority": ["high"], "first_answer": "4 h", "next_answer": "4 h"},
            {"name": "", "priority": ["urgent"], "first_answer": "1 h", "next_answer": "2 h", "resolution": "16 h"},
        ],
        "windows": {"whatsapp": "24 h", "messenger": "24 h", "instagram": "24 h"},
    }


def policy_of(version: RulesVersion, years: Sequence[int]) -> Policy:
    """Return one version as a policy, with the holidays of these years; raise InputRejected."""
    written = {
        **version.document,
        "version": str(version.number),
        "valid_from": None if version.valid_from is None else version.valid_from.isoformat(),
    }
    return read_policy(written, holidays=public_holidays, years=years)
