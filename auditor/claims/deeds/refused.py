"""Calls that act, and that came back with word that nothing was done.

Of a look "Order K-7 not found" is a finding; of an act it is a refusal. So a few plain words tell
of one wherever they stand, and so do an outcome of that name, a code of a failed request or a deed
that is false, whatever stands beside them. What tells of a deed that was done before it tells of
one that was not ("saved; 2 hosts were not reached") refuses nothing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from auditor.claims.deeds.calls import words_of_tool
from auditor.claims.deeds.verbs import BASE_OF, SAID, SAID_IN_CHINESE
from auditor.evidence.failures import failed, may_have_failed
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall, ToolResult
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import any_of, late

_LONGEST, _MOST_LINES = 300, 3
# Services answer by a number of their own and a word about it.
_NUMBERS = "code resultcode errcode error_code errorcode retcode ret errno status_code"
_WORDS = "msg message resultmsg errmsg err_msg retmsg desc description 信息 提示"
_SUCCESS = "0 00 000 0000 1 200 201 202 204 10000 ok success none true"
_NUMBERS_OF_SERVICE = frozenset(_NUMBERS.split())
_WORDS_OF_SERVICE = frozenset(_WORDS.split())
_OF_SUCCESS = frozenset(_SUCCESS.split())
_LONGEST_KEPT = 2000
_SHORTEST = 4
_STEM = 4
_ERROR_CODES = range(400, 600)
_NOT = r"(?:not|n['’]t|never|no longer|cannot|can ?not)"
_PARTICIPLES = (
    r"found|permitted|allowed|possible|available|authori[sz]ed|delivered|sent|supported|completed|"
    r"processed|exist|done|made|saved|applied|accepted|reached|executed|performed|eligible|enabled|"
    r"be [a-z]+(?:ed|nt|ne|ut)"
)
_REFUSES = late(
    rf"\b{_NOT} (?:be )?(?:{_PARTICIPLES})\b|"
    r"\b(?:could|can|did|does|was|is|were|are|do|has|have)(?: not|n['’]t) [a-z]|\bcannot [a-z]|"
    r"\b(?:fail(?:ed|ure|s)?|errors?)\b(?!\W{0,4}(?:\d|none\b|no\b|null\b))|\b(?:exception|denied|refused|declined|rejected|forbidden|"
    r"unauthori[sz]ed|aborted|timed out|time-?out|unable to|no such|invalid|insufficient|exceeded|"
    r"too many requests|unavailable|unreachable|went wrong|bad gateway|reset by peer|"
    r"no (?:space|permission|route)|policy violation|locked by|held by|disk full|offline)\b|"
    r"\b(?:rc|(?:exit|return)(?:ed)?[ _-]?(?:code|status)|exited with(?: code| status)?)\W{1,3}"
    r"(?:[1-9]\d*|-\d+)\b|\bhttp\W{0,2}(?:[\d.]+ )?[45]\d\d\b|^\W*[45]\d\d\W*$|"
    r"\b(?:fully booked|sold out|already (?:taken|booked))\b|"
    r"已[约订]?满|约满|满员|售罄|已被[占预]|失败|失敗|超时|超時|タイムアウト|错误|エラー|出错|异常|权限不足|無権限|无权|没有权限|権限がありません|"
    r"拒绝|拒否|却下|驳回|不存在|未找到|找不到|不可用|不允许|不支持|无法|未能|系统繁忙|余额不足|冲突|"
    r"見つかりません|できません|실패|오류|거부|없습니다|시간 초과|"
    r"\b(?:fehler|fehlgeschlagen|zeitüberschreitung|verweigert|abgelehnt|nicht gefunden|"
    r"konnte nicht|nicht möglich|gesperrt von|erreur|échec|échoué|refusée?|délai dépassé|"
    r"introuvable|impossible|denegado|rechazad[oa]|fall(?:o|ó|ido)|agotado|no se pud\w+|"
    r"no encontrad[oa]|erro|falhou|falha|negado|recusad[oa]|não foi possível|errore|fallit[oa]|"
    r"rifiutat[oa]|negato)\b",
    re.IGNORECASE,
)
# What is closed, locked or reset may be so by others, and refuse what is asked.
_DONE_VERBS = any_of(SAID.keys() - {"reset", "closed", "locked"})
_DONE_IN_CHINESE = "|".join(
    SAID_IN_CHINESE.keys() - {"取消", "关闭", "锁定", "冻结", "下单", "支付"}
)
_DONE = late(
    rf"\b(?:{_DONE_VERBS}|success\w*|succeeded|done|ok|okay|accepted|completed|queued|opened|"
    rf"started)\b|成功|已(?:{_DONE_IN_CHINESE})|完了|完成|"
    r"\b(?:erfolgreich|erledigt|réussi|effectuée?|correctamente|éxito|sucesso|successo)\b",
    re.IGNORECASE,
)
_NOT_BEFORE = late(
    r"(?:\b(?:not|never|cannot|no)|n['’]t)(?: been| be)?(?: \w+ly)? ?$|[未没不]$", re.IGNORECASE
)
_NOT_SO = late(
    r"\"\w+\"\s*:\s*(?:false|null|\[\]|\"\")|"
    r"^\w+\s*[:=]\s*\(?(?:false|null|none|nobody|no one|nil|n/a|-)\)?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_OUTCOMES_OF_FAILURE = (
    "failed failure fail error errored timeout timed_out timedout rejected denied declined refused "
    "aborted unavailable not_found forbidden unauthorized invalid not_sent not_delivered bounced "
    "undelivered 失败 超时 拒绝 错误 被拒绝 已拒绝 异常 失敗 エラー 拒否 タイムアウト 실패 오류 "
    "fehlgeschlagen abgelehnt échec échoué refusé rejeté rechazado rechazada fallido fallida "
    "recusado recusada fallito rifiutato"
)
_FAILING = frozenset(one.removesuffix("e") for one in _OUTCOMES_OF_FAILURE.split())
_OUTCOME_LABELS = (
    "status result outcome state 状态 结果 状態 結果 상태 결과 estado resultado statut résultat "
    "stato ergebnis"
)
_OUTCOMES = frozenset(_OUTCOME_LABELS.split())
_CODE_LABELS = "status code statuscode status_code http_status httpstatus http_code"
_CODES = frozenset(_CODE_LABELS.split())
_EXIT_LABELS = "rc exit_code exitcode returncode return_code exit_status exit"
_EXITS = frozenset(_EXIT_LABELS.split())
_ERROR_LABELS = (
    "error errors error_message errormessage exception err 错误 エラー 오류 fehler erreur errore "
    "erro "
    "fout fel feil błąd ошибка hata"
)
_ERRORS = frozenset(_ERROR_LABELS.split())
_SAYING_LABELS = (
    "message msg detail details reason description meldung hinweis mensaje mensagem "
    "消息 原因 说明 信息 理由 grund motif motivo"
)
_SAYING = frozenset(_SAYING_LABELS.split())
_DEED_LABELS = "ok success succeeded done completed accepted applied executed sent delivered"
_DEEDS = frozenset(_DEED_LABELS.split())

_FURTHER_SIGNS = (_OUTCOMES_OF_FAILURE, _ERROR_LABELS, "false rc exit return status code")
_MAY_REFUSE = sign_anywhere(
    f"(?i){_REFUSES.pattern}|{'|'.join(' '.join(_FURTHER_SIGNS).split())}|[45][0-9][0-9]"
)


def may_refuse(output: str) -> bool:
    """Say whether a result may tell that nothing was done: a cheap look."""
    return _MAY_REFUSE(output) or may_have_failed(output)


def was_refused(call: ToolCall, result: ToolResult | None) -> bool:
    """Say whether a call that acts came back with word that it did nothing.

    Args:
        call: The call.
        result: What came back; nothing tells of no refusal.
    """
    if result is None:
        return False
    if len(result.output) <= _LONGEST and len(call.arguments_raw) <= _LONGEST_KEPT:
        return _kept_refusal(call, result)
    return _is_refusal(call, result)


# One deed after another is held against the same calls.
@lru_cache(maxsize=4096)
def _kept_refusal(call: ToolCall, result: ToolResult) -> bool:
    return _is_refusal(call, result)


def _is_refusal(call: ToolCall, result: ToolResult) -> bool:
    output, tool = result.output, words_of_tool(call.name)
    if failed(result):
        return result.is_error or not _tells_deed(output, tool)
    if len(output) > _LONGEST or not output.strip():
        return False
    given = tuple(
        one.value
        for one in arguments_of(call)
        if len(one.value) >= _SHORTEST and one.value in output
    )
    return _refuses(output, given, tool)


def told_by(call: ToolCall, result: ToolResult | None) -> str:
    """Return what came back for a call that is so; nothing of a refusal."""
    return "" if result is None or was_refused(call, result) else what_is_so(result)


def what_is_so(result: ToolResult) -> str:
    """Return what a result tells, but for what it says is not so: `"notified": false`."""
    return _NOT_SO.sub("", result.output)


def _says_why_not(own: dict[str, Any], given: tuple[str, ...], tool: tuple[str, ...]) -> bool:
    """Say whether an object has a code that is none of success, and words of refusal for it."""
    codes = [str(own[key]).casefold() for key in own.keys() & _NUMBERS_OF_SERVICE]
    said = [str(own[key]) for key in own.keys() & _WORDS_OF_SERVICE]
    is_other = any(code not in _OF_SUCCESS for code in codes)
    return is_other and any(_words_refuse(words, given, tool) for words in said)


def _tells_deed(output: str, tool: tuple[str, ...]) -> bool:
    """Say whether an object's outcome is what its tool is for."""
    own = _object_in(output) or {}
    return any(_is_deed(str(own[key]), tool) for key in _OUTCOMES if key in own)


