"""Opening configured sources: settings, secrets and the connector come together here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from resonanz.connect.contract import Config, Connection, Connector, Context, Env
from resonanz.core.errors import Misconfigured
from resonanz.core.ports import Secrets
from resonanz.core.source import Source


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold a source together with its connector and the open connection."""

    source: Source
    connector: Connector
    connection: Connection
    context: Context


class Opener:
    """Open sources."""

    def __init__(self, connectors: Callable[[], Mapping[str, Connector]], secrets: Secrets, env: Env) -> None:
        self._connectors = connectors
        self._secrets = secrets
        self._env = env

    def connector(self, source: Source) -> Connector:
        """Return the connector of a source; raise Misconfigured when none of that name is installed."""
        found = self._connectors().get(source.connector)
        if found is None:
            raise Misconfigured(f"No connector {source.connector!r} is installed.")
        return found

    def open(self, source: Source) -> Opened:
        """Open a source; raise Misconfigured when a required setting is missing."""
        connector = self.connector(source)
        secrets = self._secrets.read(source.id)
        for setting in connector.settings:
            given = secrets.get(setting.name) or source.settings.get(setting.name)
            if setting.required and given in (None, "", [], ()):
                label = setting.label.get("en", setting.name)
                raise Misconfigured(f"The setting “{label}” is missing.")
        config = Config(source=source.name, settings=source.settings, secrets=secrets)
        context = Context(source=source.name, settings=source.settings)
        return Opened(source, connector, connector.open(config, self._env), context)
