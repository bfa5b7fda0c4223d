"""What the commands that serve a page share. The package `dashboard` is looked up when needed."""

import importlib
import importlib.util
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

import click

_PORT = 8501


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a server: where it listens, what it shows, who reviews."""
    for option in (
        click.option("--open/--no-open", "open_browser", default=True, help="Open the browser."),
        click.option("--reviewer", metavar="NAME", help="Who judges. [the user]"),
        click.option("--contract", metavar="FILE", help="What the tools promise."),
        click.option("--store", "url", metavar="URL", help="Which database. [auditor.db]"),
        click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True),
        click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen."),
    ):
        command = option(command)
    return command


def prepare(url: str | None, contract: str | None, reviewer: str | None) -> None:
    """Check that there is a store, and hand the settings on to the pages.

    Raises:
        StoreError: There is no store, or it cannot be opened.
        ConfigError: The settings are wrong.
    """
    from auditor.cli._stored import open_existing

    _hand_on(url, contract, reviewer)
    with open_existing(url):
        pass


def prepare_new(url: str | None, contract: str | None, reviewer: str | None) -> None:
    """Hand the settings on to the pages; a store that is not there yet is made.

    Raises:
        StoreError: The store cannot be opened.
        ConfigError: The settings are wrong.
    """
    from auditor.config import load
    from auditor.store import DEFAULT, open_store

    _hand_on(url, contract, reviewer)
    open_store(load({}).values.store or DEFAULT).close()


def _hand_on(url: str | None, contract: str | None, reviewer: str | None) -> None:
    given = {"STORE": url, "CONTRACT": contract, "REVIEWER": reviewer}
    os.environ.update({f"AUDITOR_{name}": value for name, value in given.items() if value})


def module(name: str) -> ModuleType:
    """Return a module of the dashboard.

    Raises:
        UsageError: The dashboard's packages are not installed.
    """
    from auditor.errors import UsageError

    if importlib.util.find_spec("streamlit") is None or importlib.util.find_spec(name) is None:
        raise UsageError(
            "The dashboard is not installed.", "pip install 'agent-trace-auditor[dashboard]'"
        )
    return importlib.import_module(name)
