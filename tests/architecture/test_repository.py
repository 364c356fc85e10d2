"""What the repository promises as a whole."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users)/[a-z]")


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout")
    return [ROOT / line for line in done.stdout.splitlines()]


def test_no_file_carries_a_path_of_a_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".sh", ".json", ".html", ".js", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.name}: {match.group()}" for match in MACHINE_PATHS.finditer(text)]
    assert not found


def test_no_minified_file_is_kept() -> None:
    assert not [path.name for path in tracked() if path.name.endswith((".min.js", ".min.css"))]


def test_lock_files_carry_hashes() -> None:
    for name in ("run", "dev", "build"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)
