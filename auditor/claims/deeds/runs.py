"""Runs of programs that a sentence tells of: tests, linters, builds, searches in files, requests.

Who says that 412 tests passed says that they were run, whether or not he says by whom. What is only
expected ("the tests should pass", "curl returns 200 if all is well") is no run.
"""

import re
from collections.abc import Iterator
from typing import Literal

from auditor.claims.deeds.nouns import NounDeed
from auditor.claims.deeds.verbs import CHECKERS
from auditor.values.wording import late

Program = Literal["tests", "build", "search", "request"]

_GAP = r"(?:[^.;:!?\n]|[.:](?=\S)){0,60}?"
_NEAR = r"[^.;\n]{0,24}?"
_RUNNERS = r"pytest|jest|mocha|vitest|rspec|phpunit|ctest|unittest|tox|nox|(?:npm|cargo|go) test"
_LINTERS = rf"lint(?:er|ing)?s?|type[- ]?check(?:er|ing|s)?|{CHECKERS}"
_ADVERBS = r"(?:(?:just|already|also|now|then|quickly|successfully) ){0,2}"
_REPO = (
    r"(?:(?:whole|entire|full) )?(?:repo(?:sitory)?|code ?base|source (?:tree|code)|project|"
    r"code|files|tree)\b"
)
# Lists and summaries are compiled, too, by writing them.
_CODE = (
    r"(?:(?:it|everything)\b|"
    r"the (?:[\w./+-]+ ){0,2}(?:program|app\w*|binar\w+|modules?|packages?|crates?|librar\w+|"
    r"kernel|firmware|sources?|code\w*|projects?|repo\w*|service|server|contracts?|extension|"
    r"assets|shaders?|\w[\w/-]*\.[a-z]{1,4})\b)(?! (?:in)?to an? )"
)
_OWN = late(
    rf"\b(?:I(?:['’]ve| have)? {_ADVERBS}|(?:^|[.!] )(?=[GRC]))"
    rf"(?P<verb>[Gg]repped|ripgrepped|[Cc]ompiled (?={_CODE})|"
    r"[Rr]ebuilt (?=it\b|the\b)|"
    r"linted|curled|pinged|benchmarked|"
    rf"(?:searched|built) (?=(?:through )?(?:the|your) "
    rf"(?:{_REPO}|image\b|app\b|container\b))|"
    r"ran (?=the (?:container|app|image|server)\b))"
)
_RAN = late(
    r"\b(?:ich habe|habe ich|ik heb|heb ik) "
    rf"{_GAP}\b(?:tests?|testsuite|testfälle|suite|linter|build)\b{_GAP}"
    r"\b(?P<verb>laufen (?:ge)?lassen|ausgeführt|gestartet|gedraaid|uitgevoerd)\b|"
    r"\b(?:he|j['’]ai|ho) (?:(?:já|ya|déjà|bien|également|también|già|anche|appena) ){0,2}"
    r"(?P<verb2>exécuté|lancé|ejecutado|corrido|eseguito|lanciato) (?:[^\W\d_]+ ){0,2}?"
    r"(?:tests?|pruebas|suite|linter|build)\b|"
    r"\b(?P<verb3>ejecuté|executei|rodei) (?:[^\W\d_]+ ){0,2}?(?:tests?|pruebas|testes|suite)\b",
    re.IGNORECASE,
)
_RAN_ZH = late(
    r"(?:我|刚|已)[^，。；！？,\n没未不将会要]{0,12}?(?P<verb>跑|压测|压)(?:了|过|完)"
    r"(?=[^。；！？\n]{0,8}(?:测试|用例|[A-Za-z]|分钟|遍|[，,])|[^。；！？\n]{0,2}$)",
)
_UNREAL_ABROAD = late(
    r"\b(?:se|si|quando|cuando|caso|wenn|falls|sobald|nachdem|ob|quand|lorsque|dès|après|após|"
    r"não|nunca|no|nicht|nie|noch|kein\w*|ne|pas|jamais|sem|sin|ohne|sans|non|mai|niet|geen|als|"
    r"soll\w*|müss\w*|können|kann)\b|如果|若|没|未|应|需要|是否|吗|请|建议|たら|れば|場合|ません|"
    r"면 |않",
    re.IGNORECASE,
)
# Each with the program whose run it tells of.
_OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "passed",
        late(
            rf"\b(?:tests?|test suite|suite|specs?|checks|{_RUNNERS})\b{_NEAR}\b"
            r"(?P<state>pass(?:e[sd]|ing)?|succeed(?:ed|s)?|green)\b"
            r"|\ball (?P<state2>pass|passing|green)\b"
            r"|\b\d+ (?P<state3>pass(?:ed|ing))\b(?=[^.\n]{1,30}\b(?:failed|skipped|errors?)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "checked",
        late(
            rf"\b(?:{_LINTERS})\b{_NEAR}\b"
            r"(?P<state>pass(?:e[sd])?|succeed(?:ed|s)?|green|"
            r"(?:is|are|(?:comes?|came) back) clean|ran (?:clean|without)|"
            r"(?:reports?|reported|found|finds?|shows?|prints?|says?|said) (?:no|nothing|zero|0)|"
            r"(?:reports?|reported|shows?|prints?|printed|says?|said|gives?|gave|returns?|returned)"
            r" \W{0,2}(?:[Aa]ll|[Ss]uccess|[Nn]o|0|[Cc]lean|[Oo][Kk]))\b",
        ),
    ),
    (
        "build",
        late(
            rf"\b(?:build|compilation)\b{_NEAR}\b(?P<state>succeeds|succeeded|passe[sd]|"
            r"is green|went through|finishe[sd](?= in)|completed|completes)\b",
        ),
    ),
    (
        "curl",
        late(rf"\b(?:curl|wget)\b{_GAP}\b(?P<state>returns?|returned|answer(?:s|ed)) [1-5]\d\d\b"),
    ),
)
_ABROAD = late(
    r"\b(?:tests?|testfälle|testsuite|suite|pruebas|testes|testów)\b[^.;\n]{0,40}?\b(?:bestanden|"
    r"grün|durchgelaufen|fehlerfrei|réussis|réussies|passent|passés|pasan|pasaron|pasado|"
    r"correctas|superad[ao]s|superati|passano|passati|passaram|passam|geslaagd|groen)\b|"
    r"(?:测试|用例|构建|编译)[^。；？\n]{0,16}?(?:通过|跑完|跑通|成功|完毕)|"
    r"テスト[^。\n]{0,24}?(?:実行|通過|成功|パス)[^。\n]{0,4}?(?:ました|です|済み)|"
    r"테스트[^.\n]{0,24}?(?:실행|통과|성공)[^.\n]{0,4}?(?:했습니다|됐습니다|되었습니다|입니다)",
    re.IGNORECASE,
)
_EXPECTED = late(
    r"\b(?:if|once|when|as long as|provided|unless|usually|always|should|would)\b", re.IGNORECASE
)
_SEARCHES = late(r"\b(?:grep(?:ped)?|rg|ripgrep\w*|ag|ack|git grep)\b|\bsearched\b")
_REQUESTS = late(r"\b(?:curl(?:ed)?|wget|pinged|ping|httpie)\b")
_BUILDS = late(r"\b(?:builds?|rebuilt|built|compiled|compilation)\b", re.IGNORECASE)
_TESTS = late(rf"\b(?:tests?|suite|specs?|checks|{_RUNNERS}|{_LINTERS})\b", re.IGNORECASE)

