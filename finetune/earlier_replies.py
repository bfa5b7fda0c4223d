"""The replies that stand in a prompt, to be imitated beside the answer.

A pair's prompt ends before the first fault, so what the model did on each earlier turn was not
found fault with. A small model learns the decision to call from few rows, and to copy the right
argument, or to call nothing where nothing is asked, from many: each row gives as many examples as
its history has turns, for one pass. Words that report a result are left out: they teach neither.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from finetune.conversation import Message, answer_text, prompt_text
from finetune.dataset import Dataset, Row, Tokens, ids_of

if TYPE_CHECKING:
    from finetune.models import Speaker


def with_earlier_replies(dataset: Dataset, speaker: "Speaker", words: float = 1.0) -> Dataset:
    """Return a dataset of which each row knows where replies to imitate stand in its prompt.

    Args:
        words: Weight of a reply without a call beside one with a call.
    """
    pairs = zip(dataset.rows, dataset.tokens, strict=True)
    return dataset._replace(
        tokens=tuple(
            tokens._replace(earlier=tuple(_spans(row, tokens, speaker, words)))
            for row, tokens in pairs
        )
    )


def _spans(
    row: Row, tokens: Tokens, speaker: "Speaker", words: float
) -> "list[tuple[int, int, float]]":
    """Return begin and end of each such reply, in tokens of the prompt, and its weight.

    A reply that the template renders otherwise inside a longer conversation is left out, as its
    place would not be the place where the served model writes it.
    """
    found = []
    for number, message in enumerate(row.messages):
        if not _is_fit(row, number):
            continue
        before = row.messages[:number]
        head = prompt_text(speaker.tokenizer, before, row.tools, speaker.thinking)
        text = answer_text(speaker.tokenizer, before, message, row.tools, speaker.thinking)
        first, said = ids_of(head, speaker.tokenizer), ids_of(text, speaker.tokenizer)
        if tokens.prompt[: len(first) + len(said)] == first + said:
            weight = 1.0 if message.get("tool_calls") else words
            found.append((len(first), len(first) + len(said), weight))
    return found


def _is_fit(row: Row, number: int) -> bool:
    """Say whether a message made calls that were answered, or answered a user without any.

    Words may be made up where the prompt was left as it was recorded; calls can't be.
    """
    message = row.messages[number]
    if message.get("role") != "assistant" or not number:
        return False
    if message.get("tool_calls"):
        return _is_answered(message, row.messages[number + 1 :])
    return row.clean and row.messages[number - 1].get("role") == "user"


def _is_answered(message: Message, after: Sequence[Message]) -> bool:
    """Say whether each call of a message has its result right after it."""
    results = takewhile(lambda one: one.get("role") == "tool", after)
    answered = {result.get("tool_call_id") for result in results}
    return all(call.get("id") in answered for call in message["tool_calls"])
