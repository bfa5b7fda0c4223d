"""What stands for a failed call in place of its result."""

import re
from typing import Any

import msgspec

from auditor.trace import ToolResult
from auditor.values.kept_answers import kept
from auditor.values.one_pass import in_one_pass

_FAILED = re.compile(
    r"\W{0,3}(?:error|failure|fatal|exception|traceback|denied|timed out|timeout|not[ _]found|"
    r"failed(?!\W{1,3}0\b))\b|\W{0,3}[a-z]+_(?:failed|error|denied)\b|"
    r"\W{0,3}http[ /][\d. ]*[45]\d\d\b|"
    r"\W{0,3}[45]\d\d(?::| (?:bad|unauthor|forbidden|not found|conflict|unproc|too many|"
    r"internal|service|gateway|valid|invalid|client|server|error))",
    re.IGNORECASE,
)
# What runtimes put first when something was raised: its class, by the naming of most languages.
_RAISED = re.compile(
    r"\W{0,3}(?:[A-Za-z_]\w*\.)*"
    r"(?:[A-Z]\w*(?:Error|Exception|Failure|Fault|Timeout|Refused)|(?<=exceptions\.)[A-Z]\w*)"
    r"(?=[:(\n]|\W?$)"
    r"|\W{0,3}E(?:NOENT|ACCES|PERM|EXIST|PIPE|INVAL|NOSPC|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|"
    r"CONN[A-Z]+)\b"
)
_PARTS = (
    "api tool mcp rpc http smtp sql db database server client internal system service runtime "
    "network connection validation input parse parsing syntax request call command execution "
    "operation transaction payment delivery upload auth authentication authorization unexpected"
)
_SAID = re.compile(
    rf"\W{{0,3}}(?:(?:{_PARTS.replace(' ', '|')}) ){{1,3}}(?:error|failed|failure|exception)"
    r"(?:\W?$| with | due |(?: -?\d+)?: ?(?!\W*(?:\d+(?:\W|$)|none\b|null\b|never\b|no\b|n/a))|"
    r": ?[45]\d\d [a-z])"
    r"|\W{0,3}(?:access|permission|connection|request) (?:denied|refused|rejected|timed out)\b"
    r"|\W{0,3}(?:upstream|gateway|backend|server|provider|service)(?: is)? "
    r"(?:timeout|timed out|offline|unavailable|unreachable)\b"
    r"|\W{0,3}(?:unable to|could not|could ?n['’]t) [a-z]"
    r"|\W{0,3}[45]\d\d[ -][45]\.\d{1,3}\.\d",
    re.IGNORECASE,
)
# `ssh: connect to host a port 22: Connection timed out`, all that a command wrote.
_OF_COMMAND = re.compile(
    r"[\w./-]{1,30}: [^\n]{0,200}?\b(?:"
    r"connection (?:timed out|refused|reset\b[\w ]*|closed\b[\w ]*)|operation timed out|"
    r"no route to host|permission denied|no such file or directory|(?:command )?not found|"
    r"(?:name or service|host) not known|(?:network is|host) unreachable|host is down|"
    r"could not resolve host[^\n]{0,60}|input/output error)\W{0,3}\s*",
    re.IGNORECASE,
)
_CODE = ("code", "status", "statuscode", "status_code", "errcode", "码", "错误码", "状态码")
_ABOUT_CODE = frozenset(
    (*_CODE, "msg", "message", "detail", "details", "reason", "data", "result", "path", "type",
     "timestamp", "request_id", "requestid", "trace_id")
)  # fmt: skip
_REFUSALS = (
    "declined refused aborted forbidden unauthorized not_permitted not_allowed invalid rejected "
    "denied 失败 拒绝 失敗 エラー 拒否 却下 실패 거부 오류 abgelehnt fehlgeschlagen refusé "
    "échec rechazado rechazada recusado recusada rifiutato fallito fallido отклонено отказано "
    "ошибка"
)
_REFUSED = frozenset(_REFUSALS.split())
_VERDICTS = (
    "status result outcome state 状态 结果 状態 結果 상태 결과 estado resultado statut résultat "
    "stato ergebnis"
)
_VERDICT = tuple(_VERDICTS.split())
_REASON_WORDS = "原因 说明 消息 理由 詳細 사유 grund hinweis motif raison motivo"
_REASONS = frozenset(_REASON_WORDS.split())
# A field that holds the words of an error, by its name in other languages.
_ERRORS = (
    "错误",
    "错",
    "错误信息",
    "异常",
    "エラー",
    "오류",
    "fehler",
    "erreur",
    "errore",
    "erro",
    "ошибка",
)
_FEWEST = 2
# A field that tells a failure by itself, or letters spelt so that a key may be any.
_TELLING_FIELD = in_one_pass(rf'"(?:ok|success|error|status|{"|".join(_ERRORS)})"|\\u00')
_FIRST_KEY = re.compile(r'\{\s*"([^"\\\ud800-\udfff]*)"')
_OF_REFUSAL = _ABOUT_CODE | _REASONS | {*_VERDICT, "error_code", "errorcode"}
# Whatever is taken for a failure holds one of these.
_SIGN = in_one_pass(
    "(?i)err|fail|fatal|fault|exce|traceback|den(?:y|ied)|time|not|unable|could|refus|reject|false|"
    "invalid|forbid|unauth|abort|declin|(?-i:E[A-Z]{3}|EAI_)|\\b[45][0-9][0-9]\\b|失|败|错|拒|却|エラ|fehler|실패|거부|오류|lehn|"
    "schlag|échec|rechaz|recus|rifiut|fallit|откл|отказ|ошиб|host|connection|unreach|is down|"
    "unavail|offline"
)
_ERROR_CODES = range(400, 600)
_LONGEST_STATUS = 4000


