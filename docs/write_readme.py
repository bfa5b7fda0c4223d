"""Write the output of the commands that README.md shows below them.

A block that begins with `$ auditor ...` (and may end in `| head -N`) gets the real output:

    python docs/write_readme.py
"""  # noqa: INP001 - a script, not a package

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(
    r"(^```console\n\$ (auditor [^\n|]*?)(?: \| head -(\d+))?\n).*?(^```$)",
    re.DOTALL | re.MULTILINE,
)


def page(old: str) -> str:
    """Return the page with the output of its commands as it is now."""
    return BLOCK.sub(_block, old)


def _block(match: re.Match[str]) -> str:
    return f"{match[1]}{output(match[2], match[3])}{match[4]}"


def output(command: str, first_lines: str | None) -> str:
    """Return what a command prints, or its first lines."""
    done = subprocess.run(  # noqa: S603 - our own commands, from our own page
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.splitlines(keepends=True)
    return "".join(lines[: int(first_lines)] if first_lines else lines)


if __name__ == "__main__":
    README.write_text(page(README.read_text(encoding="utf-8")), encoding="utf-8")
