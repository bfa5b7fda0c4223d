"""Starts the dashboard: Streamlit as an ASGI app behind the guard, on loopback unless told so."""

import os
from collections.abc import Sequence
from importlib.resources import files

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboard.guard import Guard, allowed_hosts

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


def serve(address: str, port: int, *, open_browser: bool, routes: Sequence[BaseRoute] = ()) -> None:
    """Serve the dashboard until it is interrupted.

    Args:
        address: Where to listen.
        port: On which port.
        open_browser: Show it in the user's browser.
        routes: Further routes of the same server.

    Raises:
        UsageError: Others could reach the address and no login is set up.
    """
    hosts = allowed_hosts(address)
    config = _ALWAYS | {
        "server.address": address,
        "server.port": port,
        "server.headless": not open_browser,
        "server.allowedHosts": hosts,
        "browser.serverAddress": hosts[0] if address not in hosts else address,
    }
    _quiet()
    import streamlit as st

    app = st.App(APP, routes=routes, middleware=[Middleware(Guard, hosts=hosts)])
    app.run(config=config)


def _quiet() -> None:
    """Keep the settings of other Streamlit projects of the user out of ours."""
    for name in list(os.environ):
        if name.startswith("STREAMLIT_"):
            del os.environ[name]
