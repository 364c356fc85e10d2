"""Model files: one a version, whole or not there, and only read as the version that they were written as."""

from __future__ import annotations

import hashlib
from pathlib import Path

from resonanz.core.errors import InputRejected
from resonanz.core.teaching import Version
from resonanz.understand.learning import Model
from resonanz.understand.model_file import read_model, write_model


class Shelf:
    """Keep model files in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, task: str, number: int, model: Model) -> str:
        """Write the model of a version and return its digest; a dead process leaves nothing that would be read."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path(task, number)
        write_model(model, path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def take(self, version: Version) -> Model:
        """Read the model of a version; raise InputRejected when it is gone, cut, another one or of another format."""
        path = self.path(version.task, version.number)
        model = read_model(path)
        if hashlib.sha256(path.read_bytes()).hexdigest() != version.digest:
            raise InputRejected(
                "This is not the model that was learned.", place=str(path), remedy="Let it be learned again."
            )
        return model

    def path(self, task: str, number: int) -> Path:
        """Return where the file of a version lies."""
        return self._directory / f"{task.replace(':', '-')}-v{number}.model"
