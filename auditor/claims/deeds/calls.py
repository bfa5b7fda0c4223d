"""What a call of the trace may have done: it looks, runs a command, or acts."""

import re
from functools import lru_cache
from typing import NamedTuple

import msgspec

from auditor.claims.deeds.verbs import ANYTHING, BACKED_BY, LOOKS, Family, families_in, shows
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import fields_of, parse_value

_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W\d_]+")
_ACKNOWLEDGES = re.compile(
    r"\b(?:ok|okay|done|success\w*|succeeded|confirm\w*|status|complet\w+|accepted|created|true|"
    r"sent|saved|booked|erledigt|bestätigt|erfolgreich|hecho|feito|fait|fatto|confirmad\w|confirmé)\b|"
    r"成功|完成|已|完了|済|완료|성공",
    re.IGNORECASE,
)
# What an act is given: a number to find it by.
_HANDLE = re.compile(
    r"(?:\w*[_-])?(?:ids?|ts|ok|code|no|nr|ref|reference|number|uuid|key|conf|confirmation|run|job|"
    r"status|state|result|msg|url|link|sha|commit)|\w+Id",
    re.IGNORECASE,
)
SAYS = frozenset({"text", "body", "message", "content", "subject", "title", "comment", "note"})
"""Labels of arguments that hold words for people."""
# What a thing is, and not what was done.
_STATE = re.compile(
    r"\"(?:(?:is|has|can)_?\w+|public|private|active|enabled|available|valid|open|online|verified|"
    r"premium|vip|optional|required|overdue|late|\w+[ai]ble|in_?stock|"
    r"öffentlich|aktiv|verfügbar|activo|disponible|actif)\"\s*:\s*true\b",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(r"\.|__|/|::?")
_COMMAND_WORDS = (
    "bash shell sh zsh terminal command commands cmd powershell exec execute python ipython "
    "interpreter code repl computer console script sandbox container sql stdin"
)
_LOOKING_WORDS = (
    "cat ls grep rg find head tail less more wc pwd cd echo tree stat file which whoami env "
    "date diff du df ps id uname printf sort uniq cut jq type test true sleep"
)
_PLAIN_WORDS = "sed mkdir touch cp mv rm chmod awk perl printf black"
_PLAIN_GIT_WORDS = (
    "add commit checkout switch restore stash reset rm mv init config fetch tag rev-parse"
)
# What opens a page shows it.
_OPENS = frozenset({"open", "visit", "load", "goto"})
_PAGES = frozenset({"page", "webpage", "website", "url", "site", "link", "file", "document", "doc"})
_COMMANDS = frozenset(_COMMAND_WORDS.split())
_LOOKING_PROGRAMS = frozenset(_LOOKING_WORDS.split())
_PLAIN_PROGRAMS = frozenset(_PLAIN_WORDS.split())
_PLAIN_GIT = frozenset(_PLAIN_GIT_WORDS.split())
_LOOKING_GIT = frozenset({"status", "diff", "log", "show", "branch", "blame", "remote"})
# What a command has to hold for a step of version control to be made by it.
_STEPS = {
    "pushed": re.compile(r"\bpush|\bgh\b|\bglab\b|\bsync\b|\bsubmit\b"),
    "merged": re.compile(r"merge|rebase|\bpull\b|cherry-pick|\bam\b"),
    "opened": re.compile(r"\bpr\b|\bmr\b|pull|merge|\bgh\b|\bglab\b|\bhub\b|push"),
}
_SENT_AWAY = re.compile(r"->|\bremote:|\borigin\b|\bpush|\bpull request\b|https?://")
_PREFIXED = 2
_CHECKS = re.compile(
    r"(?:pytest|tox|nox|jest|mocha|vitest|rspec|phpunit|ctest|mypy|"
    r"(?:npm|yarn|pnpm|cargo|go|make|mvn|gradle|dotnet|swift|mix|bun) (?:run )?tests?|"
    r"python3? -m (?:pytest|unittest))\b"
)
_TESTS = re.compile(r"test|spec|\bcheck|\btox\b|\bnox\b|\bci\b|\bmake\b|\bnpm\b|\byarn\b|\bgo\b")
_SHIPS = re.compile(r"commit|push|merge|deploy|release|publish|\.sh\b|\bmake\b|\bnpm\b|\./|script")
_WRITES = re.compile(r"(?<![0-9&])>(?!&)|\btee\b|<<")
_SEPARATOR = re.compile(r"&&|\|\||[;|\n]")
_EXIT = re.compile(r"(?:exit|return)[ _]?(?:code|status)\W{0,4}(-?\d+)", re.IGNORECASE)
_FAILING = re.compile(
    r"(?<![\d.])(?:[1-9]\d*) (?:tests? )?(?:failed|failures?|errors?)\b|\bFAILED\b|\bFAIL\b"
)
_EFFECT = re.compile(
    r"\b(?:update|insert|delete|post|put|patch|create|drop|alter|write|send|set)\b", re.IGNORECASE
)


_READS_SQL = re.compile(
    r"\W*(?:query|sql|statement)\W{1,6}(?:SELECT|SHOW|DESC|DESCRIBE|EXPLAIN|PRAGMA)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"\W*(?:code|source|expression)\"\s*:")
# By which code reaches anything outside of it, or has others do so.
_REACHES_OUT = re.compile(
    r"open|request|http|smtp|mail|subprocess|\bos\b|shutil|socket|sql|write|post|api|client|session|"
    r"exec|eval|import_|tool|call|send|db|file|path|save|fetch|await|[!%]\w",
    re.IGNORECASE,
)


class Reach(NamedTuple):
    """What a call may bring about.

    Attributes:
        looks: It only looks.
        command: It runs what its arguments say.
        families: Effects that its name speaks of; none where nothing is known of them.
        things: The words of its name behind the verb: what it acts on.
    """

    looks: bool
    command: bool
    families: frozenset[Family]
    things: frozenset[str]


@lru_cache(maxsize=1024)
def reach_of(name: str) -> Reach:
    """Return what a tool of a name may bring about."""
    words = words_of(name)
    whole = frozenset(word.casefold() for word in _BORDER.split(name) if word)
    # `inspect_terminal` opens no terminal.
    shows_first = bool(words) and words[0] in LOOKS - ANYTHING
    command = not _COMMANDS.isdisjoint(whole) and "get" not in words and not shows_first
    families = families_in(words)
    first, last = (words[0], words[-1]) if words else ("", "")
    first = first.removesuffix("s") if first not in LOOKS else first
    looks = not command and (
        first in LOOKS
        or (first in _OPENS and last in _PAGES)
        or shows(words)
        or (last in LOOKS and not families_in(words[:1]) and len(words) > 1)
        or (_is_prefixed(words) and words[1] in LOOKS and not families_in(words))
    )
    return Reach(looks, command, families, frozenset(words[1:]))


@lru_cache(maxsize=1024)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a tool's own name, without its namespace."""
    own = _NAMESPACE.split(name)[-1]
    return tuple(word.casefold() for word in _BORDER.split(own) if word)


@lru_cache(maxsize=1024)
def is_made_for(name: str, family: Family) -> bool:
    """Say whether a tool is made for deeds of a family, by the verb of its name."""
    words = words_of(name)
    if not ANYTHING.isdisjoint(words) or shows(words):
        return False
    if words[:1] and words[0] not in LOOKS and family in families_in(words[:1]):
        return True
    if _is_prefixed(words) and family in families_in(words[1:2]):
        return True
    return LOOKS.isdisjoint(words) and family in families_in(words[-1:])


def _is_prefixed(words: tuple[str, ...]) -> bool:
    """Say whether a system's name may come first, as in `edr_contain_host`, then verb and thing."""
    known = LOOKS | ANYTHING
    return len(words) > _PREFIXED and words[0] not in known and not families_in(words[:1])


def looks_like_a_look(
    call: ToolCall, answer: ToolResult | None, stem: str, *, may_name: bool = False
) -> bool:
    """Say whether a call of a tool of which nothing is known got data and no acknowledgment.

    Args:
        call: The call.
        answer: What came back.
        stem: How the deed in question is told; a call that speaks of it may have done it.
        may_name: What came back may speak of such deeds all the same.
    """
    reach = reach_of(call.name)
    if answer is None or reach.families or reach.command:
        return False
    if _gave_little(call, answer.output) or any(
        field.label.casefold() in SAYS for field in arguments_of(call)
    ):
        return False
    if not ANYTHING.isdisjoint(words_of(call.name)) or _ACKNOWLEDGES.search(
        _STATE.sub("", answer.output)
    ):
        return False
    spoken = "" if may_name else answer.output
    return stem not in f"{call.name} {call.arguments_raw} {spoken}".casefold()


def gives_choice(answer: ToolResult | None) -> bool:
    """Say whether what came back lists several things to choose from."""
    output = answer.output if answer else ""
    value = parse_value(output) if output[:1] in ("{", "[") else None
    lists = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(one, list) and len(one) > 1 for one in lists)


