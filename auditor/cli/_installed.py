"""What the distribution and its extras need, and what of it is installed."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_REQUIREMENT = re.compile(r"([\w.-]+)\s*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?")
_LEAST = re.compile(r"(?:>=|~=|==)\s*(\d+(?:\.\d+)*)")
_EXTRA = re.compile(r"extra == [\"']([\w-]+)[\"']")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


class Need(NamedTuple):
    """A package that is needed.

    Attributes:
        least: The oldest version that will do; "" for any.
        extras: Of the package's own extras, those that are needed, too.
    """

    package: str
    least: str = ""
    extras: tuple[str, ...] = ()


def needs_by_extra(lines: Iterable[str]) -> dict[str, list[Need]]:
    """Return what a distribution's requirements name, by extra; "" holds what is always needed.

    Requirements that hold for some machines only are left out.
    """
    found: dict[str, dict[str, Need]] = {"": {}}
    for line in lines:
        match = _REQUIREMENT.match(line)
        if match is None:
            continue
        package, inner, versions, marker = match.groups(default="")
        extra = _EXTRA.search(marker)
        if marker.strip() and (extra is None or extra[0] != marker.strip()):
            continue
        least = _LEAST.search(versions)
        extras = tuple(name.strip() for name in inner.split(",") if name.strip())
        of = found.setdefault(extra[1] if extra else "", {})
        known = of.get(package, Need(package))
        of[package] = Need(package, least[1] if least else known.least, known.extras + extras)
    return {extra: list(needs.values()) for extra, needs in found.items()}


def with_inner(needs: Iterable[Need]) -> list[Need]:
    """Return needs together with what the extras of these packages need, where one is installed."""
    whole: list[Need] = []
    for need in needs:
        whole.append(need)
        for extra in need.extras:
            whole += needs_by_extra(_requirements(need.package)).get(extra, [])
    return whole


def lack(need: Need) -> str:
    """Return what is amiss with a needed package, or ""."""
    version = version_of(need.package)
    if not version:
        return f"{need.package} missing"
    if need.least and _release(version) < _release(need.least):
        return f"{need.package} {version} older than {need.least}"
    return ""


def version_of(package: str) -> str:
    """Return a package's version; "" where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _requirements(package: str) -> list[str]:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        return requires(package) or []
    except PackageNotFoundError:
        return []


def _release(version: str) -> tuple[int, ...]:
    """Return a version's numbers, 1.0 as 1; marks of builds and early releases are left out."""
    match = _RELEASE.match(version)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
