"""The command line: one command per module of this package, found by itself.

A command's module offers `command`, a click command that returns its exit code (None counts as 0),
and imports what is heavy inside its functions. Modules whose name begins with `_` are shared.
"""

import contextlib
import importlib
import io
import os
import pkgutil
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, cast

import click

from auditor.errors import AuditorError, UsageError

_INTERRUPTED = 130
_TERMINATED = 128 + signal.SIGTERM
_CLICKS_BROKEN_PIPE = 1


class Commands(click.Group):
    """The commands of this package, imported only when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        del ctx
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        return cast("click.Command", module.command)


def version() -> str:
    """Return the version of the installed distribution, or of nothing installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("agent-trace-auditor")
    except PackageNotFoundError:
        return "not installed"


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"auditor {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
def group() -> None:
    """Find made-up tool results and disagreement between runs in agent transcripts."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 clean, 1 a finding that counts, 2 wrong usage or an internal error, 3 nothing to audit,
    130 interrupted, 143 terminated.
    """
    _make_streams_safe()
    with _termination_clears_up() as terminated:
        code = _code_of(arguments)
    return _TERMINATED if terminated.is_set() and code == _INTERRUPTED else code


@contextlib.contextmanager
def _termination_clears_up() -> Iterator[threading.Event]:
    """Let SIGTERM end a command as Ctrl-C does: by itself it would leave temporary files behind.

    Whoever has it handled otherwise, or ignored, keeps that.
    """
    came = threading.Event()

    def end(*_: object) -> None:
        came.set()
        raise KeyboardInterrupt

    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield came
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield came
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _code_of(arguments: Sequence[str] | None) -> int:
    try:
        if sys.stdout is None:
            raise UsageError("Standard output is closed.", "Send it to a file, or to /dev/null.")
        code = group.main(arguments, prog_name="auditor", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return AuditorError.exit_code
    except AuditorError as error:
        return _told(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        return _leave_quietly()
    except SystemExit as left:
        if left.code != _CLICKS_BROKEN_PIPE:
            raise
        return _leave_quietly()
    except Exception as error:  # noqa: BLE001 - a fault of ours must end in code 2, whatever it is
        refusal = _refusal_of_stdout() if isinstance(error, OSError) else ""
        if refusal:
            return _told(UsageError(f"Standard output cannot be written: {refusal}."))
        traceback.print_exc()
        click.echo(
            "This is a fault of auditor, not of your transcripts. Please report it.", err=True
        )
        return AuditorError.exit_code
    return int(code or 0)


def _told(error: AuditorError) -> int:
    """Print an expected error, which may quote a transcript or a file's name; return its code."""
    from auditor.safe_text import safe_text

    click.echo(f"Error: {safe_text(str(error))}", err=True)
    return error.exit_code


class _Heedless(io.FileIO):
    """Standard error that may be full, or whose reader may be gone: no exit code hangs on it."""

    def write(self, data: Any, /) -> int:
        """Write what can be written, and say that all was."""
        try:
            return super().write(data) or 0
        except OSError:
            return len(data)


def _make_streams_safe() -> None:
    """Let neither a character that the terminal lacks nor a lost standard error end the program."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lasts to the end
    elif sys.stderr is (real := sys.__stderr__) and real is not None:
        pipe = io.BufferedWriter(_Heedless(real.fileno(), "w", closefd=False))
        sys.stderr = io.TextIOWrapper(pipe, real.encoding, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _leave_quietly() -> int:
    """Say nothing when the reader of our output went away; that is how `| head` works."""
    from auditor.cli._output import drop_stdout

    drop_stdout()
    return 0


def _refusal_of_stdout() -> str:
    """Return why standard output takes no more, as on a full disk; "" where it does take more."""
    from auditor.cli._output import drop_stdout

    try:
        click.echo()  # flushed; what was written before may be gone already
    except OSError as error:
        drop_stdout()
        return error.strerror or type(error).__name__
    return ""
