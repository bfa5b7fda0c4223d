"""Write the sections of docs/formats.md from the docstrings of the format readers.

Run it after adding or changing a format: python docs/write_formats.py
"""  # noqa: INP001 - a script, not a package

import importlib
import inspect
from pathlib import Path

from auditor.formats import FORMATS

PAGE = Path(__file__).with_name("formats.md")
MARK = "<!-- The rest is written by docs/write_formats.py. -->\n"


def page(old: str) -> str:
    """Return the page anew: its hand-written head and a section per format."""
    sections = "\n".join(section(name) for name in FORMATS.keys())  # noqa: SIM118 - a catalogue
    return f"{old.partition(MARK)[0]}{MARK}\n{sections}"


def section(name: str) -> str:
    """Return the section of one format: its module's docstring."""
    module = importlib.import_module(f"auditor.formats.{name.replace('-', '_')}")
    text = inspect.getdoc(module) or ""
    return f"## {name}\n\n{text}\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
