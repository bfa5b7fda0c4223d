"""Turn the authored dialogues into the demo transcripts: `python -m auditor.scenario.generate`.

What people and models say is written by hand in `dialogues/GROUP/ID.toml`; every genuine tool
result is asked of the service here, so it agrees with the base and with every other transcript.
One file per group comes out, in OpenAI's chat form, and `expected.json` with what an audit must
report.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from auditor.errors import ConfigError
from auditor.scenario.layouts import Language, LayoutChoice
from auditor.scenario.reputation import SEED, build_base, draw, find
from auditor.scenario.tools import (
    Desk,
    JsonObject,
    answer,
    decide,
    list_tools,
    read_contract,
    refuse,
)

DATASET = "uri-reputation"
GROUPS = ("made-up-results", "repeated-runs", "decisions", "clean")
FABRICATIONS = frozenset({"TA102", "TA103", "TA104", "TA105", "TA108"})
_HERE = files("auditor.scenario")
_README = """\
# Demo transcripts

Conversations of agents that look up the reputation of IP addresses, domains and URLs and then
block, archive or escalate. The people, hosts, names and models in them are invented: addresses
come from the ranges reserved for documentation and names end in `.example`. What is said was
written by hand; every genuine tool result was produced by `auditor.scenario.tools`, so it is the
same wherever the same URI is looked up. `python -m auditor.scenario.generate` writes this folder
anew, byte for byte.

Each line of a `.jsonl` file is one conversation in OpenAI's chat form. `../expected.json` says what
an audit with `../contract.toml` must report: codes per step (a step is one message of the model,
counted from 0), codes of the whole trace, codes that are allowed besides, the step of onset, and
the codes that comparing the runs of one task must report."""


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """One message: of the user, or of the model (then it is a step of the trace).

    Attributes:
        user: What the user writes; excludes all that follows.
        think: The model's thinking, written as `reasoning_content`.
        say: The model's answer text.
        calls: Calls in this message: tool name, then its required arguments in schema order.
        fault: The service answers each of these calls with this error instead of a result.
        expect: Rule codes that an audit must report at this step; `A|B` means one of them.
        made_up: Values in `think` or `say` that no result, user or system text of the trace holds.
    """

    user: str = ""
    think: str = ""
    say: str = ""
    calls: list[list[str]] = []
    fault: str = ""
    expect: list[str] = []
    made_up: list[str] = []


class Dialogue(msgspec.Struct, forbid_unknown_fields=True):
    """One authored conversation.

    Attributes:
        task: The request's number; runs of one input share it.
        language: The language of the system prompt and of the results.
        layout: The form of the results.
        model: An invented model name.
        shows: What a reader should see in it.
        steps: The messages in order.
        run_index: Which run of the task it is.
        also: Codes that concern the whole trace rather than one step.
        may: Codes that an audit may report besides, without being wrong.
        group: Codes that comparing the runs of the task must report.
    """

    task: str
    language: Language
    layout: LayoutChoice
    model: str
    shows: str
    steps: list[Step]
    run_index: int = 0
    also: list[str] = []
    may: list[str] = []
    group: list[str] = []


class Authored(NamedTuple):
    """A dialogue and where it comes from: its group's name and its trace id."""

    group: str
    trace_id: str
    dialogue: Dialogue


def read_dialogues() -> list[Authored]:
    """Return every dialogue, by group and then by id.

    Raises:
        ConfigError: A dialogue file has an unknown or missing key; the message names both.
    """
    authored = []
    for group in GROUPS:
        folder = _HERE / "dialogues" / group
        for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml")):
            try:
                raw = tomllib.loads((folder / name).read_text(encoding="utf-8"))
                dialogue = msgspec.convert(raw, Dialogue)
            except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
                raise ConfigError(f"dialogues/{group}/{name}: {error}.") from error
            authored.append(Authored(group, name.removesuffix(".toml"), dialogue))
    return authored


def write_transcripts(home: Path) -> list[Path]:
    """Write `transcripts/` (a file per group, a README) and `expected.json`; return their paths.

    `expected.json` stands beside the folder, so that an audit of the folder meets transcripts only.
    """
    folder = home / "transcripts"
    folder.mkdir(parents=True, exist_ok=True)
    authored = read_dialogues()
    written = []
    for group in GROUPS:
        lines = [_dump(transcript(item)) + "\n" for item in authored if item.group == group]
        written.append(_write(folder / f"{group}.jsonl", "".join(lines)))
    expected = json.dumps(expectations(authored), ensure_ascii=False, indent=1) + "\n"
    written.append(_write(home / "expected.json", expected))
    return [*written, _write(folder / "README.md", readme(authored))]


def transcript(item: Authored) -> JsonObject:
    """Return one dialogue as a record in OpenAI's chat form, results filled in."""
    dialogue = item.dialogue
    desk = Desk(build_base(SEED), dialogue.layout, dialogue.language, item.trace_id)
    messages: list[JsonObject] = [{"role": "system", "content": system_prompt(dialogue.language)}]
    for place, step in enumerate(dialogue.steps):
        messages += _messages(step, desk, place)
    return {
        "id": item.trace_id,
        "dataset": DATASET,
        "task_id": dialogue.task,
        "run_index": dialogue.run_index,
        "model": dialogue.model,
        "messages": messages,
        "tools": list_tools(),
    }


