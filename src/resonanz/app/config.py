"""Every setting of an installation, read once; the only place that looks at the environment.

Settings come, later ones winning, from `resonanz.toml` in the home directory, from `.env` in the working
directory and from `RESONANZ_*` in the environment. A setting in a file that is not known here is refused, not ignored.
In the environment only what looks misspelt is: platforms put names of their own beside ours there
(`RESONANZ_SERVICE_HOST`).
"""

from __future__ import annotations

import contextlib
import os
import secrets as random_bytes
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from resonanz.core.errors import InputRejected

PREFIX = "RESONANZ_"
HOME_VARIABLE = f"{PREFIX}HOME"
DEFAULT_HOME = "~/.resonanz"
TOML = "resonanz.toml"
DOTENV = ".env"
SHORTEST_KEY = 32
"""Characters; a shorter one was cut off, by a full disk or an editor."""


class Settings(BaseSettings):
    """Hold the settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=DOTENV, extra="ignore", frozen=True, str_strip_whitespace=True
    )

    home: Path = Field(default=Path(DEFAULT_HOME), description="The one directory that holds everything.")
    host: str = Field(default="127.0.0.1", description="Address that the pages are served at.")
    port: int = Field(default=8400, ge=1, le=65535, description="Port that the pages are served at.")
    public_url: str = Field(
        default="", description="Address under which people reach the pages, when it is not host and port."
    )
    trusted_proxies: str = Field(
        default="", description="Addresses of reverse proxies whose X-Forwarded headers are believed, by comma."
    )
    database_url: str = Field(
        default="", description="postgresql://user:password@host/name; empty: SQLite in the home directory."
    )
    time_zone: str = Field(default="Europe/Berlin", description="IANA time zone in which days begin.")
    language: Literal["de", "en"] = Field(default="de", description="Language before somebody chose one.")
    allow_private_hosts: str = Field(
        default="",
        description="Hosts or host:port, by comma, that sources may reach although their address is private.",
    )
    archive_memory: str = Field(default="512MB", description="Most memory the archive's engine may take.")
    archive_threads: int = Field(default=2, ge=1, description="Threads that the archive's engine may use.")
    case_max_age_days: int = Field(
        default=90, ge=1, description="Mentions older than this open no case (history that is imported)."
    )
    asked_often: int = Field(
        default=10, ge=3, description="People who ask the same within three months, from which an answer is proposed."
    )
    thread_interval: float = Field(
        default=60.0, gt=0, description="Fewest seconds between two readings of a thread that a case is about."
    )
    tell_back_per_hour: int = Field(
        default=12,
        ge=1,
        le=120,
        description="Most people an hour who are told in one channel what became of what they asked for.",
    )
    tell_back_never: str = Field(
        default="", description="Channels or hosts, by comma, in which nobody is told what became of what they asked."
    )
    raw_retention_days: int = Field(default=30, ge=1, description="Days that raw payloads are kept.")
    export_retention_days: int = Field(
        default=7, ge=1, description="Days that large files which somebody asked for are kept to be downloaded."
    )
    llm_url: str = Field(
        default="",
        description="Language model that speaks OpenAI's protocol, up to the version: http://localhost:11434/v1.",
    )
    llm_model: str = Field(default="", description="What that service calls the model.")
    llm_key: str = Field(default="", repr=False, description="Key for that service, where it wants one.")
    llm_requests_per_hour: int = Field(default=200, ge=0, description="Most requests to it an hour, by each process.")
    mail_host: str = Field(
        default="", description="Mail server that notices and passwords are sent by; empty: no mail leaves the house."
    )
    mail_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the line to it is encrypted; none only on the same machine."
    )
    mail_user: str = Field(default="", description="User name at the mail server, where it wants one.")
    mail_password: str = Field(default="", repr=False, description="Password of that user.")
    mail_from: str = Field(default="", description="Sender of our mails; empty: resonanz@ and the host of the pages.")
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="How log lines look; auto: for people on a terminal, else JSON."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe log line that is written."
    )

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo  # only needed while settings are read

        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as trouble:
            raise ValueError(f"{value!r} is no IANA time zone; write for example Europe/Berlin") from trouble
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the home's TOML file behind the environment."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_toml_file())
        return init_settings, env_settings, dotenv_settings, toml, file_secret_settings

    @property
    def secret_key_file(self) -> Path:
        """Return where the installation's secret lies."""
        return self.home / "secret.key"

    @property
    def socket(self) -> Path:
        """Return where the archive's owner listens."""
        return self.home / "archive.sock"

    @property
    def archive_directory(self) -> Path:
        """Return where mentions and their text index lie."""
        return self.home / "archive"

    @property
    def address(self) -> str:
        """Return the address that people open."""
        return self.public_url.rstrip("/") or f"http://{_in_url(self.host)}:{self.port}"

    @property
    def https(self) -> bool:
        """Tell whether people reach the pages encrypted, so that cookies may insist on it."""
        return self.address.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """Return the host names that the pages answer to."""
        from urllib.parse import urlsplit

        named = urlsplit(self.address).hostname or "localhost"
        return sorted({named, "localhost", "127.0.0.1", "[::1]"})

    @property
    def untold(self) -> frozenset[str]:
        """Return the channels and hosts in which nobody is told what became of what they asked for."""
        return frozenset(part.strip().lower() for part in self.tell_back_never.split(",") if part.strip())

    @property
    def private_hosts(self) -> frozenset[str]:
        """Return the hosts that may be private."""
        return frozenset(part.strip().lower() for part in self.allow_private_hosts.split(",") if part.strip())

    @property
    def secret_key(self) -> str:
        """Return the installation's secret, made on first use."""
        return read_secret_key(self.secret_key_file)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _toml_file() -> Path:
    return Path(os.environ.get(HOME_VARIABLE, DEFAULT_HOME)).expanduser() / TOML


