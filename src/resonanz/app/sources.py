"""Adding sources by name and value, as the command line does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resonanz.app.house import House
from resonanz.connect.contract import Form, Setting
from resonanz.core.errors import InputRejected
from resonanz.core.ids import SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.source import Source


def parsed_settings(home: House, connector: str, given: Sequence[str]) -> tuple[dict[str, object], list[Setting]]:
    """Return the settings in `given` (NAME=VALUE) and the secrets that are to be asked for."""
    declared = home.connectors.get(connector)
    if declared is None:
        names = ", ".join(sorted(home.connectors))
        raise InputRejected(f"There is no connector {connector!r}.", place="connector", remedy=f"There are: {names}.")
    known = {setting.name: setting for setting in declared.settings}
    settings: dict[str, object] = {}
    for one in given:
        name, equals, value = one.partition("=")
        setting = known.get(name)
        if not equals or setting is None:
            names = ", ".join(sorted(known))
            raise InputRejected(f"{one!r} is no setting of {connector}.", place="--set", remedy=f"There are: {names}.")
        _put(settings, setting, value)
    return settings, [setting for setting in declared.settings if setting.form is Form.SECRET]


def _put(settings: dict[str, object], setting: Setting, value: str) -> None:
    match setting.form:
        case Form.SECRET:
            raise InputRejected(
                "A secret on the command line would stand in its history.",
                place=setting.name,
                remedy="Leave it out; it is asked for.",
            )
        case Form.LIST:
            before = settings.get(setting.name)
            settings[setting.name] = [*(before if isinstance(before, list) else []), value]
        case Form.SWITCH:
            settings[setting.name] = value.strip().lower() in ("1", "true", "yes", "on", "ja")
        case Form.CHOICE if value not in setting.choices:
            choices = ", ".join(setting.choices)
            raise InputRejected(f"{value!r} is no choice.", place=setting.name, remedy=f"There are: {choices}.")
        case _:
            settings[setting.name] = value


def add_source(
    home: House, name: str, connector: str, settings: Mapping[str, object], secrets: Mapping[str, str]
) -> Source:
    """Configure a source and its secrets; it looks at the next occasion."""
    from resonanz.store.relational.editing.sources import create_source, write_secrets

    declared = home.connectors[connector]
    now = home.clock.now()
    source = create_source(
        SYSTEM,
        Source(
            id=SourceId(0),
            name=name,
            connector=connector,
            settings=settings,
            interval=declared.default_interval,
            streams=declared.streams,
        ),
        now,
    )
    if any(secrets.values()):
        write_secrets(SYSTEM, home.secrets, source.id, secrets, now)
    return source