_RUN = (
    "laufen ausgeführt gestartet exécuté lancé ejecutado ejecuté corrido executei rodei eseguito "
    "lanciato gedraaid uitgevoerd grepped ripgrepped compiled rebuilt linted curled pinged "
    "benchmarked searched succeeds finishes passing bestanden grün durchgelaufen fehlerfrei "
    "réussis réussies passent passés pasan pasaron correctas superadas superati passano passaram "
    "passam geslaagd groen lint linter linters linting typecheck checker curl wget"
)
RUN_WORDS = frozenset({*_RUN.split(), *filter(str.isalnum, CHECKERS.split("|"))})
"""Words of which one stands in such a sentence in Latin letters, for the cheap sign."""
RUN_SIGNS = (
    "跑[了过完]|压[了测]|(?:测试|用例|构建|编译|テスト|테스트)(?s:.*)"
    "(?:通过|跑完|跑通|通過|実行|パス|통과|실행|성공)"
)
"""What stands in each other one, as Rust's `regex` reads it."""


def runs_told_in(sentence: str) -> Iterator[NounDeed]:
    """Yield the runs that a sentence tells of, in whatever language."""
    own = _OWN.search(sentence)
    if own is not None:
        yield _run(own.start("verb"), own["verb"].strip().casefold(), own=True)
    said = _RAN.search(sentence)
    if said is not None and not _UNREAL_ABROAD.search(sentence, 0, said.end()):
        yield _run(said.start(), said[said.lastgroup or "verb"].casefold(), own=True)
    ran = None if sentence.isascii() else _RAN_ZH.search(sentence)
    if ran is not None and not _UNREAL_ABROAD.search(ran[0]):
        yield _run(ran.start("verb"), ran["verb"], own=True)
    for verb, pattern in _OUTCOMES:
        told = pattern.search(sentence)
        if told is not None and not (verb in ("build", "curl") and _EXPECTED.search(sentence)):
            yield _run(told.start(told.lastgroup or 0), verb, own=False)
    abroad = _ABROAD.search(sentence)
    if abroad is not None and not _UNREAL_ABROAD.search(sentence):
        yield _run(abroad.start(), "passed", own=False)


def _run(place: int, verb: str, *, own: bool) -> NounDeed:
    return NounDeed(place, verb, "run", own, _TOLD_AS.get(verb, re.escape(verb)))


# How a result, or a user who pastes one, speaks of it.
_TOLD_AS = {
    # Python's `pass` stands behind the spaces of its block.
    "passed": r"pass(?:ed|es|ing)\b|(?:\A|(?<=\n)|(?<=\S ))pass\b|"
    r"\bgreen\b|succe|通过|成功|bestanden|grün",
    "checked": rf"{CHECKERS}|lint|passed|clean",
    "build": r"build|compil|succe|finished",
    "curl": r"\b[1-5]\d\d\b",
}


def program_of(sentence: str, verb: str) -> Program:
    """Return what kind of program a sentence tells the run of."""
    words = f"{verb} {sentence}"
    if _TESTS.search(words) or not sentence.isascii():
        return "tests"
    if _SEARCHES.search(words):
        return "search"
    if _REQUESTS.search(words):
        return "request"
    return "build" if _BUILDS.search(words) else "tests"
