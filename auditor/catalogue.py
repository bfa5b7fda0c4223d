"""Plug-ins that find themselves: one file each, no list to edit."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from auditor.errors import UsageError

T = TypeVar("T")


class Catalogue(Generic[T]):
    """The plug-ins of some packages, by key; filled by importing every module of them.

    Iteration is sorted by key, so that listings and audits do not depend on the file system.

    Args:
        kind: What the plug-ins are, for error messages ("rule", "format", ...).
        packages: Dotted names of the packages whose modules register themselves.
    """

    def __init__(self, kind: str, *packages: str) -> None:
        self.kind = kind
        self._packages = packages
        self._items: dict[str, T] = {}
        self._loaded = False

    def add(self, key: str, item: T) -> T:
        """Register `item` under `key`.

        Raises:
            ValueError: Another plug-in has that key.
        """
        if key in self._items:
            raise ValueError(f"two {self.kind}s are named {key!r}")
        self._items[key] = item
        return item

    def register(self, key: str) -> Callable[[T], T]:
        """Return a decorator that registers what it decorates under `key`."""
        return lambda item: self.add(key, item)

    def load(self) -> None:
        """Import every module of the packages that has not been imported yet."""
        for package in self._packages:
            try:
                home = importlib.import_module(package)
            except ModuleNotFoundError as error:
                if error.name != package:
                    raise
                continue
            for module in pkgutil.iter_modules(home.__path__):
                importlib.import_module(f"{package}.{module.name}")
        self._loaded = True

    def __iter__(self) -> Iterator[T]:
        if not self._loaded:
            self.load()
        return iter([self._items[key] for key in sorted(self._items)])

    def keys(self) -> list[str]:
        """Return all keys, sorted."""
        if not self._loaded:
            self.load()
        return sorted(self._items)

    def __getitem__(self, key: str) -> T:
        if not self._loaded:
            self.load()
        if key not in self._items:
            raise UsageError(
                f"There is no {self.kind} {key!r}.", f"Known: {', '.join(sorted(self._items))}."
            )
        return self._items[key]
