"""Shares of a set of pairs: no duplicate, enough controls, few dirty prompts, no leak.

What is left out is chosen by the hash of the pair, so that an export does not depend on the order
of files.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.pairs.form import Pair, Split, digest, messages_in
from auditor.pairs.split import canonical

_WORDS = re.compile(r"[㐀-鿿]|[^\W_]+")
_NAMES = re.compile(r"\d|\w[./@]\w")
_FEWEST_WORDS = 4


class Shares(NamedTuple):
    """What the set as a whole must look like.

    Attributes:
        fewest_controls, most_controls: Share of controls in all pairs.
        most_dirty: Share of pairs with a made-up result left in their prompt.
    """

    fewest_controls: float = 0.20
    most_controls: float = 0.25
    most_dirty: float = 0.20


USUAL = Shares()


def balanced(pairs: Iterable[Pair], dropped: Counter[str], shares: Shares = USUAL) -> list[Pair]:
    """Return the pairs that stay, each side of the split for itself.

    Args:
        pairs: Candidates.
        dropped: How many were left out, by reason; added to.
        shares: What the set must look like.
    """
    unique: dict[str, Pair] = {}
    for pair in pairs:
        if pair.key in unique:
            dropped["the same pair was formed before"] += 1
        else:
            unique[pair.key] = pair
    kept = _without_leaks(list(unique.values()), dropped)
    sides: list[Split] = ["train", "heldout"]
    return [
        pair
        for side in sides
        for pair in _in_shares([p for p in kept if p.split == side], dropped, shares)
    ]


def share(pairs: Sequence[Pair], *, dirty: bool) -> float:
    """Return the share of dirty pairs, or else of controls; 0 without pairs."""
    hits = sum(pair.dirty if dirty else pair.kind == "control" for pair in pairs)
    return hits / len(pairs) if pairs else 0.0


def question_of(pair: Pair) -> str:
    """Return what the user asks last in a prompt, in canonical form; "" of a control.

    The words of a control ask for nothing. A few words that name nothing ("yes, please") go with
    what was said before.
    """
    return "" if pair.kind == "control" else _asked(_said_in(pair))


def questions_in(pair: Pair) -> set[str]:
    """Return what the user asks in a prompt, each as in `question_of`.

    The replies to all of them may be imitated, not only the one to the last.
    """
    said = _said_in(pair)
    asking = len(said) - (pair.kind == "control")
    return {_asked(said[: number + 1]) for number in range(asking)}


def _said_in(pair: Pair) -> list[str]:
    messages = messages_in(pair.prompt)
    users = (message for message in messages if message.get("role") == "user")
    return [canonical(str(message.get("content") or "")) for message in users]


def _asked(said: Sequence[str]) -> str:
    asked = ""
    for words in reversed(said):
        asked = f"{words} {asked}".rstrip()
        if _NAMES.search(asked) or len(_WORDS.findall(asked)) >= _FEWEST_WORDS:
            break
    return asked


def _without_leaks(pairs: list[Pair], dropped: Counter[str]) -> list[Pair]:
    held_out = {question_of(pair) for pair in pairs if pair.split == "heldout"} - {""}
    kept = []
    for pair in pairs:
        if pair.split == "train" and questions_in(pair) & held_out:
            dropped["a question of it is asked in a held-out input, too"] += 1
        else:
            kept.append(pair)
    return kept


def _in_shares(pairs: list[Pair], dropped: Counter[str], shares: Shares) -> list[Pair]:
    controls = [pair for pair in pairs if pair.kind == "control"]
    dirty = [pair for pair in pairs if pair.dirty and pair.kind != "control"]
    clean = [pair for pair in pairs if not pair.dirty and pair.kind != "control"]
    taken = len(dirty)
    while True:
        main = len(clean) + taken
        added = min(len(controls), int(main * shares.most_controls / (1 - shares.most_controls)))
        if taken <= shares.most_dirty * (main + added):
            break
        taken -= 1
    dropped["more prompts with a made-up result than the share allows"] += len(dirty) - taken
    dropped["more controls than the share allows"] += len(controls) - added
    stay = {pair.key for pair in (*clean, *_some(dirty, taken), *_some(controls, added))}
    return [pair for pair in pairs if pair.key in stay]


def _some(pairs: list[Pair], count: int) -> list[Pair]:
    """Return some of the pairs; what a model did by itself goes before what was put together."""
    return sorted(
        pairs, key=lambda pair: (pair.rejected_source != "recorded", digest("balance", pair.key))
    )[:count]
