"""`auditor demo`: what an audit of the transcripts that ship with the product finds."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from auditor.demo_stories import Story
    from auditor.report import Look
    from auditor.terminal import Paint

_TITLES = {
    "made-up-results": "Results that no tool gave",
    "repeated-runs": "Runs of one input that decide differently",
    "decisions": "Decisions against their own evidence",
    "clean": "Clean conversations, some of which look guilty",
}


@click.command()
@click.option("--open", "opened", is_flag=True, help="Show the findings in the browser instead.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, help="With --open. [8501]")
def command(port: int, *, opened: bool) -> int:
    """Audit the transcripts that ship with the product and show what was found."""
    from auditor.cli._output import colours_wanted, columns, print_pieces
    from auditor.report import Look

    if opened:
        return _open(port)
    print_pieces(_told(Look(colours_wanted(), columns())))
    return 0


def _open(port: int) -> int:
    """Audit into a store that lasts as long as the server, and show its queue."""
    import tempfile

    from auditor.accepted import Accepted
    from auditor.cli._dashboard import Shown, module, prepare
    from auditor.cli._progress import Progress
    from auditor.cli._stored import audit_into_store
    from auditor.contract import load_contract
    from auditor.demo_stories import HOME
    from auditor.setting import setting_of

    serving = module("dashboard.serving")
    contract = f"{HOME}/../contract.toml"
    with tempfile.TemporaryDirectory(prefix="auditor-demo-") as folder:
        store = f"{folder}/demo.db"
        setting = setting_of(load_contract(contract))
        audit_into_store([HOME], setting, Accepted(), Progress(shown=False), store)
        click.echo("Verdicts of the demo are kept until you stop it with Ctrl+C.", err=True)
        prepare(Shown(store, contract))
        serving.serve("127.0.0.1", port, open_browser=True)
    return 0


def _told(look: "Look") -> Iterator[str]:
    from auditor.demo_stories import HOME, read_stories
    from auditor.sources import display_name
    from auditor.terminal import Paint, prose

    paint = Paint(look.colour)
    stories = read_stories()
    home = display_name(HOME)
    number = sum(map(len, stories.values()))
    yield from prose(
        f"{number} conversations ship with auditor, in {home}: agents look up whether an address "
        "is malicious and then block, archive or escalate it. People, hosts and results are "
        "invented; some conversations are faulty on purpose.",
        "",
        look.width,
    )
    for group, members in stories.items():
        yield f"\n{paint('bold', _TITLES.get(group, group))}  {paint('dim', f'{group}.jsonl')}\n"
        yield from _group(members, look)
    yield from _proof(stories["clean"], look, paint)
    yield from _next_steps(home, stories, paint)


def _group(stories: "list[Story]", look: "Look") -> Iterator[str]:
    from auditor.summary_text import counted

    faulty = [story for story in stories if story.findings]
    if not faulty:
        yield f"  {counted(len(stories), 'conversation')}: no finding.\n"
        return
    # The longest spread tells most.
    example = max(faulty, key=lambda story: (len(_same_fault(story)), len(story.findings)))
    yield from _example(example, look)
    others = [story for story in faulty if story is not example]
    if others:
        yield "  Also found:\n"
        for story in others:
            yield from _line(story)
    clean = len(stories) - len(faulty)
    if clean:
        yield f"  {counted(clean, 'other conversation')}: no finding.\n"


def _example(story: "Story", look: "Look") -> Iterator[str]:
    from auditor.report.full import finding_lines
    from auditor.terminal import Paint, prose

    trace, found = story.trace, story.findings
    yield from prose(f"{trace.trace_id}, line {trace.place.line}: {story.shows}", "  ", look.width)
    yield from finding_lines(found[0], look, Paint(look.colour))
    later = _same_fault(story) - {found[0].step}
    if later:
        yield f"    It began at step {found[0].step} and came again at {_listed(later)}.\n"
    codes = sorted({f"{f.code} {f.name}" for f in found if f.code != found[0].code})
    if codes:
        yield f"    In the same conversation: {', '.join(codes)}.\n"


def _same_fault(story: "Story") -> set[int | None]:
    """Return the steps that have the same fault as the first finding."""
    first = story.findings[0].code
    return {finding.step for finding in story.findings if finding.code == first}


def _listed(steps: Iterable[int | None]) -> str:
    known = sorted({step for step in steps if step is not None})
    return f"{'step' if len(known) == 1 else 'steps'} {', '.join(map(str, known))}"


def _line(story: "Story") -> Iterator[str]:
    trace, found = story.trace, story.findings
    codes = " ".join(sorted({finding.code for finding in found}))
    steps = _listed(finding.step for finding in found)
    yield f"    line {trace.place.line:<2}  {trace.trace_id:<22}  {codes} at {steps}\n"


def _proof(clean: "list[Story]", look: "Look", paint: "Paint") -> Iterator[str]:
    from auditor.demo_stories import clean_decision
    from auditor.proof_formats import chain_lines
    from auditor.terminal import block

    found = clean_decision(clean)
    if found is not None:
        trace = found.trace
        place = f"{trace.trace_id}, clean.jsonl line {trace.place.line}"
        yield f"\n{paint('bold', 'What a clean decision rests on')}  {paint('dim', place)}\n"
        yield from chain_lines(found.chain, look, paint)
        for _, result in found.chain.evidence:
            yield from block(result.output, "      > ", look.width)


def _next_steps(home: str, stories: "dict[str, list[Story]]", paint: "Paint") -> Iterator[str]:
    first = next(story for members in stories.values() for story in members if story.findings)
    contract = f"{home.removesuffix('/transcripts')}/contract.toml"
    file, line = first.trace.place.file, first.trace.place.line
    yield f"\n{paint('bold', 'Next')}\n"
    if activate := _activation():
        yield f"  . {activate}    (once in this shell, so that it finds `auditor`)\n"
    yield f"  auditor audit {home} --contract {contract}\n"
    yield f"  auditor explain {first.findings[0].code}\n"
    yield f"  auditor prove {file}:{line} --contract {contract}\n"
    yield "  auditor demo --open    (the same findings in the browser, to judge them)\n"
    yield "  auditor audit YOUR-TRANSCRIPTS\n"


def _activation() -> str:
    """Return the script that makes a shell find `auditor`, or "" where it does or none is known."""
    script = os.path.join(os.path.dirname(sys.executable), "activate")
    if shutil.which("auditor") or not os.path.isfile(script):
        return ""
    here = os.path.relpath(script)
    return shlex.quote(script if here.startswith(os.pardir) else here)
