"""Whether a post still lies where its author wrote it, asked there and not at the AppView.

The one thing a reader would get wrong: what it means that the AppView does not show a post. It may be deleted, or the
AppView may be behind; on bad days by hours. Erasing cannot be taken back, so the author's own data server decides.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode

from resonanz.connect.contract import Env, SourceTrouble
from resonanz.connect.payload import Wild, web_address
from resonanz.connectors.bluesky.normalise import author_of, key_of
from resonanz.connectors.bluesky.settings import POSTS
from resonanz.connectors.bluesky.tid import moment_of

DIRECTORY: Final = "https://plc.directory"
"""Where it stands which data server an identity uses."""
ASKED_WITHIN: Final = timedelta(days=1)
"""An older post that the AppView does not show is gone: it is never that far behind."""
ALWAYS_LAGS: Final = timedelta(seconds=30)
"""A younger post is not believed to be gone when its author's server cannot be asked."""


class Homes:
    """Ask the data servers of authors."""

    def __init__(self, env: Env) -> None:
        self._env = env
        self._servers: dict[str, str] = {}

    def is_gone(self, address: str) -> bool:
        """Tell whether a post that the AppView does not show is gone for good."""
        written = moment_of(key_of(address))
        if written is None:
            return True
        age = self._env.clock.now() - written
        if age > ASKED_WITHIN:
            return True
        try:
            return not self._stands(address)
        except SourceTrouble:
            return age > ALWAYS_LAGS

    def _stands(self, address: str) -> bool:
        did = author_of(address) or ""
        server = self._server_of(did)
        if server is None:
            return False  # the identity itself was deleted
        asked = urlencode({"repo": did, "collection": POSTS, "rkey": key_of(address)})
        answer = self._env.http.get(f"{server}/xrpc/com.atproto.repo.getRecord?{asked}", accept=(200, 400, 404))
        return answer.status == 200 and Wild(answer.json(), "record").find("value").is_object

    def _server_of(self, did: str) -> str | None:
        if did not in self._servers:
            web = did.removeprefix("did:web:")
            url = f"{DIRECTORY}/{quote(did, safe=':')}" if web == did else f"https://{web}/.well-known/did.json"
            answer = self._env.http.get(url, accept=(200, 404, 410))
            if answer.status != 200:
                return None
            services = Wild(answer.json(), "identity").find("service").items_or_none()
            found = [one.find("serviceEndpoint").url() for one in services if _is_data_server(one)]
            if not found or (server := web_address(found[0])) is None:
                return None
            self._servers[did] = server.rstrip("/")
        return self._servers[did]


def _is_data_server(service: Wild) -> bool:
    return service.find("type").raw == "AtprotoPersonalDataServer"
