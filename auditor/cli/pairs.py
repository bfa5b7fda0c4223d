"""`auditor pairs`: preference pairs for training, from findings and the verdicts on them."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from auditor.pairs.approval import Opinion
    from auditor.pairs.build import Built
    from auditor.pairs.corpus import Corpus
    from auditor.setting import Setting

_SHOWN = 50


class _FormOrCheck(click.Group):
    """Takes what is no command of the group as the arguments of `form`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `form` before paths and options."""
        known = {*self.commands, *ctx.help_option_names}
        if args and args[0] not in known:
            args = ["form", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FormOrCheck)
def command() -> None:
    """Form preference pairs for training, or check a file of them.

    `auditor pairs PATH... -o FILE` forms them (see `auditor pairs form --help` for all options);
    `auditor pairs check FILE` says of each line what is wrong with it.
    """


@command.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--output", "-o", "file", required=True, metavar="FILE", help="The pairs (JSONL).")
@click.option(
    "--store", metavar="URL", help="Take verdicts from here; without PATH the traces, too."
)
@click.option(
    "--unreviewed", is_flag=True, help="Take findings that nobody approved: for experiments."
)
@click.option("--contract", metavar="FILE", help="What the tools promise (TOML).")
@click.option("--profiles", metavar="FILE", help="Layouts of results, from `auditor learn`.")
@click.option("--expectations", metavar="FILE", help="Calls that are due by task (JSONL).")
@click.option(
    "--heldout", type=click.FloatRange(0, 1), default=0.1, show_default=True,
    help="Share of the input groups that is held out.",
)  # fmt: skip
@click.option(
    "--per-trace", type=click.IntRange(1), default=8, show_default=True,
    help="Most faulty steps of one trace.",
)  # fmt: skip
@click.option(
    "--max-chars", type=click.IntRange(1), default=32_000, show_default=True,
    help="Longest pair; longer ones are left out whole.",
)  # fmt: skip
@click.option("--sft", metavar="FILE", help="Write the chosen messages as training rows, too.")
@click.option("--sharegpt", metavar="FILE", help="Write LLaMA-Factory's form, too.")
def form(
    *,
    paths: tuple[str, ...],
    file: str,
    store: str | None,
    unreviewed: bool,
    heldout: float,
    per_trace: int,
    max_chars: int,
    sft: str | None,
    sharegpt: str | None,
    **flags: Any,
) -> int:
    """Form pairs from transcripts, or from the traces of a store.

    Each pair stands at the message where something was first made up, or where runs parted:
    rejected is what was recorded, chosen what a reviewer, the expectations, a sound run of the same
    input or the contract says. Exit code 3 if no pair came out.
    """
    from auditor.config import load, setting_from
    from auditor.errors import NothingAudited, UsageError
    from auditor.pairs.build import Wish, build_pairs

    if not (paths or store):
        raise UsageError("Nothing to form pairs from.", "Give transcripts or --store URL.")
    _check_outputs(file, sft, sharegpt, paths)
    wish = Wish(not unreviewed, heldout, per_trace, max_chars)
    corpus, opinion = _gathered(paths, store, setting_from(load(flags)))
    built = build_pairs(corpus, opinion, wish)
    _write(built, corpus, wish, {"": file, "sft": sft})
    _tell(built, len(corpus), file)
    if sharegpt:
        _write_sharegpt(built, sharegpt)
    return 0 if built.pairs else NothingAudited.exit_code


@command.command()
@click.argument("file", metavar="FILE")
@click.option("--contract", metavar="FILE", help="Instead of the manifest's.")
@click.option("--profiles", metavar="FILE", help="Layouts of results, from `auditor learn`.")
def check(*, file: str, contract: str | None, profiles: str | None) -> int:
    """Say of each line of a pairs file what is wrong with it.

    The rejected message must trip the rule that the line names, the chosen one none; both are held
    against the rules again. Exit code 1 if anything is wrong.
    """
    from auditor.config import load, setting_from
    from auditor.errors import NothingAudited
    from auditor.pairs.check import check_pairs
    from auditor.safe_text import one_line

    given = {"contract": contract, "profiles": profiles}
    setting = setting_from(load(given)) if contract else None
    checked = check_pairs(file, setting, profiles or "")
    for fault in checked.faults:
        where = f"{file}:{fault.line}" if fault.line else file
        click.echo(f"{where}: {one_line(fault.reason)}")
    for note in checked.notes:
        click.echo(note, err=True)
    click.echo(f"{checked.pairs:,} of {checked.lines:,} lines are sound pairs", err=True)
    if not checked.lines:
        return NothingAudited.exit_code
    return int(bool(checked.faults))


def _check_outputs(
    file: str, sft: str | None, sharegpt: str | None, paths: tuple[str, ...]
) -> None:
    from auditor.cli._output import check_outputs
    from auditor.pairs.form import manifest_path

    check_outputs([file, manifest_path(file), sft, sharegpt], paths)


def _gathered(
    paths: tuple[str, ...], store: str | None, setting: "Setting"
) -> "tuple[Corpus, Opinion]":
    from auditor.cli._stored import open_existing
    from auditor.pairs.approval import NOBODY, opinion_of
    from auditor.pairs.corpus import from_paths, from_store

    if store is None:
        return from_paths(paths, setting), NOBODY
    with open_existing(store) as opened:
        opinion = opinion_of(opened)
        corpus = from_paths(paths, setting) if paths else from_store(opened, setting)
    return corpus, opinion


def _write(built: "Built", corpus: "Corpus", wish: Any, files: dict[str, str | None]) -> None:
    from auditor.cli._output import write_file
    from auditor.pairs.form import lines_of, manifest_path
    from auditor.pairs.writing import manifest_of, manifest_text, sft_rows

    main = str(files[""])
    write_file(main, lines_of(built.pairs))
    write_file(manifest_path(main), [manifest_text(manifest_of(built, corpus, wish))])
    if files["sft"]:
        write_file(files["sft"], sft_rows(built.pairs))


def _write_sharegpt(built: "Built", file: str) -> None:
    from collections import Counter

    from auditor.cli._output import write_file
    from auditor.pairs.sharegpt import sharegpt_lines

    dropped: Counter[str] = Counter()
    write_file(file, sharegpt_lines(built.pairs, dropped))
    for reason, count in dropped.items():
        click.echo(f"{count:,} of these left out of {file}: {reason}", err=True)


def _tell(built: "Built", traces: int, file: str) -> None:
    from auditor.pairs.balance import share
    from auditor.safe_text import one_line
    from auditor.summary_text import counted

    pairs = built.pairs
    controls, dirty = share(pairs, dirty=False), share(pairs, dirty=True)
    held_out = sum(pair.split == "heldout" for pair in pairs)
    click.echo(
        f"{counted(len(pairs), 'pair')} from {counted(traces, 'trace')} into {file}: "
        f"{controls:.0%} controls, {dirty:.0%} after a made-up result, {held_out:,} held out",
        err=True,
    )
    for reason, count in built.dropped.most_common(_SHOWN):
        click.echo(f"{count:,} left out: {one_line(reason)}", err=True)
