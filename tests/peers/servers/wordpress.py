"""A real WordPress site on loopback (Debian's, on MariaDB and PHP's own web server), and visitors of it.

Every comment of a visitor waits for approval, as on most companies' sites. Where a client may learn something: the
public form takes one comment in fifteen seconds from one network or e-mail address and says 429 otherwise, so each
comes from addresses of its own here; and only a moderator is told of a comment that waits.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

from tests.peers.servers.conversation import Post, told_by
from tests.peers.servers.install import install_wordpress
from tests.peers.servers.machine import PeerFailedError, free_ports, give_to_nobody, run, without_root
from tests.peers.servers.mariadb import MariaDB
from tests.peers.servers.processes import ChildServer

_SET_UP = Path(__file__).with_name("wordpress.php")
_QUIET = ["-d", "sendmail_path=/bin/true", "-d", "opcache.enable_cli=1"]
_NEXT_ADDRESS = count(2)


@dataclass(frozen=True)
class SiteAccount:
    """What somebody needs to act on the site."""

    site: str
    username: str
    application_password: str


class WordPressSite:
    """A site that lives while the `with` block does.

    folder    where on its host the site lies, such as `/blog`; empty for the host's root.
    plain     whether its addresses are plain (`?p=1`) instead of nice.
    logs      directory for the servers' logs; None keeps them only while the servers run.
    """

    def __init__(self, *, folder: str = "", plain: bool = False, logs: Path | None = None) -> None:
        self._port, self._database_port = free_ports(2)
        self._folder = folder
        self._plain = plain
        self._logs = logs
        self._running = ExitStack()
        self.client = httpx2.Client(base_url=self.base_url, timeout=60)

    @property
    def base_url(self) -> str:
        """Return the address of the site's front page, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}{self._folder}"

    def __enter__(self) -> WordPressSite:
        with ExitStack() as starting:
            starting.callback(self.client.close)
            source = install_wordpress()
            self._home = Path(tempfile.mkdtemp(prefix="resonanz-wordpress-"))
            starting.callback(shutil.rmtree, self._home, ignore_errors=True)
            self._home.chmod(0o755)
            logs = self._logs or self._home
            log = logs / f"mariadb-{self._database_port}.log"
            database = starting.enter_context(MariaDB(self._home / "db", port=self._database_port, log=log))
            self._lay_out(source, database)
            self.told = self._set_up()
            self._serve(starting, logs / f"wordpress-{self._port}.log")
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    def company_account(self, login: str = "desk") -> SiteAccount:
        """Return the account that answers: `desk` may moderate, `writer` may not."""
        return SiteAccount(self.base_url, login, self.told[login])

    def visitor(self, name: str = "Ann") -> Visitor:
        """Return a new person without an account."""
        return Visitor(self, f"{name} {secrets.token_hex(2)}")

    def comments(self, **params: str | int) -> list[dict[str, Any]]:
        """Return what a moderator sees, oldest first, whatever the status."""
        account = self.company_account()
        query: dict[str, str | int] = {"per_page": 100, "orderby": "id", "order": "asc", "status": "all", **params}
        asked = {"rest_route": "/wp/v2/comments", "context": "edit", **query}
        found: list[dict[str, Any]] = told_by(
            self.client.get("/", params=asked, auth=(account.username, account.application_password))
        )
        return found

    def change(self, number: int, **fields: str) -> None:
        """Edit or moderate a comment as somebody of the site does."""
        account = self.company_account()
        answer = self.client.post(
            "/",
            params={"rest_route": f"/wp/v2/comments/{number}"},
            json=fields,
            auth=(account.username, account.application_password),
        )
        told_by(answer)

    def _lay_out(self, source: Path, database: MariaDB) -> None:
        self._root = self._home / "site"
        self._root.mkdir()
        self._site = self._root / self._folder.strip("/") if self._folder else self._root
        shutil.copytree(source, self._site, symlinks=False, dirs_exist_ok=True, ignore_dangling_symlinks=True)
        (self._site / "wp-content" / "uploads").mkdir(parents=True, exist_ok=True)
        configuration = self._site / "wp-config.php"
        configuration.unlink(missing_ok=True)
        configuration.write_text(self._configuration(database))
        give_to_nobody(self._site / "wp-content" / "uploads")

    def _configuration(self, database: MariaDB) -> str:
        values: dict[str, str | bool] = {
            "DB_NAME": database.database,
            "DB_USER": database.user,
            "DB_PASSWORD": database.password,
            "DB_HOST": database.address,
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "WP_ENVIRONMENT_TYPE": "local",  # allows application passwords without https
            "WP_HTTP_BLOCK_EXTERNAL": True,
            "AUTOMATIC_UPDATER_DISABLED": True,
            "DISABLE_WP_CRON": True,
            "WP_HOME": self.base_url,
            "WP_SITEURL": self.base_url,
        }
        for name in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"):
            values |= {f"{name}_KEY": secrets.token_hex(16), f"{name}_SALT": secrets.token_hex(16)}
        lines = [f"define({name!r}, {'true' if value is True else repr(value)});" for name, value in values.items()]
        # Whoever comments from loopback is one address for the flood control: visitors name one of their own.
        lines.append("if (!empty($_SERVER['HTTP_X_PEER'])) $_SERVER['REMOTE_ADDR'] = $_SERVER['HTTP_X_PEER'];")
        lines.append("$table_prefix = 'wp_';")
        lines.append("if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');")
        return "\n".join(["<?php", *lines, "require_once ABSPATH . 'wp-settings.php';", ""])

    def _set_up(self) -> dict[str, Any]:
        script = self._site / "set-up.php"
        shutil.copy(_SET_UP, script)
        told = run(
            without_root(["php", *_QUIET, str(script)]),
            purpose="WordPress could not be set up",
            variables={"PEER_PERMALINKS": "" if self._plain else "/%postname%/"},
            directory=self._site,
            failing=PeerFailedError,
        )
        script.unlink()
        found: dict[str, Any] = json.loads(told[told.index('{"version"') :])
        return found

    def _serve(self, starting: ExitStack, log: Path) -> None:
        where = ["-S", f"127.0.0.1:{self._port}", "-t", str(self._root)]
        server = ChildServer(
            "WordPress",
            ["php", *_QUIET, *where],
            log=log,
            directory=self._root,
            variables={"PHP_CLI_SERVER_WORKERS": "4"},
            by_nobody=True,
        )
        starting.callback(server.stop, 2)
        server.wait_until(self._answers, 60)

    def _answers(self) -> bool:
        try:
            return self.client.get("/", params={"rest_route": "/"}, timeout=30).is_success
        except httpx2.TransportError:
            return False


