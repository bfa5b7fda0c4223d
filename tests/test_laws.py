"""The laws of the code base, fast enough to run before every commit."""

import ast
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from click import Context

import auditor
from auditor.cli import group
from auditor.config import Settings
from auditor.formats import FORMATS
from auditor.report import REPORTS
from auditor.rules import HEADINGS, RULES
from auditor.statistics import STATISTICS

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
PACKAGES = ("auditor", "dashboard", "finetune")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
HEAVY = ("polars", "torch", "transformers", "streamlit", "sqlmodel", "sqlalchemy", "pydantic")

# Rules of which the fixture is still missing. This list may only become shorter.
WITHOUT_FIXTURE: set[str] = set()
# The longest that a function may be, in lines; whoever needs more says why here.
LONGEST_FUNCTION = 45
LONG_FOR_A_REASON = {"_add_events": "the hot loop of chat logs"}


def test_imports_run_one_way():
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed beside this Python"
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_help_imports_nothing_heavy():
    script = (
        "import sys, auditor.cli as cli, click\n"
        "names = cli.group.list_commands(click.Context(cli.group))\n"
        "codes = {cli.main(['--help']), *(cli.main([name, '--help']) for name in names)}\n"
        f"print([name for name in {HEAVY} if name in sys.modules], *codes)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize("code", RULES.keys())
def test_a_rule_has_a_page_with_the_five_headings_in_order(code):
    page = RULES[code].page
    places = [page.find(f"\n{heading}:\n") for heading in HEADINGS]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("code", RULES.keys())
def test_a_rule_has_a_fixture(code):
    assert (FIXTURES / "rules" / f"{code}.yaml").is_file() or code in WITHOUT_FIXTURE


def test_no_rule_is_excused_that_has_its_fixture():
    assert not {code for code in WITHOUT_FIXTURE if (FIXTURES / "rules" / f"{code}.yaml").exists()}


def test_every_rule_fixture_belongs_to_a_rule():
    assert {path.stem for path in (FIXTURES / "rules").glob("*.yaml")} <= set(RULES.keys())


@pytest.mark.parametrize("name", FORMATS.keys())
def test_a_format_has_a_fixture_folder(name):
    folder = FIXTURES / "formats" / name.replace("-", "_")
    assert folder.is_dir()
    assert any(folder.iterdir())


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_a_page_counts_the_formats_that_are_read(page):
    told = re.findall(r"\b(\d+) (?:transcript )?formats\b", (ROOT / page).read_text("utf-8"))
    assert set(map(int, told)) == {len(FORMATS.keys())}


@pytest.mark.parametrize("name", STATISTICS.keys())
def test_a_statistic_has_a_fixture(name):
    assert (FIXTURES / "statistics" / f"{name}.yaml").is_file()


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    pinned = {
        normal(line.partition("==")[0])
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    names = {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in needed}
    assert names - pinned == {normal(project["name"])}


def normal(name):
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_public_names_exist_and_are_sorted():
    assert auditor.__all__ == sorted(auditor.__all__)
    assert all(callable(getattr(auditor, name)) for name in auditor.__all__)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_are_short_modules_say_what_they_are_and_nothing_prints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    names = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert not [name.lineno for name in names if isinstance(name, ast.Name) and name.id == "print"]
    too_long = [
        f"{node.name}: {_lines(node)} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and _lines(node) > LONGEST_FUNCTION
        and node.name not in LONG_FOR_A_REASON
    ]
    assert too_long == []


def _lines(function):
    """Count a function's lines without its docstring."""
    documented = ast.get_docstring(function) is not None
    first = function.body[1] if documented and len(function.body) > 1 else function.body[0]
    return function.end_lineno - first.lineno + 1


@pytest.mark.parametrize("name", group.list_commands(Context(group)))
def test_a_command_is_documented_and_says_what_it_does(name):
    command = group.get_command(Context(group), name)
    assert command.help
    assert re.search(
        rf"^\| `{name}[` ]", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE
    )


def test_every_output_format_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [name for name in REPORTS.keys() if f"| `{name}` |" not in page] == []  # noqa: SIM118


def test_every_setting_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [
        name
        for name in Settings.model_fields
        if not re.search(rf"^(\[?){name}", page, re.MULTILINE)
    ] == []


def test_statistics_are_plain_functions():
    assert all(inspect.isfunction(statistic) for statistic in STATISTICS)