def _gave_little(call: ToolCall, output: str) -> bool:
    """Say whether a record tells hardly more than its call did: an act is answered so, too."""
    value = parse_value(output) if output[:1] == "{" else None
    if not isinstance(value, dict):
        return False
    given = {field.value for field in arguments_of(call)}
    return all(field.value in given or _HANDLE.fullmatch(field.label) for field in fields_of(value))


def may_do(call: ToolCall, family: Family) -> bool:
    """Say whether a call may have done a deed of a family; what is not known may."""
    reach = reach_of(call.name)
    if reach.looks:
        return _has_effect(call.arguments_raw)
    if reach.command:
        return _command_may(call.arguments_raw, family)
    if family == "version" and _SHIPS.search(call.arguments_raw):
        return True
    return not reach.families or not reach.families.isdisjoint(BACKED_BY[family])


def is_effect(call: ToolCall) -> bool:
    """Say whether a call of a tool that looks is given a statement that changes what is stored."""
    return "sql" in f"{call.name}{call.arguments_raw}".casefold() and _has_effect(
        call.arguments_raw
    )


def acts(call: ToolCall) -> bool:
    """Say whether a call may have any effect at all."""
    reach = reach_of(call.name)
    if reach.command:
        return not _only_looks(call.arguments_raw)
    return not reach.looks or _has_effect(call.arguments_raw)


