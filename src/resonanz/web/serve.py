"""The process that serves pages and the API; it asks the archive's owner and writes no mention."""

from __future__ import annotations

from typing import Any, cast

from resonanz.app.config import Settings, settings
from resonanz.core.garbage import leave_out


def main() -> None:
    """Serve until told to stop or the supervisor is gone."""
    from resonanz.app.process import begin, serving_house, with_parent  # noqa: PLC0415

    begin("web")
    serving_house()
    server = _server(settings())
    with_parent(lambda: setattr(server, "should_exit", True))
    leave_out()
    server.run()


def _server(chosen: Settings):  # type: ignore[no-untyped-def]  # noqa: ANN202
    import uvicorn  # noqa: PLC0415

    from resonanz.web.asgi import application  # noqa: PLC0415  after the house stands
    from resonanz.web.threads import keep_connections  # noqa: PLC0415

    keep_connections()
    config = uvicorn.Config(
        cast("Any", application),
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        proxy_headers=bool(chosen.trusted_proxies),
        forwarded_allow_ips=chosen.trusted_proxies or None,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    main()
