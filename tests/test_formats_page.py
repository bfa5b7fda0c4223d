"""docs/formats.md says what the docstrings say, and names every note."""

import importlib.util
import re
from pathlib import Path
from typing import get_args

import pytest

from auditor.formats import FORMATS
from auditor.trace import Note

DOCS = Path(__file__).parent.parent / "docs"
HEAD, _, REST = (DOCS / "formats.md").read_text("utf-8").partition("<!-- The rest ")
SECTIONS = {
    text.partition("\n")[0].removeprefix("## "): text.strip()
    for text in re.split(r"^(?=## )", REST, flags=re.MULTILINE)[1:]
}


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("writer", DOCS / "write_formats.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_the_docstring_of_its_reader(name, writer):
    assert name in FORMATS.keys()  # noqa: SIM118 - a catalogue
    assert SECTIONS[name] == writer.section(name).strip()


@pytest.mark.parametrize("note", get_args(Note))
def test_every_note_is_explained(note):
    assert f"`{note}`" in HEAD
