"""Several answers to one prompt in one row of the model, and the log-probabilities of each.

`[prompt | chosen | rejected]` goes through the model once: a block mask keeps each answer from
seeing the other, and both count positions on from the prompt's end. In a pair of two answers that
are short beside their prompt this halves the work. Only the states that predict an answer's tokens
go through the head.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from finetune.dataset import Tokens

if TYPE_CHECKING:
    from torch import Tensor


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
    start: int
    end: int
    weight: float = 1.0


class Pack(NamedTuple):
    """Rows as one sequence of `length` tokens.

    Attributes:
        ids, positions: Shape (1, length).
        blocks: Shape (length,): the row of each token. `sides`: 0 prompt, 1 chosen, 2 rejected.
        predictors: Shape (predicted,): the token whose state predicts each answer token.
        targets: Shape (predicted,): those tokens.
    """

    ids: "Tensor"
    positions: "Tensor"
    blocks: "Tensor"
    sides: "Tensor"
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
    """Return rows as one sequence; the longest of them decides nothing, for nothing is padded."""
    import torch

    ids: list[int] = []
    positions: list[int] = []
    blocks: list[int] = []
    sides: list[int] = []
    predictors: list[int] = []
    targets: list[int] = []
    spans = []
    for number, row in enumerate(rows):
        last_of_prompt = len(ids) + len(row.prompt) - 1
        for side, part in enumerate((row.prompt, row.chosen, row.rejected or ())):
            begin = len(ids)
            first = 0 if side == 0 else len(row.prompt)
            ids += part
            positions += range(first, first + len(part))
            blocks += [number] * len(part)
            sides += [side] * len(part)
            if side and part:
                start = len(targets)
                predictors += [last_of_prompt, *range(begin, begin + len(part) - 1)]
                targets += part
                spans.append(Span(number, side, start, len(targets)))
        begin = last_of_prompt + 1 - len(row.prompt)
        for first, end, weight in row.earlier:
            start = len(targets)
            predictors += range(begin + first - 1, begin + end - 1)
            targets += row.prompt[first:end]
            spans.append(Span(number, 0, start, len(targets), weight))
    return Pack(
        torch.tensor([ids]),
        torch.tensor([positions]),
        torch.tensor(blocks),
        torch.tensor(sides),
        torch.tensor(predictors),
        torch.tensor(targets),
        tuple(spans),
    )


def block_mask(packed: Pack) -> "Tensor":
    """Return who sees whom, shape (1, 1, length, length).

    A token sees earlier ones of its row that are of the prompt or of its own side.
    """
    import torch

    length = packed.blocks.shape[0]
    same_row = packed.blocks[:, None] == packed.blocks[None, :]
    same_side = packed.sides[:, None] == packed.sides[None, :]
    visible = same_row & (same_side | (packed.sides == 0)[None, :])
    return (visible & torch.ones(length, length, dtype=torch.bool).tril())[None, None]


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
    import torch

    inner: Any = getattr(model, "get_base_model", lambda: model)()
    device = inner.device
    seen = block_mask(packed).to(device)
    states = inner.get_decoder()(
        input_ids=packed.ids.to(device),
        position_ids=packed.positions.to(device),
        attention_mask=torch.zeros(seen.shape, dtype=inner.dtype, device=device).masked_fill_(
            ~seen, torch.finfo(inner.dtype).min
        ),
        use_cache=False,
    ).last_hidden_state
    chosen_states = states[0, packed.predictors.to(device)]
    logits = inner.get_output_embeddings()(chosen_states).float()
    targets = packed.targets.to(device)[:, None]
    found: Tensor = logits.gather(1, targets)[:, 0] - logits.logsumexp(1)
    return found
