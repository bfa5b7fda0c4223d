"""A local model that answers: messages and tools in, one message out.

Prompts of one task family begin alike (system prompt, tools, often a history). What all prompts of
a batch share is read once and its keys and values are used for every one of them; the rests are
padded on the left, between the shared part and their own words.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from finetune.conversation import Message, Tool, answer_message, prompt_text
from finetune.dataset import ids_of
from finetune.models import Speaker, find_model, load_speaker
from finetune.policy import read_adapter
from finetune.recipe import ModelRecipe

if TYPE_CHECKING:
    from torch import Tensor

Request = tuple[Sequence[Message], Sequence[Tool]]

# A step for one prompt reads all weights, as one for many does; a GPU has far more room to compute.
_TOGETHER = {"cpu": 16, "cuda": 64}
# So many tokens tell prompts of one system message from those of another.
_BEGINNING = 16


class Manner(NamedTuple):
    """How answers are written.

    Attributes:
        new_tokens: Most tokens of an answer.
        batch: Prompts that are answered together; 0 for what suits the device.
        temperature: 0 takes the likeliest token each time.
        seed: Of the draws, where the temperature is above 0.
    """

    new_tokens: int = 128
    batch: int = 0
    temperature: float = 0.0
    seed: int = 0


DEFAULT = Manner()


class Responder(NamedTuple):
    """A model that answers in a given manner."""

    speaker: Speaker
    manner: Manner = DEFAULT

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
        """Return the answer to a conversation, as an assistant's message of the OpenAI form."""
        return self.respond_many([(messages, tools)])[0]

    def respond_many(self, requests: Sequence[Request]) -> list[dict[str, Any]]:
        """Return the answers to many conversations, in their order.

        `finish` beside the message's own keys is `length` where an answer was cut off.
        """
        tokenizer = self.speaker.tokenizer
        texts = (prompt_text(tokenizer, *request, self.speaker.thinking) for request in requests)
        prompts = [ids_of(text, tokenizer) for text in texts]
        answers: dict[int, dict[str, Any]] = {}
        size = self.manner.batch or _TOGETHER.get(self.speaker.model.device.type, 16)
        for numbers in _batches(prompts, size):
            found = _answer(self, [prompts[number] for number in numbers])
            for number, ids in zip(numbers, found, strict=True):
                answers[number] = _message(ids, tokenizer, len(requests[number][0]))
        return [answers[number] for number in range(len(requests))]


def load_responder(
    base: str,
    recipe: ModelRecipe,
    manner: Manner = DEFAULT,
    *,
    hub: bool = False,
) -> Responder:
    """Load a model by folder, name or hub id, ready to answer."""
    speaker = load_speaker(find_model(base, hub=hub), recipe)
    speaker.model.eval()
    return Responder(speaker, manner)


def load_trained_responder(
    base: str,
    adapter: Path,
    recipe: ModelRecipe,
    manner: Manner = DEFAULT,
) -> Responder:
    """Load a model with an adapter that training wrote, not merged."""
    responder = load_responder(base, recipe, manner)
    model = read_adapter(responder.speaker.model, adapter)
    model.eval()
    return responder._replace(speaker=responder.speaker._replace(model=model))


def _batches(prompts: Sequence[tuple[int, ...]], size: int) -> Iterator[list[int]]:
    """Yield numbers of prompts that begin alike and are of like length: little to read or pad.

    Prompts with too few of their kind to fill a batch are answered with others: what is written
    together saves more than what is read together.
    """
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, prompt in enumerate(prompts):
        alike.setdefault(prompt[:_BEGINNING], []).append(number)
    full = [numbers for numbers in alike.values() if len(numbers) >= size]
    others = [number for numbers in alike.values() if len(numbers) < size for number in numbers]
    for numbers in (*full, others):
        order = sorted(numbers, key=lambda number: len(prompts[number]))
        for start in range(0, len(order), size):
            yield order[start : start + size]


def _message(ids: Sequence[int], tokenizer: Any, number: int) -> dict[str, Any]:
    stopped = bool(ids) and ids[-1] == tokenizer.eos_token_id
    text = tokenizer.decode(ids[:-1] if stopped else ids)
    message = answer_message(text, number)
    return message if stopped else {**message, "finish": "length"}


def _answer(responder: Responder, prompts: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Return the token ids of the answers to prompts, each with its stop token if it has one."""
    import torch

    with torch.inference_mode():
        return _written(responder, prompts, _shared(prompts))


def _shared(prompts: Sequence[tuple[int, ...]]) -> int:
    """Return how many tokens all prompts begin with; each keeps at least one of its own."""
    least = min(len(prompt) for prompt in prompts) - 1
    first = prompts[0]
    for place in range(least):
        if any(prompt[place] != first[place] for prompt in prompts):
            return place
    return least


def _written(
    responder: Responder, prompts: Sequence[tuple[int, ...]], shared: int
) -> list[list[int]]:
    import torch

    model, tokenizer = responder.speaker.model, responder.speaker.tokenizer
    device, manner = model.device, responder.manner
    draws = torch.Generator(device).manual_seed(manner.seed)
    cache = _read_shared(model, prompts[0][:shared], len(prompts))
    rests = [prompt[shared:] for prompt in prompts]
    width = max(len(rest) for rest in rests)
    ids = torch.tensor([[0] * (width - len(r)) + list(r) for r in rests], device=device)
    seen = torch.tensor(
        [[1] * shared + [0] * (width - len(r)) + [1] * len(r) for r in rests], device=device
    )
    positions = (seen.cumsum(1) - 1).clamp(min=0)[:, shared:]
    answers: list[list[int]] = [[] for _ in prompts]
    open_rows = set(range(len(prompts)))
    for _ in range(manner.new_tokens):
        logits = model(
            input_ids=ids,
            attention_mask=seen,
            position_ids=positions,
            cache=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        ids = _next(logits, manner.temperature, draws)
        for row, token in enumerate(ids[:, 0].tolist()):
            if row in open_rows:
                answers[row].append(token)
                if token == tokenizer.eos_token_id:
                    open_rows.discard(row)
        if not open_rows:
            break
        seen = torch.cat([seen, seen.new_ones(len(prompts), 1)], 1)
        positions = positions[:, -1:] + 1
    return answers


def _read_shared(model: Any, ids: Sequence[int], copies: int) -> Any:
    """Return the keys and values of the shared beginning, once per prompt."""
    import torch
    from transformers import DynamicCache

    cache = DynamicCache(config=model.config)
    if ids:
        model(
            input_ids=torch.tensor([ids], device=model.device),
            cache=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        cache.batch_repeat_interleave(copies)
    return cache


def _next(logits: "Tensor", temperature: float, draws: Any) -> "Tensor":
    """Return the next token of each row, shape (rows, 1)."""
    import torch

    if temperature <= 0:
        return logits.argmax(-1, keepdim=True)
    return torch.multinomial((logits.float() / temperature).softmax(-1), 1, generator=draws)
