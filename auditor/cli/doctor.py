"""`auditor doctor`: what is installed, what is missing, where settings come from."""

import re

import click

_DISTRIBUTION = "agent-trace-auditor"
_REQUIREMENT = re.compile(r"([\w.-]+).*?(?:extra == [\"']([\w-]+)[\"'])?$")
_WAL_BUG_SINCE = (3, 7, 0)
_WAL_BUG_FIXED = (3, 51, 3)
# Older series that got the repair, and the release that brought it.
_WAL_BUG_BACKPORTS = {(3, 44): 6, (3, 50): 7}


@click.command()
@click.option("--show-config", is_flag=True, help="Show every setting and where it came from.")
def command(show_config: bool) -> int:
    """Check the installation: versions, SQLite, extras, settings."""
    if show_config:
        _settings()
        return 0
    _versions()
    _sqlite()
    _packages()
    return 0


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


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


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


def _packages() -> None:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:
        click.echo(f"{_DISTRIBUTION} is not installed here: pip install -e . in the checkout")
        return
    for extra, packages in packages_by_extra(lines).items():
        missing = [package for package in packages if not _version_of(package)]
        name = f"extra {extra}" if extra else "required"
        if missing:
            target = f"{_DISTRIBUTION}[{extra}]" if extra else _DISTRIBUTION
            click.echo(f"{name}: {', '.join(missing)} missing: pip install '{target}'")
        else:
            shown = ", ".join(f"{package} {_version_of(package)}" for package in packages)
            click.echo(f"{name}: {shown}")


def packages_by_extra(requirements: list[str]) -> dict[str, list[str]]:
    """Return the names of required packages by extra; "" holds those that are always needed."""
    found: dict[str, list[str]] = {"": []}
    for line in requirements:
        match = _REQUIREMENT.match(line)
        if match:
            found.setdefault(match[2] or "", []).append(match[1])
    return found
