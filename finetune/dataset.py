"""Training files to token ids, once, with the checks that stop a run.

A pairs file has a line per pair: `{"prompt", "chosen", "rejected", "tools"}`, each a JSON text of
OpenAI messages or tools, and `kind`, `group`, `split` beside them. An SFT file has
`{"messages", "tools"}`, of which only the last message is trained. A row without `rejected` is a
replay row: its chosen side is trained by its likelihood alone. Messages are kept as text because
a column store would give every call the arguments of all the others, as nulls.

What is trained is exactly the tokens that the model must write when it is served: the answer and
its stop token. The mask goes by length; going by the padding id would leave the stop token out
where both are one.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from auditor import strict_json
from auditor.errors import UsageError
from finetune.conversation import Message, Tool, answer_message, answer_text, calls_of, prompt_text
from finetune.models import Speaker

TRAIN = "train"
_OF_NO_FINDING = ("", "control")


class Row(NamedTuple):
    """One line of a training file.

    Attributes:
        messages: What the model reads.
        chosen: What it must answer.
        rejected: What it must not answer; None in rows that are only imitated.
        group: Inputs that are essentially one; a group is never both trained and held out.
        place: File and line, for errors.
        clean: The prompt holds nothing that was found to be made up.
        approved: Whether a person approved the finding that it is of; None where it is of none.
    """

    messages: tuple[Message, ...]
    chosen: Message
    rejected: Message | None
    tools: tuple[Tool, ...]
    kind: str
    group: str
    split: str
    place: str
    clean: bool = False
    approved: bool | None = None


class Tokens(NamedTuple):
    """A row as token ids; each answer ends with its stop token.

    Attributes:
        earlier: Begin and end of replies in the prompt that are imitated, too, and the weight of
            their likelihood; none unless asked for.
        weight: Of the likelihood of chosen.
    """

    prompt: tuple[int, ...]
    chosen: tuple[int, ...]
    rejected: tuple[int, ...] | None
    earlier: tuple[tuple[int, int, float], ...] = ()
    weight: float = 1.0

    @property
    def length(self) -> int:
        """The longest sequence that the row makes, in tokens."""
        return len(self.prompt) + max(len(self.chosen), len(self.rejected or ()))


class Dataset(NamedTuple):
    """Rows that are fit to be trained, and what was left out.

    Attributes:
        too_long: Places of the rows that exceed the recipe's `max_length`.
        digest: SHA-256 over the token ids, which tells whether a run may be resumed.
    """

    rows: tuple[Row, ...]
    tokens: tuple[Tokens, ...]
    too_long: tuple[str, ...]
    digest: str


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a pairs file or an SFT file.

    Raises:
        UsageError: The file cannot be read, or a line has another form; file and line are named.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    rows = [
        _row(_object(line, f"{path}:{number}"), f"{path}:{number}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not rows:
        raise UsageError(f"{path} holds no row.")
    return rows


def make_dataset(rows: Iterable[Row], speaker: Speaker, max_length: int) -> Dataset:
    """Tokenise rows and check each of them.

    Raises:
        UsageError: A row fails a check; its place is named. Or no row is left.
    """
    kept: list[Row] = []
    tokens: list[Tokens] = []
    too_long = []
    for row in rows:
        check_row(row)
        made = tokenise(row, speaker)
        if made.length > max_length:
            too_long.append(row.place)
        else:
            kept.append(row)
            tokens.append(made)
    if not (kept or too_long):
        raise UsageError("There is no row to train on.")
    if not kept:
        raise UsageError(
            f"No row fits into {max_length} tokens.", "Raise max_length in the recipe."
        )
    digest = hashlib.sha256(json.dumps(tokens).encode()).hexdigest()
    return Dataset(tuple(kept), tuple(tokens), tuple(too_long), digest)


def with_words_weighed(dataset: Dataset, weight: float) -> Dataset:
    """Return a dataset with this weight of the answers that call none of their row's tools."""
    pairs = zip(dataset.rows, dataset.tokens, strict=True)
    return dataset._replace(
        tokens=tuple(
            tokens._replace(weight=weight if row.tools and not calls_of(row.chosen) else 1.0)
            for row, tokens in pairs
        )
    )


def tokenise(row: Row, speaker: Speaker) -> Tokens:
    """Return a row's token ids, checked to say what the row says.

    Raises:
        UsageError: A side does not survive the way to tokens and back.
    """
    with _named(row):
        prompt = prompt_text(speaker.tokenizer, row.messages, row.tools, speaker.thinking)
    sides = [
        None if side is None else _answer_ids(row, side, speaker)
        for side in (row.chosen, row.rejected)
    ]
    chosen, rejected = sides
    if chosen is None or chosen == rejected:
        raise UsageError(f"{row.place}: chosen and rejected are the same to the model.")
    return Tokens(ids_of(prompt, speaker.tokenizer), chosen, rejected)


def ids_of(text: str, tokenizer: Any) -> tuple[int, ...]:
    """Return the token ids of a text that a template rendered; nothing is added."""
    return tuple(tokenizer(text, add_special_tokens=False)["input_ids"])


