"""Programs from Debian packages, unpacked beside the machine instead of installed on it.

So no root is needed, no service starts by itself and nothing has to be removed afterwards. Only what the machine
lacks is fetched; the resolver is apt's own, with package lists of ours and the machine's record of what it has.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.peers.servers.machine import PeerMissingError, find_program, only_one_at_a_time, run

_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_SOURCES = Path("/etc/apt")
_DAY = 24 * 60 * 60
_CHOSEN = re.compile(r"^Inst (\S+) (?:\[[^]]*\] )?\((\S+)", re.MULTILINE)
_HEAVY_AND_UNUSED = re.compile(r"^(libllvm|libclang|libz3|libperl|libicu-dev|libpython)")


@dataclass(frozen=True)
class Unpacked:
    """A file tree made of Debian packages."""

    root: Path

    @property
    def shared_objects(self) -> str:
        """Return the value for LD_LIBRARY_PATH under which the programs of this tree find their libraries."""
        triplet = f"{platform.machine()}-linux-gnu"
        usual = [self.root / "usr" / "lib" / triplet, self.root / "lib" / triplet]
        return os.pathsep.join(str(each) for each in usual)

    @property
    def variables(self) -> dict[str, str]:
        """Return the variables that programs of this tree need."""
        return {"LD_LIBRARY_PATH": self.shared_objects}


def unpack(name: str, wanted: Sequence[str], *, always: Sequence[str] = (), programs: Sequence[str] = ()) -> Unpacked:
    """Return the cached tree `name`, made now if need be.

    wanted    packages as apt names them, `name` or `name/suite`; the libraries they lack come along.
    always    packages that are unpacked even though the machine has them.
    programs  other packages of the closure that are kept, by the beginning of their names.
    """
    with only_one_at_a_time(f"debian-{name}") as cache:
        tree = cache / "debian" / name
        if not tree.exists():
            half_done = tree.with_name(f"{name}.partial")
            shutil.rmtree(half_done, ignore_errors=True)
            half_done.mkdir(parents=True)
            _fill(half_done, _closure(cache, wanted, programs) + list(always), cache)
            half_done.rename(tree)
        return Unpacked(tree)


def forget(name: str) -> None:
    """Remove a cached tree that turned out not to work on this machine."""
    with only_one_at_a_time(f"debian-{name}") as cache:
        shutil.rmtree(cache / "debian" / name, ignore_errors=True)


def codename() -> str:
    """Return the machine's Debian release, such as `bookworm`."""
    try:
        told = platform.freedesktop_os_release()
    except OSError as error:
        raise PeerMissingError("Peers from Debian packages need Debian; this machine does not name itself.") from error
    if told.get("ID") != "debian" or "VERSION_CODENAME" not in told:
        raise PeerMissingError(f"Peers from Debian packages need Debian; this machine is {told.get('ID')}.")
    return told["VERSION_CODENAME"]


def _fill(tree: Path, packages: Sequence[str], cache: Path) -> None:
    archives = tree / "archives"
    archives.mkdir()
    variables = {"APT_CONFIG": str(cache / "apt" / "apt.conf")}
    purpose = f"{tree.stem} could not be fetched from Debian"
    run(["apt-get", "-qq", "download", *packages], purpose=purpose, variables=variables, directory=archives)
    for archive in sorted(archives.glob("*.deb")):
        run(["dpkg", "-x", str(archive), str(tree)], purpose=f"{archive.name} could not be unpacked")
    shutil.rmtree(archives)


def _closure(cache: Path, wanted: Sequence[str], programs: Sequence[str]) -> list[str]:
    """Ask apt which packages the machine lacks for `wanted`; keep those that programs need to run."""
    variables = {"APT_CONFIG": str(_refresh_lists(cache))}
    command = ["apt-get", "-s", "--reinstall", "--no-install-recommends", "install", *wanted]
    plan = run(command, purpose=f"{wanted[0]} is not to be had from Debian", variables=variables)
    named = {each.partition("/")[0] for each in wanted}
    kept = []
    for name, version in _CHOSEN.findall(plan):
        of_use = name.startswith("lib") and not _HEAVY_AND_UNUSED.match(name)
        if name in named or of_use or name.startswith(tuple(programs)):
            kept.append(f"{name}={version}")
    return kept


def _refresh_lists(cache: Path) -> Path:
    """Fetch package lists into the cache, once a day, and return the configuration that uses them."""
    if find_program("apt-get") is None or find_program("dpkg") is None:
        raise PeerMissingError("Peers from Debian packages need apt-get and dpkg, which this machine lacks.")
    with only_one_at_a_time("apt"):
        home = cache / "apt"
        configuration = home / "apt.conf"
        if not configuration.exists() or _age(configuration) > _DAY:
            shutil.rmtree(home, ignore_errors=True)
            for folder in ("lists/partial", "cache/archives/partial"):
                (home / folder).mkdir(parents=True)
            (home / "sources.list").write_text(_source_lines())
            draft = home / "apt.conf.partial"
            draft.write_text(_configuration(home))
            run(
                ["apt-get", "-qq", "update"],
                purpose="Debian's package lists could not be fetched",
                variables={"APT_CONFIG": str(draft)},
                seconds=180,
            )
            draft.rename(configuration)
        return configuration


def _age(path: Path) -> float:
    """Return the seconds since a file was written."""
    return time.time() - path.stat().st_mtime  # noqa: TID251


def _configuration(home: Path) -> str:
    settings = {
        "Dir::Etc::sourcelist": home / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": home / "lists",
        "Dir::Cache": home / "cache",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::GzipIndexes": "true",
        "Acquire::Retries": "3",
    }
    return "".join(f'{name} "{value}";\n' for name, value in settings.items())


def _source_lines() -> str:
    """Return the machine's own Debian sources, and backports from the same mirror."""
    release = codename()
    known = {suite: address for address, suite in _machine_sources() if suite.partition("-")[0] == release}
    if release not in known:
        raise PeerMissingError(f"This machine's apt sources name no mirror of Debian {release}.")
    known.setdefault(f"{release}-backports", known[release])
    trusted = f"[signed-by={_KEYRING}] " if _KEYRING.exists() else ""
    return "".join(f"deb {trusted}{address} {suite} main\n" for suite, address in known.items())


def _machine_sources() -> list[tuple[str, str]]:
    """Return (address, suite) for every package source that the machine's apt is told of, in either notation."""
    found = []
    for path in [_SOURCES / "sources.list", *sorted((_SOURCES / "sources.list.d").glob("*.list"))]:
        if path.exists():
            found += re.findall(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s", path.read_text(), re.MULTILINE)
    for path in sorted((_SOURCES / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.*)$", stanza, re.MULTILINE))
            if "deb" in fields.get("Types", "").split():
                found += [(uri, suite) for uri in fields["URIs"].split() for suite in fields["Suites"].split()]
    return found