# One deed after another is held against the same calls.
@lru_cache(maxsize=512)
def _has_effect(raw: str) -> bool:
    return _EFFECT.search(raw) is not None


@lru_cache(maxsize=512)
def _command_may(raw: str, family: Family) -> bool:
    if family == "version" and not _SHIPS.search(raw):
        return False
    if family != "run" and _CODE.match(raw) and not _REACHES_OUT.search(raw[raw.index(":") :]):
        return False
    return not (_only_looks(raw) or (family not in ("run", "version") and _only_checks(raw)))


def _only_checks(raw: str) -> bool:
    """Say whether every part of a command looks or runs tests."""
    parts = _harmless_parts(raw)
    return parts is not None and all(_CHECKS.match(part) or _looks(part.split()) for part in parts)


@lru_cache(maxsize=512)
def _only_looks(raw: str) -> bool:
    """Say whether every part of a command is a program that only looks, or a query that reads."""
    if _READS_SQL.match(raw) and not _EFFECT.search(raw):
        return True
    parts = _harmless_parts(raw)
    return parts is not None and all(_looks(part.split()) for part in parts)


def _harmless_parts(raw: str) -> list[str] | None:
    """Return the parts of a command that writes no file itself; None where that is not plain."""
    command = _command_in(raw)
    if not command or _WRITES.search(command.replace("2>/dev/null", "")):
        return None
    return [part.strip() for part in _SEPARATOR.split(command) if part.strip()]


def lacks_step(call: ToolCall, answer: ToolResult | None, verb: str) -> bool:
    """Say whether a call plainly did not push, merge or open a request, as a deed has it.

    Commands of which each part is well known tell what they do, and a hook of theirs speaks up.
    """
    step = _STEPS.get(verb)
    if step is None or step.search(f"{call.name} {call.arguments_raw}".casefold()):
        return False
    if answer is None or _SENT_AWAY.search(answer.output):
        return False
    command = _command_in(call.arguments_raw) if reach_of(call.name).command else ""
    parts = [part.split() for part in _SEPARATOR.split(command) if part.strip()]
    return bool(parts) and all(_is_plain(words) for words in parts)


def only_plain(call: ToolCall) -> bool:
    """Say whether every part of a command is a program well known to run no other."""
    command = _command_in(call.arguments_raw) if reach_of(call.name).command else ""
    parts = [part.split() for part in _SEPARATOR.split(command) if part.strip()]
    return bool(parts) and all(
        _is_plain(words) and not _CHECKS.match(" ".join(words)) for words in parts
    )


def _is_plain(words: list[str]) -> bool:
    program = words[0].rpartition("/")[2]
    if program == "git":
        return len(words) > 1 and words[1] in _PLAIN_GIT | _LOOKING_GIT
    return program in _PLAIN_PROGRAMS or _looks(words) or bool(_CHECKS.match(" ".join(words)))


def _looks(words: list[str]) -> bool:
    program = words[0].rpartition("/")[2]
    if program == "git":
        return len(words) > 1 and words[1] in _LOOKING_GIT
    if program == "sed":
        return "-n" in words
    return program in _LOOKING_PROGRAMS and "-delete" not in words and "-exec" not in words


def _command_in(raw: str) -> str:
    """Return the one command of a call's arguments, or "" where it is not plain which it is."""
    if raw[:1] not in ("{", "["):
        return raw
    try:
        given = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return ""
    if not isinstance(given, dict):
        return ""
    value = given.get("command", given.get("cmd", ""))
    return value if isinstance(value, str) else ""


def is_test_run(call: ToolCall) -> bool:
    """Say whether a call looks like a run of tests."""
    reach = reach_of(call.name)
    if reach.looks:
        return False
    if reach.command:
        return _speaks_of_tests(call.arguments_raw) and not _only_looks(call.arguments_raw)
    return "run" in reach.families and "test" in call.name.casefold()


@lru_cache(maxsize=512)
def _speaks_of_tests(raw: str) -> bool:
    return _TESTS.search(raw) is not None


def tests_failed(result: ToolResult) -> bool:
    """Say whether the output of a run of tests says that some failed."""
    if result.is_error:
        return True
    code = _EXIT.search(result.output)
    if code is not None:
        return code[1] != "0"
    return bool(_FAILING.search(result.output))
