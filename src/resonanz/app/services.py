"""Notices by any service that Apprise knows. An address of a service is a secret: it appears in no error and no log.

What is guarded: a host that an address names is resolved, and refused where it is private and the operator did not
allow it; redirects are not followed; services that act on this machine, or are to read a file, are not offered. What is
not: Apprise opens its connections itself, so a name that resolves to something else a moment later is not caught here.
"""

from __future__ import annotations

import contextlib
import logging
import re
from typing import Any, Final
from urllib.parse import unquote

from resonanz.connect.guard import Guard
from resonanz.core.errors import Misconfigured, TryLater

LOCAL: Final = frozenset({"syslog", "dbus", "gnome", "glib", "kde", "qt", "macosx", "windows", "mailto", "mailtos"})
"""What writes on this machine; and mail, which goes by the installation's own server."""
_FILES: Final = re.compile(r"[?&;][-+:]?(?:keyfile|subfile)=", re.IGNORECASE)
"""Parameters by which a service is told to read a file of this machine, or to fetch one from somewhere."""
PORTS: Final = {True: 443, False: 80}
_HOSTS: Final = ("host", "smtp_host")


class Services:
    """Check addresses of services, and tell by them."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        # Apprise logs what it is given, addresses and bodies among it.
        logging.getLogger("apprise").disabled = True

    def check(self, address: str) -> None:
        """Raise Misconfigured, without the address, unless it names a service that may be reached."""
        self._opened(address)

    def tell(self, address: str, title: str, body: str, *, urgent: bool) -> None:
        """Tell; raise Misconfigured, or TryLater where the service did not take it."""
        import apprise

        service = self._opened(address)
        kind = apprise.NotifyType.WARNING if urgent else apprise.NotifyType.INFO
        try:
            taken = service.notify(title=title, body=body, notify_type=kind)
        except Exception as trouble:  # noqa: BLE001  a plugin's defect names its address in its message
            raise TryLater(f"The service failed: {type(trouble).__name__}.") from None
        if not taken:
            raise TryLater("The service did not take it.")

    def _opened(self, address: str) -> Any:  # noqa: ANN401  Apprise has a class for each service
        import apprise

        scheme = address.partition("://")[0].strip().lower()
        if scheme in LOCAL:
            raise Misconfigured("This service is not offered here.")
        if _FILES.search(unquote(address)):
            raise Misconfigured("An address that names a file is not offered here.")
        asset = apprise.AppriseAsset(http_redirects=False, secure_logging=True, async_mode=False)
        opened = None
        with contextlib.suppress(Exception):  # what a plugin says about an address holds the address
            opened = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
        if opened is None:
            raise Misconfigured("This is no address of a service that can be told.")
        if any(isinstance(one, apprise.AppriseAttachment) and len(one) for one in vars(opened).values()):
            raise Misconfigured("An address that names a file is not offered here.")
        secure = bool(getattr(opened, "secure", True))
        for name in _HOSTS:
            host = getattr(opened, name, None)
            if isinstance(host, str) and host and _is_host(opened, host):
                self._guard.addresses(host.strip("[]"), getattr(opened, "port", None) or PORTS[secure])
        opened.overflow_mode = apprise.OverflowMode.TRUNCATE  # a list that is too long would be refused for ever
        return opened


def _is_host(opened: Any, host: str) -> bool:  # noqa: ANN401
    """Tell whether what Apprise calls the host is one: some services have a topic or a token in its place.

    `2130706433` and `redis` are hosts too, where the service is one of the company's own.
    """
    if "." in host or ":" in host or host.lower() == "localhost":
        return True
    own = any("{host}" in template for template in getattr(opened, "templates", ()))
    return own and getattr(opened, "mode", None) != "cloud"