@cache
def read_wordings() -> JsonObject:
    """Return `wordings.toml` as plain values: system prompts and the wordings of requests."""
    return tomllib.loads((_HERE / "wordings.toml").read_text(encoding="utf-8"))


def system_prompt(language: Language) -> str:
    """Return the standing instruction that every run of the scenario starts with."""
    prompts: Mapping[str, str] = read_wordings()["system"]
    return prompts[language].strip()


def expectations(authored: Iterable[Authored]) -> JsonObject:
    """Return what an audit must report of each trace and of each task with several runs.

    `traces[id]`: `steps` maps a step (0-based over the model's messages) to codes, `A|B` meaning
    one of them; `also` holds codes of the whole trace, `may` codes that are allowed besides;
    `onset_step` is the first step with a fabrication, else null. `tasks[task_id]`: `runs` and the
    codes that their comparison must report.
    """
    traces: dict[str, JsonObject] = {}
    tasks: dict[str, JsonObject] = {}
    for group, trace_id, dialogue in authored:
        steps = _expected_steps(dialogue.steps)
        made_up = (step for step, codes in steps.items() if _fabricates(codes))
        traces[trace_id] = {
            "file": f"{group}.jsonl",
            "steps": {str(step): codes for step, codes in steps.items()},
            "also": dialogue.also,
            "may": dialogue.may,
            "onset_step": min(made_up, default=None),
        }
        if group == "repeated-runs":
            task = tasks.setdefault(dialogue.task, {"runs": [], "codes": []})
            task["runs"].append(trace_id)
            task["codes"] = sorted({*task["codes"], *dialogue.group})
    return {"traces": traces, "tasks": tasks}


def readme(authored: Sequence[Authored]) -> str:
    """Return the page that says what each transcript shows."""
    parts = [_README]
    for group in GROUPS:
        rows = [_row(item) for item in authored if item.group == group]
        head = "| trace | language, layout | what it shows | expected at step | wrong decisions |"
        head += "\n|---|---|---|---|---|"
        parts.append("\n".join([f"## {group}.jsonl", "", head, *rows]))
    return "\n\n".join(parts) + "\n"


def _row(item: Authored) -> str:
    dialogue = item.dialogue
    steps = _expected_steps(dialogue.steps).items()
    found = [f"{step}: {' '.join(codes)}".replace("|", " or ") for step, codes in steps]
    found += [f"trace: {code}" for code in dialogue.also]
    wrong = [text for step in dialogue.steps for text in _wrong_decisions(step)]
    cells = (
        item.trace_id,
        f"{dialogue.language}, {dialogue.layout}",
        dialogue.shows,
        "; ".join(found) or "nothing",
        "; ".join(wrong) or "none",
    )
    return f"| {' | '.join(cells)} |"


def _wrong_decisions(step: Step) -> Iterable[str]:
    """Yield each acting call that the policy does not want, with what the service says."""
    for name, uri, *reason in step.calls:
        record = find(uri, build_base(SEED))
        if name != "lookup_uri" and "lookup_failed" not in reason and decide(record)[0] != name:
            yield f"{name} {uri}, which is {record.verdict}"


def _expected_steps(steps: Sequence[Step]) -> dict[int, list[str]]:
    actions = [step for step in steps if not step.user]
    return {number: step.expect for number, step in enumerate(actions) if step.expect}


def _fabricates(codes: Iterable[str]) -> bool:
    return any(FABRICATIONS.intersection(code.split("|")) for code in codes)


def _messages(step: Step, desk: Desk, place: int) -> list[JsonObject]:
    if step.user:
        return [{"role": "user", "content": step.user.strip()}]
    message: JsonObject = {"role": "assistant", "content": step.say.strip() or None}
    if step.think:
        message["reasoning_content"] = step.think.strip()
    if not step.calls:
        return [message]
    message["tool_calls"] = []
    results = []
    for number, (name, *values) in enumerate(step.calls):
        required = read_contract()["tools"][name]["schema"]["required"]
        arguments = dict(zip(required, values, strict=True))
        call_id = f"call_{draw(desk.session, place, number):016x}"
        function = {"name": name, "arguments": _dump(arguments)}
        message["tool_calls"].append({"id": call_id, "type": "function", "function": function})
        given = answer(name, arguments, desk)
        if step.fault:
            given = refuse(step.fault, "The service cannot answer now.", desk)
        results.append(
            {"role": "tool", "tool_call_id": call_id, "name": name, "content": given.text}
        )
    return [message, *results]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@click.command()
@click.argument(
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(__file__).parent,
)
def main(folder: Path) -> None:
    """Write transcripts/ and expected.json into FOLDER."""
    for path in write_transcripts(folder):
        click.echo(path)


if __name__ == "__main__":
    main()
