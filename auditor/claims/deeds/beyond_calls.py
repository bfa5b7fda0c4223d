"""More deeds told than calls made: "It is blocked. I've also ordered a new one" after one call.

The further deed is told behind the others, as one more; nothing that was given to the calls or came
back for them speaks of it; and what came back hardly told more than that the call worked.
"""

import re
from collections.abc import Iterator

from auditor.claims.claim import Claim
from auditor.claims.deeds.asked_deeds import PAIR
from auditor.claims.deeds.calls import (
    SAYS,
    acts,
    gave_little,
    looks_like_a_look,
    reach_of,
    words_of_tool,
)
from auditor.claims.deeds.done import done_in
from auditor.claims.deeds.of_world import is_of_words
from auditor.claims.deeds.of_world_abroad import speaks_of_words
from auditor.claims.deeds.refused import was_refused
from auditor.claims.deeds.said import Said, told_claim
from auditor.claims.deeds.verbs import ANYTHING
from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.pairing import Pairing, calls_before
from auditor.trace import ToolCall, ToolResult
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import late

_ALSO = late(
    r"\b(?:also|as well|additionally|in addition|besides|on top of that|außerdem|zusätzlich|zudem|"
    r"ebenfalls|auch|gleichzeitig|aussi|également|en plus|par ailleurs|también|además|asimismo|"
    r"também|além disso|anche|inoltre|ook|daarnaast|bovendien)\b|"
    r"^\W*(?:and|und|et|y|e|en)\b|同时|另外|此外|顺便|还|也|并|あわせて|合わせて|併せて|また、|"
    r"さらに|同時に|"
    r"함께|또한|추가로|아울러|그리고",
    re.IGNORECASE,
)
_MAY_BE_MORE = in_one_pass(f"(?i:{_ALSO.pattern.replace('^', '')})")
# Who says what he felt, thought or saw did nothing, `your blog is also well-presented`; nor does
# it take a call of its own that something was noted, or is safer now.
_NO_DEED = late(
    r"\bI(?:['’]ve| have)? (?:also |really |particularly )*(?:enjoyed|liked|loved|appreciated|"
    r"noticed|"
    r"found|read|saw|seen|visited|looked|reviewed|checked|thought|felt|learned|learnt|hoped)\b|"
    r"\bwell-[a-z]+ed\b|"
    r"\b(?:has|have|is|are) (?:also )?(?:been )?(?:noted|enhanced|strengthened|improved|secured|"
    r"ensured|protected)\b|喜欢|欣赏|注意到|觉得|看到",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<=[^\d])[,;，；、](?!\d)|[。！]|\s(?=(?:and|und|et|y|e|en) (?:I|we|ich|j['’]ai|he|ho|ya|"
    r"já|a|"
    r"an|the|one|une?|die|der|das|eine?|habe|la|le|el|los|il|o|um|uma)\b)"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_STEM, _LONGEST, _WORDY = 5, 120, 2


def may_tell_more(text: str) -> bool:
    """Say whether a text may tell one more deed."""
    return _MAY_BE_MORE(text)


def told_beyond_calls(said: Said, pairing: Pairing) -> Claim | None:
    """Return the first deed that a text tells beside those that calls of its turn can have done."""
    if said.call is not None or not may_tell_more(said.text):
        return None
    sentences = list(single_sentences(said.text))
    if not any(_ALSO.search(clause) for _, told in sentences for clause in _clauses(told)):
        return None
    # All calls before it may be asked about: what is said comes first.
    acted = _acted_alone(said, pairing)
    if not acted or not all(_is_plain(call, pairing.answer.get(call.index)) for call in acted):
        return None
    known = " ".join(
        f"{' '.join(words_of_tool(call.name))} {call.arguments_raw} {_output(call, pairing)}"
        for call in acted
    ).casefold()
    told = 0
    for start, sentence in sentences:
        for clause in () if is_question(sentence) else _clauses(sentence):
            done = [one for one in done_in(clause) if one.own or one.strong or told == 0]
            if not done:
                continue
            is_more = told >= len(acted) and _ALSO.search(clause) is not None
            if is_more and any(one.own or one.strong for one in done) and _is_new(clause, known):
                return told_claim(said, start, sentence, ())
            told += 1
    return None


def _acted_alone(said: Said, pairing: Pairing) -> list[ToolCall]:
    """Return the calls before a text that acted, if all of them are of its turn."""
    acted: list[ToolCall] = []
    for call in calls_before(said.event.index, pairing):
        if _acted(call, pairing):
            if call.turn != said.event.turn:
                return []
            acted.append(call)
    return acted[::-1]


def _acted(call: ToolCall, pairing: Pairing) -> bool:
    answer = pairing.answer.get(call.index)
    return (
        acts(call) and not was_refused(call, answer) and not looks_like_a_look(call, answer, "\0")
    )


def _is_plain(call: ToolCall, answer: ToolResult | None) -> bool:
    """Say whether a call may have done one deed only, by what it was given and what came back."""
    if answer is None or reach_of(call.name).command or len(answer.output) > _LONGEST:
        return False
    if not ANYTHING.isdisjoint(words_of_tool(call.name)):
        return False
    for field in arguments_of(call):
        if field.label.casefold() in SAYS or field.value.count(" ") > _WORDY:
            return False
    return answer.output.lstrip()[:1] not in ("{", "[") or gave_little(call, answer.output)


def _output(call: ToolCall, pairing: Pairing) -> str:
    answer = pairing.answer.get(call.index)
    return answer.output if answer else ""


def _clauses(sentence: str) -> Iterator[str]:
    for clause in _CLAUSE.split(sentence):
        if clause and clause.strip():
            yield clause.strip()


def _is_new(clause: str, known: str) -> bool:
    """Say whether a clause is about no words, and holds nothing that calls and results do."""
    if is_of_words(clause) or speaks_of_words(clause) or _NO_DEED.search(clause):
        return False
    if any(figure in known for figure in _FIGURE.findall(clause)):
        return False
    words = {word[:_STEM] for word in _WORD.findall(clause.casefold())}
    return not any(word in known for word in (*words, *PAIR.findall(clause)))
