"""What a model is asked when it is evaluated: held-out drills, or the held-out pairs of a file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.errors import UsageError
from auditor.measure import Call, call
from auditor.pairs.form import Pair, messages_in, read_manifest, read_pairs
from auditor.pairs.split import canonical
from auditor.pairs.verify import calls_in
from auditor.pairs.writing import setting_told
from auditor.scenario.drills import DATASET, ToolForm, contract_for, drills
from auditor.setting import Setting, setting_of


class Item(NamedTuple):
    """A conversation up to the reply that is judged.

    Attributes:
        item_id: Unique in a set.
        context: Name of the circumstances, for tables.
        messages, tools: In OpenAI's form.
        expected: The calls that are due; none where none is.
        dataset: What the item is a task of.
    """

    item_id: str
    context: str
    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]]
    expected: tuple[Call, ...]
    dataset: str = DATASET


class Items(NamedTuple):
    """Items and what the rules are told of their tools."""

    items: list[Item]
    setting: Setting


def drill_items(count: int, *, seed: int = 0, tool: ToolForm = "one-argument") -> Items:
    """Return held-out drills: no target, wording or length of history of them is trained on."""
    found = [
        Item(
            drill.drill_id,
            drill.context,
            drill.messages,
            drill.tools,
            tuple(call(one["name"], one["arguments"]) for one in drill.expected),
        )
        for drill in drills(count, part="heldout", seed=seed, tool=tool)
    ]
    return Items(found, setting_of(contract_for(tool)))


def pair_items(path: str, setting: Setting | None = None) -> Items:
    """Return the held-out pairs of a file as items: the calls of the chosen message are due.

    Args:
        path: A pairs file.
        setting: Contract and profiles; None for what the manifest tells.

    Raises:
        UsageError: The file cannot be read, or nothing in it is held out.
    """
    held_out = [pair for pair in read_pairs(path) if pair.split == "heldout"]
    if not held_out:
        raise UsageError(
            f"{path} holds no held-out pair.", "Form the pairs with `auditor pairs --heldout 0.2`."
        )
    found = []
    for number, pair in enumerate(held_out):
        (chosen,) = messages_in(pair.chosen)
        found.append(
            Item(
                f"{pair.key}-{number}",
                pair.kind,
                messages_in(pair.prompt),
                messages_in(pair.tools),
                tuple(calls_in(chosen)),
                "pairs",
            )
        )
    return Items(found, setting or setting_told(read_manifest(path), path))


def trained_on(items: Iterable[Item], pairs: Iterable[Pair]) -> list[str]:
    """Return the ids of items whose question is asked in a pair that is trained on.

    Questions are the same under other wording, letter case, defanging and queries. Items that ask
    about no target (small talk) are looked for word by word.
    """
    asked = {_question(messages_in(pair.prompt)) for pair in pairs if pair.split == "train"}
    return [item.item_id for item in items if _question(item.messages) in asked]


def _question(messages: Sequence[Mapping[str, Any]]) -> str:
    said = [message for message in messages if message.get("role") == "user"]
    return canonical(str(said[-1].get("content") or "")) if said else ""
