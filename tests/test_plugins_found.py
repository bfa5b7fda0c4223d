"""A format, a rule and a statistic are one file and one fixture each; nothing else is edited."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORMAT = '''
"""Chats of a shop: an object with `shop` and `lines`."""

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Recognition
from auditor.trace import Trace


def recognise(value):
    """Recognise the shop's mark."""
    return Recognition(0.9, "the shop's mark") if "shop" in value else None


def read(value, place):
    """Read one chat."""
    draft = Draft()
    for item, line in enumerate(value["lines"]):
        draft.user(line, item)
    yield Trace("shop-chat", place, draft.events, "/lines")


NAME = "shop-chat"
FORMATS.add(NAME, Format(name=NAME, title="Shop chats", recognise=recognise, read=read))
'''
RULE = '''
"""A user who shouts.

What it does:
    Reports words of the user in capitals.

Why it matters:
    It shows that rules find themselves.

Example:
    HELP!

Known false alarms:
    Names of companies.

How to fix or suppress:
    Listen.
"""

from auditor.finding import Evidence, Hit
from auditor.rules import rule
from auditor.trace import Message


@rule("TA999", "shouting-user", "high")
def check(analysis):
    """Report each shout."""
    for event in analysis.trace.events:
        if isinstance(event, Message) and event.text.isupper():
            evidence = (Evidence(event.index, event.text, "finding"),)
            yield Hit(event.index, "The user shouts.", evidence=evidence)
'''
STATISTIC = '''
"""Loudness: how many of some texts are shouted."""

from auditor.statistics import statistic


@statistic
def loudness(texts):
    """Return the share of texts in capitals.

    Range: 0 to 1.
    NaN: no texts.
    Source: plain count.

    Args:
        texts: The texts.
    """
    return sum(map(str.isupper, texts)) / len(texts) if texts else float("nan")
'''
CASES = """
- case: clean_quiet_words
  steps: [{user: help me}]
- case: finds_a_shout
  steps: [{user: HELP}]
  expected: [{event: 0, severity: high, quote: HELP}]
"""
# Puts the folder's sub-folders on the packages' paths, as a distribution of plug-ins would.
STARTER = """
import sys
import auditor.formats, auditor.rules, auditor.statistics
for package in (auditor.formats, auditor.rules, auditor.statistics):
    package.__path__.append(f"plugins/{package.__name__.rpartition('.')[2]}")
"""


COMMANDS = """
from auditor.cli import main
codes = []
for words in ("rules", "explain TA999", "formats", "formats chat.json",
              "audit chat.json --format concise"):
    codes.append(main(words.split()))
from auditor.statistics import STATISTICS
print(STATISTICS["loudness"](["A", "b"]), codes)
"""


def add_plugins(folder):
    for kind, name, text in (
        ("formats", "shop_chat", FORMAT),
        ("rules", "shouting_user", RULE),
        ("statistics", "loudness", STATISTIC),
    ):
        home = folder / "plugins" / kind
        home.mkdir(parents=True)
        (home / f"{name}.py").write_text(text.lstrip())
    (folder / "chat.json").write_text('{"shop": 7, "lines": ["good day", "WHERE IS MY PARCEL"]}')


def test_a_new_file_is_seen_without_another_edit(tmp_path):
    add_plugins(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", STARTER + COMMANDS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "TA999  high" in done.stdout
    assert "It shows that rules find themselves." in done.stdout
    assert "shop-chat             Shop chats" in done.stdout
    assert done.stdout.splitlines()[-3:] == [
        "chat.json: shop-chat, read as document: the shop's mark",
        "chat.json:/lines/1 TA999 high The user shouts.",
        "0.5 [0, 0, 0, 0, 1]",
    ]


@pytest.mark.slow
def test_the_suite_takes_up_a_new_fixture_without_another_edit(tmp_path):
    """The cases of a new rule run; without them, the laws fail."""
    for part in ("auditor", "fixtures", "tests", "pyproject.toml", "docs"):
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / part)
    (tmp_path / "auditor" / "rules" / "shouting_user.py").write_text(RULE.lstrip())
    law = "tests/test_laws.py::test_a_rule_has_a_fixture"
    assert b"1 failed" in suite(tmp_path, law)
    (tmp_path / "fixtures" / "rules" / "TA999.yaml").write_text(CASES)
    assert b"failed" not in suite(tmp_path, law)
    ran = suite(tmp_path, "tests/test_rules.py", "-k", "TA999")
    assert b"3 passed" in ran


def suite(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ""},
    ).stdout
