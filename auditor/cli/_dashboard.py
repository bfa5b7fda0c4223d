"""What the commands that serve a page share. The package `dashboard` is looked up when needed."""

import importlib
import importlib.util
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import click

_PORT = 8501


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a server: where it listens, what it shows, who reviews."""
    for option in (
        click.option("--open/--no-open", "open_browser", default=True, help="Open the browser."),
        click.option("--training", metavar="FILE", help="Report of a training, for its page."),
        click.option("--reviewer", metavar="NAME", help="Who judges. [the user]"),
        click.option("--contract", metavar="FILE", help="What the tools promise."),
        click.option("--store", "url", metavar="URL", help="Which database. [auditor.db]"),
        click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True),
        click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen."),
    ):
        command = option(command)
    return command


class Shown(NamedTuple):
    """What the pages show: the store, the contract, who reviews, a training's report."""

    store: str | None = None
    contract: str | None = None
    reviewer: str | None = None
    training: str | None = None


def prepare(shown: Shown) -> None:
    """Check that there is a store, and hand the settings on to the pages.

    Raises:
        StoreError: There is no store, or it cannot be opened.
        ConfigError: The settings are wrong.
        UsageError: The report of a training is not there.
    """
    from auditor.cli._stored import open_existing

    _hand_on(shown)
    with open_existing(shown.store):
        pass


def prepare_new(shown: Shown) -> None:
    """Hand the settings on to the pages; a store that is not there yet is made.

    Raises:
        StoreError: The store cannot be opened.
        ConfigError: The settings are wrong.
    """
    from auditor.config import load
    from auditor.store import DEFAULT, open_store

    _hand_on(shown)
    open_store(load({}).values.store or DEFAULT).close()


def _hand_on(shown: Shown) -> None:
    from auditor.errors import UsageError
    from auditor.review import reviewer_named

    if shown.reviewer is not None:
        reviewer_named(shown.reviewer)
    if shown.training is not None and not os.path.isfile(shown.training):
        raise UsageError(
            f"There is no report of a training {shown.training!r}.",
            "Name the report.json that `auditor finetune loop` or `evaluate --out` wrote.",
        )
    given = {f"AUDITOR_{name.upper()}": value for name, value in shown._asdict().items() if value}
    os.environ.update(given)


def module(name: str) -> ModuleType:
    """Return a module of the dashboard.

    Raises:
        UsageError: The dashboard's packages are not installed.
    """
    from auditor.errors import UsageError, installing

    if importlib.util.find_spec("streamlit") is None or importlib.util.find_spec(name) is None:
        raise UsageError(
            "The dashboard is not installed.", f"Install it: {installing('dashboard')}."
        )
    return importlib.import_module(name)