def read_secret_key(file: Path) -> str:
    """Return the secret in `file`; make one, readable by nobody else, when there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_secret_key(file)
    key = file.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < SHORTEST_KEY:
        raise InputRejected(
            "The installation's secret is damaged.", place=str(file), remedy="Put it back from a backup."
        )
    return key


def _make_secret_key(file: Path) -> None:
    # Written aside and linked in place: of two processes that start together one wins, and nobody reads half a key.
    own = file.with_name(f"{file.name}.{random_bytes.token_hex(8)}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(random_bytes.token_urlsafe(48))
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(own, file)
    own.unlink()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings; raise InputRejected that names the setting and what it should be."""
    _refuse_unknown()
    try:
        read = Settings()
    except ValidationError as trouble:
        first = trouble.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        field = Settings.model_fields.get(name)
        what = (field.description or "") if field else ""
        raise InputRejected(f"{first['msg']}.", place=PREFIX + name.upper(), remedy=what) from trouble
    try:
        read.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as trouble:
        raise InputRejected(
            f"The home directory {read.home} cannot be made: {trouble.strerror}.",
            place=HOME_VARIABLE,
            remedy="Name a directory that can be written to.",
        ) from trouble
    return read


def _refuse_unknown() -> None:
    """Raise InputRejected for a name in a file that is no setting, and for one in the environment that is misspelt."""
    known = set(Settings.model_fields)
    for place, name, shown in _given():
        if name in known:
            continue
        close = get_close_matches(name, known, n=1, cutoff=0.7)
        if not close and not place:
            continue
        meant = [one if place == TOML else PREFIX + one.upper() for one in close or sorted(known)]
        remedy = f"Do you mean {meant[0]}?" if close else f"There are: {', '.join(meant)}."
        raise InputRejected(f"{shown} is no setting.", place=place, remedy=remedy)


def _given() -> Iterator[tuple[str, str, str]]:
    """Yield where each name stands (empty: the environment), the field it would be, and how it is written."""
    for name in _toml_names():
        yield TOML, name, name
    for place, names in ((DOTENV, dotenv_values(DOTENV)), ("", os.environ)):
        for name in names:
            if name.upper().startswith(PREFIX):
                yield place, name[len(PREFIX) :].lower(), name


def _toml_names() -> list[str]:
    file = _toml_file()
    try:
        return list(tomllib.loads(file.read_text(encoding="utf-8"))) if file.exists() else []
    except (OSError, ValueError) as trouble:  # what is wrong in it, or its charset
        raise InputRejected(f"It cannot be read: {trouble}.", place=str(file), remedy="Write TOML in UTF-8.") from None
