"""Results that came back and that the model denies: "The query returned no rows".

Judged is a sentence that says no more than that a look found nothing, or failed: what else it
names has to be what the calls were given, or a field of what they returned. Whoever says that
there is none of a certain kind reads a result, and is believed; so is whoever has any result
before the sentence that is empty, or a failure, or speaks of nothing.
"""

import re
from collections.abc import Iterator

from auditor.claims.asked_nouns import without_nouns_of
from auditor.claims.claim import Claim
from auditor.claims.claim_history import last_said, leaves_calls_out
from auditor.claims.denied_result_words import Denial, denials_of_results, may_deny_results
from auditor.claims.letters import is_spoken
from auditor.evidence.failures import failed
from auditor.pairing import Pairing, answers_in, results_before
from auditor.trace import Message, ToolCall, ToolResult, Trace
from auditor.values.values import normal_text
from auditor.values.wording import late

_SCORE = 0.6
_LONGEST = 6000
_SHORTEST = 12
# What says of itself, or of a part, that there is nothing, in the words of tools.
_NOTHING = late(
    r"\[\s*\]|\{\s*\}|\bnone?\b|\bnot?\b|n['’]t\b|\bnever\b|empty|nothing|without|fail|unable|"
    r"unavail|time(?:d |-)?out|denied|(?:http[\d. /]*|status|code)\W{0,4}[45]\d\d\b|\" [45]\d\d |"
    r"missing|unknown|"
    r"invalid|omitted|"
    r"(?<![.\d])0 (?:\w+ )?(?:results?|rows?|records?|items?|match\w*|hits?|found)|"
    r"\"(?:\w*count|\w*total\w*|num\w*|hits|match\w*|results?|size|length|rows)\": ?0\b|"
    r"<(?:\w*count|total|hits|match\w*|results?|treffer|anzahl|nombre|total\w*)>0<|"
    r"\berrors?\b(?![\"']?: ?(?:null|false|0|\"\"))|"
    r"没|无|未|空|失败|错误|异常|故障|繁忙|不存在|超时|なし|ません|ない|없|못|\bnicht|\bkein|"
    r"aucun|\bpas\b|"
    r"ning[uú]n|\bsin\b|"
    r"nenhum|\bnão\b|nessun|\bнет\b|\bне ",
    re.IGNORECASE,
)
# In a later turn it answers another question.
_MISSING = re.compile(
    r"(?:没有|暂无|并无)(?P<what>[^，。；！？\n]{2,60}?)的(?:任何|相关)?(?:记录|数据|信息|条目)"
)
_SHORT = 400


def denied_results(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield what the model says came back empty or failed, and did not.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    if not pairing.answer or leaves_calls_out(trace):
        return
    for message in answers_in(pairing):
        if len(message.text) > _LONGEST or not may_deny_results(message.text):
            continue
        results = _looked_at(message, pairing)
        if not results or not all(map(_tells_something, results)):
            continue
        before = list(results_before(message.index, pairing))
        for denial in denials_of_results(message.text):
            if any(map(_tells_nothing, _about(denial, before, pairing))):
                continue
            call = _denied(denial, results, message, trace, pairing)
            if call is not None:
                yield Claim(
                    message.index, denial.start, denial.end, "denied-result", call.name, (),
                    "a result came back that is neither empty nor a failure", call, _SCORE,
                )  # fmt: skip
                break


def _about(denial: Denial, results: list[ToolResult], pairing: Pairing) -> list[ToolResult]:
    """Return the results about what a denial names by an id or a host; all where it does not."""
    named = [word for word in denial.named if any(map(str.isdigit, word)) or "." in word]
    own = [
        result
        for result in results
        if (call := pairing.answered.get(result.index)) is not None
        and any(word in call.arguments_raw.casefold() for word in named)
    ]
    return own or results


def _looked_at(message: Message, pairing: Pairing) -> list[ToolResult]:
    """Return the results of the latest turn with any; none where a call of it has no answer."""
    before = list(results_before(message.index, pairing))
    if not before:
        return []
    turn = max(result.turn for result in before)
    if any(call.turn >= turn and call.index < message.index for call in pairing.unanswered):
        return []
    return [result for result in before if result.turn == turn and result.index in pairing.answered]


def _tells_something(result: ToolResult) -> bool:
    """Say whether a result holds data, and nowhere says that something is not there."""
    output = result.output
    if len(output) < _SHORTEST or failed(result):
        return False
    has_data = len(output) > 3 * _SHORTEST or any(map(str.isdigit, output))
    return has_data and _NOTHING.search(output) is None


def _tells_nothing(result: ToolResult) -> bool:
    """Say whether a result failed, or is a short one that says that something is not there."""
    if failed(result) or not result.output.strip():
        return True
    return len(result.output) <= _SHORT and _NOTHING.search(result.output) is not None


def _denied(
    denial: Denial, results: list[ToolResult], message: Message, trace: Trace, pairing: Pairing
) -> ToolCall | None:
    """Return the latest call whose result a denial is about, if it names nothing else."""
    if is_spoken(message.text, denial.start, trace.events[: message.index]):
        return None
    calls = {pairing.answered[result.index]: normal_text(result.output) for result in results}
    if denial.failing:
        asked = normal_text(last_said(trace.events[: message.index]))
        said = " ".join([asked, *map(_given, calls), *calls.values()])
        return None if denial.failing in said else next(reversed(calls))
    is_later = all(result.turn < message.turn for result in results)
    missing = _MISSING.search(message.text, denial.start, denial.end) if is_later else None
    for call, returned in reversed(calls.items()):
        if missing is not None and not _may_hold(missing["what"], returned):
            return None
        if all(_is_of_call(word, _given(call), returned) for word in denial.named):
            return call
    return None


def _may_hold(what: str, returned: str) -> bool:
    """Say whether a result may speak of what is told in Chinese to be missing."""
    pairs = [what[place : place + 2] for place in range(len(what) - 1)]
    pairs = [pair for pair in pairs if "的" not in pair and not pair.isascii()]
    return not pairs or 2 * sum(pair in returned for pair in pairs) >= len(pairs)


def _given(call: ToolCall) -> str:
    return f"{call.name.replace('_', ' ')} {call.arguments_raw}".casefold()


def _is_of_call(word: str, given: str, returned: str) -> bool:
    """Say whether a call was given a word, or speaks of it, or returned a field of that name."""
    if word in given or (word.endswith("s") and word[:-1] in given):
        return True
    if not word.isascii() and len(without_nouns_of(word, given)) <= 1:
        return True
    return re.search(rf"(?<!\w)[\"']?{re.escape(word)}[\"']? ?[:=]", returned) is not None
