"""What the pages under docs/ show is so: examples, links, pictures, tables of a store."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import scenario
from auditor.store.tables import Table

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
EXAMPLE = re.compile(r"^```console\n(\$ auditor [^\n]*\bruns/.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = [
    pytest.param(example, id=f"{page.stem} {number}")
    for page in PAGES
    for number, example in enumerate(EXAMPLE.findall(page.read_text("utf-8")))
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder as the pages' examples have it: transcripts in `runs`, their contract beside it."""
    home = Path(scenario.__file__).parent
    shutil.copytree(home / "transcripts", tmp_path / "runs")
    shutil.copy(home / "contract.toml", tmp_path / "tools.toml")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.usefixtures("folder")
def test_an_example_shows_what_its_commands_print(example):
    for part in re.split(r"^\$ ", example, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(command)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
        printed = [line.rstrip() for line in done.stdout.splitlines()]
        assert stands_in(shown, printed), "\n".join(printed)


def stands_in(shown, printed):
    """Say whether lines are those that were printed; a line `...` stands for any number of them."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(stands_in(shown[1:], printed[place:]) for place in range(len(printed) + 1))
    return printed[:1] == [shown[0].rstrip()] and stands_in(shown[1:], printed[1:])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    for target, _, part in (link.partition("#") for link in links if "://" not in link):
        file = page.parent / target if target else page
        assert file.exists(), target
        assert not part or part in headings(file), f"{target}#{part}"


def headings(page):
    """Return the names under which a page's headings can be linked."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in found}


def test_every_picture_stands_on_a_page():
    said = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [
        one.name for one in (DOCS / "images").iterdir() if f"images/{one.name}" not in said
    ] == []


def test_the_page_of_the_store_names_every_table():
    page = (DOCS / "store.md").read_text("utf-8")
    assert [name for name in Table.metadata.tables if f"| `{name}` |" not in page] == []
