"""What a try changed, asked on the command line of files alone."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from resonanz.cli.main import app
from tests.learn.worlds import World, lived


@pytest.fixture
def series(tmp_path):
    daily = lived(World(controls=2), 90, 1, effect=0.6, since=70)
    rows = zip(daily.days, daily.values, *daily.controls.values(), strict=True)
    file = tmp_path / "series.csv"
    file.write_text("timestamp,value,a,b\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return file


def said(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_an_effect_is_printed_with_everything_it_rests_on(series):
    found = json.loads(said("effect", "--series", series, "--start", "2026-03-16", "--format", "json"))
    assert found["verdict"] == "positive"
    assert found["interval"][0] < found["effect"] < found["interval"][1]
    assert found["relative_interval"][0] < 0.6 < found["relative_interval"][1]
    assert found["placebo_rank"]["of"] == 3
    assert found["pre_trend"]["passed"]
    assert found["reasons"] == ["The whole interval lies above zero."]


def test_controls_and_method_can_be_chosen(series):
    words = ("effect", "--series", series, "--start", "2026-03-16", "--controls", "b", "--method", "did")
    assert "method: did" in said(*words)


def test_power_is_said_before_the_start(series):
    found = json.loads(said("power", "--series", series, "--days", 14, "--format", "json"))
    assert 0 < found["smallest_effect"] < 2


def test_capacity_says_how_many_people_it_takes():
    words = ("capacity", "--arrivals-per-hour", 30, "--handle-minutes", 6, "--target-minutes", 15, "--attain", 0.9)
    assert said(*words).startswith("people: 4\n")


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    done = CliRunner().invoke(app, ["power", "--series", str(tmp_path / "no.csv"), "--days", "3"])
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
