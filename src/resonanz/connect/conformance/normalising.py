"""That normalising is pure, bears everything, and gives the output that somebody has read."""
# ruff: noqa: D102 - the names of the tests say what they show

from __future__ import annotations

import copy
import json

from resonanz.connect.conformance.golden import written
from resonanz.connect.conformance.mutation import Seeded, mutated
from resonanz.connect.conformance.stage import Stage, comparable
from resonanz.connect.contract import Json, RawItem


class NormalisingTests(Stage):
    """Show what comes out of each item, also of a wrong one."""

    def test_the_output_is_the_golden_one(self) -> None:
        outcomes = [written(self.normalised(item, "golden")) for item in self.distinct_items()]
        found = json.dumps(outcomes, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        if not self.golden().exists():
            self.golden().write_text(found, encoding="utf-8")
            raise AssertionError(
                f"{self.golden().name} was not there and has been written: read it before you keep it."
            )
        assert found == self.golden().read_text(encoding="utf-8"), f"The output differs from {self.golden().name}."

    def test_normalising_is_pure(self) -> None:
        items = self.distinct_items()
        first = [self.outcome(item) for item in items]
        again = [self.outcome(item) for item in reversed(items)]
        assert comparable(first) == comparable(again[::-1]), "The same items came out differently the second time."

    def test_normalising_leaves_its_item_alone(self) -> None:
        for item in self.distinct_items():
            before = copy.deepcopy(item.payload)
            self.outcome(item)
            assert item.payload == before, f"{item.native_id} was changed by normalising it."

    def test_a_stored_payload_says_the_same_again(self) -> None:
        for item in self.distinct_items():
            body = json.dumps(item.payload, ensure_ascii=False).encode("utf-8")
            again = RawItem(native_id=item.native_id, form=item.form, payload=json.loads(body), seen_at=item.seen_at)
            assert comparable([self.outcome(item)]) == comparable([self.outcome(again)]), item.native_id

    def test_mutated_payloads_never_crash_it(self) -> None:
        for item in self.distinct_items()[:40]:
            for seed in range(self.mutations):
                name = f"{item.form} {item.native_id} {seed}"
                payload = mutated(item.payload, Seeded(name))
                wrong = RawItem(native_id=item.native_id, form=item.form, payload=payload, seen_at=item.seen_at)
                first = self.normalised(wrong, name)
                assert comparable([first]) == comparable([self.outcome(wrong)]), f"{name}: normalising is not pure."

    def test_a_form_it_does_not_know_never_crashes_it(self) -> None:
        payloads: tuple[Json, ...] = (None, {}, [], "text")
        for payload in payloads:
            self.normalised(
                RawItem(native_id="1", form="unheard-of", payload=payload, seen_at=self.now), "foreign form"
            )
