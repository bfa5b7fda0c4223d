"""Write the sections of docs/statistics.md from the docstrings of the statistics.

Run it after adding or changing a statistic: python docs/write_statistics.py
"""  # noqa: INP001 - a script, not a package

import inspect
import textwrap
from pathlib import Path

from auditor.statistics import STATISTICS

PAGE = Path(__file__).with_name("statistics.md")
MARK = "<!-- The rest is written by docs/write_statistics.py. -->\n"
LABELS = ("Range:", "NaN:", "Source:")


def page(old: str) -> str:
    """Return the page anew: its hand-written head and a section per statistic."""
    sections = "\n".join(section(name) for name in STATISTICS.keys())  # noqa: SIM118 - a catalogue
    return f"{old.partition(MARK)[0]}{MARK}\n{sections}"


def section(name: str) -> str:
    """Return the section of one statistic: its docstring as Markdown."""
    lines = [f"## {name}", ""]
    for paragraph in (inspect.getdoc(STATISTICS[name]) or "").split("\n\n"):
        if paragraph.startswith(("Args:", "Raises:")):
            lines += _fields(paragraph)
        elif paragraph.startswith(LABELS):
            lines += _labels(paragraph)
        else:
            lines += [_one_line(paragraph), ""]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _labels(paragraph: str) -> list[str]:
    """Return `Range:`, `NaN:` and `Source:` as bullets."""
    bullets: list[str] = []
    for line in paragraph.splitlines():
        label = next((label for label in LABELS if line.startswith(label)), None)
        if label:
            bullets.append(f"- **{label[:-1]}**:{line.removeprefix(label)}")
        else:
            bullets[-1] += f" {line.strip()}"
    return [*bullets, ""]


def _fields(paragraph: str) -> list[str]:
    """Return the arguments or errors as bullets."""
    title, *body = paragraph.splitlines()
    bullets: list[str] = []
    for line in textwrap.dedent("\n".join(body)).splitlines():
        if line.startswith(" "):
            bullets[-1] += f" {line.strip()}"
        else:
            name, _, meaning = line.partition(": ")
            bullets.append(f"- `{name}`: {meaning}")
    heading = {"Args:": "Arguments:", "Raises:": "Errors:"}[title]
    return [heading, "", *bullets, ""]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
