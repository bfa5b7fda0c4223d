"""What a call may have run: the tests, the build, the search or the request that a text tells of.

A call of the turn may have run whatever its words leave open. One of an earlier turn was made
before the user asked, so that it counts only where its words speak of such a program; and figures
of an outcome that nothing holds come from no run at all, where nothing was run since.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from auditor.claims.deeds.calls import may_do, reach_of
from auditor.claims.deeds.command_calls import only_plain
from auditor.claims.deeds.runs import Program
from auditor.trace import ToolCall
from auditor.values.wording import late

_BY_CODE = re.compile(r"^\s*\{\s*\"(?:code|source|script|expression|query|sql|statement)\"\s*:")
_SPEAKS_OF: dict[Program, re.Pattern[str]] = {
    "tests": late(
        r"test|spec|check|lint|verif|valid|pytest|\b(?:tox|nox|ci|qa|make|just|task|pre-commit)\b|"
        r"\.sh\b|(?:^|[\s\"'])\./\w|cargo|gradle|mvn|pipeline|suite|subprocess|os\.system|popen",
        re.IGNORECASE,
    ),
    "build": late(
        r"build|compil|make|\b(?:tsc|cargo|gradle|mvn|docker|webpack|vite|npm|yarn|pnpm|bun|go|"
        r"just|task|gcc|clang|javac|dotnet|ci)\b|\.sh\b|(?:^|[\s\"'])\./\w|install|pipeline|subprocess",
        re.IGNORECASE,
    ),
    "search": late(r"grep|\brg\b|\bag\b|\back\b|search|find|glob|subprocess|open\(", re.IGNORECASE),
    "request": late(
        r"curl|wget|http|fetch|request|ping|url|health|\bnc\b|\.sh\b|urllib|socket", re.IGNORECASE
    ),
}
_FIGURE = late(
    r"(?<![\w.,/#-])(\d+)(?: |-)?(?:of \d+ |out of \d+ )?(?:(?:unit |integration )?tests? )?"
    r"(?:passed|passing|pass\b|bestanden|réussis|superad|superati|correctas|geslaagd|"
    r"matches|places|hits|occurrences)|\b(?:all|alle) (\d+)(?: (?:unit |integration )?tests?)?\b|"
    r"(\d+) ?(?:个|件)[^。\n]{0,4}(?:通过|成功)|(\d+)개 통과",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?<![\w.])\d{1,6}(?![\w.]*\d)")
# `40 passed`, `Tests: 25`
_TESTED = late(
    r"(?<![\w.])(\d{1,6}) (?:\w+ )?(?:pass|ok\b|tests?\b|total|bestanden|通过)|"
    r"\b(?:tests|passed|total)\W{1,3}(\d{1,6})\b",
    re.IGNORECASE,
)
_MOST_COUNTS = 12
# What runs checks that somebody else set down.
_RUNS_OTHERS = late(
    r"\b(?:make|just|task|tox|nox|pre-?commit|npm|yarn|pnpm|bun|gradlew?|mvn|docker|bazel|hatch|poe|"
    r"invoke|ci|qa|lint\w*|checks?|verify|commit|push|subprocess)\b|\.sh\b|(?:^|[\s\"'])\./\w|\bscripts?/",
    re.IGNORECASE,
)


def may_have_run(call: ToolCall, program: Program) -> bool:
    """Say whether a call may have run a program of a kind, as far as its words tell."""
    reach = reach_of(call.name)
    if program in ("search", "request"):
        return reach.command or reach.looks or not reach.families
    if not may_do(call, "run"):
        return False
    if reach.command and _BY_CODE.match(call.arguments_raw):
        return speaks_of_run(call, program)
    return not only_plain(call)


def may_run_unseen(call: ToolCall) -> bool:
    """Say whether a call may have run programs that neither its words nor its output name."""
    reach = reach_of(call.name)
    if reach.command:
        return _RUNS_OTHERS.search(call.arguments_raw) is not None
    return not reach.looks and (
        not reach.families or not reach.families.isdisjoint(("run", "version"))
    )


def speaks_of_run(call: ToolCall, program: Program) -> bool:
    """Say whether the words of a call speak of a program of a kind."""
    return names_program(f"{call.name} {call.arguments_raw}", program)


@lru_cache(maxsize=512)
def names_program(words: str, program: Program) -> bool:
    """Say whether words name a program of a kind, or one that may run it."""
    return _SPEAKS_OF[program].search(words) is not None


def tells_unseen_figures(sentence: str, seen: list[str]) -> bool:
    """Say whether a sentence counts what passed, or was found, by a figure that nothing explains.

    Args:
        sentence: What the model says of a run.
        seen: What tools and users said before it.
    """
    told = set(_figures_in(sentence))
    if not told or any(told & set(map(int, _COUNT.findall(text))) for text in seen):
        return False
    tested = [
        int(next(filter(None, one.groups()))) for text in seen for one in _TESTED.finditer(text)
    ]
    return all(
        told.isdisjoint(map(sum, combinations(tested[-_MOST_COUNTS:], some))) for some in (2, 3)
    )


def _figures_in(sentence: str) -> Iterator[int]:
    for figure in _FIGURE.finditer(sentence):
        yield int(next(filter(None, figure.groups())))
