"""What a model does while it is trained: answers to held-out items, judged.

Losses, margins and preferred shares say nothing of whether a model calls its tool: plain DPO can
drive them to perfection while it destroys the model. So every few steps the model answers held-out
items, and what it does there picks the weights that are kept.
"""

from collections.abc import Sequence
from typing import NamedTuple

from finetune.dataset import Row, Tokens, tokenise
from finetune.items import Items
from finetune.judged import judge, metrics_of
from finetune.models import Speaker
from finetune.packing import answer_log_probabilities
from finetune.respond import Manner, Responder
from finetune.training import Figures, Probe


class General(NamedTuple):
    """Answers to general prompts that the model gave before it was trained.

    Attributes:
        rows: None of them is trained on.
        nll: Their mean negative log-likelihood to that model, in nats per token.
    """

    rows: Sequence[Row] = ()
    nll: float = 0.0


def probe_of(items: Items, general: General, manner: Manner) -> Probe:
    """Return a probe.

    The score is the share of items that are right (exactly the calls that are due, and nothing
    made up), less what general answers have lost in likelihood, in nats per token.
    """

    def probe(speaker: Speaker) -> Figures:
        requests = [(item.messages, item.tools) for item in items.items]
        replies = Responder(speaker, manner).respond_many(requests)
        judged = [judge(*pair, items.setting) for pair in zip(items.items, replies, strict=True)]
        right = sum(
            sorted(one.occasion.made) == sorted(one.occasion.expected) and not one.fabricates
            for one in judged
        )
        figures = {
            name: one.share for name, one in metrics_of(judged).items() if one.share is not None
        }
        lost = 0.0
        if general.rows:
            rows = [tokenise(row, speaker) for row in general.rows]
            figures["general_nll"] = mean_nll(speaker, rows)
            lost = max(0.0, figures["general_nll"] - general.nll)
        return {"score": right / len(judged) - lost, **figures}

    return probe


def mean_nll(speaker: Speaker, rows: Sequence[Tokens]) -> float:
    """Return the mean negative log-likelihood of chosen sides, in nats per token; 0 of none."""
    import torch

    total, tokens = 0.0, 0
    with torch.no_grad():
        for row in rows:
            found = answer_log_probabilities(speaker.model, [row])
            total -= found.chosen.item()
            tokens += len(row.chosen)
    return total / tokens if tokens else 0.0
