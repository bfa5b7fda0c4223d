"""`auditor doctor`: what is installed, what is missing, where settings come from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from auditor.cli._installed import lack, needs_by_extra, version_of, with_inner

if TYPE_CHECKING:
    from auditor.config import Loaded

_WAL_BUG_SINCE = (3, 7, 0)
_WAL_BUG_FIXED = (3, 51, 3)
# Older series that got the repair, and the release that brought it.
_WAL_BUG_BACKPORTS = {(3, 44): 6, (3, 50): 7}


@click.command()
@click.option("--show-config", is_flag=True, help="Show every setting and where it came from.")
def command(show_config: bool) -> int:
    """Check the installation: versions, SQLite, extras, settings.

    Exit code: 0, or 2 where settings are wrong or a package that is always needed is too old.
    """
    from auditor.errors import AuditorError

    if show_config:
        _settings()
        return 0
    _versions()
    _sqlite()
    sound = _packages()
    sound = _settings_checked() and sound
    return 0 if sound else AuditorError.exit_code


def _settings() -> None:
    from auditor.config import load
    from auditor.safe_text import one_line

    loaded = load()
    values = loaded.values.model_dump()
    for key, origin in loaded.origins.items():
        if key == "contract tables":
            continue
        value = values
        for part in key.split("."):
            value = value[part]
        click.echo(one_line(f"{key} = {value!r}  ({origin})"))
    tools = ", ".join(loaded.contract.tools) or "none"
    origin = loaded.origins.get("contract tables", "no contract")
    click.echo(one_line(f"contract: tools {tools}  ({origin})"))


def _versions() -> None:
    import platform

    from auditor.cli import version

    click.echo(f"auditor {version()}, Python {platform.python_version()} on {platform.platform()}")


def _sqlite() -> None:
    import sqlite3

    click.echo(f"SQLite {sqlite3.sqlite_version}: {sqlite_verdict(sqlite3.sqlite_version_info)}")


def sqlite_verdict(release: tuple[int, ...]) -> str:
    """Say whether a SQLite release has the WAL-reset bug (https://sqlite.org/wal.html)."""
    repaired = _WAL_BUG_BACKPORTS.get((release[0], release[1]))
    if release < _WAL_BUG_SINCE or release >= _WAL_BUG_FIXED:
        return "no known fault"
    if repaired is not None and release[2] >= repaired:
        return "no known fault"
    return (
        "has the WAL-reset bug: several processes that write one database at once can, very "
        "rarely, damage it. Let one process write, or use SQLite 3.51.3 or PostgreSQL."
    )


def _packages() -> bool:
    """Tell what is installed, by extra; say whether all that is always needed will do."""
    from importlib.metadata import PackageNotFoundError, requires

    from auditor.errors import DISTRIBUTION, installing

    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        click.echo(f"{DISTRIBUTION} is not installed here: {installing('')}")
        return True
    sound = True
    for extra, listed in needs_by_extra(lines).items():
        needs = with_inner(listed)
        lacking = [text for text in map(lack, needs) if text]
        name = f"extra {extra}" if extra else "required"
        if lacking:
            click.echo(f"{name}: {', '.join(lacking)}: {installing(extra)}")
        else:
            shown = (f"{need.package} {version_of(need.package)}" for need in needs)
            click.echo(f"{name}: {', '.join(shown)}")
        sound = sound and bool(extra or not lacking)
    return sound


def _settings_checked() -> bool:
    """Tell where settings come from and what is wrong with them or with the files they name."""
    from auditor.config import load
    from auditor.errors import AuditorError
    from auditor.safe_text import one_line

    try:
        loaded = load()
    except AuditorError as error:
        click.echo(one_line(f"settings: {error}"))
        return False
    origins = dict.fromkeys(origin for origin in loaded.origins.values() if origin != "default")
    click.echo(one_line(f"settings: {', '.join(origins) or 'none given, all have their defaults'}"))
    faults = [fault for check in _checks(loaded) if (fault := _fault(check))]
    for fault in faults:
        click.echo(one_line(f"settings: {fault}"))
    return not faults


def _checks(loaded: "Loaded") -> list[Callable[[], object]]:
    """Return what reads each of the files that settings name; the contract was read with them."""
    from auditor.accepted import load_baseline
    from auditor.cli._run import suppressions_of
    from auditor.evidence.profiles import load_profiles
    from auditor.expectations import load_expectations
    from auditor.ledger import read_ledger
    from auditor.report import REPORTS

    named = loaded.values
    given = loaded.origins["baseline"] != "default"
    checks: list[Callable[[], object]] = [
        lambda: load_baseline(named.baseline, required=given),
        lambda: suppressions_of(loaded),
        lambda: REPORTS[named.format],
    ]
    if named.profiles:
        checks.append(lambda: load_profiles(named.profiles))
    if named.expectations:
        checks.append(lambda: load_expectations(named.expectations))
    if named.ledger:
        checks.append(lambda: read_ledger(named.ledger))
    return checks


def _fault(check: Callable[[], object]) -> str:
    from auditor.errors import AuditorError

    try:
        check()
    except AuditorError as error:
        return str(error)
    return ""
