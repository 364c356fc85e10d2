"""What was learned comes along with a backup."""

from __future__ import annotations

from pathlib import Path

from resonanz.app.backup import copy_models


def test_whole_models_come_along_and_unfinished_ones_do_not(tmp_path: Path) -> None:
    models = tmp_path / "home" / "models"
    models.mkdir(parents=True)
    (models / "kind-v1.model").write_bytes(b"whole")
    (models / "kind-v2.model.part").write_bytes(b"ha")
    copy_models(tmp_path / "home", tmp_path / "copy")
    assert [one.name for one in (tmp_path / "copy" / "models").iterdir()] == ["kind-v1.model"]


def test_where_nothing_was_learned_nothing_is_copied(tmp_path: Path) -> None:
    copy_models(tmp_path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
