"""What the loop trains on: the base's own faults as pairs, domain text, and replay rows.

From the scenario: the base answers training drills, misbehaves by itself, and is audited; its
faults become pairs. From transcripts: what the audit finds in them. Nobody reviewed these pairs.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from auditor.discovery import discover
from auditor.errors import NothingAudited, UsageError
from auditor.expectations import load_expectations
from auditor.pairs.build import Built, Wish, build_pairs
from auditor.pairs.corpus import Corpus, from_paths
from auditor.pairs.form import lines_of, manifest_path
from auditor.pairs.writing import manifest_of, manifest_text
from auditor.scenario.drills import (
    Drill,
    ToolForm,
    contract_for,
    drills,
    expectation,
    reference_reply,
    transcript,
)
from auditor.setting import Setting, setting_of
from auditor.summary_text import counted
from finetune.dataset import TRAIN, Row, read_rows, tokenise
from finetune.manifest import clear_remains, sha256_of, verify, verify_run, written
from finetune.probe import General, mean_nll
from finetune.recipe import Recipe
from finetune.respond import Responder

# The base does something wrong in two of three drills, and most faults give two pairs: as it was,
# and with what was made up before taken out of the prompt.
_DRILLS_PER_PAIR = 0.9
_PER_TRACE = 2


class Source(NamedTuple):
    """Where the pairs come from.

    Attributes:
        paths: Transcripts; none for the scenario.
        setting: Contract and profiles for the transcripts.
        tool: Form of the scenario's tool.
        seed: Of the drills.
    """

    paths: tuple[str, ...] = ()
    setting: Setting | None = None
    tool: ToolForm = "one-argument"
    seed: int = 0


class Data(NamedTuple):
    """The folder of training files, and the general answers that are only watched."""

    folder: Path
    general: General

    def rows(self, name: str, most: int | None = None) -> list[Row]:
        """Return the rows of a file that may be trained on, or the first of them."""
        rows = [row for row in _rows_if_any(self.folder / name) if row.split == TRAIN]
        return rows[:most]


def make_data(recipe: Recipe, source: Source, base: Callable[[], Responder], folder: Path) -> Data:
    """Make the training files, or return those that were made before.

    Args:
        base: Gives the model that answers; not asked for where the files are there.

    Raises:
        NothingAudited: No pair came out.
        UsageError: A path cannot be read, a file that was made before changed, or it was made from
            something else.
    """
    clear_remains(folder.parent)
    made_from: dict[str, Any] = {
        "seed": source.seed,
        "tool": source.tool,
        "base": recipe.model.base,
        "transcripts": _digest_of(source.paths),
    }
    if not folder.is_dir():
        facts = dict(made_from)
        model = base()
        with written(folder, facts) as place:
            _write_pairs(recipe, source, model, place)
            _write(place / "domain.jsonl", map(_domain_row, _texts("domain")["row"]))
            _write(place / "replay.jsonl", own_answers(model, _texts("replay")["train"]))
            _write(place / "general.jsonl", own_answers(model, _texts("replay")["held_out"]))
            general = _rows_if_any(place / "general.jsonl")
            tokens = [tokenise(row, model.speaker) for row in general]
            facts["general_nll"] = mean_nll(model.speaker, tokens)
    held = verify(folder)
    # What an older version made says less of itself.
    facts = verify_run(folder, {key: made_from[key] for key in made_from.keys() & held.keys()})
    return Data(folder, General(_rows_if_any(folder / "general.jsonl"), facts["general_nll"]))


def _digest_of(paths: Sequence[str]) -> str:
    """Return the hex digest of all transcripts, "" where there are none.

    Where they lie is no part of it.
    """
    if not paths:
        return ""
    files = discover(paths)
    return hashlib.sha256("".join(sha256_of(Path(file)) for file in files).encode()).hexdigest()


def own_answers(base: Responder, prompts: Sequence[str]) -> list[dict[str, str]]:
    """Return what a model answers to prompts, as SFT rows; what was cut off is left out."""
    asked = [[{"role": "user", "content": prompt}] for prompt in prompts]
    answers = base.respond_many([(messages, ()) for messages in asked])
    return [
        _sft_row([*messages, {"role": "assistant", "content": answer["content"]}])
        for messages, answer in zip(asked, answers, strict=True)
        if "finish" not in answer and answer.get("content")
    ]


def _write_pairs(recipe: Recipe, source: Source, base: Responder, place: Path) -> None:
    if source.paths:
        corpus = from_paths(source.paths, source.setting or setting_of(None))
        wish = Wish(reviewed=False, heldout=0.2)
    else:
        corpus = _scenario_corpus(recipe, source, base, place)
        wish = Wish(reviewed=False, heldout=0.0, per_source=_PER_TRACE)
    built = build_pairs(corpus, wish=wish)
    if not built.pairs:
        raise NothingAudited("No pair came out: the audit found no fault that can be corrected.")
    if wish.heldout and not any(pair.split != TRAIN for pair in built.pairs):
        raise UsageError(
            f"Of the inputs that gave the {counted(len(built.pairs), 'pair')} none is held out: "
            "there is nothing to measure the models on.",
            f"Add transcripts of more inputs: about {wish.heldout:.0%} of them are held out.",
        )
    _write_built(place / "pairs.jsonl", built, corpus, wish)


def _write_built(path: Path, built: Built, corpus: Corpus, wish: Wish) -> None:
    path.write_text("".join(lines_of(built.pairs)), encoding="utf-8")
    text = manifest_text(manifest_of(built, corpus, wish))
    Path(manifest_path(str(path))).write_text(text, encoding="utf-8")


def _scenario_corpus(recipe: Recipe, source: Source, base: Responder, place: Path) -> Corpus:
    """Let the base answer training drills, and audit what it says."""
    count = round(recipe.loop.v2_pairs * _DRILLS_PER_PAIR)
    asked = drills(count, part="train", seed=source.seed, tool=source.tool)
    replies = base.respond_many([(drill.messages, drill.tools) for drill in asked])
    _write(place / "transcripts.jsonl", _transcripts(asked, replies, recipe.model.base))
    _write(place / "expectations.jsonl", map(expectation, asked))
    expected = load_expectations(str(place / "expectations.jsonl"))
    setting = msgspec.structs.replace(setting_of(contract_for(source.tool)), expectations=expected)
    return from_paths([str(place / "transcripts.jsonl")], setting)


def _transcripts(
    asked: Sequence[Drill], replies: Sequence[dict[str, Any]], model: str
) -> Iterable[dict[str, Any]]:
    """Yield what the base said; where no call is due also what is right, for the counter-pairs."""
    for drill, reply in zip(asked, replies, strict=True):
        said = {key: value for key, value in reply.items() if key != "finish"}
        cut = {"truncated": True} if reply.get("finish") == "length" else {}
        yield {**transcript(drill, said, model=model), **cut}
        if not drill.expected:
            yield transcript(drill, reference_reply(drill), model="reference", run_index=1)


def _rows_if_any(path: Path) -> list[Row]:
    """Return the rows of a file that may be empty: a weak base may finish no answer at all."""
    return read_rows(path) if path.stat().st_size else []


def _domain_row(row: dict[str, str]) -> dict[str, str]:
    return _sft_row(
        [{"role": "user", "content": row["ask"]}, {"role": "assistant", "content": row["answer"]}]
    )


def _sft_row(messages: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {"messages": json.dumps(messages, ensure_ascii=False), "tools": "[]"}


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


@cache
def _texts(name: str) -> dict[str, Any]:
    text = files("finetune").joinpath("texts", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
