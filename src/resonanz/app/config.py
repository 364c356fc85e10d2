"""Every setting of an installation, read once; the only place that looks at the environment.

Settings come, later ones winning, from `resonanz.toml` in the home directory, from `.env` in the working
directory and from `RESONANZ_*` in the environment. A setting that is not known here is refused, not ignored.
"""

from __future__ import annotations

import contextlib
import os
import secrets as random_bytes
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from resonanz.core.errors import InputRejected

HOME_VARIABLE = "RESONANZ_HOME"
DEFAULT_HOME = "~/.resonanz"


class Settings(BaseSettings):
    """Hold the settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="RESONANZ_", env_file=".env", extra="ignore", frozen=True, str_strip_whitespace=True
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
    archive_memory: str = Field(default="1GB", description="Most memory the archive's engine may take.")
    archive_threads: int = Field(default=2, ge=1, description="Threads that the archive's engine may use.")
    case_max_age_days: int = Field(
        default=90, ge=1, description="Mentions older than this open no case (history that is imported)."
    )
    thread_interval: float = Field(
        default=60.0, gt=0, description="Fewest seconds between two readings of a thread that a case is about."
    )
    raw_retention_days: int = Field(default=30, ge=1, description="Days that raw payloads are kept.")
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
        home = Path(os.environ.get(HOME_VARIABLE, DEFAULT_HOME)).expanduser()
        toml = TomlConfigSettingsSource(settings_cls, toml_file=home / "resonanz.toml")
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
    def private_hosts(self) -> frozenset[str]:
        """Return the hosts that may be private."""
        return frozenset(part.strip().lower() for part in self.allow_private_hosts.split(",") if part.strip())

    @property
    def secret_key(self) -> str:
        """Return the installation's secret, made on first use."""
        return read_secret_key(self.secret_key_file)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def read_secret_key(file: Path) -> str:
    """Return the secret in `file`; make one, readable by nobody else, when there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_secret_key(file)
    return file.read_text(encoding="ascii").strip()


def _make_secret_key(file: Path) -> None:
    # Written aside and linked in place: of two processes that start together one wins, and nobody reads half a key.
    own = file.with_name(f"{file.name}.{random_bytes.token_hex(8)}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(random_bytes.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(own, file)
    own.unlink()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings; raise InputRejected that names the setting and what it should be."""
    try:
        read = Settings()
    except ValidationError as trouble:
        first = trouble.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise InputRejected(first["msg"], place=f"RESONANZ_{name}", remedy="See the settings reference.") from trouble
    read.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return read