def check_row(row: Row) -> None:
    """Check what does not depend on the model.

    Raises:
        UsageError: A schema holds a null, or a chosen call breaks its tool's schema.
    """
    null = next(_nulls(row.tools, "tools"), None)
    if null:
        raise UsageError(
            f"{row.place}: {null} is null.",
            "A column store filled it in: write messages and tools as JSON text.",
        )
    schemas = {
        tool["function"]["name"]: tool["function"].get("parameters", {}) for tool in row.tools
    }
    for name, arguments in calls_of(row.chosen):
        if name not in schemas:
            raise UsageError(f"{row.place}: chosen calls {name!r}, which is no tool of the row.")
        fault = _misfit(schemas[name], arguments)
        if fault:
            raise UsageError(f"{row.place}: chosen calls {name} with arguments that {fault}.")


def check_apart(trained: Sequence[Row], held_out: Sequence[Row]) -> None:
    """Refuse training on what is to be measured.

    Raises:
        UsageError: A group stands on both sides; the first one is named.
    """
    groups = {row.group: row.place for row in held_out if row.group}
    for row in trained:
        if row.group in groups:
            raise UsageError(
                f"{row.place}: its group is held out at {groups[row.group]}.",
                "Split by group before pairs are made.",
            )


def no_call_share(rows: Sequence[Row]) -> float:
    """Return the share of pairs whose chosen side calls nothing; replay rows don't count."""
    pairs = [row for row in rows if row.rejected is not None]
    return sum(not calls_of(row.chosen) for row in pairs) / len(pairs) if pairs else 0.0


@contextmanager
def _named(row: Row) -> Iterator[None]:
    """Name a row in what its chat template is at fault with."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{row.place}: {error.message}", error.cure) from None


def _answer_ids(row: Row, side: Message, speaker: Speaker) -> tuple[int, ...]:
    tokenizer = speaker.tokenizer
    with _named(row):
        text = answer_text(tokenizer, row.messages, side, row.tools, speaker.thinking)
    ids = ids_of(text, tokenizer)
    if tokenizer.decode(ids) != text or ids[-1] != tokenizer.eos_token_id:
        raise UsageError(f"{row.place}: the tokens of an answer do not decode to it.")
    if ids.count(tokenizer.eos_token_id) != 1:
        raise UsageError(f"{row.place}: an answer holds the stop token in its words.")
    if side is row.chosen:
        back = answer_message(text.removesuffix(tokenizer.eos_token))
        if calls_of(back) != calls_of(side):
            raise UsageError(f"{row.place}: the calls of chosen do not survive the chat template.")
    return ids


def _object(line: bytes, place: str) -> dict[str, Any]:
    try:
        value = strict_json.decode(line)
    except strict_json.JsonError as error:
        raise UsageError(f"{place}: {error}.") from None
    if not isinstance(value, dict):
        raise UsageError(f"{place}: no JSON object.")
    return value


def _row(held: dict[str, Any], place: str) -> Row:
    tools = tuple(_listed(held, "tools", place)) if held.get("tools") else ()
    if "messages" in held:
        *messages, chosen = _messages(held, "messages", place)
        rejected = None
    else:
        messages = _messages(held, "prompt", place)
        chosen = _single(held, "chosen", place)
        rejected = _single(held, "rejected", place) if held.get("rejected") else None
    if chosen.get("role") != "assistant" or not messages:
        raise UsageError(f"{place}: no answer of the assistant after a prompt.")
    kind, group, split = (str(held.get(key) or "") for key in ("kind", "group", "split"))
    clean = held.get("dirty") is False
    approved = held.get("verdict_event") is not None if kind not in _OF_NO_FINDING else None
    return Row(
        tuple(messages),
        chosen,
        rejected,
        tools,
        kind,
        group,
        split or TRAIN,
        place,
        clean,
        approved,
    )


def _single(held: dict[str, Any], key: str, place: str) -> Message:
    messages = _messages(held, key, place)
    if len(messages) != 1:
        raise UsageError(f"{place}: {key} is not one message.")
    return messages[0]


def _messages(held: dict[str, Any], key: str, place: str) -> list[Message]:
    messages = _listed(held, key, place)
    if not messages or not all(isinstance(message, dict) for message in messages):
        raise UsageError(f"{place}: {key} holds no messages.")
    return messages


def _listed(held: dict[str, Any], key: str, place: str) -> list[Any]:
    value = held.get(key)
    if isinstance(value, str):
        try:
            value = strict_json.decode(value.encode())
        except strict_json.JsonError as error:
            raise UsageError(f"{place}: {key}: {error}.") from None
    if not isinstance(value, list):
        raise UsageError(f"{place}: {key} is no list of messages or tools as JSON text.")
    return value


def _nulls(value: Any, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, member in value.items():
            # A schema may name null there on purpose.
            if key not in {"default", "enum", "const", "examples"}:
                yield from _nulls(member, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for number, member in enumerate(value):
            yield from _nulls(member, f"{path}.{number}")


def _misfit(schema: Any, arguments: Any) -> str:
    """Say what is wrong with a chosen call's arguments; empty where nothing is."""
    import jsonschema_rs

    if not isinstance(arguments, dict):
        return "are no JSON object"
    try:
        jsonschema_rs.validate(schema, arguments)
    except jsonschema_rs.ValidationError as error:
        return f"break its schema: {error.message}"
    return ""