class Visitor:
    """A person who comments on a site and knows nothing of Resonanz."""

    def __init__(self, site: WordPressSite, name: str) -> None:
        self.name = name
        self._site = site

    def comment(self, text: str, *, below: int = 0) -> Post:
        """Comment by the public form, from an address of one's own; it waits for approval."""
        number = next(_NEXT_ADDRESS)
        form = {
            "comment_post_ID": str(self._site.told["page"]),
            "comment_parent": str(below),
            "author": self.name,
            "email": f"visitor-{number}@visitor.example",
            "comment": text,
        }
        headers = {"X-Peer": f"198.51.{100 + number // 250}.{number % 250}"}
        answer = self._site.client.post("/wp-comments-post.php", data=form, headers=headers, follow_redirects=False)
        if answer.status_code != httpx2.codes.FOUND:
            raise PeerFailedError(f"The comment was not taken: {answer.status_code} {_plain(answer.text)[-300:]}")
        found = re.search(r"#comment-(\d+)", answer.headers["location"])
        if found is None:
            raise PeerFailedError(f"The form led to {answer.headers['location']}.")
        return Post(uri=answer.headers["location"], id=found[1], author=self.name, text=text, reply_to=str(below))

    def thread(self, below: int) -> list[Mapping[str, Any]]:
        """Return what everybody can read directly below a comment."""
        params: dict[str, str | int] = {"rest_route": "/wp/v2/comments", "parent": below}
        found: list[Mapping[str, Any]] = told_by(self._site.client.get("/", params=params))
        return found

    def reads(self) -> str:
        """Return every comment that everybody can read."""
        params: dict[str, str | int] = {"rest_route": "/wp/v2/comments", "per_page": 100}
        found = told_by(self._site.client.get("/", params=params))
        return "\n".join(one["content"]["rendered"] for one in found)


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
