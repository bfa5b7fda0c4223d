"""Tokens per second and share of the chip's peak of LoRA DPO on a Qwen3-8B shape, on one GPU.

python -m benchmarks.finetune.gpu [--layers 36] [--prompt 3584] [--answer 256] [--peak 989]

Weights and tokens are random: nothing is learned, only time and memory are looked at. Each way
runs the product's log-probabilities, loss and backward, clipping and a step of AdamW. "needed"
counts the operations of forward and backward, "done" those that are made once more to save memory,
too; a pair's tokens are those of its prompt, once, and of both answers.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

import finetune.attention
from finetune.dataset import Tokens
from finetune.packing import Part, answer_log_probabilities
from finetune.policy import checkpoint_activations, compile_layers, trainable, with_adapters
from finetune.recipe import Recipe, load_recipe

_TERA = 1e12
_ROUNDS = 5


class Way(NamedTuple):
    """How a step is made.

    Attributes:
        kept: Nothing is computed once more in the backward pass.
        apart: Each answer in a row of its own, after a copy of the prompt.
        masked: One mask over the whole pack, in the place of parts.
        compiled: Each part of a layer is compiled; from then on it stays so.
    """

    name: str
    kept: bool = False
    apart: bool = False
    masked: bool = False
    compiled: bool = False


WAYS = (
    Way("one mask over the pack", masked=True),
    Way("answers apart, each with its prompt", apart=True),
    Way("by parts"),
    Way("by parts, compiled", compiled=True),
    Way("by parts, compiled, nothing twice", compiled=True, kept=True),
)


class Figure(NamedTuple):
    """What a step takes: seconds with and without gradients, and bytes at the peak."""

    seconds: float
    reference: float
    memory: int


def shape(layers: int) -> Qwen3Config:
    """Return the shape of Qwen3-8B, with as many layers as asked."""
    return Qwen3Config(
        vocab_size=151936,
        hidden_size=4096,
        intermediate_size=12288,
        num_hidden_layers=layers,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=128,
        max_position_embeddings=40960,
        tie_word_embeddings=False,
    )


def pairs(prompt: int, answer: int) -> list[Tokens]:
    """Return pairs of random tokens."""
    draw = random.Random(0)

    def ids(size: int) -> tuple[int, ...]:
        return tuple(draw.randrange(1000, 150000) for _ in range(size))

    return [Tokens(ids(prompt), ids(answer), ids(answer)) for _ in range(_ROUNDS)]


def operations(config: Any, row: Tokens, way: Way, rank: int) -> tuple[float, float]:
    """Return the floating-point operations of a step on a pair: needed, and done."""
    wide, inner = config.hidden_size, config.intermediate_size
    heads = config.num_attention_heads * config.head_dim
    narrow = config.num_key_value_heads * config.head_dim
    sizes = [(wide, heads), (wide, narrow), (wide, narrow), (heads, wide)]
    sizes += [(wide, inner), (wide, inner), (inner, wide)]
    prompt, answers = len(row.prompt), (len(row.chosen), len(row.rejected or ()))
    copies = 2 if way.apart else 1
    tokens = copies * prompt + sum(answers)
    seen = copies * prompt**2 / 2 + sum(n * prompt + n * n / 2 for n in answers)
    layers = config.num_hidden_layers
    products = layers * tokens * 2 * sum(a * b for a, b in sizes)
    adapters = layers * tokens * 2 * rank * sum(a + b for a, b in sizes)
    attention = layers * 4 * heads * seen
    head = 2 * config.vocab_size * wide * sum(answers)
    forward = products + adapters + attention
    # Frozen weights have no gradient of their own; attention goes back in two times its forward.
    needed = forward + products + 2 * adapters + 2 * attention + 2 * head
    return needed, needed + (0 if way.kept else forward)


def margin(model: Any, row: Tokens, way: Way) -> Any:
    """Return how much likelier chosen is than rejected, in nats."""
    if not way.apart:
        found = answer_log_probabilities(model, [row])
        return (found.chosen - found.rejected).sum()
    rows = [Tokens(row.prompt, answer or (), None) for answer in (row.chosen, row.rejected)]
    # Another first token keeps the copies from being packed as one.
    rows[1] = rows[1]._replace(prompt=(rows[1].prompt[0] + 1, *rows[1].prompt[1:]))
    chosen, rejected = answer_log_probabilities(model, rows).chosen
    return chosen - rejected


def measured(model: Any, rows: Sequence[Tokens], way: Way) -> Figure:
    """Return the least time of a few steps."""
    optimiser = torch.optim.AdamW(trainable(model).values(), lr=1e-6)

    def step(row: Tokens) -> None:
        loss = -torch.nn.functional.logsigmoid(0.1 * margin(model, row, way))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainable(model).values(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    def reference(row: Tokens) -> None:
        with torch.inference_mode():
            margin(model, row, way)

    # Compiling needs memory and time of its own; the first step stands for it.
    step(rows[0])
    torch.cuda.reset_peak_memory_stats()
    seconds = least(step, rows)
    memory = torch.cuda.max_memory_allocated()
    return Figure(seconds, least(reference, rows[:2]), memory)


def least(act: Callable[[Tokens], None], rows: Sequence[Tokens]) -> float:
    """Return the least seconds that something takes, until the GPU is done."""
    best = math.inf
    for row in rows:
        torch.cuda.synchronize()
        began = time.perf_counter()
        act(row)
        torch.cuda.synchronize()
        best = min(best, time.perf_counter() - began)
    return best


@contextmanager
def one_mask() -> Iterator[None]:
    """Put a mask over the whole pack in the place of the table of its parts."""
    table = finetune.attention.table_of

    def mask(parts: Sequence[Part]) -> torch.Tensor:
        length = parts[-1].end
        hidden = torch.ones(length, length, dtype=torch.bool, device="cuda")
        for part in parts:
            for begin, end in part.sees:
                hidden[part.begin : part.end, begin:end] = False
            hidden[part.begin : part.end, part.begin : part.end].triu_(1)
        empty = torch.zeros(1, 1, length, length, dtype=torch.bfloat16, device="cuda")
        return empty.masked_fill_(hidden, torch.finfo(torch.bfloat16).min)

    finetune.attention.table_of = mask
    try:
        yield
    finally:
        finetune.attention.table_of = table


def measured_peak() -> float:
    """Return the TFLOP/s of a large bf16 product on this chip."""
    a, b = (torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16) for _ in range(2))
    for _ in range(5):
        torch.mm(a, b)
    torch.cuda.synchronize()
    began = time.perf_counter()
    for _ in range(20):
        torch.mm(a, b)
    torch.cuda.synchronize()
    return 20 * 2 * 8192**3 / (time.perf_counter() - began) / _TERA


def model_of(recipe: Recipe, layers: int) -> Any:
    """Return a model of random weights in bf16 with fp32 adapters, ready to be trained."""
    with torch.device("cuda"):
        config = shape(layers)
        config._attn_implementation = finetune.attention.attention_name()  # noqa: SLF001
        model: Any = Qwen3ForCausalLM._from_config(config, dtype=torch.bfloat16)  # noqa: SLF001
    model.config.use_cache = False
    return with_adapters(model, recipe.lora).train()


def agreement(model: Any, row: Tokens) -> float:
    """Return by how many nats a margin by parts and one by a mask differ."""
    with torch.inference_mode():
        by_parts = margin(model, row, Way("")).item()
        with one_mask():
            return abs(margin(model, row, Way("")).item() - by_parts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=36)
    parser.add_argument("--prompt", type=int, default=3584)
    parser.add_argument("--answer", type=int, default=256)
    parser.add_argument("--peak", type=float, default=989.0, help="TFLOP/s of the chip in bf16")
    given = parser.parse_args()
    recipe = load_recipe("qwen3-8b-1gpu")
    model = model_of(recipe, given.layers)
    rows = pairs(given.prompt, given.answer)
    tokens = given.prompt + 2 * given.answer
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, {tokens} tokens a pair")
    print(f"a product of 8192 x 8192 x 8192 in bf16: {measured_peak():.0f} TFLOP/s")
    print(f"margins by parts and by mask differ by {agreement(model, rows[0]):.3f} nats")
    compiled = False
    for way in WAYS:
        if way.compiled and not compiled:
            compile_layers(model)
            compiled = True
        inner = model.get_base_model()
        inner.activation_checkpointing_disable()
        if not way.kept:
            checkpoint_activations(model)
        torch.cuda.empty_cache()
        began = time.perf_counter()
        with one_mask() if way.masked else nullcontext():
            found = measured(model, rows, way)
        needed, done = operations(inner.config, rows[0], way, recipe.lora.rank)
        print(
            f"{way.name:36} {found.seconds:6.3f} s {tokens / found.seconds:6.0f} tokens/s  "
            f"needed {needed / found.seconds / _TERA / given.peak:5.1%}  "
            f"done {done / found.seconds / _TERA / given.peak:5.1%} of {given.peak:.0f} TFLOP/s  "
            f"{found.memory / 1e9:5.1f} GB  reference {found.reference:.3f} s  "
            f"(all of it {time.perf_counter() - began:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