@lru_cache(maxsize=1024)
def _refuses(output: str, given: tuple[str, ...], tool: tuple[str, ...]) -> bool:
    if output.lstrip()[:1] not in ("{", "["):
        return _words_refuse(output, given, tool)
    own = _object_in(output)
    return own is not None and _object_refuses(own, given, tool)


def _object_in(output: str) -> dict[str, Any] | None:
    """Return the object that an output is, its keys in small letters, or None."""
    try:
        value = msgspec.json.decode(output)
    except msgspec.DecodeError:
        return None
    return {key.casefold(): one for key, one in value.items()} if isinstance(value, dict) else None


def _words_refuse(words: str, given: tuple[str, ...], tool: tuple[str, ...]) -> bool:
    """Say whether words, but for those that the call was given, tell that nothing was done."""
    if words.count("\n") >= _MOST_LINES:
        return False
    for one in given:
        words = words.replace(one, " ")
    refusal = next((one for one in _REFUSES.finditer(words) if not _is_deed(one[0], tool)), None)
    if refusal is None:
        return False
    return not any(
        not _NOT_BEFORE.search(words, 0, done.start())
        for done in _DONE.finditer(words, 0, refusal.start())
    )


def _object_refuses(own: dict[str, Any], given: tuple[str, ...], tool: tuple[str, ...]) -> bool:
    done = {key for key in own.keys() & (SAID.keys() | _DEEDS) if own[key]}
    if any(
        own[key] is False and (key in _DEEDS or BASE_OF.get(key) in tool)
        for key in own.keys() - done
    ):
        return not done
    if any(_is_error(own[key]) for key in own.keys() & _ERRORS):
        return not done
    if any(_is_code(own.get(key), _ERROR_CODES) for key in _CODES):
        return True
    if any(_is_code(own.get(key), None) for key in _EXITS):
        return True
    if _says_why_not(own, given, tool):
        return not done
    told = [str(own[key]).casefold() for key in _OUTCOMES if key in own]
    if told:
        failing = (one for one in told if one.replace(" ", "_").removesuffix("e") in _FAILING)
        return any(not _is_deed(one, tool) for one in failing)
    return (
        bool(own) and own.keys() <= _SAYING and _words_refuse("\n".join(_strings(own)), given, tool)
    )


def _strings(own: dict[str, Any]) -> Iterator[str]:
    yield from (one for one in own.values() if isinstance(one, str))


def _is_error(value: object) -> bool:
    """Say whether a field for errors holds one: a small number may count what went wrong."""
    return bool(value) and (not str(value).isdecimal() or _is_code(value, _ERROR_CODES))


def _is_code(value: object, codes: range | None) -> bool:
    """Say whether a value is a code of a failure: of these, or any but 0."""
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return value in codes if codes is not None else value != 0


def _is_deed(told: str, tool: tuple[str, ...]) -> bool:
    """Say whether what sounds like a refusal is what the tool is for: `reject`, then `rejected`."""
    told = told.casefold()
    return any(word[:_STEM] == told[:_STEM] for word in tool if len(word) >= _STEM) or (
        BASE_OF.get(told, "") in tool and told in BASE_OF
    )
