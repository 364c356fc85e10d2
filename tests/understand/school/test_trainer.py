"""From labels to a model that runs, and everything that can be wrong with labels and files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from resonanz.core.clock import FixedClock
from resonanz.core.errors import InputRejected
from resonanz.core.teaching import Drawn, Stage, Wish
from resonanz.understand import model_file
from resonanz.understand.learning import Example
from resonanz.understand.teaching.report import decoded
from tests.understand.making import NOON, mentions
from tests.understand.school.classroom import Classroom, renamed
from tests.understand.teaching import examples

KINDS = {"delivery": "problem", "billing": "criticism"}


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    return Classroom(tmp_path)


def taught() -> list[Example]:
    """Return 216 examples of three kinds, none of which the rules of this class ever see."""
    return renamed(examples(), KINDS)


def test_what_is_better_than_the_rules_runs(room: Classroom) -> None:
    room.teach(taught())
    assert room.trainer.due() == ["kind"]
    (made,) = room.trainer.learn("kind")
    assert room.versions.running()["kind"].number == made.number
    (label,) = room.judges.ask("kind", mentions("My parcel has not arrived again."))
    assert label is None or label.value  # taken up only when asked to
    room.judges.refresh()
    (label,) = room.judges.ask("kind", mentions("My parcel has not arrived again."))
    assert label is not None
    assert (label.value, label.origin) == ("problem", "model:kind-v1")


def test_who_let_it_run_stands_in_the_audit_trail(room: Classroom) -> None:
    room.teach(taught())
    room.trainer.learn("kind")
    assert [(one.action, one.subject) for one in room.audit.entries] == [("model_promote", "task:kind")]


def test_labels_without_sense_bring_nothing_that_runs(room: Classroom) -> None:
    values = ["praise", "problem", "other"]
    room.teach([Example(example.text, values[number * 7919 % 3]) for number, example in enumerate(taught())])
    (made,) = room.trainer.learn("kind")
    assert decoded(made.report).comparison.macro_f1.low <= 0 or made.number not in room.versions.running()


def test_a_second_model_that_is_no_better_stays_a_candidate(room: Classroom) -> None:
    room.teach(taught()[::2])
    room.trainer.learn("kind")
    room.teach(taught()[1::2])
    (second,) = room.trainer.learn("kind")
    report = decoded(second.report)
    assert report.comparison.against == "kind-v1"
    assert report.comparison.reason == "no_better"
    assert [(one.number, one.stage) for one in room.versions.of("kind")] == [
        (2, Stage.CANDIDATE),
        (1, Stage.RUNNING),
    ]


def test_fewer_than_thirty_labels_are_waited_for(room: Classroom) -> None:
    room.teach(taught()[::8])
    assert room.trainer.outlook("kind").needed == 30
    assert room.trainer.due() == []


def test_somebody_who_is_still_labelling_is_not_interrupted(tmp_path: Path) -> None:
    labels = taught()[::5]
    room = Classroom(tmp_path, clock=FixedClock(NOON + timedelta(seconds=len(labels) + 3)))
    room.teach(labels)
    assert room.trainer.due() == []
    room.clock.sleep(30)
    assert room.trainer.due() == ["kind"]


def test_one_value_teaches_nothing_and_says_so(room: Classroom) -> None:
    room.teach([Example(example.text, "praise") for example in taught()])
    found = room.trainer.outlook("kind")
    assert (found.values, found.is_due) == (1, False)
    assert room.trainer.learn("kind") == []


def test_contradictory_labels_do_no_harm(room: Classroom) -> None:
    for value in ("praise", "problem"):
        room.teach([Example(example.text, value) for example in taught()[:40]])
    (made,) = room.trainer.learn("kind")
    assert made.stage is Stage.CANDIDATE
    assert room.versions.running() == {}


def test_what_was_erased_teaches_nothing(room: Classroom) -> None:
    made = room.teach(taught())
    room.archive.forget([lesson.mention for lesson in made[:100]])
    (version,) = room.trainer.learn("kind")
    assert version.examples == 116
    assert len(room.lessons.of("kind")) == 116


def test_the_report_holds_no_text(room: Classroom) -> None:
    room.teach([*taught(), Example("My parcel is at Donaudampfschiffgasse 5 of Zacharias.", "problem")])
    (version,) = room.trainer.learn("kind")
    assert "zacharias" not in version.report
    assert "parcel" in version.report


def test_mistakes_that_are_made_again_are_listed(room: Classroom) -> None:
    same = [Example("My parcel has not arrived today.", "praise")]
    odd = room.teach(same, drawn=Drawn.FOUND)
    room.teach([Example("My parcel has not arrived today.", "problem")] * 40)
    room.teach(taught())
    (version,) = room.trainer.learn("kind")
    again = decoded(version.report).again
    assert [one.id for one in room.lessons.about([odd[0].mention])] == again


def test_a_cut_model_file_is_refused_and_rules_judge_on(room: Classroom) -> None:
    room.teach(taught())
    (version,) = room.trainer.learn("kind")
    path = room.shelf.path("kind", version.number)
    path.write_bytes(path.read_bytes()[:-200])
    room.judges.refresh()
    assert room.judges.ask("kind", mentions("My parcel")) == [None]
    assert len(room.troubles) == 1


def test_another_models_file_is_refused(room: Classroom) -> None:
    room.teach(taught())
    room.teach(taught(), task="set:reason", before=None)
    (kind,) = room.trainer.learn("kind")
    (reason,) = room.trainer.learn("set:reason")
    room.shelf.path("kind", 1).write_bytes(room.shelf.path("set:reason", 1).read_bytes())
    with pytest.raises(InputRejected, match="not the model"):
        room.shelf.take(kind)
    assert room.shelf.take(reason).examples == reason.examples


def test_dying_while_a_model_is_written_leaves_what_ran(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.teach(taught()[::2])
    room.trainer.learn("kind")
    room.teach(taught()[1::2])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            room.trainer.learn("kind")
    assert [one.number for one in room.versions.of("kind")] == [1]
    assert room.judges.running()["kind"].model is not None
    (second,) = room.trainer.learn("kind")
    assert room.shelf.take(second).examples == 216


def test_a_file_of_another_version_is_refused(room: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.teach(taught())
    with monkeypatch.context() as old:
        old.setattr(model_file, "VERSION", 0)
        room.trainer.learn("kind")
    room.judges.refresh()
    assert "of version 0" in room.troubles[0]


def test_a_set_of_the_companys_own_is_learned_like_any_task(room: Classroom) -> None:
    room.teach(examples(), task="set:reason", before=None)
    (made,) = room.trainer.learn("set:reason")
    assert decoded(made.report).comparison.against == "usual"
    assert room.judges.running()["set:reason"].version.name == "set:reason-v1"


def test_a_language_with_too_few_labels_is_left_to_the_rules(room: Classroom) -> None:
    room.teach(taught())
    room.teach(taught()[:15:3], lang="de")
    room.trainer.learn("kind")
    assert room.judges.running()["kind"].report.langs == ["en"]


def test_an_accuracy_that_is_asked_for_moves_the_threshold(room: Classroom) -> None:
    room.teach(taught())
    room.trainer.learn("kind")
    easy = room.judges.running()["kind"].threshold
    room.versions.ask(Wish(task="kind", accuracy=0.999))
    assert room.judges.running()["kind"].threshold >= easy


def test_learning_again_is_asked_for_by_hand_once(room: Classroom) -> None:
    room.teach(taught())
    room.trainer.learn("kind")
    assert room.trainer.due() == []
    room.versions.ask(Wish(task="kind", learn_now=True))
    assert room.trainer.due() == ["kind"]
    room.trainer.learn("kind")
    assert room.trainer.due() == []


def test_from_a_hundred_lots_on_figures_rest_on_them_alone(room: Classroom) -> None:
    room.teach(taught()[::2])
    room.teach(taught()[1::2], drawn=Drawn.FOUND)
    (made,) = room.trainer.learn("kind")
    report = decoded(made.report)
    assert (report.cards[0].number, report.before[0].number) == (108, 108)
    assert sum(answer.counts for answer in report.answers) == 108
    assert made.examples == 216


def test_a_target_is_learned_and_tried_against_what_the_rules_feel(room: Classroom) -> None:
    felt = renamed(examples(), {"delivery": "negative", "billing": "positive"})
    room.teach(felt, task="towards:1", before="neutral")
    (version,) = room.trainer.learn("towards:1")
    found = decoded(version.report)
    assert (found.comparison.against, found.comparison.reason) == ("rules", "better")
    room.judges.refresh()
    (said,) = room.judges.ask("towards:1", mentions("My parcel has not arrived yet."))
    assert said is not None
    assert said.value == "negative"
