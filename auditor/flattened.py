"""Attributes whose keys spell out a tree, such as `llm.input_messages.0.message.role`."""

from typing import Any

_MOST_PARTS = 24


def nested(attributes: dict[str, Any], prefix: str) -> Any:
    """Return the tree under a prefix; what is numbered becomes a list in numeric order.

    Numbers sort as numbers: `.10.` stands after `.9.`. A list may have holes, which close.
    Nothing under the prefix gives None.
    """
    tree: dict[str, Any] = {}
    start = prefix + "."
    for key, value in attributes.items():
        if key.startswith(start):
            _put(tree, key[len(start) :].split(".", _MOST_PARTS), value)
    return _listed(tree) if tree else None


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            # A key is both a value and a branch; the branch says more.
            below = tree[part] = {}
        tree = below
    if not isinstance(tree.get(path[-1]), dict):
        tree[path[-1]] = value


def _listed(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isdecimal() for key in tree):
        return [_listed(tree[key]) for key in sorted(tree, key=lambda key: (len(key), key))]
    return {key: _listed(value) for key, value in tree.items()}
