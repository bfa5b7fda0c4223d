"""What README.md shows is what the commands print, and what it links to exists."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def writer():
    spec = importlib.util.spec_from_file_location("write_readme", ROOT / "docs" / "write_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_output_in_the_readme_is_real():
    module = writer()
    assert module.BLOCK.search(README)
    assert module.page(README) == README, "run: python docs/write_readme.py"


def test_every_link_of_the_readme_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
