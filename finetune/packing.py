"""Several answers to one prompt in one row of the model, and the log-probabilities of each.

`[prompt | chosen | rejected]` goes through the model once: each answer sees the prompt and not the
other answer, and both count positions on from the prompt's end. In a pair of two answers that are
short beside their prompt this halves the work. Only the states that predict an answer's tokens go
through the head.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from finetune.dataset import Tokens
from finetune.policy import in_precision, without_peft

if TYPE_CHECKING:
    from torch import Tensor


class Part(NamedTuple):
    """Tokens that follow each other in a pack, each of which sees those before it and more.

    Attributes:
        begin, end: Of its tokens.
        sees: Begin and end of other parts that all of its tokens see.
    """

    begin: int
    end: int
    sees: tuple[tuple[int, int], ...] = ()


class Span(NamedTuple):
    """Where one answer stands in a packed row.

    Attributes:
        row: Number of its row among those that were packed.
        side: 0 an earlier reply in the prompt, 1 chosen, 2 rejected.
        start, end: Of its tokens in the list of all predicted tokens of the pack.
        weight: Of an earlier reply beside the others of its row.
    """

    row: int
    side: int
    start: int = 0
    end: int = 0
    weight: float = 1.0


class Pack(NamedTuple):
    """Rows as one sequence of `length` tokens.

    Attributes:
        ids, positions: Shape (1, length).
        parts: The stretches it is made of, in order.
        predictors: Shape (predicted,): the token whose state predicts each answer token.
        targets: Shape (predicted,): those tokens.
    """

    ids: "Tensor"
    positions: "Tensor"
    parts: tuple[Part, ...]
    predictors: "Tensor"
    targets: "Tensor"
    spans: tuple[Span, ...]


class Answers(NamedTuple):
    """Log-probabilities of whole answers, in nats, and their lengths in tokens.

    Attributes:
        chosen, rejected: Shape (rows,); rejected is 0 with length 0 where a row has none.
        earlier: The same for the earlier replies of each row, all together and by their weights.
    """

    chosen: "Tensor"
    rejected: "Tensor"
    earlier: "Tensor"
    chosen_tokens: "Tensor"
    rejected_tokens: "Tensor"
    earlier_tokens: "Tensor"


def pack(rows: Sequence[Tokens]) -> Pack:
    """Return rows as one sequence; nothing is padded."""
    import torch

    making = _Making([], [], [], [], [], [])
    for number, row in enumerate(rows):
        _put_row(making, number, row)
    return Pack(
        torch.tensor([making.ids]),
        torch.tensor([making.positions]),
        tuple(making.parts),
        torch.tensor(making.predictors),
        torch.tensor(making.targets),
        tuple(making.spans),
    )


class _Making(NamedTuple):
    """A pack that is being made; the lists grow."""

    ids: list[int]
    positions: list[int]
    parts: list[Part]
    predictors: list[int]
    targets: list[int]
    spans: list[Span]

    def put(self, tokens: Sequence[int], first: int, sees: Sequence[Part]) -> Part:
        """Add tokens, the first of them at that position, and return where they stand."""
        begin = len(self.ids)
        self.ids.extend(tokens)
        self.positions.extend(range(first, first + len(tokens)))
        part = Part(begin, len(self.ids), tuple((part.begin, part.end) for part in sees))
        self.parts.append(part)
        return part

    def predict(self, predictors: Iterable[int], targets: Sequence[int], span: Span) -> None:
        """Add what is to be predicted; the places of `span` follow from it."""
        start = len(self.targets)
        self.predictors.extend(predictors)
        self.targets.extend(targets)
        self.spans.append(span._replace(start=start, end=len(self.targets)))


def _put_row(making: _Making, number: int, row: Tokens) -> None:
    prompt = making.put(row.prompt, 0, ())
    for side, answer in ((1, row.chosen), (2, row.rejected)):
        if answer:
            own = making.put(answer, len(row.prompt), (prompt,))
            predictors = [prompt.end - 1, *range(own.begin, own.end - 1)]
            making.predict(predictors, answer, Span(number, side))
    for first, end, weight in row.earlier:
        places = range(prompt.begin + first - 1, prompt.begin + end - 1)
        making.predict(places, row.prompt[first:end], Span(number, 0, weight=weight))


def answer_log_probabilities(model: Any, rows: Sequence[Tokens]) -> Answers:
    """Return the log-probabilities that a model gives to the answers of rows, with gradients.

    Args:
        model: A causal language model of transformers, with or without adapters of peft.
    """
    import torch

    packed = pack(rows)
    per_token = token_log_probabilities(model, packed)
    sums: list[list[Tensor]] = [[per_token.new_zeros(())] * 3 for _ in rows]
    counts = torch.zeros((len(rows), 3))
    for span in packed.spans:
        said = span.weight * per_token[span.start : span.end].sum()
        sums[span.row][span.side] = sums[span.row][span.side] + said
        counts[span.row, span.side] += span.weight * (span.end - span.start)
    earlier, chosen, rejected = torch.stack([torch.stack(row) for row in sums], 1)
    lengths = counts.to(chosen.device).T
    return Answers(chosen, rejected, earlier, lengths[1], lengths[2], lengths[0])


def token_log_probabilities(model: Any, packed: Pack) -> "Tensor":
    """Return the log-probability of every answer token of a pack, fp32, shape (predicted,)."""
    from finetune.attention import table_of

    inner = without_peft(model)
    device = inner.device
    with in_precision(inner):
        states = inner.get_decoder()(
            input_ids=packed.ids.to(device),
            position_ids=packed.positions.to(device),
            attention_mask=table_of(packed.parts),
            use_cache=False,
        ).last_hidden_state
        chosen_states = states[0, packed.predictors.to(device)]
        logits = inner.get_output_embeddings()(chosen_states).float()
    targets = packed.targets.to(device)[:, None]
    found: Tensor = logits.gather(1, targets)[:, 0] - logits.logsumexp(1)
    return found
