"""What is due, from two files: the manual's own example, and what is said about files that are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from resonanz.cli import deadline as verb
from resonanz.core.deadline import Happened, read_policy
from resonanz.core.errors import InputRejected
from resonanz.respond.holidays import public_holidays

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command("deadline")(verb.deadline)
APP.command("other")(lambda: None)
MANUAL = (Path(__file__).parents[2] / "docs/reference/deadlines.md").read_text(encoding="utf-8")
OFFICE = '[calendar]\nzone = "Europe/Berlin"\nhours = { mon-fri = ["09:00-17:00"] }\n[[rules]]\nfirst_answer = "8 h"\n'
OPENED = '{"at": "2026-05-04T14:10:00+02:00", "action": "opened"}'


def block(form: str) -> str:
    """Return the first block of a form in the manual."""
    (found, *_) = re.findall(rf"```{form}\n(.*?)```", MANUAL, flags=re.DOTALL)
    return str(found)


def ask(tmp_path: Path, events: str, policy: str, *more: str, now: str = "2026-05-05T09:00:00+02:00") -> str:
    """Return what the verb prints."""
    log, rules = tmp_path / "events.jsonl", tmp_path / "policy.toml"
    log.write_text(events, encoding="utf-8")
    rules.write_text(policy, encoding="utf-8")
    given = ["deadline", "--events", str(log), "--policy", str(rules), "--now", now, *more]
    return CliRunner().invoke(APP, given, catch_exceptions=False).stdout


def test_the_manuals_example_is_what_is_printed(tmp_path: Path) -> None:
    assert json.loads(ask(tmp_path, block("jsonl"), block("toml"))) == json.loads(block("json"))


@pytest.mark.parametrize("what", [*Happened, "first_answer", "internal_answer", "running", "breached"])
def test_the_manual_knows_every_word(what: str) -> None:
    assert f"`{what}`" in MANUAL


def test_it_explains_in_german(tmp_path: Path) -> None:
    told = json.loads(ask(tmp_path, OPENED, OFFICE, "--lang", "de"))["deadlines"][0]["explanation"]
    assert told == "8 h Geschäftszeit ab Mo 14:10, fällig Di 14:10"


def test_several_cases_are_kept_apart(tmp_path: Path) -> None:
    lines = "\n".join(OPENED.replace("{", f'{{"case": {number}, ', 1) for number in (7, 8))
    assert [one["case"] for one in json.loads(ask(tmp_path, lines, OFFICE))["deadlines"]] == ["7", "8"]


def test_an_older_version_of_the_rules_can_be_given_too(tmp_path: Path) -> None:
    newer = tmp_path / "newer.toml"
    newer.write_text('version = "2"\nvalid_from = 2026-05-05T00:00:00Z\n' + OFFICE.replace("8 h", "1 h"), "utf-8")
    told = json.loads(ask(tmp_path, OPENED, OFFICE, "--policy", str(newer)))
    assert [one["policy"] for one in told["deadlines"]] == ["1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "line 2: This is no JSON object"),
        ('{"at": "2026-05-04T14:10:00", "action": "said"}', "line 2, at: .* names no time zone"),
        ('{"at": "soon", "action": "said"}', "line 2, at: 'soon' is no moment"),
        ('{"at": "2026-05-04T14:10:00Z", "action": "shouted"}', "line 2, action: 'shouted' is no action.*answered"),
        ('{"at": "2026-05-04T14:10:00Z", "action": "handed_over"}', "line 2, department: .* which department"),
        ('{"at": "2026-05-03T14:10:00Z", "action": "said"}', "begins with said.*earliest line must be `opened`"),
        ('{"at": "2026-05-04T14:10:00Z", "action": "said", "key": []}', "line 2, key: .* no word"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(InputRejected) as refused:
        ask(tmp_path, f"{OPENED}\n{line}\n", OFFICE)
    assert re.search(said, str(refused.value))


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("Europe/Berlin", "Europe/Bonn", "calendar.zone"),
        ("09:00-17:00", "17:00-09:00", "calendar.hours.mon-fri[0]"),
        ('"09:00-17:00"', '"09:00-12:00", "11:00-17:00"', "calendar.hours.mon-fri[1]"),
        ("09:00-17:00", "nine to five", "calendar.hours.mon-fri[0]"),
        ("09:00-17:00", "09:60-17:00", "calendar.hours.mon-fri[0]"),
        ("mon-fri", "fri-mon", "calendar.hours.fri-mon"),
        ("mon-fri", "montag", "calendar.hours.montag"),
        ('{ mon-fri = ["09:00-17:00"] }', "{}", "calendar.hours"),
        ("8 h", "2 d", "rules[0].first_answer"),
        ("8 h", "0 min", "rules[0].first_answer"),
        ("first_answer", "frist_answer", "rules[0].frist_answer"),
        ('first_answer = "8 h"', 'kind = "question"', "rules[0]"),
        ("[[rules]]", 'holidays = { country = "XX" }\n[[rules]]', "calendar.holidays.country"),
        ("[[rules]]", 'holidays = { country = "DE", state = "Bayern" }\n[[rules]]', "calendar.holidays.state"),
        ("[[rules]]", 'closed = ["Christmas"]\n[[rules]]', "calendar.closed[0]"),
        ("[calendar]", 'hand_over = "maybe"\n[calendar]', "hand_over"),
        ("[calendar]", "valid_from = 2026-05-01T00:00:00\n[calendar]", "valid_from"),
        ("[calendar]", "[windows]\nchat = 24\n[calendar]", "windows.chat"),
    ],
)
def test_a_rule_that_is_wrong_is_named_with_its_place(tmp_path: Path, before: str, after: str, place: str) -> None:
    assert before in OFFICE
    with pytest.raises(InputRejected) as refused:
        ask(tmp_path, OPENED, OFFICE.replace(before, after, 1))
    assert refused.value.place.endswith(f"policy.toml: {place}")
    assert refused.value.remedy


def test_a_holiday_of_a_state_is_no_working_day_there(tmp_path: Path) -> None:
    opened = '{"at": "2026-06-03T13:00:00+02:00", "action": "opened"}'  # Corpus Christi is the day after
    due = []
    for held in ('{ country = "DE", state = "BY" }', '{ country = "DE", state = "BE" }'):
        rules = OFFICE.replace("hours", f"holidays = {held}\nhours")
        told = json.loads(ask(tmp_path, opened, rules, now="2026-06-03T14:00:00+02:00"))
        due.append(told["deadlines"][0]["due_at"])
    assert due == ["2026-06-05T11:00:00+00:00", "2026-06-04T11:00:00+00:00"]


def test_rules_of_the_same_version_twice_are_refused(tmp_path: Path) -> None:
    same = tmp_path / "same.toml"
    same.write_text(OFFICE, "utf-8")
    with pytest.raises(InputRejected, match="same version"):
        ask(tmp_path, OPENED, OFFICE, "--policy", str(same))


def test_rules_may_be_plain_values() -> None:
    given = {"calendar": {"zone": "UTC", "hours": "always"}, "rules": [{"first_answer": "90 min"}]}
    read = read_policy(given, holidays=public_holidays, years=(2026,))
    assert [list(rule.times.values()) for rule in read.rules] == [[5400]]
