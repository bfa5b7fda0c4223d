"""`auditor prove`: what each decision of a trace rests on."""

from typing import TYPE_CHECKING

import click

from auditor.cli._options import ledger_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.trace import Trace

_FORMATS = ["json", "markdown", "text"]
_LISTED = 5
_HERE = "."


@click.command()
@click.argument("trace", metavar="TRACE")
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--contract", metavar="FILE", help="What the tools promise (TOML).")
@ledger_option
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write the proof to a file; may be repeated.",
)
def command(
    *, trace: str, format_: str, contract: str | None, ledger: str | None, outputs: tuple[str, ...]
) -> int:
    """Show what each acting call and the final answer rest on, or what is missing.

    TRACE is a file or folder (all its traces), FILE:LINE, FILE:ID, or the id of a trace in the
    working folder. Exit code: 0 every decision has a complete chain, 1 one has not, 2 wrong usage,
    3 no such trace.
    """
    from auditor.cli._output import (
        check_outputs,
        colours_wanted,
        columns,
        print_pieces,
        target,
        write_file,
    )
    from auditor.config import load, setting_from
    from auditor.proof import proof_of
    from auditor.proof_formats import FORMATS
    from auditor.report import Look

    targets = [target(spec, _FORMATS) for spec in outputs]
    loaded = load({"contract": contract, "ledger": ledger})
    setting = setting_from(loaded)
    read = _parted(trace)[0], loaded.values.ledger
    check_outputs((one.file for one in targets), read, loaded.values.files())
    proofs = [proof_of(found, setting) for found in _selected(trace)]
    for name, file in targets:
        write_file(file, FORMATS[name](proofs, Look()))
    print_pieces(FORMATS[format_](proofs, Look(colours_wanted(), columns())))
    return int(any(proof.incomplete for proof in proofs))


def _selected(selector: str) -> "Iterator[Trace]":
    """Yield the traces that a selector names.

    Raises:
        NothingAudited: There is none.
    """
    from auditor.errors import NothingAudited
    from auditor.intake.reading import read
    from auditor.trace import Trace

    path, mark = _parted(selector)
    seen: list[str] = []
    some = False
    for item in read(path):
        if isinstance(item, Trace):
            seen.append(item.trace_id)
            if not mark or _is_named(item, mark):
                some = True
                yield item
    if not some:
        known = ", ".join(seen[:_LISTED]) + (", and more" if len(seen) > _LISTED else "")
        there = path
        if mark and path == _HERE:
            there = f"There is no file {mark}, and the working folder"
        raise NothingAudited(
            f"{there} holds no trace {mark or 'at all'}.",
            f"Its traces: {known}." if known else "",
        )


def _parted(selector: str) -> tuple[str, str]:
    """Return the path that a selector names, and which of its traces: "" for all of them."""
    import glob
    import os

    if selector in {"", "-"} or os.path.exists(selector) or glob.glob(selector):
        return selector, ""
    path, _, mark = selector.rpartition(":")
    return (path, mark) if os.path.exists(path) else (_HERE, selector)


def _is_named(trace: "Trace", mark: str) -> bool:
    """Say whether a line, an id or a JSON pointer names a trace."""
    if mark in (trace.trace_id, trace.place.pointer):
        return True
    if not mark.isdigit():
        return False
    if trace.items is None:
        return any(event.item == int(mark) for event in trace.events)
    return trace.place.line == int(mark)
