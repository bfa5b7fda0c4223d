"""Attention over packed rows: each part sees what it may see by a causal kernel, without a mask.

A mask over a whole pack of length n costs n * n places, of which most are shut, and rules out the
kernels that are made for plain causal attention. In a pack each token of a part sees some earlier
parts whole, and its own part up to itself: that is one causal call a part.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.attention.bias import causal_lower_right
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

if TYPE_CHECKING:
    from finetune.packing import Part

_NAME = "parts"


def attention_name() -> str:
    """Return the name under which models find this attention; it is there from then on."""
    AttentionInterface.register(_NAME, attend)
    AttentionMaskInterface.register(_NAME, sdpa_mask)
    return _NAME


def table_of(parts: "Sequence[Part]") -> torch.Tensor:
    """Return what a model gets in the place of a mask, int64, shape (1, 1, parts, numbers).

    Each line holds begin and end of a part, and of what else it sees; zeros fill it up. It stays
    on the CPU, where it is read.
    """
    lines = [
        [part.begin, part.end, *(edge for seen in part.sees for edge in seen)] for part in parts
    ]
    longest = max(map(len, lines))
    # Models hand on whatever has four dimensions as it is.
    return torch.tensor([line + [0] * (longest - len(line)) for line in lines])[None, None]


@torch.compiler.disable  # type: ignore[untyped-decorator]
def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """Return what transformers' `sdpa` returns, over parts where a table of them is the mask.

    Args:
        query, key, value: Shape (1, heads, length, size); `key` and `value` may have fewer heads.
        attention_mask: A table of parts, or a mask as `sdpa` takes it.
    """
    if attention_mask is None or attention_mask.dtype != torch.long:
        as_usual: tuple[torch.Tensor, None] = sdpa_attention_forward(
            module, query, key, value, attention_mask, **others
        )
        return as_usual
    groups = query.shape[1] // key.shape[1]
    states = (query, repeat_kv(key, groups), repeat_kv(value, groups))
    how = (others.get("dropout", 0.0), others.get("scaling"))
    found = [_part(states, part, *how) for part in attention_mask[0, 0].tolist()]
    return torch.cat(found, 2).transpose(1, 2).contiguous(), None


def _part(
    states: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    line: Sequence[int],
    dropout: float,
    scaling: float | None,
) -> torch.Tensor:
    query, *others = states
    begin, end, *edges = line
    ranges = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b] + [
        (begin, end)
    ]
    key, value = (torch.cat([of_all[:, :, a:b] for a, b in ranges], 2) for of_all in others)
    # The last token of the part sees all; torch draws no mask for this where a kernel knows it.
    bias: Any = causal_lower_right(end - begin, key.shape[2])
    return scaled_dot_product_attention(
        query[:, :, begin:end], key, value, attn_mask=bias, dropout_p=dropout, scale=scaling
    )
