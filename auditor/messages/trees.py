"""Conversations kept as a tree of messages: the branch that stands, from its root to its end.

Chat applications keep every answer that was asked for again beside the one that stands.
"""

from collections.abc import Mapping
from typing import Any


def branch_to(end: str, parents: Mapping[str, Any]) -> list[str]:
    """Return the ids from a root to `end`; trees that were damaged may hold circles and gaps.

    Args:
        parents: The parent's id by the id of each message.
    """
    path: list[str] = []
    passed: set[str] = set()
    current: Any = end
    while isinstance(current, str) and current in parents and current not in passed:
        passed.add(current)
        path.append(current)
        current = parents[current]
    return path[::-1]


def last_leaf(parents: Mapping[str, Any]) -> str:
    """Return the last id in order that is nobody's parent; "" where there is none."""
    inner = {parent for parent in parents.values() if isinstance(parent, str)}
    return next((one for one in reversed(list(parents)) if one not in inner), "")
