"""Which connectors there are: the built-in folders and what other packages offer as entry points.

A third party's package that cannot be imported, or offers something else, is named and left out: it must never
keep the others from listening.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Final, Protocol

from resonanz.connect.contract import CONTRACT_VERSION, Connector
from resonanz.core.errors import NotFound

GROUP: Final = "resonanz.connectors"
"""Entry points of this group name a `Connector`, for example `forum = "acme_forum:CONNECTOR"`."""

_BUILT_IN: Final = "resonanz.connectors"


@dataclass(frozen=True, slots=True)
class Broken:
    """Name what could not be used, and why, in a sentence for the operator."""

    name: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Hold the connectors by name, in order, and what had to be left out."""

    connectors: Mapping[str, Connector]
    broken: tuple[Broken, ...]


class Offer(Protocol):
    """Be something that may turn out to be a connector; what an entry point is."""

    @property
    def name(self) -> str:
        """Return the name it goes by."""
        ...

    def load(self) -> object:
        """Return the connector; may raise anything."""
        ...


def connectors() -> Mapping[str, Connector]:
    """Return every usable connector by name, sorted."""
    return registry().connectors


def find_connector(name: str) -> Connector:
    """Return one connector; raise NotFound."""
    try:
        return connectors()[name]
    except KeyError:
        raise NotFound(f"There is no connector {name!r}; there are {', '.join(connectors())}.") from None


@cache
def registry() -> Registry:
    """Return what is installed; looked up once, for packages do not come and go while we run."""
    return registry_of(_built_in(), entry_points(group=GROUP))


def registry_of(built_in: Iterable[Offer], third_party: Iterable[Offer]) -> Registry:
    """Return the registry of these offers; an error of a built-in one is ours and raised."""
    found: dict[str, Connector] = {}
    broken: list[Broken] = []
    for offer in built_in:
        connector = offer.load()
        if not isinstance(connector, Connector):
            raise TypeError(f"{offer.name} offers no connector")
        found[connector.name] = connector
    for offer in third_party:
        try:
            connector = offer.load()
        except Exception as error:  # noqa: BLE001 - whatever a stranger's import does, the others must go on
            broken.append(Broken(offer.name, f"cannot be imported ({type(error).__name__})."))
            continue
        trouble = _trouble(connector, found)
        if trouble or not isinstance(connector, Connector):
            broken.append(Broken(offer.name, trouble))
        else:
            found[connector.name] = connector
    return Registry(MappingProxyType(dict(sorted(found.items()))), tuple(broken))


def _trouble(connector: object, found: Mapping[str, Connector]) -> str:
    if not isinstance(connector, Connector):
        return "offers no connector."
    if connector.contract != CONTRACT_VERSION:
        return f"is written for version {connector.contract} of the contract, and this is {CONTRACT_VERSION}."
    return "takes a name that another connector has." if connector.name in found else ""


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str

    def load(self) -> object:
        return importlib.import_module(f"{_BUILT_IN}.{self.name}").CONNECTOR


def _built_in() -> Iterator[Offer]:
    package = importlib.import_module(_BUILT_IN)
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            yield _Folder(module.name)


__all__ = [
    "GROUP",
    "Broken",
    "Offer",
    "Registry",
    "connectors",
    "find_connector",
    "registry",
    "registry_of",
]