def failed(result: ToolResult | None) -> bool:
    """Say whether a result reports a failure of the call itself."""
    if result is None:
        return False
    if result.is_error:
        return True
    output = result.output
    return _is_failure(output) if len(output) <= _LONGEST_STATUS else _tells_failure(output)


def may_have_failed(output: str) -> bool:
    """Say whether a result may report a failure: a cheap look at a short one, as a fault has it."""
    return len(output) <= _LONGEST_STATUS and _SIGN(output) and _is_failure(output)


@kept
def _is_failure(output: str) -> bool:
    """Say so of a short result, which one question after another is about."""
    return _tells_failure(output)


def _tells_failure(output: str) -> bool:
    if not _may_tell_failure(output):
        return False
    begins_so = any(sign.match(output) for sign in (_FAILED, _RAISED, _SAID))
    begins_so = begins_so or _OF_COMMAND.fullmatch(output) is not None
    given = _object_in(output)
    if given is None:
        return begins_so
    # `{"error": null}` begins like a failure, and is none.
    return _says_so(given) or (begins_so and bool(next(iter(given.values()), None)))


def _object_in(output: str) -> dict[str, Any] | None:
    if output[:1] != "{" or len(output) > _LONGEST_STATUS:
        return None
    try:
        return msgspec.json.decode(output, type=dict[str, Any])
    except msgspec.DecodeError:
        return None


def _may_tell_failure(output: str) -> bool:
    """Say whether an output, if it is an object, has a field that may be a failure's.

    Its first is, or one made for that.
    """
    first = _FIRST_KEY.match(output)
    if first is None:
        return True
    return _SIGN(first[1]) or first[1].casefold() in _OF_REFUSAL or _TELLING_FIELD(output)


def _says_so(given: dict[str, Any]) -> bool:
    """Say whether a JSON object reports a failure in the fields that are made for that."""
    status = str(given.get("status", "")).casefold()
    return (
        given.get("ok") is False
        or given.get("success") is False
        or bool(given.get("error"))
        or any(_is_worded(given.get(label)) for label in _ERRORS)
        or status in ("error", "failed", "failure", "rejected", "denied")
        or _gives_code(given)
        or _is_refused(given)
    )


def _is_worded(value: object) -> bool:
    """Say whether a field holds words: a number under `fehler` may count what a look found."""
    return isinstance(value, str) and any(map(str.isalpha, value))


def _is_refused(given: dict[str, Any]) -> bool:
    """Say whether an object holds a refusal and words about it: no record holds so little."""
    own = {key.casefold(): value for key, value in given.items()}
    if len(own) < _FEWEST or not own.keys() <= _OF_REFUSAL:
        return False
    return any(str(own.get(key)).casefold() in _REFUSED for key in _VERDICT)


def _gives_code(given: dict[str, Any]) -> bool:
    """Say whether an object holds the code of a failed request and words about it, no more."""
    own = {key.casefold(): value for key, value in given.items()}
    if len(own) < _FEWEST or not own.keys() <= _ABOUT_CODE or own.get("data") or own.get("result"):
        return False
    return any(str(own.get(key)).isdecimal() and int(own[key]) in _ERROR_CODES for key in _CODE)
