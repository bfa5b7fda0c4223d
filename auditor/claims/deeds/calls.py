"""What a call of the trace may have done: it looks, runs a command, or acts."""

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.claims.deeds.asked_abroad import families_of_name
from auditor.claims.deeds.commands import (
    has_effect,
    is_reading_line,
    only_checks,
    only_looks,
)
from auditor.claims.deeds.told_in_east import SAID_IN_EAST
from auditor.claims.deeds.verbs import (
    ANYTHING,
    BACKED_BY,
    LOOKS,
    SAID_IN_CHINESE,
    Family,
    families_in,
    shows,
)
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import fields_of
from auditor.values.literals import parse_value

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
_SAYS = (
    "text body message content subject title comment note description desc 描述 备注 正文 内容 详情"
)
SAYS = frozenset(_SAYS.split())
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
# What opens a page shows it.
_OPENS = frozenset({"open", "visit", "load", "goto"})
_PAGES = frozenset({"page", "webpage", "website", "url", "site", "link", "file", "document", "doc"})
_COMMANDS = frozenset(_COMMAND_WORDS.split())
# A plan that one ends is a thing.
_PLANS = frozenset({"plan"})
_PREFIXED = 2
_SEVERAL = 2
_LONGEST_KEY, _LONG = 60, 300
_METHODS = frozenset({"method", "http_method", "verb"})
_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ACTION_LABELS = (
    "action operation op tool tool_name function function_name api_name intent command cmd"
)
_ACTIONS = frozenset(_ACTION_LABELS.split())
_ACTION = re.compile(r"[A-Za-z][\w.:/-]{2,60}")
_LINES = frozenset({"args", "arguments", "argv", "subcommand"})
# What a tool named in Chinese, Japanese or Korean does stands first or last.
_LOOKS_IN_EAST = re.compile(
    r"(?:查|搜|检索|获取|读取|列出|检查|検索|取得|照会|参照|確認|調|조회|검색|확인)|"
    r".*(?:查询|查看|搜索|检索|检查|一览|详情|信息|状态|検索|取得|照会|参照|確認|一覧|状況|조회|검색|확인|목록)$"
)
_SHIPS = re.compile(r"commit|push|merge|deploy|release|publish|\.sh\b|\bmake\b|\bnpm\b|\./|script")
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


_BLOCK_LISTS = frozenset({"blocklist", "denylist", "blacklist", "banlist", "blackhole"})


@lru_cache(maxsize=1024)
def reach_of(name: str) -> Reach:
    """Return what a tool of a name may bring about."""
    words = words_of_tool(name)
    whole = frozenset(word.casefold() for word in _BORDER.split(name) if word)
    # `inspect_terminal` opens no terminal.
    shows_first = bool(words) and words[0] in LOOKS - ANYTHING
    command = not _COMMANDS.isdisjoint(whole) and "get" not in words and not shows_first
    if not name.isascii() and _LOOKS_IN_EAST.match(words[0] if words else name):
        return Reach(looks=True, command=False, families=frozenset(), things=frozenset())
    families = families_in(words) | _families_abroad(name, words)
    # `push_blocklist` blocks, whatever verb it is named by.
    families |= {"block"} if _BLOCK_LISTS.intersection(words) else frozenset()
    first, last = (words[0], words[-1]) if words else ("", "")
    first = first.removesuffix("s") if first not in LOOKS else first
    looks = not command and (
        first in LOOKS
        or (first in _OPENS and last in _PAGES)
        or shows(words)
        or (last in LOOKS - _PLANS and not families_in(words[:1]) and len(words) > 1)
        or (_is_prefixed(words) and words[1] in LOOKS and not families_in(words))
    )
    return Reach(looks, command, families, frozenset(words[1:]))


def _families_abroad(name: str, words: tuple[str, ...]) -> frozenset[Family]:
    """Return the families of the deeds that a name in another language speaks of."""
    if name.isascii():
        return families_of_name(words[0]) if words else frozenset()
    tables = (SAID_IN_CHINESE, SAID_IN_EAST)
    return frozenset(family for table in tables for verb, family in table.items() if verb in name)


