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


def dotted(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a tree of objects, and of lists of them, under keys that spell it out."""
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            flat |= dotted({str(at): one for at, one in enumerate(value)}, f"{prefix}{key}.")
        elif isinstance(value, dict):
            flat |= dotted(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def expanded(value: Any) -> Any:
    """Return a value with every dotted key spelt out, also inside lists and objects."""
    if isinstance(value, list):
        return [expanded(member) for member in value]
    if not isinstance(value, dict):
        return value
    tree: dict[str, Any] = {}
    for key, member in value.items():
        _put(tree, key.split(".", _MOST_PARTS), expanded(member))
    return _listed(tree)


def inside(tree: Any, path: str) -> Any:
    """Return what stands at a dotted path of an expanded value, or None."""
    for part in path.split("."):
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            # A key is both a value and a branch; the branch says more.
            below = tree[part] = {}
        tree = below
    last = tree.get(path[-1])
    if isinstance(last, dict) and isinstance(value, dict):
        last.update(value)
    elif not isinstance(last, dict):
        tree[path[-1]] = value


def _listed(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and all(key.isdecimal() for key in tree):
        return [_listed(tree[key]) for key in sorted(tree, key=lambda key: (len(key), key))]
    return {key: _listed(value) for key, value in tree.items()}
