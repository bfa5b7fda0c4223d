"""Starts the dashboard: Streamlit as an ASGI app behind the guard, on loopback unless told so."""

import os
from collections.abc import Sequence
from importlib.resources import files

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from auditor.errors import UsageError
from auditor.listening import listening
from dashboard.guard import Guard, allowed_hosts, is_loopback
from dashboard.receiving import Inbox, routes_of

APP = str(files("dashboard") / "app.py")

_ALWAYS = {
    "browser.gatherUsageStats": False,
    "client.showErrorLinks": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": False,
    "server.showEmailPrompt": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 1,
    "theme.base": "light",
    "theme.primaryColor": "#2f5fa8",
}
# Ways in that newer versions have and a settings file that lies about may open.
_OFF_IF_KNOWN = ("server.enableAgentApi",)


def serve(address: str, port: int, *, open_browser: bool, routes: Sequence[BaseRoute] = ()) -> None:
    """Serve the dashboard until it is interrupted.

    Args:
        address: Where to listen.
        port: On which port.
        open_browser: Show it in the user's browser.
        routes: Further routes of the same server.

    Raises:
        UsageError: Others could reach the address and no login is set up, or it is taken.
    """
    hosts = allowed_hosts(address)
    listening(address, port).close()
    config = _ALWAYS | {
        "server.address": address,
        "server.port": port,
        "server.headless": not open_browser,
        "server.allowedHosts": hosts,
        "browser.serverAddress": hosts[0] if address not in hosts else address,
    }
    _quiet()
    import streamlit as st
    from streamlit.config import get_config_options

    known = get_config_options()
    config |= {name: False for name in _OFF_IF_KNOWN if name in known}
    app = st.App(APP, routes=routes, middleware=[Middleware(Guard, hosts=hosts)])
    app.run(config=config)


def serve_receiving(address: str, port: int, inbox: str, *, open_browser: bool) -> None:
    """Serve the dashboard and take traces by OTLP until it is interrupted.

    Args:
        address: Where to listen: on loopback only, as exporters do not log in.
        port: On which port.
        inbox: The folder in which sent traces are kept.
        open_browser: Show the dashboard in the user's browser.

    Raises:
        UsageError: Others could reach the address, or it is taken.
    """
    if not is_loopback(address):
        raise UsageError(
            f"Anybody who reaches {address} could send traces.",
            "Listen on 127.0.0.1; let a collector on this machine pass them on.",
        )
    listening(address, port).close()
    from auditor.config import load, setting_from
    from auditor.store import DEFAULT, open_store

    loaded = load({})
    store = open_store(loaded.values.store or DEFAULT)
    received = Inbox(inbox, store, setting_from(loaded))
    received.start()
    serve(address, port, open_browser=open_browser, routes=routes_of(received))


def _quiet() -> None:
    """Keep the settings of other Streamlit projects of the user out of ours."""
    for name in list(os.environ):
        if name.startswith("STREAMLIT_"):
            del os.environ[name]
