"""That a connector says what it is and asks for, in German and English."""
# ruff: noqa: D102 - the names of the tests say what they show

from __future__ import annotations

import re

from resonanz.connect.conformance.rehearsal import Rehearsal
from resonanz.connect.conformance.stage import Stage
from resonanz.connect.contract import Config, Misconfigured
from resonanz.core.clock import FixedClock


class DeclaringTests(Stage):
    """Show that pages, command line and documentation can ask for the settings."""

    def test_declares_itself_in_both_languages(self) -> None:
        spoken = [self.connector.summary, *(setting.label for setting in self.connector.settings)]
        spoken += [setting.help for setting in self.connector.settings if setting.help]
        for words in spoken:
            assert all(words.get(lang) for lang in ("de", "en")), f"{dict(words)} needs German and English."

    def test_declares_each_skip_by_a_name(self) -> None:
        for reason, meaning in self.connector.skip_reasons.items():
            assert re.fullmatch(r"[a-z][a-z_]*", reason), f"{reason!r} should be snake_case."
            assert meaning.endswith("."), f"What {reason!r} means should be a sentence."

    def test_a_required_setting_that_is_missing_is_named(self) -> None:
        required = [setting.name for setting in self.connector.settings if setting.required]
        if not required:
            return
        bare = Rehearsal(
            connector=self.connector, config=Config(source="bare"), server=self.server(), clock=FixedClock(self.now)
        )
        _, error = self.attempt(bare)
        assert isinstance(error, Misconfigured), f"Without {required} it ended with {error!r}."
