"""Runs the command line inside the test's process."""

import io
import sys
from typing import NamedTuple

from auditor.cli import main


class Done(NamedTuple):
    code: int
    out: str
    err: str


def run(capsys, *arguments, stdin=None, monkeypatch=None):
    """Return exit code and streams of one command."""
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    code = main([str(argument) for argument in arguments])
    streams = capsys.readouterr()
    return Done(code, streams.out, streams.err)