@lru_cache(maxsize=1024)
def words_of_tool(name: str) -> tuple[str, ...]:
    """Return the words of a tool's own name, without its namespace."""
    own = _NAMESPACE.split(name)[-1]
    return tuple(word.casefold() for word in _BORDER.split(own) if word)


@lru_cache(maxsize=1024)
def is_made_for(name: str, family: Family) -> bool:
    """Say whether a tool is made for deeds of a family, by the verb of its name."""
    words = words_of_tool(name)
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
    if gave_little(call, answer.output) or any(
        field.label.casefold() in SAYS for field in arguments_of(call)
    ):
        return False
    if not ANYTHING.isdisjoint(words_of_tool(call.name)) or _ACKNOWLEDGES.search(
        _STATE.sub("", answer.output)
    ):
        return False
    spoken = "" if may_name else answer.output
    return stem not in f"{call.name} {call.arguments_raw} {spoken}".casefold()


def got_data(call: ToolCall, answer: ToolResult | None) -> bool:
    """Say whether a call was given little and got much: of something done hardly more is told.

    Several new words, or a long text, and no number under which something would be filed.
    """
    if answer is None or not looks_like_a_look(call, answer, "\0"):
        return False
    fields = arguments_of(call)
    if any(len(field.value) > _LONGEST_KEY for field in fields):
        return False
    if len(answer.output) > _LONG:
        return True
    value = parse_value(answer.output) if answer.output[:1] in ("{", "[") else None
    if value is None:
        return False
    given = {field.value for field in fields}
    # What `hold_seats` returns as its `hold` was not there before.
    if any(field.label.casefold() in words_of_tool(call.name)[:1] for field in fields_of(value)):
        return False
    told = [field for field in fields_of(value) if field.value not in given]
    words = [field for field in told if not field.value.replace(".", "").isdigit()]
    return len(words) >= _SEVERAL and not any(_HANDLE.fullmatch(one.label) for one in told)


def gives_choice(answer: ToolResult | None) -> bool:
    """Say whether what came back lists several things to choose from."""
    output = answer.output if answer else ""
    value = parse_value(output) if output[:1] in ("{", "[") else None
    lists = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(one, list) and len(one) > 1 for one in lists)


def gave_little(call: ToolCall, output: str) -> bool:
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
        return has_effect(call.arguments_raw)
    if looks_by_arguments(call):
        return False
    if reach.command:
        return _command_may(call.arguments_raw, family)
    if family == "version" and _SHIPS.search(call.arguments_raw):
        return True
    return not reach.families or not reach.families.isdisjoint(BACKED_BY[family])


def is_effect(call: ToolCall) -> bool:
    """Say whether a call of a tool that looks is given a statement that changes what is stored."""
    return "sql" in f"{call.name}{call.arguments_raw}".casefold() and has_effect(call.arguments_raw)


def acts(call: ToolCall) -> bool:
    """Say whether a call may have any effect at all."""
    reach = reach_of(call.name)
    if looks_by_arguments(call):
        return False
    if reach.command:
        return not only_looks(call.arguments_raw)
    return not reach.looks or has_effect(call.arguments_raw)


def looks_by_arguments(call: ToolCall) -> bool:
    """Say whether a tool that may do anything is told, by its arguments, only to look.

    An action (`report.get`), a method (`GET`) or the words behind a program's name (`get pods`).
    """
    reach = reach_of(call.name)
    if reach.looks or reach.families:
        return False
    for field in arguments_of(call):
        label, value = field.label.casefold(), field.value
        if label in _METHODS and value.upper() in _READING_METHODS:
            return True
        if label in _ACTIONS and _ACTION.fullmatch(value) and reach_of(value).looks:
            return True
        if label in _LINES and is_reading_line(f"{call.name} {value}"):
            return True
    return False


@lru_cache(maxsize=512)
def _command_may(raw: str, family: Family) -> bool:
    if family == "version" and not _SHIPS.search(raw):
        return False
    if family != "run" and _CODE.match(raw) and not _REACHES_OUT.search(raw[raw.index(":") :]):
        return False
    return not (only_looks(raw) or (family not in ("run", "version") and only_checks(raw)))
