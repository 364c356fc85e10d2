"""What every module owes its reader."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "resonanz"
MODULES = [path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts]
LONGEST = 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_opens_with_its_reason_to_exist(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{path.name} does not say why it exists"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_small_verbs_load_neither_django_nor_the_archive() -> None:
    loaded = loaded_by("import resonanz.cli.main")

    assert not loaded & {"django", "duckdb", "numba", "pyarrow", "tantivy", "numpy", "httpx2", "pydantic"}


def test_the_worker_loads_no_page() -> None:
    loaded = loaded_by("import resonanz.app.worker, resonanz.app.engine")

    assert not {name for name in loaded if name.startswith(("resonanz.web.", "resonanz.api."))}


def test_the_core_stands_on_the_standard_library_alone() -> None:
    names = ["case", "heard", "mention", "policy", "ports", "reply", "search", "source", "understood"]
    loaded = loaded_by("import " + ", ".join(f"resonanz.core.{name}" for name in names))

    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"resonanz", "__main__"}
    assert not {name for name in foreign if not name.startswith("_") and name != "sitecustomize"}
